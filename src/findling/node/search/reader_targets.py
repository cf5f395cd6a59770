"""Targets whose snapshots outlive a request: those of scrolls and points in time."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from findling.base.errors import FindlingError, IllegalArgumentError
from findling.base.units import format_time
from findling.cluster.cluster_settings import cluster_setting
from findling.index.searcher import Searcher
from findling.node.search.shard_targets import Check, ShardTarget, acquire_searcher, make_context, never
from findling.node.services.node import Node
from findling.node.services.reader_contexts import ReaderContext

Kind = str
SCROLL: Final[Kind] = "scroll"
PIT: Final[Kind] = "pit"


def open_reader(node: Node, kind: Kind, targets: list[ShardTarget], keep_alive_ms: int) -> ReaderContext:
    """Takes snapshots of all targets and keeps them.

    Raises what keeps a shard from being opened, or above the limit.
    """
    check_keep_alive(node, keep_alive_ms)
    searchers: dict[tuple[str, int], Searcher] = {}
    try:
        for target in targets:
            searchers[target.key] = acquire_searcher(node, target)
    except FindlingError:
        for searcher in searchers.values():
            searcher.release()
        raise
    limit = cluster_setting(node.cluster.state, "search.max_open_scroll_context")
    context = node.readers.open(kind, searchers, keep_alive_ms, limit)
    context.state["targets"] = targets
    return context


def check_keep_alive(node: Node, keep_alive_ms: int) -> None:
    """Raises IllegalArgumentError if a keep-alive is above `search.max_keep_alive`."""
    limit = cluster_setting(node.cluster.state, "search.max_keep_alive")
    if keep_alive_ms > limit:
        raise IllegalArgumentError(
            f"Keep alive for request ({format_time(keep_alive_ms)}) is too large. It must be less than "
            f"({format_time(limit)}). This limit can be set by changing the [search.max_keep_alive] cluster level "
            "setting."
        )


@contextmanager
def reopened(node: Node, reader: ReaderContext, check: Check = never) -> Iterator[list[ShardTarget]]:
    """Gives the targets of a kept reader contexts for one request."""
    now_ms = node.clock.now_ms()
    held: list[Searcher] = []
    targets = []
    account = node.account()
    try:
        for place, kept in enumerate(reader.state["targets"]):
            searcher = reader.searchers.get(kept.key)
            if searcher is None or not searcher.acquire():
                continue
            held.append(searcher)
            target = ShardTarget(kept.resolved, kept.service, kept.number, filters=kept.filters, part=kept.part)
            target.context = make_context(node, target, searcher, now_ms, account, check)
            target.context.place = place
            targets.append(target)
        yield targets
    finally:
        account.close()
        for searcher in held:
            searcher.release()
