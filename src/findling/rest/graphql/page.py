"""GraphiQL: a page and its files, which are built when Findling is packaged (`console/graphiql`)."""

import html
from importlib.resources import files
from typing import Final

from findling.rest.pages.built_page import BuiltPage
from findling.rest.request import Request
from findling.rest.response import Response

_POLICY: Final = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; img-src 'self' data:; "
    "worker-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"
)
GRAPHIQL: Final = BuiltPage(
    "GraphiQL", files("findling.rest.graphql") / "graphiql", "python setup.py build_graphiql", _POLICY
)


def page(request: Request, endpoint: str | None = None) -> Response:
    """Returns the page. endpoint: the path that it asks, by default its own"""
    asked = html.escape(endpoint or request.path)
    return GRAPHIQL.show(
        f"GraphQL itself is here: send requests to <code>{asked}</code> with any client.",
        f'<meta name="findling-endpoint" content="{asked}">',
    )
