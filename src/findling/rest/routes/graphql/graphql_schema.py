"""A schema that is declared, beside the one that is made of mappings."""

from findling.graphql.declare import delete_schema, get_schema, put_schema
from findling.node.services.node import Node
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import route


def put(node: Node, request: Request) -> Response:
    """Declare a schema in place of the one before."""
    return Response(put_schema(node, request.required_json()))


def get(node: Node, request: Request) -> Response:
    """Show it."""
    return Response(get_schema(node))


def delete(node: Node, request: Request) -> Response:
    """Remove it."""
    return Response(delete_schema(node))


ROUTES = [
    *route("PUT", "/_graphql/schema", put),
    *route("GET", "/_graphql/schema", get),
    *route("DELETE", "/_graphql/schema", delete),
]
