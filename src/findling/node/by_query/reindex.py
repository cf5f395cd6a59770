"""Reindex: copies the documents that match from some indices to another."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from findling.base.errors import ActionRequestValidationError, IllegalArgumentError
from findling.base.json_values import json_text
from findling.cluster.access import acting
from findling.cluster.date_math_names import resolve_date_math
from findling.cluster.name_resolution import IndicesOptions, resolve_names, resolve_write
from findling.cluster.state import IndexMetadata
from findling.node.by_query.by_query import Slice, run, script_of, source_of, unless_cancelled, write_batches
from findling.node.by_query.by_query_progress import Progress
from findling.node.by_query.document_script import DocumentScript
from findling.node.by_query.reindex_request import ReindexRequest
from findling.node.by_query.remote.host import RemoteHost
from findling.node.by_query.remote.pages import RemotePages
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


@dataclass(frozen=True, slots=True)
class Copied:
    """A document to be copied. type_name: the mapping type that it brings with it"""

    index: str
    id: str
    routing: str | None
    version: int
    source: bytes
    type_name: str | None = None


def reindex(node: Node, request: ReindexRequest, task: Task) -> dict[str, object]:
    """Copies documents; what the destination's mapping cannot take ends the work and is listed."""
    if request.remote is not None:
        request.remote.check_allowed(node.config.reindex_remote)
    _check_indices(node, request)
    script = script_of(node, request.selection.script, REINDEX)
    if request.remote is not None:
        progress = _copy_remote(node, request, request.remote, task, script)
    else:
        expression = ",".join(request.sources)
        progress = run(
            node, expression, request.selection, _OPTIONS, task,
            lambda match: _item(node, request, _copied(node, request, match), script),
        )  # fmt: skip
    if request.selection.refresh:
        with acting("indices:admin/refresh"):
            written = resolve_names(node.cluster.state, request.destination, _MADE, node.clock.now_ms())
        for index in written:
            for shard in node.indices.get(index).shards():
                shard.refresh()
    return progress.response(("created", "updated", "deleted"))


def _copy_remote(
    node: Node, request: ReindexRequest, remote: RemoteHost, task: Task, script: DocumentScript | None
) -> Progress:
    """Copies the documents of another cluster."""
    selection = request.selection
    task.throttle.change(selection.speed)
    progress = Progress(task.throttle, selection.conflicts == "abort")
    search = {"size": selection.search.size, **request.remote_search}
    with unless_cancelled(progress, task), RemotePages(remote, request.sources, search, task) as pages:
        part = Slice(node, selection, [], progress, task)
        batches = _remote_batches(pages, selection.max_docs, progress)
        write_batches(part, batches, lambda found: _item(node, request, found, script))
    task.status = progress.status()
    return progress


def _remote_batches(pages: RemotePages, most: int | None, progress: Progress) -> Iterator[list[Copied]]:
    left: int | None = None
    for hits in pages:
        if left is None:
            left = pages.total if most is None else min(most, pages.total)
            progress.counts.total += left
        progress.search_retries = pages.retries
        yield [_remote(hit) for hit in hits[:left]]
        left -= len(hits[:left])
        if left <= 0:
            return


def _remote(hit: Mapping[str, Any]) -> Copied:
    if "_source" not in hit:
        raise IllegalArgumentError(f"[{hit['_index']}][{hit['_id']}] didn't store _source")
    routing = hit.get("_routing")
    return Copied(hit["_index"], hit["_id"], routing, int(hit.get("_version", 1)), json_text(hit["_source"]))


def _copied(node: Node, request: ReindexRequest, match: Match) -> Copied:
    type_name = _type_name(node, request, match.target.resolved.index)
    source = source_of(match, request.source_filter)
    return Copied(match.target.index, match.id, match.routing, match.version, source, type_name)


def _check_indices(node: Node, request: ReindexRequest) -> None:
    now_ms = node.clock.now_ms()
    sources: Sequence[IndexMetadata] = ()
    if request.remote is None:
        with acting("indices:data/read/search"):
            sources = resolve_names(node.cluster.state, request.sources, _OPTIONS, now_ms)
    destination = resolve_date_math(request.destination, now_ms)
    target = resolve_write(node.cluster.state, destination)
    if request.require_alias and (target is None or target[1] is None):
        raise alias_required(destination)
    if target is not None and any(index.name == target[0].name for index in sources):
        raise ActionRequestValidationError.of(f"reindex cannot write into an index its reading from [{target[0].name}]")


def _item(node: Node, request: ReindexRequest, found: Copied, script: DocumentScript | None) -> BulkItem | None:
    """Returns the write of one document, None if there is nothing to be done."""
    routing = {"keep": found.routing, "": found.routing, "discard": None}.get(request.routing, request.routing[1:])
    target = resolve_write(node.cluster.state, request.destination)
    names_documents = target is not None and target[0].is_time_series
    item = BulkItem(request.op_type, request.destination, None if names_documents else found.id, routing, found.source)
    item.pipeline = request.pipeline
    item.type_name = found.type_name
    if request.version_type != "internal":
        item.version_type, item.version = request.version_type, found.version
    return item if script is None else _scripted(item, found, script)


def _scripted(item: BulkItem, found: Copied, script: DocumentScript) -> BulkItem | None:
    """Returns a write as a script has it; what it puts in place of index, id, version and routing counts."""
    version = Long(-1 if item.version is None else item.version)
    before = {"_index": found.index, "_id": found.id, "_version": version, "_routing": found.routing}
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
