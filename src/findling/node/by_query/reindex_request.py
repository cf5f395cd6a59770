"""The body of a reindex: what is copied, and where to."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.base.object_parser import NUMBER, OBJECT, STRING, Member, field_fault, parse_object
from findling.node.by_query.by_query_request import (
    AUTO_SLICES,
    DEFAULT_BATCH,
    ByQueryRequest,
    finish,
    parse_conflicts,
    parse_max_docs,
    parse_slices,
    read_max_docs,
    unfit_members,
    whole_parameter,
)
from findling.node.by_query.remote.host import RemoteHost, parse_remote
from findling.node.documents.bulk_request import parse_version_type
from findling.node.search.scroll import scroll_faults
from findling.script.definition import parse_script
from findling.search.request import SearchRequest
from findling.search.source_filter import SourceFilter, parse_source_filter


@dataclass(slots=True)
class ReindexRequest:
    """Where from, where to, and which documents.

    remote: the cluster that they come from, None: this one; remote_search: what it is told beside the query
    """

    sources: list[str]
    destination: str
    selection: ByQueryRequest
    source_filter: SourceFilter
    op_type: str = "index"
    version_type: str = "internal"
    routing: str = "keep"
    require_alias: bool = False
    pipeline: str | None = None
    remote: RemoteHost | None = None
    remote_search: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Source:
    """What a body's `source` says: indices, search, and the members as they came."""

    indices: list[str]
    search: SearchRequest
    body: Mapping[str, Any]
    remote: RemoteHost | None = None


def parse_reindex(body: Mapping[str, Any], params: Mapping[str, str], require_alias: bool = False) -> ReindexRequest:
    """Returns the request. Raises XContentParseError, IllegalArgumentError or ActionRequestValidationError."""
    parsed = parse_object("reindex", body, _MEMBERS)
    if len({parsed[name] for name in ("size", "max_docs") if name in parsed}) > 1:
        second = [name for name in body if name in ("size", "max_docs")][1]
        raise field_fault("reindex", second) from IllegalArgumentError(
            f"[max_docs] set to two different values [{parsed['size']}] and [{parsed['max_docs']}]"
        )
    source = parsed.get("source") or _Source([], SearchRequest(), {})
    dest: dict[str, Any] = parsed.get("dest", {})
    size = source.search.size if "size" in source.body else DEFAULT_BATCH
    selection = ByQueryRequest(
        replace(source.search, size=size),
        parse_max_docs(parsed.get("size"), parsed.get("max_docs"), whole_parameter(params, "max_docs")),
        parsed.get("conflicts", "abort"),
        script=parsed.get("script"),
    )
    selection.slices = parse_slices(params.get("slices"))
    finish(selection, params, _faults(source, dest, selection))
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
        source.remote,
        {name: source.body[name] for name in ("_source", "sort") if name in source.body},
    )


def _parse_source(source: Mapping[str, object]) -> _Source:
    """Returns indices and search. Raises what is wrong with the search, or with a remote cluster's address."""
    remote = parse_remote(source["remote"], source.get("query")) if source.get("remote") is not None else None
    left_out = ("index", "remote") if remote is None else ("index", "remote", "query")  # the other one reads it
    search = SearchRequest.parse({name: value for name, value in source.items() if name not in left_out})
    names = source.get("index") or []
    indices = names.split(",") if isinstance(names, str) else names
    if not isinstance(indices, list) or not all(isinstance(name, str) for name in indices):
        raise IllegalArgumentError(f"Expected [index] to be a list or a string but was [{names}]")
    return _Source(indices, search, source, remote)


def _read_max_docs(value: Any) -> int:
    number = read_max_docs(value)
    if number == 0:
        raise IllegalArgumentError("[max_docs] should be >= [slices]")
    return number


def _op_type(value: str) -> str:
    if value.lower() not in ("index", "create"):
        raise IllegalArgumentError(f"opType must be 'create' or 'index', found: [{value}]")
    return value.lower()


def _faults(source: _Source, dest: Mapping[str, Any], selection: ByQueryRequest) -> list[str]:
    faults = scroll_faults(selection.search, None) + unfit_members(source.body, {})
    faults += [] if source.indices else ["use _all if you really want to copy from all existing indexes"]
    faults += ["_source:false is not supported in this context"] if source.body.get("_source") is False else []
    if source.remote is not None and selection.slices != 1:
        asked = "0" if selection.slices == AUTO_SLICES else str(selection.slices)
        faults.append(f"reindex from remote sources doesn't support slices > 1 but was [{asked}]")
    if not dest.get("index"):
        return [*faults, "index must be specified"]
    routing = dest.get("routing", "keep")
    if routing not in ("keep", "discard", "") and not routing.startswith("="):
        faults.append("routing must be unset, [keep], [discard] or [=<some new value>]")
    return faults


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
    "size": Member(NUMBER, _read_max_docs),
    "max_docs": Member(NUMBER, _read_max_docs),
    "script": Member(OBJECT, parse_script),
    "conflicts": Member(STRING, parse_conflicts),
}
