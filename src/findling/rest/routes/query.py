"""APIs beside search that take a query: count, explain, validate, field capabilities."""

from typing import Final

from findling.base.errors import IllegalArgumentError, XContentParseError
from findling.base.json_values import json_token
from findling.node.indices.maintenance import OPTIONS
from findling.node.search.count import count
from findling.node.search.explain_document import explain_document
from findling.node.search.field_caps import field_caps
from findling.node.search.terms_enum import terms_enum
from findling.node.search.validate_query import validate_query
from findling.node.services.node import Node
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import INDICES, route
from findling.rest.typed_urls import fits_type
from findling.search.source_filter import source_filter_of_parameters


def count_documents(node: Node, request: Request) -> Response:
    """Number of documents that match."""
    options = request.indices_options(OPTIONS)
    _check_numbers(request)
    body = count(
        node, request.parts.get("index"), request.search_json(), request.query, options, request.check, request.types
    )
    return Response(body)


def _check_numbers(request: Request) -> None:
    request.integer("terminate_after", 0)
    try:
        float(request.query.get("min_score", 0))
    except ValueError as error:
        raise IllegalArgumentError(
            f"Failed to parse float parameter [min_score] with value [{request.query['min_score']}]"
        ) from error


def explain(node: Node, request: Request) -> Response:
    """Why a document has its score."""
    if not fits_type(node, request):
        return Response({"_index": request.part("index"), "_id": request.part("id"), "matched": False}, 404)
    source = source_filter_of_parameters(request.query)
    body, status = explain_document(
        node, request.part("index"), request.part("id"), request.search_json(), request.query, source
    )
    return Response(body, status)


def validate(node: Node, request: Request) -> Response:
    """Whether a query is valid."""
    rewrite = request.flag("rewrite")
    with_explanations = request.flag("explain") or rewrite
    options = request.indices_options(OPTIONS)
    index = request.parts.get("index")
    return Response(validate_query(node, index, request.json(), request.query, options, with_explanations, rewrite))


def capabilities(node: Node, request: Request) -> Response:
    """What can be done with fields."""
    body = request.json()
    for key in body:
        if key not in ("fields", "index_filter", "runtime_mappings"):
            raise IllegalArgumentError(f"[field_caps_request] unknown field [{key}]")
    fields = body.get("fields", [])
    if not isinstance(fields, str) and not (isinstance(fields, list) and all(isinstance(name, str) for name in fields)):
        raise XContentParseError(f"[field_caps_request] failed to parse field [fields]: [{json_token(fields)}]")
    runtime = body.get("runtime_mappings", {})
    if not isinstance(runtime, dict):
        raise XContentParseError(
            f"[field_caps_request] runtime_mappings doesn't support values of type: {json_token(runtime)}"
        )
    names = request.names("fields") or ([fields] if isinstance(fields, str) else fields)
    return Response(
        field_caps(
            node,
            request.parts.get("index"),
            names,
            request.indices_options(OPTIONS),
            request.flag("include_unmapped"),
            body.get("index_filter"),
            request.names("types"),
            request.names("filters"),
            request.flag("include_empty_fields", True),
            runtime,
        )
    )


def enumerate_terms(node: Node, request: Request) -> Response:
    """Terms that begin with a text."""
    return Response(terms_enum(node, request.part("index"), request.required_json(), request.indices_options(OPTIONS)))


_QUERY: Final = f"{INDICES} q df analyzer analyze_wildcard default_operator lenient preference routing ignore_throttled"
_SOURCE: Final = (
    "_source _source_includes _source_excludes _source_include _source_exclude _source_exclude_vectors stored_fields"
)

ROUTES = [
    *route("GET POST", "/{index}/_terms_enum", enumerate_terms, INDICES),
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
]
