"""Queries and mutations over HTTP."""

from typing import Any

from findling.base.errors import IllegalArgumentError
from findling.graphql.request import Caller, GraphQLRequest
from findling.graphql.service import GraphQL
from findling.node.services.node import Node
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import route


def post(node: Node, request: Request) -> Response:
    """Carry out a query or a mutation."""
    result = node.kept(GraphQL).execute(_read(request.required_json()), Caller(request.check, request.headers))
    return Response(result.to_json(), 200 if result.is_executed else 400, filtered=False)


def _read(body: dict[str, Any]) -> GraphQLRequest:
    query, name = body.get("query"), body.get("operationName")
    if not isinstance(query, str):
        raise IllegalArgumentError("[query] must be a text")
    return GraphQLRequest(query, body.get("variables") or {}, name, body.get("extensions") or {})


ROUTES = [*route("POST", "/_graphql", post)]
