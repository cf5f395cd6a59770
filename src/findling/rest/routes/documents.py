"""Single documents, mget and bulk."""

from dataclasses import replace
from typing import Final
from urllib.parse import quote_plus

from findling.base.errors import (
    ActionRequestValidationError,
    FindlingError,
    IllegalArgumentError,
    ParseError,
    ParsingError,
    ResourceNotFoundError,
)
from findling.base.json_fault import redact, without_text
from findling.base.json_values import json_token
from findling.base.units import parse_time_ms
from findling.node.documents.bulk import WriteOptions
from findling.node.documents.bulk_body import write_body
from findling.node.documents.bulk_item import BulkItem, read_update
from findling.node.documents.bulk_request import (
    BulkDefaults,
    check_end,
    check_sequence_number,
    given,
    parse_version_type,
)
from findling.node.documents.bulk_run import BulkRunOutcome
from findling.node.documents.documents import write_document
from findling.node.documents.get_document import GetRequest, get_document, get_source, multi_get, parse_multi_get
from findling.node.documents.write_faults import INTERNAL_VERSION
from findling.node.search.preference import check_preference
from findling.node.services.node import Node
from findling.rest.bulk_answer import bulk_answer
from findling.rest.refresh import refresh_policy
from findling.rest.request import Request, refuse_synthetic_source
from findling.rest.response import Response
from findling.rest.route import route
from findling.rest.typed_urls import fits_type
from findling.search.source_filter import SourceFilter, source_filter_of_parameters

_SOURCE: Final = "_source _source_includes _source_excludes _source_exclude_vectors"
_DELETE: Final = "routing refresh timeout version version_type if_seq_no if_primary_term wait_for_active_shards"
_WRITE: Final = f"{_DELETE} op_type pipeline require_alias require_data_stream include_source_on_error"
_UPDATE: Final = (
    f"{_SOURCE} routing refresh timeout if_seq_no if_primary_term retry_on_conflict wait_for_active_shards "
    "require_alias version version_type include_source_on_error doc_as_upsert"
)
_SOURCE_OF: Final = f"{_SOURCE} preference realtime refresh routing force_synthetic_source"
_MGET: Final = f"{_SOURCE_OF} stored_fields"
_GET: Final = f"{_MGET} version version_type fields"
# what only clients of mapping types send
_OLD: Final = "parent"
_OLD_SOURCE: Final = "_source_include _source_exclude"
_BULK: Final = (
    f"{_SOURCE} routing refresh timeout pipeline wait_for_active_shards require_alias require_data_stream "
    "list_executed_pipelines include_source_on_error"
)


def write_options(request: Request) -> WriteOptions:
    """Returns how a write is to be carried out. Raises IllegalArgumentError."""
    timeout = request.query.get("timeout", "1m")
    parse_time_ms(timeout, "timeout")
    return WriteOptions(refresh_policy(request), request.active_shards(), timeout)


def source_filter(request: Request) -> SourceFilter:
    """Returns what the `_source*` parameters ask for."""
    return source_filter_of_parameters(request.query) or SourceFilter()


def _version_type(request: Request) -> str:
    return parse_version_type(request.query.get("version_type", "internal"))


