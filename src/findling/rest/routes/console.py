"""The console and its files. They tell nothing of the node, so whoever asks gets them; the page asks who one is."""

from collections.abc import Sequence
from typing import Final

from findling.node.services.node import Node
from findling.rest.pages.console import CONSOLE, MEANWHILE
from findling.rest.pages.surface import surface
from findling.rest.request import Request
from findling.rest.response import Response
from findling.rest.route import Route

_PAGE: Final = "/_console"
"""The identity provider leads back here with parameters that the page reads."""


def page(node: Node, request: Request) -> Response:
    """Show the console."""
    return CONSOLE.show(MEANWHILE)


def file(node: Node, request: Request) -> Response:
    """Return a file of the console."""
    return CONSOLE.asset(request)


def console_routes(served: Sequence[Route]) -> list[Route]:
    """Returns the routes of the console. served: those it tells of, where one types requests"""

    def names(node: Node, request: Request) -> Response:
        """Tell what can be asked, by name."""
        return Response(surface(served))

    return [
        Route(("GET",), path, handler, frozenset(), is_checked=path != _PAGE, takes_body=False, is_public=True)
        for path, handler in ((_PAGE, page), ("/_console/surface", names), ("/_console/assets/{file}", file))
    ]
