"""Single documents, mget and bulk."""

from dataclasses import replace
from typing import Final
from urllib.parse import quote

from findling.base.errors import (
    ActionRequestValidationError,
    IllegalArgumentError,
    ParseError,
    ResourceNotFoundError,
)
from findling.node.documents.bulk import WriteOptions
from findling.node.documents.bulk_body import write_body
from findling.node.documents.bulk_item import BulkItem
from findling.node.documents.bulk_request import BulkDefaults, check_sequence_number, parse_bulk, parse_version_type
from findling.node.documents.bulk_run import BulkRunOutcome
from findling.node.documents.documents import write_document
from findling.node.documents.get_document import GetRequest, get_document, get_source, multi_get, parse_multi_get
from findling.node.search.preference import check_preference
from findling.node.services.node import Node
from findling.rest.bulk_answer import bulk_answer
from findling.rest.refresh import refresh_policy
from findling.rest.request import Request, refuse_synthetic_source
from findling.rest.response import Response
from findling.rest.route import route
from findling.rest.typed_urls import fits_type
from findling.search.source_filter import SourceFilter, source_filter_of_parameters

_SOURCE: Final = "_source _source_includes _source_excludes _source_include _source_exclude _source_exclude_vectors"
_WRITE: Final = (
    "routing refresh timeout version version_type if_seq_no if_primary_term op_type pipeline wait_for_active_shards "
    "require_alias require_data_stream include_source_on_error parent"
)
_UPDATE: Final = (
    f"{_SOURCE} routing refresh timeout if_seq_no if_primary_term retry_on_conflict wait_for_active_shards "
    "require_alias lang version version_type include_source_on_error parent"
)
_GET: Final = (
    f"{_SOURCE} stored_fields preference realtime refresh routing version version_type force_synthetic_source parent"
)
_BULK: Final = (
    f"{_SOURCE} routing refresh timeout pipeline wait_for_active_shards require_alias require_data_stream type "
    "list_executed_pipelines include_source_on_error"
)


def write_options(request: Request) -> WriteOptions:
    """Returns how a write is to be carried out. Raises IllegalArgumentError."""
    return WriteOptions(refresh_policy(request), request.active_shards(), request.query.get("timeout", "1m"))


def source_filter(request: Request) -> SourceFilter:
    """Returns what the `_source*` parameters ask for."""
    return source_filter_of_parameters(request.query) or SourceFilter()


def _version_type(request: Request) -> str:
    return parse_version_type(request.query.get("version_type", "internal"))


def _item(request: Request, action: str) -> BulkItem:
    for name in ("if_seq_no", "if_primary_term"):
        check_sequence_number(name, request.optional_integer(name))
    return BulkItem(
        action,
        request.part("index"),
        request.parts.get("id"),
        routing=request.query.get("routing", request.query.get("parent")),
        source=b"" if action == "delete" else request.json_bytes() if action == "update" else _document(request),
        version=request.optional_integer("version"),
        version_type=_version_type(request),
        if_seq_no=request.optional_integer("if_seq_no"),
        if_primary_term=request.optional_integer("if_primary_term"),
        require_alias=request.flag("require_alias"),
        require_data_stream=request.flag("require_data_stream"),
        retry_on_conflict=request.integer("retry_on_conflict", 0),
        pipeline=request.query.get("pipeline"),
        type_name=request.parts.get("type"),
    )


def _document(request: Request) -> bytes:
    raw = request.content()
    if not raw.strip():
        raise ParseError("request body is required")
    return request.json_bytes()


def index_document(node: Node, request: Request) -> Response:
    """Index or create, as op_type says."""
    op_type = request.query.get("op_type", "index" if "id" in request.parts else "create")
    if op_type not in ("index", "create"):
        raise IllegalArgumentError(f"opType must be 'create' or 'index', found: [{op_type}]")
    return _write(node, request, _item(request, op_type))


def create_document(node: Node, request: Request) -> Response:
    """Index, only if there is no such document."""
    op_type = request.query.get("op_type", "create")
    if op_type != "create":
        raise IllegalArgumentError(f"opType must be 'create', found: [{op_type}]")
    return _write(node, request, _item(request, "create"))


def delete_document(node: Node, request: Request) -> Response:
    """Delete by id."""
    return _write(node, request, _item(request, "delete"))


def update_document(node: Node, request: Request) -> Response:
    """Partial update."""
    item = _item(request, "update")
    item.fetch_source = source_filter_of_parameters(request.query)
    return _write(node, request, item)


def _write(node: Node, request: Request, item: BulkItem) -> Response:
    body, status = write_document(node, item, write_options(request))
    response = Response(body, status)
    if status == 201:
        response.headers["Location"] = f"/{quote(body['_index'])}/_doc/{quote(body['_id'], safe='')}"
    return response


