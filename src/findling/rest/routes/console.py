"""The console and its files. They tell nothing of the node, so whoever asks gets them; the page asks who one is."""

from typing import Final

from findling.node.services.node import Node
from findling.rest.pages.console import CONSOLE, MEANWHILE
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import Route


def page(node: Node, request: Request) -> Response:
    """Show the console."""
    return CONSOLE.show(MEANWHILE)


def file(node: Node, request: Request) -> Response:
    """Return a file of the console."""
    return CONSOLE.asset(request)


ROUTES: Final = [
    Route(("GET",), "/_console", page, frozenset(), takes_body=False, is_public=True),
    Route(("GET",), "/_console/assets/{file}", file, frozenset(), takes_body=False, is_public=True),
]
