"""Refresh, flush, force merge and clearing of caches: actions on whole indices."""

from typing import Any

from findling.base.errors import ActionRequestValidationError
from findling.cluster.name_resolution import IndicesOptions
from findling.node.index_selection import select_services, shards_header
from findling.node.node import Node

OPTIONS = IndicesOptions()


def refresh(node: Node, expression: str | None, options: IndicesOptions = OPTIONS) -> dict[str, Any]:
    """Makes all acknowledged writes searchable."""
    services = select_services(node, expression, options)
    for service in services:
        for shard in service.shards():
            shard.refresh()
    return {"_shards": shards_header(services)}


def flush(
    node: Node, expression: str | None, options: IndicesOptions = OPTIONS, force: bool = False, wait: bool = True
) -> dict[str, Any]:
    """Commits all acknowledged writes and trims the translogs."""
    if force and not wait:
        raise ActionRequestValidationError("Validation Failed: 1: wait_if_ongoing must be true for a force flush;")
    services = select_services(node, expression, options)
    for service in services:
        for shard in service.shards():
            shard.flush(force)
    return {"_shards": shards_header(services)}


def force_merge(
    node: Node,
    expression: str | None,
    options: IndicesOptions = OPTIONS,
    max_num_segments: int | None = None,
    only_expunge_deletes: bool = False,
    flush_after: bool = True,
) -> dict[str, Any]:
    """Merges segments down to a number, or rewrites those with many deletes."""
    if only_expunge_deletes and max_num_segments is not None:
        raise ActionRequestValidationError(
            "Validation Failed: 1: cannot set only_expunge_deletes and max_num_segments at the same time, those two "
            "parameters are mutually exclusive;"
        )
    services = select_services(node, expression, options)
    for service in services:
        for shard in service.shards():
            shard.force_merge(max_num_segments=max_num_segments, only_expunge_deletes=only_expunge_deletes)
            if flush_after:
                shard.flush()
    return {"_shards": shards_header(services)}


def clear_cache(node: Node, expression: str | None, options: IndicesOptions = OPTIONS) -> dict[str, Any]:
    """Empties the caches of filters."""
    services = select_services(node, expression, options)
    node.filters.clear()
    return {"_shards": shards_header(services)}
