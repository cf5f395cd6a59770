"""Refresh, flush, force merge and clearing of caches: actions on whole indices."""

from collections.abc import Collection
from contextlib import suppress
from typing import Any

from findling.base.errors import ActionRequestValidationError, IndexShardClosedError
from findling.cluster.name_resolution import IndicesOptions, split_names
from findling.node.services.background_tasks import run_task
from findling.node.services.index_blocks import check_blocks
from findling.node.services.index_selection import select_services, shards_header
from findling.node.services.index_service import IndexService
from findling.node.services.node import Node
from findling.node.services.tasks import Task

OPTIONS = IndicesOptions()


def refresh(node: Node, expression: str | None, options: IndicesOptions = OPTIONS) -> dict[str, Any]:
    """Makes all acknowledged writes searchable."""
    services = select_services(node, expression, options)
    for service in services:
        for shard in service.running().values():
            with suppress(IndexShardClosedError):  # deleted meanwhile
                shard.refresh()
    return {"_shards": shards_header([service.metadata for service in services], placement=node.indices.placement)}


def flush(
    node: Node, expression: str | None, options: IndicesOptions = OPTIONS, force: bool = False, wait: bool = True
) -> dict[str, object]:
    """Commits all acknowledged writes and trims the translogs."""
    if force and not wait:
        raise ActionRequestValidationError("Validation Failed: 1: wait_if_ongoing must be true for a force flush;")
    services = select_services(node, expression, options)
    for service in services:
        for shard in service.running().values():
            with suppress(IndexShardClosedError):
                shard.flush(force)
    return {"_shards": shards_header([service.metadata for service in services], placement=node.indices.placement)}


def force_merge(
    node: Node,
    expression: str | None,
    options: IndicesOptions = OPTIONS,
    max_num_segments: int | None = None,
    only_expunge_deletes: bool = False,
    flush_after: bool = True,
    wait: bool = True,
) -> dict[str, object]:
    """Merges segments down to a number, or rewrites those with many deletes; wait: false answers with a task's id."""
    if only_expunge_deletes and max_num_segments is not None:
        raise ActionRequestValidationError(
            "Validation Failed: 1: cannot set only_expunge_deletes and max_num_segments at the same time, those two "
            "parameters are mutually exclusive;"
        )
    services = _writable(node, expression, options)

    def work(task: Task) -> dict[str, object]:
        for shard in [shard for service in services for shard in service.running().values()]:
            task.check()
            with suppress(IndexShardClosedError):
                shard.force_merge(max_num_segments=max_num_segments, only_expunge_deletes=only_expunge_deletes)
                if flush_after:
                    shard.flush()
        return {"_shards": shards_header([service.metadata for service in services], placement=node.indices.placement)}

    names = ", ".join(split_names(expression))
    number = -1 if max_num_segments is None else max_num_segments
    description = (
        f"Force-merge indices [{names}], maxSegments[{number}], onlyExpungeDeletes[{_word(only_expunge_deletes)}], "
        f"flush[{_word(flush_after)}]"
    )
    return run_task(node, "indices:admin/forcemerge", description, work, wait)


def _writable(node: Node, expression: str | None, options: IndicesOptions) -> list[IndexService]:
    """Returns the indices of an expression. Raises ClusterBlockError if one of them takes no changes."""
    services = select_services(node, expression, options)
    for service in services:
        check_blocks(service.metadata, "metadata_write")
    return services


def _word(flag: bool) -> str:
    return "true" if flag else "false"


def clear_cache(
    node: Node, expression: str | None, options: IndicesOptions = OPTIONS, kinds: Collection[str] = ()
) -> dict[str, object]:
    """Empties caches. kinds: request, query (the filters of all indices), fielddata; empty: all"""
    services = _writable(node, expression, options)
    if not kinds or "query" in kinds:
        node.filters.clear()
    if not kinds or "request" in kinds:
        owners = {id(stats) for service in services for stats in service.all_cached_requests()}
        node.requests.clear(lambda stats: id(stats) in owners)
    if not kinds or "fielddata" in kinds:
        for service in services:
            _forget_fielddata(service)
    return {"_shards": shards_header([service.metadata for service in services], placement=node.indices.placement)}


def _forget_fielddata(service: IndexService) -> None:
    for shard in service.running().values():
        with shard.searcher() as searcher:
            for view in searcher.segments:
                view.reader.forget_uninverted()
