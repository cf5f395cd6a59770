"""Reindex: copies the documents that match from some indices to another."""

from typing import Final

import orjson

from findling.base.errors import ActionRequestValidationError
from findling.base.json_values import json_text
from findling.cluster.access import acting
from findling.cluster.date_math_names import resolve_date_math
from findling.cluster.name_resolution import IndicesOptions, resolve_names, resolve_write
from findling.cluster.state import IndexMetadata
from findling.node.by_query.by_query import run, script_of, source_of
from findling.node.by_query.document_script import DocumentScript
from findling.node.by_query.reindex_request import ReindexRequest
from findling.node.documents.bulk_item import BulkItem
from findling.node.documents.write_targets import alias_required
from findling.node.search.matching import Match
from findling.node.services.node import Node
from findling.node.services.tasks import Task
from findling.script.contexts.update import REINDEX
from findling.script.types import Long

_OPTIONS: Final = IndicesOptions(allow_no_indices=True)
# a script may have written nothing to it
_MADE: Final = IndicesOptions(allow_no_indices=True, ignore_unavailable=True)


def reindex(node: Node, request: ReindexRequest, task: Task) -> dict[str, object]:
    """Copies documents; what the destination's mapping cannot take ends the work and is listed."""
    _check_indices(node, request)
    expression = ",".join(request.sources)
    script = script_of(node, request.selection.script, REINDEX)
    progress = run(
        node, expression, request.selection, _OPTIONS, task, lambda match: _item(node, request, match, script)
    )
    if request.selection.refresh:
        with acting("indices:admin/refresh"):
            written = resolve_names(node.cluster.state, request.destination, _MADE, node.clock.now_ms())
        for index in written:
            for shard in node.indices.get(index).shards():
                shard.refresh()
    return progress.response(("created", "updated", "deleted"))


def _check_indices(node: Node, request: ReindexRequest) -> None:
    now_ms = node.clock.now_ms()
    with acting("indices:data/read/search"):
        sources = resolve_names(node.cluster.state, request.sources, _OPTIONS, now_ms)
    destination = resolve_date_math(request.destination, now_ms)
    target = resolve_write(node.cluster.state, destination)
    if request.require_alias and (target is None or target[1] is None):
        raise alias_required(destination)
    if target is not None and any(index.name == target[0].name for index in sources):
        raise ActionRequestValidationError.of(f"reindex cannot write into an index its reading from [{target[0].name}]")


def _item(node: Node, request: ReindexRequest, match: Match, script: DocumentScript | None) -> BulkItem | None:
    """Returns the write of one document, None if there is nothing to be done."""
    source = source_of(match)
    if not request.source_filter.is_whole:
        source = json_text(request.source_filter.filter(orjson.loads(source)))
    routing = {"keep": match.routing, "discard": None}.get(request.routing, request.routing[1:])
    target = resolve_write(node.cluster.state, request.destination)
    names_documents = target is not None and target[0].is_time_series
    item = BulkItem(request.op_type, request.destination, None if names_documents else match.id, routing, source)
    item.pipeline = request.pipeline
    item.type_name = _type_name(node, request, match.target.resolved.index)
    if request.version_type != "internal":
        item.version_type, item.version = request.version_type, match.version
    return item if script is None else _scripted(item, match, script)


def _scripted(item: BulkItem, match: Match, script: DocumentScript) -> BulkItem | None:
    """Returns a write as a script has it; what it puts in place of index, id, version and routing counts."""
    version = Long(-1 if item.version is None else item.version)
    before = {"_index": match.target.index, "_id": match.id, "_version": version, "_routing": match.routing}
    made = script.run(item.source, before)
    if made.op == "noop":
        return None
    after = made.metadata
    item.source = made.source
    if made.op == "delete":
        item.action, item.source = "delete", b""
    if after["_index"] != before["_index"]:
        item.index = str(after["_index"])
    if after["_id"] != before["_id"]:
        item.id = None if after["_id"] is None else str(after["_id"])
    if after["_routing"] != before["_routing"]:
        item.routing = None if after["_routing"] is None else str(after["_routing"])
    if after["_version"] != version:
        item.version = None if after["_version"] is None else int(after["_version"])
        item.version_type = "internal" if item.version is None else item.version_type
    return item


def _type_name(node: Node, request: ReindexRequest, source: IndexMetadata) -> str | None:
    """Returns the mapping type that documents bring with them; None if the destination has one, which then counts."""
    if source.type_name is None:
        return None
    target = resolve_write(node.cluster.state, resolve_date_math(request.destination, node.clock.now_ms()))
    return source.type_name if target is None or target[0].type_name is None else None
