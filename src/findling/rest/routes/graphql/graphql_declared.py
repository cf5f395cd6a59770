"""Operations of the schema that is declared, at its own path and at those that it declares."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from findling.graphql.declare import get_schema
from findling.graphql.request import GraphQLRequest
from findling.node.services.node import Node
from findling.rest.graphql.accepting import JSON, PAGE, RESPONSE, is_json, preferred_type
from findling.rest.graphql.declared_paths import DECLARED
from findling.rest.graphql.page import page
from findling.rest.graphql.reading import read_body, read_query_string
from findling.rest.query_string import check_parameters
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import COMMON, Route
from findling.rest.routes.graphql.graphql_requests import OF_URL, answered, refused


def get(node: Node, request: Request) -> Response:
    """Carry out a query that stands in the URL against the declared schema, or show GraphiQL."""
    check_parameters(request, OF_URL)
    get_schema(node)
    kind = preferred_type(request.headers.get("accept"), (JSON, RESPONSE, PAGE))
    if kind == PAGE:
        return page(request)
    return answered(node, request, kind, lambda: replace(read_query_string(request.query), declared=True))


def post(node: Node, request: Request) -> Response:
    """Carry out an operation of the declared schema, or a batch of them."""
    check_parameters(request, COMMON)
    get_schema(node)
    kind = preferred_type(request.headers.get("accept"), (JSON, RESPONSE))
    if not is_json(request.headers.get("content-type")):
        return refused(415, "Content-Type must be application/json, in UTF-8", kind)
    return answered(node, request, kind, _reader(request))


def _reader(request: Request) -> Callable[[], GraphQLRequest | list[GraphQLRequest]]:
    def read() -> GraphQLRequest | list[GraphQLRequest]:
        wanted = read_body(request.body)
        if isinstance(wanted, list):
            return [replace(one, declared=True) for one in wanted]
        return replace(wanted, declared=True)

    return read


ROUTES: Final = [
    Route((method,), DECLARED, handler, frozenset(), is_checked=False)
    for method, handler in (("POST", post), ("GET", get))
]
