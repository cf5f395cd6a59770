"""Reindex: copies the documents that match from some indices to another."""

from typing import Final

import orjson

from findling.base.errors import ActionRequestValidationError
from findling.cluster.date_math_names import resolve_date_math
from findling.cluster.name_resolution import IndicesOptions, resolve_names, resolve_write
from findling.cluster.state import IndexMetadata
from findling.node.by_query.by_query import run, source_of
from findling.node.by_query.reindex_request import ReindexRequest
from findling.node.documents.bulk_item import BulkItem
from findling.node.documents.write_targets import alias_required
from findling.node.search.matching import Match
from findling.node.services.node import Node
from findling.node.services.tasks import Task

_OPTIONS: Final = IndicesOptions(allow_no_indices=True)


def reindex(node: Node, request: ReindexRequest, task: Task) -> dict[str, object]:
    """Copies documents; what the destination's mapping cannot take ends the work and is listed."""
    _check_indices(node, request)
    expression = ",".join(request.sources)
    progress = run(node, expression, request.selection, _OPTIONS, task, lambda match: _item(node, request, match))
    if request.selection.refresh:
        for index in resolve_names(node.cluster.state, request.destination, _OPTIONS, node.clock.now_ms()):
            for shard in node.indices.get(index).shards():
                shard.refresh()
    return progress.response(("created", "updated", "deleted"))


def _check_indices(node: Node, request: ReindexRequest) -> None:
    now_ms = node.clock.now_ms()
    sources = resolve_names(node.cluster.state, request.sources, _OPTIONS, now_ms)
    destination = resolve_date_math(request.destination, now_ms)
    target = resolve_write(node.cluster.state, destination)
    if request.require_alias and (target is None or target[1] is None):
        raise alias_required(destination)
    if target is not None and any(index.name == target[0].name for index in sources):
        raise ActionRequestValidationError.of(f"reindex cannot write into an index its reading from [{target[0].name}]")


def _item(node: Node, request: ReindexRequest, match: Match) -> BulkItem:
    routing = {"keep": match.routing, "discard": None}.get(request.routing, request.routing[1:])
    source = source_of(match)
    if not request.source_filter.is_whole:
        source = orjson.dumps(request.source_filter.filter(orjson.loads(source)))
    item = BulkItem(request.op_type, request.destination, match.id, routing, source)
    item.type_name = _type_name(node, request, match.target.resolved.index)
    if request.version_type != "internal":
        item.version_type, item.version = request.version_type, match.version
    return item


def _type_name(node: Node, request: ReindexRequest, source: IndexMetadata) -> str | None:
    """Returns the mapping type that documents bring with them; None if the destination has one, which then counts."""
    if source.type_name is None:
        return None
    target = resolve_write(node.cluster.state, resolve_date_math(request.destination, node.clock.now_ms()))
    return source.type_name if target is None or target[0].type_name is None else None
