"""Reindex: copies the documents that match from some indices to another."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson

from findling.base.errors import ActionRequestValidationError, FindlingError, IllegalArgumentError, XContentParseError
from findling.base.units import parse_time_ms
from findling.cluster.date_math_names import resolve_date_math
from findling.cluster.name_resolution import IndicesOptions, resolve_names, resolve_write
from findling.node.by_query.by_query import run, source_of
from findling.node.by_query.by_query_request import (
    ByQueryRequest,
    limit_faults,
    parse_batch_size,
    parse_conflicts,
    parse_max_docs,
    parse_slices,
    raise_faults,
    search_faults,
)
from findling.node.documents.bulk_item import BulkItem
from findling.node.documents.bulk_request import VERSION_TYPES
from findling.node.search.matching import Match
from findling.node.services.node import Node
from findling.node.services.tasks import Task
from findling.node.services.throttle import parse_speed
from findling.search.request import SearchRequest
from findling.search.source_filter import SourceFilter, parse_source_filter

_OPTIONS: Final = IndicesOptions(allow_no_indices=True)
_DEST_KEYS: Final = frozenset({"index", "op_type", "version_type", "routing", "pipeline", "type"})
_SOURCE_ONLY: Final = ("index", "remote", "type", "slice", "runtime_mappings")
_HOST: Final = re.compile(r"[^:]+://(?P<host>\[[^\]]+\]|[^:/]+):(?P<port>\d+)(?:/.*)?")
_REMOTE_KEYS: Final = ("host", "username", "password", "api_key", "headers", "socket_timeout", "connect_timeout")


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
    conflicts = parse_conflicts(body.get("conflicts", "abort"))
    source, dest = _part(body, "source"), _part(body, "dest")
    try:
        sources = _parse_source(source)
    except FindlingError as error:
        raise XContentParseError("[1:1] [reindex] failed to parse field [source]", line=1, col=1) from error
    _check_destination(dest)
    selection = ByQueryRequest(
        source.get("query"),
        parse_max_docs(body.get("size"), body.get("max_docs"), params.get("max_docs")),
        conflicts,
        params.get("refresh") in ("", "true"),
        None,
        parse_batch_size(source.get("size", 1000)),
        parse_slices(params.get("slices")),
        parse_speed(params.get("requests_per_second")),
    )
    raise_faults(_faults(source, dest, sources, selection))
    _check_supported(body, source, dest)
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


def _part(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = body.get(name, {})
    if not isinstance(part, Mapping):
        raise XContentParseError(f"[1:1] [reindex] failed to parse field [{name}]", line=1, col=1)
    return part


def _parse_source(source: Mapping[str, Any]) -> list[str]:
    """Returns the names of the indices. Raises what is wrong with the search, or with a remote cluster's address."""
    SearchRequest.parse({name: value for name, value in source.items() if name not in _SOURCE_ONLY})
    if "remote" in source:
        _check_remote(source["remote"])
    names = source.get("index", [])
    sources = names.split(",") if isinstance(names, str) else names
    if not isinstance(sources, list) or not all(isinstance(name, str) for name in sources):
        raise XContentParseError("[1:1] [source] failed to parse field [index]", line=1, col=1)
    return sources


def _check_remote(remote: Any) -> None:
    """Raises IllegalArgumentError for what is no address of another cluster."""
    host = remote.get("host") if isinstance(remote, Mapping) else None
    if host is None:
        raise IllegalArgumentError("[host] must be specified to reindex from a remote cluster")
    if not _HOST.fullmatch(str(host)):
        raise IllegalArgumentError(
            f"[host] must be of the form [scheme]://[host]:[port](/[pathPrefix])? but was [{host}]"
        )
    for name in ("socket_timeout", "connect_timeout"):
        if name in remote:
            parse_time_ms(str(remote[name]), name)
    unknown = [name for name in remote if name not in _REMOTE_KEYS]
    if unknown:
        raise IllegalArgumentError(f"Unsupported fields in [remote]: [{','.join(unknown)}]")


def _check_destination(dest: Mapping[str, Any]) -> None:
    for key in dest:
        if key not in _DEST_KEYS:
            cause = XContentParseError(f"[1:1] [dest] unknown field [{key}]", line=1, col=1)
            raise XContentParseError("[1:1] [reindex] failed to parse field [dest]", line=1, col=1) from cause


def _faults(
    source: Mapping[str, Any], dest: Mapping[str, Any], sources: list[str], selection: ByQueryRequest
) -> list[str]:
    faults = search_faults(source) + limit_faults(selection)
    faults += [] if sources else ["use _all if you really want to copy from all existing indexes"]
    faults += ["_source:false is not supported in this context"] if source.get("_source") is False else []
    if not dest.get("index"):
        return [*faults, "index must be specified"]
    routing = dest.get("routing", "keep")
    if routing not in ("keep", "discard") and not str(routing).startswith("="):
        faults.append("routing must be unset, [keep], [discard] or [=<some new value>]")
    return faults


def _check_supported(body: Mapping[str, Any], source: Mapping[str, Any], dest: Mapping[str, Any]) -> None:
    if "script" in body:
        raise IllegalArgumentError("cannot execute [inline] scripts")
    if "remote" in source:
        found = _HOST.fullmatch(str(source["remote"]["host"]))
        address = f"{found['host']}:{found['port']}" if found else ""
        raise IllegalArgumentError(f"[{address}] not whitelisted in reindex.remote.whitelist")
    if dest.get("pipeline", "_none") != "_none":
        raise IllegalArgumentError(f"pipeline with id [{dest['pipeline']}] does not exist")


def _one_of(part: Mapping[str, Any], name: str, default: str, allowed: tuple[str, ...]) -> str:
    value = str(part.get(name, default))
    if value not in allowed:
        raise IllegalArgumentError(f"[{name}] must be one of {list(allowed)} but was [{value}]")
    return value


def reindex(node: Node, request: ReindexRequest, task: Task) -> dict[str, Any]:
    """Copies documents; what the destination's mapping cannot take ends the work and is listed."""
    _check_indices(node, request)
    expression = ",".join(request.sources)
    progress = run(node, expression, request.selection, _OPTIONS, task, lambda match: _item(request, match))
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
    source = source_of(match)
    if not request.source_filter.is_whole:
        source = orjson.dumps(request.source_filter.filter(orjson.loads(source)))
    item = BulkItem(request.op_type, request.destination, match.id, routing, source)
    if request.version_type != "internal":
        item.version_type, item.version = request.version_type, match.version
    return item
