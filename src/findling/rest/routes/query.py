"""APIs beside search that take a query: count, explain, validate, field capabilities, vector tiles."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from findling.base.errors import (
    ActionRequestValidationError,
    IllegalArgumentError,
    NumberFormatError,
    ParseError,
    ParsingError,
)
from findling.base.java_collections import hash_map_order
from findling.base.json_values import scalar_text
from findling.base.object_parser import OBJECT, STRINGS, Member, parse_object
from findling.node.documents.bulk_request import parse_version_type
from findling.node.indices.maintenance import OPTIONS
from findling.node.search.count import count
from findling.node.search.explain_document import explain_document
from findling.node.search.field_caps import field_caps
from findling.node.search.preference import check_preference
from findling.node.search.search import OPTIONS as SEARCH_OPTIONS
from findling.node.search.term_vectors import multi_term_vectors, term_vectors
from findling.node.search.term_vectors_request import TermVectorsRequest
from findling.node.search.terms_enum import terms_enum
from findling.node.search.validate_query import refused, validate_query
from findling.node.search.vector_tiles.tile_request import parse_tile_request
from findling.node.search.vector_tiles.vector_tile import vector_tile
from findling.node.services.node import Node
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import INDICES, route
from findling.rest.typed_urls import fits_type
from findling.search.query.base import parse_query
from findling.search.query.url_query import TEXT_OPTIONS, query_of_request
from findling.search.source_filter import source_filter_of_parameters


def count_documents(node: Node, request: Request) -> Response:
    """Number of documents that match."""
    options = request.indices_options(OPTIONS)
    body = request.search_json()
    if request.has_body:
        query_of_request(body, {})
        request.refuse(("q", *TEXT_OPTIONS))
    request.check_query_text()
    _check_numbers(request)
    found = count(node, request.parts.get("index"), body, request.query, options, request.check, request.types)
    return Response(found)


def _check_numbers(request: Request) -> None:
    request.integer("terminate_after", 0)
    try:
        float(request.query.get("min_score", 0))
    except ValueError:
        given = request.query["min_score"]
        cause = NumberFormatError.of(given)
        raise IllegalArgumentError(f"Failed to parse float parameter [min_score] with value [{given}]") from cause


def explain(node: Node, request: Request) -> Response:
    """Why a document has its score."""
    if not fits_type(node, request):
        return Response({"_index": request.part("index"), "_id": request.part("id"), "matched": False}, 404)
    source = source_filter_of_parameters(request.query)
    body = request.search_json()
    if request.has_body or "q" not in request.query:
        query_of_request(body, {})
        request.refuse(TEXT_OPTIONS)
    found, status = explain_document(node, request.part("index"), request.part("id"), body, request.query, source)
    return Response(found, status)


def validate(node: Node, request: Request) -> Response:
    """Whether a query is valid."""
    rewrite, with_explanations = request.flag("rewrite"), request.flag("explain")
    options = request.indices_options(OPTIONS)
    if request.has_body:
        request.refuse(("q", *TEXT_OPTIONS))
    elif "q" not in request.query:
        request.refuse(TEXT_OPTIONS)
    try:
        body = request.search_json()
    except ParsingError as error:
        return Response(refused(error, with_explanations))
    if request.content().strip() and not body and "q" not in request.query:
        raise ActionRequestValidationError.of("query cannot be null")
    return Response(
        validate_query(
            node,
            request.parts.get("index"),
            body,
            request.query,
            options,
            with_explanations,
            rewrite,
            request.flag("all_shards"),
        )
    )


def capabilities(node: Node, request: Request) -> Response:
    """What can be done with fields."""
    body = parse_object("field_caps_request", request.json(), _CAPABILITIES)
    if "fields" in body and "fields" in request.query:
        raise IllegalArgumentError(
            "can't specify a request body and [fields] request parameter, either specify a request body or the "
            "[fields] request parameter"
        )
    names = body.get("fields") or request.names("fields")
    return Response(
        field_caps(
            node,
            request.parts.get("index"),
            names,
            request.indices_options(OPTIONS),
            request.flag("include_unmapped"),
            body.get("index_filter"),
            _parts(request, "types"),
            _parts(request, "filters"),
            request.flag("include_empty_fields", True),
            body.get("runtime_mappings", {}),
        )
    )


def _parts(request: Request, name: str) -> list[str]:
    """Returns the parts of a parameter as they are, blanks included."""
    return [part for part in request.query.get(name, "").split(",") if part]


def _field_patterns(value: object) -> list[str]:
    if not value:
        raise IllegalArgumentError("specified fields can't be null or empty")
    return [str(name) for name in value] if isinstance(value, list) else [str(value)]


def _sound_query(value: object) -> object:
    parse_query(value)
    return value


_CAPABILITIES: Final = {
    "fields": Member(STRINGS, _field_patterns),
    "index_filter": Member(OBJECT, _sound_query),
    "runtime_mappings": Member(OBJECT),
}


def enumerate_terms(node: Node, request: Request) -> Response:
    """Terms that begin with a text."""
    return Response(terms_enum(node, request.part("index"), request.required_json(or_source=True), OPTIONS))


def _with_url(usual: TermVectorsRequest, request: Request) -> TermVectorsRequest:
    """Returns a request with what the URL says; fields of both are asked for, a routing is the URL's only."""
    check_preference(request.query.get("preference"))
    if request.query.get("version_type"):
        parse_version_type(request.query["version_type"])
    version = request.optional_integer("version")
    return replace(
        usual,
        routing=request.query.get("routing"),
        version=usual.version if version is None else version,
        fields=tuple(dict.fromkeys((*(usual.fields or ()), *request.names("fields")))) or None,
        realtime=request.flag("realtime", usual.realtime),
        offsets=request.flag("offsets", usual.offsets),
        positions=request.flag("positions", usual.positions),
        payloads=request.flag("payloads", usual.payloads),
        term_statistics=request.flag("term_statistics", usual.term_statistics),
        field_statistics=request.flag("field_statistics", usual.field_statistics),
    )


