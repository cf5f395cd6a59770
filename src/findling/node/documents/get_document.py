"""Get by id: one document, many, or only their sources. Real-time: what is not searchable yet is found too."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import orjson

from findling.base.error_body import error_object
from findling.base.errors import (
    ActionRequestValidationError,
    FindlingError,
    IllegalArgumentError,
    ParseError,
    ParsingError,
    ResourceNotFoundError,
    VersionConflictError,
)
from findling.base.json_values import as_long, json_token
from findling.cluster.access import acting, current_access, under
from findling.cluster.name_resolution import check_there, resolve_one
from findling.cluster.routing import shard_of
from findling.cluster.state import IndexMetadata
from findling.index.operations.operation import GetResult
from findling.index.shard import Shard
from findling.mapping.documents.stored_source import stored_values
from findling.node.documents.bulk_request import parse_version_type
from findling.node.documents.shard_write import routing_missing
from findling.node.documents.write_targets import alias_routing
from findling.node.services.index_blocks import check_blocks
from findling.node.services.index_service import IndexService
from findling.node.services.node import Node
from findling.node.services.visibility import seen_of, visible_document
from findling.search.context import ShardContext
from findling.search.fetch.field_format import FieldFormat
from findling.search.fetch.source_value import values_of
from findling.search.source_filter import SourceFilter, parse_source_filter

# members that are lists; of others the last value of a list counts
_LISTS: Final = ("_source", "stored_fields", "_stored_fields")

_MGET_SHARD: Final = "indices:data/read/mget[shard]"


@dataclass(slots=True)
class GetRequest:
    """What document is wanted, and how much of it.

    stored_fields: names of stored fields; `_source` only if it is among them or the filter was asked for
    type_name: the mapping type that the document must have, as clients of Elasticsearch 6 and 7 say
    """

    index: str
    id: str
    routing: str | None = None
    realtime: bool = True
    refresh: bool = False
    source: SourceFilter = field(default_factory=SourceFilter)
    stored_fields: list[str] = field(default_factory=list)
    version: int | None = None
    type_name: str | None = None


def get_document(node: Node, request: GetRequest) -> dict[str, object]:
    """Returns the document as the get API shows it; `found` is false if there is none. Raises IndexNotFoundError..."""
    metadata, found = find_document(node, request)
    body: dict[str, Any] = {"_index": metadata.name, "_id": request.id}
    if found is None:
        return {**body, "found": False}
    body.update(_version=found.version, _seq_no=found.seq_no, _primary_term=found.primary_term)
    if found.routing is not None and (request.source.enabled or request.stored_fields):
        body["_routing"] = found.routing
    body["found"] = True
    mapping = node.indices.get(metadata).mapping
    if request.source.enabled and mapping.source_options.get("enabled", True):
        body["_source"] = request.source.on_fields(mapping.vector_fields).apply(found.source)
    if request.stored_fields:
        fields = stored_fields(node, metadata, found, request.stored_fields)
        if fields:
            body["fields"] = fields
    return body


def stored_fields(node: Node, metadata: IndexMetadata, found: GetResult, names: list[str]) -> dict[str, list[Any]]:
    """Returns the values of fields that the mapping stores, from the source. Raises IllegalArgumentError for one."""
    mapping = node.indices.get(metadata).mapping
    document = stored_values(found.stored)
    fields = {}
    for name in names:
        if mapping.object(name) is not None:
            raise IllegalArgumentError(f"field [{name}] isn't a leaf field")
        mapped = mapping.field(name)
        if mapped is None or not mapped.type.get("store"):
            continue
        values, _ = values_of(mapped, FieldFormat(name, stored=True), document, "")
        if values:
            fields[name] = values
    return fields


def find_document(node: Node, request: GetRequest) -> tuple[IndexMetadata, GetResult | None]:
    """Returns the index and the document, None if it is not there. Raises what forbids looking."""
    state = node.cluster.state
    metadata = resolve_one(state, request.index, node.clock.now_ms())
    check_blocks(metadata, "read")
    routing = alias_routing(metadata.aliases.get(request.index), request.index, request.routing)
    service = node.indices.get(metadata)
    if service.mapping.routing_required and routing is None:
        raise routing_missing(metadata.name, request.id)
    if routing is None and metadata.routing_partition_size > 1:
        raise IllegalArgumentError("A routing value is required for gets from a partitioned index")
    shard = service.shard(shard_of(metadata, request.id, routing))
    with service.while_open():
        if request.refresh:
            shard.refresh()
        found = shard.get_many([request.id], realtime=request.realtime)[0]
        if found is not None and current_access() is not None:
            found = _visible_part(node, service, shard, found, frozenset({request.index}))
    if found is not None and request.version is not None:
        _check_version(request, found, shard.shard_id.error_metadata())
    return metadata, found


def _visible_part(
    node: Node, service: IndexService, shard: Shard, found: GetResult, via: frozenset[str]
) -> GetResult | None:
    """Returns what who asks may see of a document, None if nothing."""
    seen = seen_of(service.name, via)
    if seen is None:
        return found
    if seen.queries:
        # queries decide, and they see documents that are searchable
        shard.refresh()
    account = node.account()
    try:
        with shard.searcher() as searcher:
            context = ShardContext(
                mapping=service.mapping,
                analysis=service.analysis,
                searcher=searcher,
                account=account,
                index=service.name,
                now_ms=node.clock.now_ms(),
                settings=service.metadata.settings,
                lookup=lambda index, doc_id, routing: look_up(node, index, doc_id, routing),
                scripts=node.scripts,
            )
            return visible_document(node, context, found, via)
    finally:
        account.close()


def look_up(node: Node, index: str, doc_id: str, routing: str | None) -> Mapping[str, Any] | None:
    """Returns the document that a terms lookup names, None if it is missing."""
    with acting("indices:data/read/get"):
        _, found = find_document(node, GetRequest(index, doc_id, routing))
    return None if found is None else orjson.loads(found.source)


def _check_version(request: GetRequest, found: GetResult, where: dict[str, str]) -> None:
    wanted = request.version or 0
    if found.version != wanted:
        raise VersionConflictError(
            f"[{request.id}]: version conflict, current version [{found.version}] is different than the one provided "
            f"[{wanted}]",
            **where,
        )


def get_source(node: Node, request: GetRequest) -> object:
    """Returns just the document. Raises ResourceNotFoundError if it, or its source, is not there."""
    metadata, found = find_document(node, request)
    if found is None:
        raise ResourceNotFoundError(f"Document not found [{metadata.name}]/[{request.id}]")
    mapping = node.indices.get(metadata).mapping
    if not mapping.source_options.get("enabled", True):
        raise ResourceNotFoundError(f"Source not found [{metadata.name}]/[{request.id}]")
    return request.source.on_fields(mapping.vector_fields).apply(found.source)


def multi_get(node: Node, requests: list[GetRequest]) -> dict[str, object]:
    """Returns the mget response: one entry per request, found, not found or failed."""
    if not requests:
        raise ActionRequestValidationError("Validation Failed: 1: no documents to get;")
    refusals = _refused_shards(node, requests)
    return {"docs": [_entry(node, request, refusals.get(_shard(node, request))) for request in requests]}


_Shard = tuple[str, int] | None


def _refused_shards(node: Node, requests: list[GetRequest]) -> dict[_Shard, FindlingError]:
    """Returns why shards are not read: one is asked once for all of its documents, and refuses all or none."""
    access = current_access()
    if access is None:
        return {}
    access = access.acting(_MGET_SHARD)
    names: dict[_Shard, list[str]] = {}
    for request in requests:
        if not access.sees(request.index):
            names.setdefault(_shard(node, request), []).append(request.index)
    return {shard: access.refusal(refused) for shard, refused in names.items() if shard is not None}


def _shard(node: Node, request: GetRequest) -> _Shard:
    """Returns index and shard of a document, None if there is no such index."""
    try:
        with under(None):
            metadata = resolve_one(node.cluster.state, request.index, node.clock.now_ms())
            return metadata.name, shard_of(metadata, request.id, request.routing)
    except FindlingError:
        return None


def _entry(node: Node, request: GetRequest, refusal: FindlingError | None) -> dict[str, object]:
    try:
        if not request.id:
            raise IllegalArgumentError("Ids can't be empty")
        check_there(node.cluster.state, request.index, node.clock.now_ms())
        if refusal is not None:
            raise refusal
        with acting(_MGET_SHARD):
            entry = get_document(node, request)
    except FindlingError as error:
        shown = error_object(error)
        entry = {"_index": request.index, "_id": request.id, "error": {"root_cause": [shown], **shown}}
    return entry if request.type_name is None else _typed(node, entry, request.type_name)


def _typed(node: Node, entry: dict[str, Any], type_name: str) -> dict[str, Any]:
    """Returns an entry with its mapping type. Documents of another type than their index has are not there."""
    where = {"_index": entry["_index"], "_type": type_name, "_id": entry["_id"]}
    index = node.cluster.state.indices.get(entry["_index"])
    if index is not None and type_name not in ("_doc", index.type_name or "_doc"):
        return {**where, "found": False}
    return {**where, **entry}


def parse_multi_get(body: Mapping[str, object], index: str | None, defaults: GetRequest) -> list[GetRequest]:
    """Returns the requests of an mget body. Raises ActionRequestValidationError or IllegalArgumentError."""
    requests: list[GetRequest] = []
    faults: list[str] = []
    for key, value in body.items():
        if not isinstance(value, list):
            fault = ParsingError(f"unexpected token [{json_token(value)}], expected [FIELD_NAME] or [START_ARRAY]")
            fault.place = (key,)
            raise fault
        if key not in ("docs", "ids"):
            raise ParsingError(f"unknown key [{key}] for a START_ARRAY, expected [docs] or [ids]")
        for entry in value:
            if key == "ids" and (entry is None or isinstance(entry, (dict, list))):
                raise IllegalArgumentError("ids array element should only contain ids")
            members = entry if key == "docs" else {"_id": entry}
            request = _parse_entry(members, index, defaults)
            faults += [] if request.index else [f"index is missing for doc {len(requests)}"]
            faults += [] if members.get("_id") is not None else [f"id is missing for doc {len(requests)}"]
            requests.append(request)
    if faults:
        raise ActionRequestValidationError.of(*faults)
    return requests


def _parse_entry(entry: object, index: str | None, defaults: GetRequest) -> GetRequest:
    if not isinstance(entry, dict):
        raise IllegalArgumentError("docs array element should include an object")
    request = replace(defaults, index=index or "", id="", version=None)
    for key, value in entry.items():
        for scalar in value if isinstance(value, list) and key not in _LISTS else (value,):
            if scalar is not None:  # as if it were not there
                _set(request, key, scalar)
    return request


def _set(request: GetRequest, key: str, value: Any) -> None:
    if key == "_index":
        request.index = str(value)
    elif key == "_id":
        request.id = _id_text(value)
    elif key == "routing":
        request.routing = str(value)
    elif key == "_source":
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            raise ParseError(f"illegal type for _source: [{json_token(value)}]")
        request.source = parse_source_filter(value)
    elif key in ("stored_fields", "_stored_fields"):
        request.stored_fields = [str(name) for name in (value if isinstance(value, list) else [value])]
        request.source = SourceFilter(enabled="_source" in request.stored_fields)
    elif key == "version":
        request.version = as_long(value)
    elif key == "version_type":
        parse_version_type(str(value))
    elif key == "_type":
        request.type_name = str(value)
    elif key == "fields":
        raise ParsingError("Unsupported field [fields] used, expected [stored_fields] instead")
    else:
        raise ParseError(f"failed to parse multi get request. unknown field [{key}]")


def _id_text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
