"""Relations between documents that no mapping declares."""

from findling.graphql.declare import delete_relations, get_relations, put_relations
from findling.node.services.node import Node
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import route


def put(node: Node, request: Request) -> Response:
    """Declare relations in place of all others."""
    return Response(put_relations(node, request.required_json()))


def get(node: Node, request: Request) -> Response:
    """Show them."""
    return Response(get_relations(node))


def delete(node: Node, request: Request) -> Response:
    """Remove them."""
    return Response(delete_relations(node))


ROUTES = [
    *route("PUT", "/_graphql/relations", put),
    *route("GET", "/_graphql/relations", get),
    *route("DELETE", "/_graphql/relations", delete),
]
