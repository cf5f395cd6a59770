"""Reindex: copies the documents that match from some indices to another."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson

from findling.base.errors import ActionRequestValidationError, IllegalArgumentError, XContentParseError
from findling.cluster.date_math_names import resolve_date_math
from findling.cluster.name_resolution import IndicesOptions, resolve_names, resolve_write
from findling.node.bulk_item import BulkItem
from findling.node.bulk_request import VERSION_TYPES
from findling.node.by_query import ByQueryRequest, Progress, parse_batch_size, parse_conflicts, parse_max_docs, run
from findling.node.matching import Match
from findling.node.node import Node
from findling.node.tasks import Task
from findling.search.source_filter import SourceFilter, parse_source_filter

_OPTIONS: Final = IndicesOptions(allow_no_indices=True)
_SOURCE_KEYS: Final = frozenset(
    {"index", "query", "_source", "size", "sort", "slice", "remote", "runtime_mappings", "type"}
)
_DEST_KEYS: Final = frozenset({"index", "op_type", "version_type", "routing", "pipeline", "type"})


@dataclass(slots=True)
class ReindexRequest:
    """Where from, where to, and which documents."""

    sources: list[str]
    destination: str
    selection: ByQueryRequest
    source_filter: SourceFilter
    op_type: str = "index"
    version_type: str = "internal"
    routing: str = "keep"


def parse_reindex(body: Mapping[str, Any], params: Mapping[str, str]) -> ReindexRequest:
    """Returns the request. Raises XContentParseError, IllegalArgumentError or ActionRequestValidationError."""
    for key in body:
        if key not in ("source", "dest", "script", "max_docs", "size", "conflicts"):
            raise XContentParseError(f"[1:1] [reindex] unknown field [{key}]", line=1, col=1)
    source, dest = _part(body, "source", _SOURCE_KEYS), _part(body, "dest", _DEST_KEYS)
    _check_supported(body, source, dest)
    names = source.get("index", [])
    sources = names.split(",") if isinstance(names, str) else names
    if not isinstance(sources, list) or not all(isinstance(name, str) for name in sources):
        raise XContentParseError("[1:1] [source] failed to parse field [index]", line=1, col=1)
    faults = [] if sources else ["use _all if you really want to copy from all existing indexes"]
    faults += [] if dest.get("index") else ["index is missing"]
    if faults:
        numbered = "".join(f" {i}: {fault};" for i, fault in enumerate(faults, 1))
        raise ActionRequestValidationError(f"Validation Failed:{numbered}")
    selection = ByQueryRequest(
        source.get("query"),
        parse_max_docs(params.get("max_docs", body.get("max_docs", body.get("size")))),
        parse_conflicts(body.get("conflicts", "abort")),
        params.get("refresh") in ("", "true"),
        None,
        parse_batch_size(source.get("size", 1000)),
    )
    fields = SourceFilter() if "_source" not in source else parse_source_filter(source["_source"])
    return ReindexRequest(
        sources,
        str(dest["index"]),
        selection,
        fields,
        _one_of(dest, "op_type", "index", ("index", "create")),
        _one_of(dest, "version_type", "internal", tuple(VERSION_TYPES)),
        str(dest.get("routing", "keep")),
    )


def _part(body: Mapping[str, Any], name: str, known: frozenset[str]) -> Mapping[str, Any]:
    part = body.get(name)
    if not isinstance(part, Mapping):
        raise XContentParseError(f"[1:1] [reindex] failed to parse field [{name}]", line=1, col=1)
    for key in part:
        if key not in known:
            raise XContentParseError(f"[1:1] [{name}] unknown field [{key}]", line=1, col=1)
    return part


def _check_supported(body: Mapping[str, Any], source: Mapping[str, Any], dest: Mapping[str, Any]) -> None:
    if "script" in body:
        raise IllegalArgumentError("cannot execute [inline] scripts")
    if "remote" in source:
        raise IllegalArgumentError("[remote] is not allowed: reindex.remote.whitelist is empty")
    if dest.get("pipeline", "_none") != "_none":
        raise IllegalArgumentError(f"pipeline with id [{dest['pipeline']}] does not exist")
    routing = dest.get("routing", "keep")
    if routing not in ("keep", "discard") and not str(routing).startswith("="):
        raise IllegalArgumentError(f"Unsupported routing value [{routing}]")


def _one_of(part: Mapping[str, Any], name: str, default: str, allowed: tuple[str, ...]) -> str:
    value = str(part.get(name, default))
    if value not in allowed:
        raise IllegalArgumentError(f"[{name}] must be one of {list(allowed)} but was [{value}]")
    return value


def reindex(node: Node, request: ReindexRequest, task: Task) -> dict[str, Any]:
    """Copies documents; what the destination's mapping cannot take ends the work and is listed."""
    _check_indices(node, request)
    progress = Progress()
    expression = ",".join(request.sources)
    run(node, expression, request.selection, _OPTIONS, task, progress, lambda match: _item(request, match))
    if request.selection.refresh:
        for index in resolve_names(node.cluster.state, request.destination, _OPTIONS, node.clock.now_ms()):
            for shard in node.indices.get(index).shards():
                shard.refresh()
    return progress.response(("created", "updated", "deleted"))


def _check_indices(node: Node, request: ReindexRequest) -> None:
    now_ms = node.clock.now_ms()
    sources = resolve_names(node.cluster.state, request.sources, _OPTIONS, now_ms)
    target = resolve_write(node.cluster.state, resolve_date_math(request.destination, now_ms))
    if target is not None and any(index.name == target[0].name for index in sources):
        raise ActionRequestValidationError(
            f"Validation Failed: 1: reindex cannot write into an index its reading from [{target[0].name}];"
        )


def _item(request: ReindexRequest, match: Match) -> BulkItem:
    routing = {"keep": match.routing, "discard": None}.get(request.routing, request.routing[1:])
    source = match.source
    if not request.source_filter.is_whole:
        source = orjson.dumps(request.source_filter.filter(orjson.loads(source)))
    item = BulkItem(request.op_type, request.destination, match.id, routing, source)
    if request.version_type != "internal":
        item.version_type, item.version = request.version_type, match.version
    return item