def _item(request: Request, action: str) -> BulkItem:
    for name in ("if_seq_no", "if_primary_term"):
        check_sequence_number(name, request.optional_long(name))
    return BulkItem(
        action,
        request.part("index"),
        request.parts.get("id"),
        routing=request.query.get("routing", request.query.get("parent")) or None,
        source=b"" if action == "delete" else request.json_bytes() if action == "update" else _document(request),
        version=given("version", request.optional_long("version")),
        version_type=_version_type(request),
        if_seq_no=given("if_seq_no", request.optional_long("if_seq_no")),
        if_primary_term=request.optional_long("if_primary_term"),
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
    op_type = request.query.get("op_type", "index" if "id" in request.parts else "create").lower()
    request.active_shards()  # a faulty one is told first
    if op_type not in ("index", "create"):
        raise IllegalArgumentError(f"opType must be 'create' or 'index', found: [{request.query['op_type']}]")
    return _write(node, request, _item(request, op_type))


def create_document(node: Node, request: Request) -> Response:
    """Index, only if there is no such document."""
    op_type = request.query.get("op_type", "create")
    if op_type.lower() != "create":
        raise IllegalArgumentError(f"opType must be 'create', found: [{op_type}]")
    return _write(node, request, _item(request, "create"))


def delete_document(node: Node, request: Request) -> Response:
    """Delete by id."""
    return _write(node, request, _item(request, "delete"))


def update_document(node: Node, request: Request) -> Response:
    """Partial update."""
    if "version" in request.query or "version_type" in request.query:
        raise ActionRequestValidationError.of(INTERNAL_VERSION)
    item = _item(request, "update")
    item.fetch_source = source_filter_of_parameters(request.query)
    read_update(item, request.flag("doc_as_upsert"))
    return _write(node, request, item)


def _write(node: Node, request: Request, item: BulkItem) -> Response:
    tells = request.flag("include_source_on_error", True)
    try:
        body, status = write_document(node, item, write_options(request))
    except FindlingError as error:
        if not tells:
            redact(error)
        raise
    response = Response(body, status)
    if status == 201:
        response.headers["Location"] = f"/{body['_index']}/_doc/{_encoded(body['_id'])}"
    return response


def _get_request(request: Request) -> GetRequest:
    if "fields" in request.query:
        raise IllegalArgumentError(
            "the parameter [fields] is no longer supported, please use [stored_fields] to retrieve stored fields or "
            "[_source] to load the field from _source"
        )
    version = given("version", request.optional_long("version"))
    version_type = _version_type(request)
    if version is not None and version < (1 if version_type == "internal" else 0):
        raise ActionRequestValidationError.of(
            f"illegal version value [{version}] for version type [{version_type.upper()}]"
        )
    stored = request.names("stored_fields")
    wanted = source_filter(request)
    if stored and not any(name.startswith("_source") for name in request.query):
        wanted = SourceFilter(enabled="_source" in stored)
    refuse_synthetic_source(request)
    return GetRequest(
        request.parts.get("index", ""),
        request.parts.get("id", ""),
        request.query.get("routing", request.query.get("parent")),
        request.flag("realtime", True),
        request.flag("refresh"),
        wanted,
        stored,
        version,
    )


def _preferred(request: Request) -> GetRequest:
    check_preference(request.query.get("preference"))
    return _get_request(request)


def get(node: Node, request: Request) -> Response:
    """Get by id; 404 if it is not there."""
    if not fits_type(node, request):
        return Response({"_index": request.part("index"), "_id": request.part("id"), "found": False}, 404)
    body = get_document(node, _preferred(request))
    return Response(body, 200 if body["found"] else 404)


def source(node: Node, request: Request) -> Response:
    """Only the document."""
    if not fits_type(node, request):
        raise ResourceNotFoundError(f"Document not found [{request.part('index')}]/[{request.part('id')}]")
    if not source_filter(request).enabled:
        raise ActionRequestValidationError("Validation Failed: 1: fetching source can not be disabled;")
    return Response(get_source(node, _preferred(request)), filtered=False)


def mget(node: Node, request: Request) -> Response:
    """Many documents."""
    if not request.has_body:
        raise ParseError("request body or source parameter is required")
    body = request.json_value()
    if not isinstance(body, dict):
        raise ParsingError(f"unexpected token [{json_token(body)}], expected [START_OBJECT]")
    defaults = replace(_get_request(request), type_name=request.parts.get("type"))
    wanted = parse_multi_get(body, request.parts.get("index"), defaults)
    check_preference(request.query.get("preference"))
    return Response(multi_get(node, wanted))


def bulk_write(node: Node, request: Request) -> Response:
    """Many writes."""
    outcome = write_body(node, request.content(), _bulk_defaults(request), write_options(request))
    if not request.flag("include_source_on_error", True):
        return Response(without_text(outcome.body() if isinstance(outcome, BulkRunOutcome) else outcome))
    if not isinstance(outcome, BulkRunOutcome):
        return Response(outcome)
    return Response(bulk_answer(outcome, request.query.get("filter_path")) if _plain(request) else outcome.body())


def _read_bulk(node: Node, request: Request) -> Response:
    """Reads the parameters of writes that are not carried out; of the body, which is read later, how it ends."""
    _bulk_defaults(request)
    write_options(request)
    content = request.content()
    if not content:
        raise ParseError("request body is required")
    check_end(content)
    return Response({})


def _bulk_defaults(request: Request) -> BulkDefaults:
    return BulkDefaults(
        request.parts.get("index"),
        request.query.get("routing") or None,
        request.query.get("pipeline"),
        request.flag("require_alias"),
        request.flag("require_data_stream"),
        request.flag("list_executed_pipelines"),
        source_filter_of_parameters(request.query),
        lenient=request.version == 8,
        type_name=request.parts.get("type"),
    )


def _encoded(doc_id: str) -> str:
    """Returns an id in a URL as Java's URLEncoder has it."""
    return quote_plus(doc_id, safe="*").replace("~", "%7E")


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
    *route("DELETE", "/{index}/_doc/{id}", delete_document, _DELETE),
    *route("GET HEAD", "/{index}/_doc/{id}", get, _GET),
    *route("GET HEAD", "/{index}/_source/{id}", source, _SOURCE_OF),
    *route("GET POST", "/_mget /{index}/_mget", mget, _MGET),
    *route("POST PUT", "/_bulk /{index}/_bulk", bulk_write, _BULK, ndjson=True, reads=_read_bulk),
    # mapping types, as up to Elasticsearch 7
    *route("POST", "/{index}/{type}", index_document, f"{_WRITE} {_OLD}"),
    *route("PUT POST", "/{index}/{type}/{id}", index_document, f"{_WRITE} {_OLD}"),
    *route("PUT POST", "/{index}/{type}/{id}/_create", create_document, f"{_WRITE} {_OLD}"),
    *route("POST", "/{index}/{type}/{id}/_update", update_document, f"{_UPDATE} lang {_OLD} {_OLD_SOURCE}"),
    *route("DELETE", "/{index}/{type}/{id}", delete_document, f"{_DELETE} {_OLD}"),
    *route("GET HEAD", "/{index}/{type}/{id}", get, f"{_GET} {_OLD} {_OLD_SOURCE}"),
    *route("GET HEAD", "/{index}/{type}/{id}/_source", source, f"{_SOURCE_OF} {_OLD} {_OLD_SOURCE}"),
    *route("GET POST", "/{index}/{type}/_mget", mget, f"{_MGET} {_OLD_SOURCE}"),
    *route("POST PUT", "/{index}/{type}/_bulk", bulk_write, f"{_BULK} {_OLD_SOURCE}", ndjson=True),
]