def _get_request(request: Request) -> GetRequest:
    check_preference(request.query.get("preference"))
    stored = request.names("stored_fields")
    wanted = source_filter(request)
    if stored and not any(name.startswith("_source") for name in request.query):
        wanted = SourceFilter(enabled="_source" in stored)
    _version_type(request)
    refuse_synthetic_source(request)
    return GetRequest(
        request.parts.get("index", ""),
        request.parts.get("id", ""),
        request.query.get("routing", request.query.get("parent")),
        request.flag("realtime", True),
        request.flag("refresh"),
        wanted,
        stored,
        request.optional_integer("version"),
    )


def get(node: Node, request: Request) -> Response:
    """Get by id; 404 if it is not there."""
    if not fits_type(node, request):
        return Response({"_index": request.part("index"), "_id": request.part("id"), "found": False}, 404)
    body = get_document(node, _get_request(request))
    return Response(body, 200 if body["found"] else 404)


def source(node: Node, request: Request) -> Response:
    """Only the document."""
    if not fits_type(node, request):
        raise ResourceNotFoundError(f"Document not found [{request.part('index')}]/[{request.part('id')}]")
    if not source_filter(request).enabled:
        raise ActionRequestValidationError("Validation Failed: 1: fetching source can not be disabled;")
    return Response(get_source(node, _get_request(request)))


def mget(node: Node, request: Request) -> Response:
    """Many documents."""
    body = request.required_json()
    defaults = replace(_get_request(request), type_name=request.parts.get("type"))
    return Response(multi_get(node, parse_multi_get(body, request.parts.get("index"), defaults)))


def bulk_write(node: Node, request: Request) -> Response:
    """Many writes."""
    outcome = write_body(node, request.content(), _bulk_defaults(request), write_options(request))
    if not isinstance(outcome, BulkRunOutcome):
        return Response(outcome)
    return Response(bulk_answer(outcome, request.query.get("filter_path")) if _plain(request) else outcome.body())


def _read_bulk(node: Node, request: Request) -> Response:
    """Reads writes that are not carried out."""
    parse_bulk(request.content(), _bulk_defaults(request))
    write_options(request)
    return Response({})


def _bulk_defaults(request: Request) -> BulkDefaults:
    return BulkDefaults(
        request.parts.get("index"),
        request.query.get("routing"),
        request.query.get("pipeline"),
        request.flag("require_alias"),
        request.flag("require_data_stream"),
        source_filter_of_parameters(request.query),
        lenient=request.version == 8,
        type_name=request.parts.get("type"),
    )


def _plain(request: Request) -> bool:
    """Tells whether the answer is JSON without any change that parameters or headers may ask for."""
    query, accept = request.query, request.accept
    shaped = "format" in query or "type" in request.parts or request.flag("pretty")
    return not shaped and (accept is None or (accept.format == "json" and accept.version != 7))


ROUTES = [
    *route("POST", "/{index}/_doc", index_document, _WRITE),
    *route("PUT POST", "/{index}/_doc/{id}", index_document, _WRITE),
    *route("PUT POST", "/{index}/_create/{id}", create_document, _WRITE),
    *route("POST", "/{index}/_update/{id}", update_document, _UPDATE),
    *route("DELETE", "/{index}/_doc/{id}", delete_document, _WRITE),
    *route("GET HEAD", "/{index}/_doc/{id}", get, _GET),
    *route("GET HEAD", "/{index}/_source/{id}", source, _GET),
    *route("GET POST", "/_mget /{index}/_mget", mget, _GET),
    *route("POST PUT", "/_bulk /{index}/_bulk", bulk_write, _BULK, ndjson=True, reads=_read_bulk),
    # mapping types, as up to Elasticsearch 7
    *route("POST", "/{index}/{type}", index_document, _WRITE),
    *route("PUT POST", "/{index}/{type}/{id}", index_document, _WRITE),
    *route("PUT POST", "/{index}/{type}/{id}/_create", create_document, _WRITE),
    *route("POST", "/{index}/{type}/{id}/_update", update_document, _UPDATE),
    *route("DELETE", "/{index}/{type}/{id}", delete_document, _WRITE),
    *route("GET HEAD", "/{index}/{type}/{id}", get, _GET),
    *route("GET HEAD", "/{index}/{type}/{id}/_source", source, _GET),
    *route("GET POST", "/{index}/{type}/_mget", mget, _GET),
    *route("POST PUT", "/{index}/{type}/_bulk", bulk_write, _BULK, ndjson=True),
]
