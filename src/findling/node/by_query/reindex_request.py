"""The body of a reindex: what is copied, and where to."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.base.object_parser import NUMBER, OBJECT, STRING, Member, parse_object
from findling.base.units import parse_time_ms
from findling.node.by_query.by_query_request import (
    DEFAULT_BATCH,
    ByQueryRequest,
    finish,
    parse_conflicts,
    parse_max_docs,
    read_max_docs,
    unfit_members,
)
from findling.node.documents.bulk_request import parse_version_type
from findling.node.search.scroll import scroll_faults
from findling.script.definition import parse_script
from findling.search.request import SearchRequest
from findling.search.source_filter import SourceFilter, parse_source_filter

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
    require_alias: bool = False
    pipeline: str | None = None


@dataclass(frozen=True, slots=True)
class _Source:
    """What a body's `source` says: indices, search, and the members as they came."""

    indices: list[str]
    search: SearchRequest
    body: Mapping[str, Any]


def parse_reindex(body: Mapping[str, Any], params: Mapping[str, str], require_alias: bool = False) -> ReindexRequest:
    """Returns the request. Raises XContentParseError, IllegalArgumentError or ActionRequestValidationError."""
    parsed = parse_object("reindex", body, _MEMBERS)
    if parsed.get("max_docs", 1) == 0 or parsed.get("size", 1) == 0:
        raise IllegalArgumentError("[max_docs] should be >= [slices]")
    source = parsed.get("source") or _Source([], SearchRequest(), {})
    dest: dict[str, Any] = parsed.get("dest", {})
    size = source.search.size if "size" in source.body else DEFAULT_BATCH
    selection = ByQueryRequest(
        replace(source.search, size=size),
        parse_max_docs(parsed.get("size"), parsed.get("max_docs"), params.get("max_docs")),
        parsed.get("conflicts", "abort"),
        script=parsed.get("script"),
    )
    finish(selection, params, _faults(source, dest, selection))
    _check_supported(source.body)
    fields = SourceFilter() if "_source" not in source.body else parse_source_filter(source.body["_source"])
    return ReindexRequest(
        source.indices,
        dest["index"],
        selection,
        fields,
        dest.get("op_type", "index"),
        dest.get("version_type", "internal"),
        dest.get("routing", "keep"),
        require_alias,
        dest.get("pipeline"),
    )


def _parse_source(source: Mapping[str, object]) -> _Source:
    """Returns indices and search. Raises what is wrong with the search, or with a remote cluster's address."""
    search = SearchRequest.parse({name: value for name, value in source.items() if name not in ("index", "remote")})
    if "remote" in source:
        _check_remote(source["remote"])
    names = source.get("index", [])
    indices = names.split(",") if isinstance(names, str) else names
    if not isinstance(indices, list) or not all(isinstance(name, str) for name in indices):
        raise IllegalArgumentError(f"Expected [index] to be a list or a string but was [{names}]")
    return _Source(indices, search, source)


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


def _op_type(value: str) -> str:
    if value.lower() not in ("index", "create"):
        raise IllegalArgumentError(f"opType must be 'create' or 'index', found: [{value}]")
    return value.lower()


def _faults(source: _Source, dest: Mapping[str, Any], selection: ByQueryRequest) -> list[str]:
    faults = scroll_faults(selection.search, None) + unfit_members(selection.search, source.body, {})
    faults += [] if source.indices else ["use _all if you really want to copy from all existing indexes"]
    faults += ["_source:false is not supported in this context"] if source.body.get("_source") is False else []
    if not dest.get("index"):
        return [*faults, "index must be specified"]
    routing = dest.get("routing", "keep")
    if routing not in ("keep", "discard") and not routing.startswith("="):
        faults.append("routing must be unset, [keep], [discard] or [=<some new value>]")
    return faults


def _check_supported(source: Mapping[str, Any]) -> None:
    if "remote" in source:
        found = _HOST.fullmatch(str(source["remote"]["host"]))
        address = f"{found['host']}:{found['port']}" if found else ""
        raise IllegalArgumentError(f"[{address}] not whitelisted in reindex.remote.whitelist")


def _parse_dest(dest: Mapping[str, object]) -> dict[str, object]:
    return parse_object("dest", dest, _DEST)


_DEST: Final = {
    "index": Member(STRING),
    "routing": Member(STRING),
    "op_type": Member(STRING, _op_type),
    "pipeline": Member(STRING),
    "version_type": Member(STRING, parse_version_type),
}
_MEMBERS: Final = {
    "source": Member(OBJECT, _parse_source),
    "dest": Member(OBJECT, _parse_dest),
    "size": Member(NUMBER, read_max_docs),
    "max_docs": Member(NUMBER, read_max_docs),
    "script": Member(("VALUE_STRING", "START_OBJECT"), parse_script),
    "conflicts": Member(STRING, parse_conflicts),
}
