"""The files of GraphiQL."""

from typing import Final

from findling.node.services.node import Node
from findling.rest.graphql.page import GRAPHIQL
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import Route


def file(node: Node, request: Request) -> Response:
    """Return a file of the page."""
    return GRAPHIQL.asset(request)


ROUTES: Final = [Route(("GET",), "/_graphql/assets/{file}", file, frozenset(), takes_body=False)]
