"""Targets whose snapshots outlive a request: those of scrolls and points in time."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Final

from findling.base.errors import FindlingError, IllegalArgumentError
from findling.base.units import format_time
from findling.cluster.cluster_settings import cluster_setting
from findling.index.searcher import Searcher
from findling.node.search.shard_targets import Check, FarTargets, ShardTarget, acquire_searcher, make_context, never
from findling.node.services.node import Node
from findling.node.services.reader_contexts import KEEP, RELEASE, ReaderContext

if TYPE_CHECKING:
    from findling.cluster.nats.remote_calls import RemoteCalls

Key = tuple[str, int]
Kind = str
SCROLL: Final[Kind] = "scroll"
PIT: Final[Kind] = "pit"


def open_reader(node: Node, kind: Kind, targets: list[ShardTarget], keep_alive_ms: int) -> ReaderContext:
    """Takes snapshots of all targets and keeps them.

    Raises what keeps a shard from being opened, or above the limit.
    """
    check_keep_alive(node, keep_alive_ms)
    searchers: dict[Key, Searcher] = {}
    far = {} if node.others is None else _keep_far(node, targets, keep_alive_ms)
    try:
        for target in targets:
            if target.key not in far:
                searchers[target.key] = acquire_searcher(node, target)
    except FindlingError:
        for searcher in searchers.values():
            searcher.release()
        raise
    limit = cluster_setting(node.cluster.state, "search.max_open_scroll_context")
    context = node.readers.open(kind, searchers, keep_alive_ms, limit)
    context.state["targets"] = targets
    context.far = far
    if node.others is not None:
        context.release_far = partial(_release_far, node.others.calls, far)
    return context


def _release_far(calls: "RemoteCalls", far: Mapping[Key, tuple[str, str]]) -> None:
    for at, reader in far.values():
        calls.tell(at, RELEASE, reader)


def _keep_far(node: Node, targets: Sequence[ShardTarget], keep_alive_ms: int) -> dict[Key, tuple[str, str]]:
    """Has other nodes keep snapshots of targets that are not here. Returns node and id of each by its key."""
    reading = FarTargets(node, node.clock.now_ms(), never)
    try:
        reading.find(targets)
        far = [target for target in targets if target.far is not None]
        begun = [target.far.begin(KEEP, keep_alive_ms) for target in far if target.far is not None]
        kept = {}
        for target, call in zip(far, begun, strict=True):
            assert target.far is not None
            reader = target.far.result(call)
            kept[target.key] = target.far.node or "", reader
        return kept
    finally:
        reading.close()
        for target in targets:
            target.far = None


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
    far = None if node.others is None else FarTargets(node, now_ms, check)
    try:
        for place, kept in enumerate(reader.state["targets"]):
            if far is not None and kept.key in reader.far:
                target = ShardTarget(kept.resolved, kept.service, kept.number, filters=kept.filters, part=kept.part)
                target.account = account
                far.kept(target, place, *reader.far[kept.key])
                targets.append(target)
                continue
            searcher = reader.searchers.get(kept.key)
            if searcher is None or not searcher.acquire():
                continue
            held.append(searcher)
            target = ShardTarget(kept.resolved, kept.service, kept.number, filters=kept.filters, part=kept.part)
            target.context = make_context(node, target, searcher, now_ms, account, check)
            target.context.place = place
            target.account = account
            targets.append(target)
        yield targets
    finally:
        account.close()
        for searcher in held:
            searcher.release()
        if far is not None:
            far.close()