def vectors(node: Node, request: Request) -> Response:
    """Term vectors of a document."""
    usual = TermVectorsRequest(index=request.parts.get("index"), id=request.parts.get("id"))
    return Response(term_vectors(node, _with_url(usual.with_body(request.json(by_names=False)), request)))


def multi_vectors(node: Node, request: Request) -> Response:
    """Term vectors of many documents."""
    usual, body = _with_url(TermVectorsRequest(index=request.parts.get("index")), request), request.json(by_names=False)
    items: list[TermVectorsRequest] = []
    ids = dict.fromkeys(request.names("ids"))
    for name, value in body.items():
        if name == "docs" and isinstance(value, list):
            # parameters that come after the documents are not theirs
            items += [_item(usual, entry) for entry in value]
        elif name == "ids" and isinstance(value, list):
            ids |= dict.fromkeys(map(_id, value))
        elif name == "parameters" and isinstance(value, Mapping):
            usual = usual.with_body(value)
        else:
            raise ParseError(_not_supported(name, value))
    items += [replace(usual, id=name) for name, _ in hash_map_order(ids)]
    if not items:
        raise ActionRequestValidationError.of("multi term vectors: no documents requested")
    faults = [found for place, item in enumerate(items) if (found := _faults(item, place))]
    if faults:
        raise ActionRequestValidationError.of(*faults[-1])
    return Response(multi_term_vectors(node, items))


def _not_supported(name: str, value: object) -> str:
    if isinstance(value, list | Mapping):
        return f"no parameter named [{name}] and type {'ARRAY' if isinstance(value, list) else 'OBJECT'}"
    return f"_mtermvectors: Parameter [{name}] not supported"


def _id(value: object) -> str:
    if value is None or isinstance(value, list | Mapping):
        raise IllegalArgumentError("ids array element should only contain ids")
    return scalar_text(value)


def _faults(item: TermVectorsRequest, place: int) -> list[str]:
    missing = [] if item.index is not None else ["index is missing"]
    if item.id is None and item.doc is None:
        missing.append("id or doc is missing")
    return [*missing, f"at multi term vectors for doc {place}"] if missing else []


def _item(usual: TermVectorsRequest, entry: object) -> TermVectorsRequest:
    if not isinstance(entry, Mapping):
        raise IllegalArgumentError("docs array element should include an object")
    return usual.with_body(entry)


_VECTORS: Final = (
    "fields field_statistics offsets payloads positions preference realtime routing term_statistics version"
    " version_type"
)


def tile(node: Node, request: Request) -> Response:
    """What is found on one tile of a map."""
    zxy = request.part("z"), request.part("x"), request.part("y")
    wanted = parse_tile_request(request.part("field"), zxy, request.json(), request.query)
    body = vector_tile(node, request.part("index"), wanted, SEARCH_OPTIONS, request.check)
    return Response(body, content_type="application/vnd.mapbox-vector-tile")


_TILE: Final = "exact_bounds extent buffer grid_agg grid_precision grid_type size track_total_hits with_labels"
_QUERY: Final = f"{INDICES} q df analyzer analyze_wildcard default_operator lenient preference routing ignore_throttled"
_SOURCE: Final = (
    "_source _source_includes _source_excludes _source_include _source_exclude _source_exclude_vectors stored_fields"
)

ROUTES = [
    *route("GET POST", "/{index}/_termvectors /{index}/_termvectors/{id}", vectors, _VECTORS),
    *route("GET POST", "/_mtermvectors /{index}/_mtermvectors", multi_vectors, f"{_VECTORS} ids"),
    *route("GET POST", "/{index}/_terms_enum", enumerate_terms),
    *route(
        "GET POST",
        "/_count /{index}/_count /{index}/{type}/_count /{index}/_doc/_count",
        count_documents,
        f"{_QUERY} min_score terminate_after",
    ),
    *route("GET POST", "/{index}/_explain/{id} /{index}/{type}/{id}/_explain", explain, f"{_QUERY} {_SOURCE} parent"),
    *route(
        "GET POST",
        "/_validate/query /{index}/_validate/query /{index}/{type}/_validate/query",
        validate,
        f"{_QUERY} explain rewrite all_shards",
    ),
    *route(
        "GET POST",
        "/_field_caps /{index}/_field_caps",
        capabilities,
        f"{INDICES} fields filters types include_unmapped include_empty_fields",
    ),
    *route("GET POST", "/{index}/_mvt/{field}/{z}/{x}/{y}", tile, _TILE),
]
