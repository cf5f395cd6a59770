"""What pages load: the style, and the script of passkeys."""

from typing import Final

from findling.identity.service import Identity
from findling.identity.texts.templates import source
from findling.identity.web.brand import brand_of, brand_style, logo_of
from findling.identity.web.request import Request
from findling.identity.web.response import Response
from findling.identity.web.routing import Route

_STYLE: Final = "style.css"
_SCRIPT: Final = "passkeys.js"


def _style(identity: Identity, request: Request) -> Response:
    text = source(identity.config.identity_templates, _STYLE)
    return Response(200, text.encode(), [("content-type", "text/css"), ("cache-control", "public, max-age=300")])


def _script(identity: Identity, request: Request) -> Response:
    text = source(None, _SCRIPT)  # what runs is ours alone
    return Response(200, text.encode(), [("content-type", "text/javascript"), ("cache-control", "public, max-age=300")])


def _brand(identity: Identity, request: Request) -> Response:
    text = brand_style(brand_of(identity))
    return Response(200, text.encode(), [("content-type", "text/css"), ("cache-control", "public, max-age=300")])


def _logo(identity: Identity, request: Request) -> Response:
    found = logo_of(brand_of(identity))
    if found is None:
        return Response(404)
    kind, content = found
    return Response(200, content, [("content-type", kind), ("cache-control", "public, max-age=300")])


def _icon(identity: Identity, request: Request) -> Response:
    return Response(204, b"", [("cache-control", "public, max-age=86400")])


ROUTES: Final = (
    Route(("GET",), "/u/style.css", _style),
    Route(("GET",), "/u/brand.css", _brand),
    Route(("GET",), "/u/logo", _logo),
    Route(("GET",), "/u/passkeys.js", _script),
    Route(("GET",), "/favicon.ico", _icon),
)
