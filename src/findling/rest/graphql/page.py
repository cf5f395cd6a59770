"""GraphiQL: a page and its files, which are built when Findling is packaged (`web/graphiql`)."""

import gzip
import html
import mimetypes
import re
from importlib.resources import files
from typing import Final

from findling.base.errors import ResourceNotFoundError
from findling.rest.request import Request
from findling.rest.response import Response

_BUILT: Final = files("findling.rest.graphql") / "graphiql"
_POLICY: Final = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; img-src 'self' data:; "
    "worker-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"
)
_NAME: Final = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)+")
_MISSING: Final = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>GraphiQL is not there</title></head>
<body>
<h1>GraphiQL is not there</h1>
<p>This Findling was built where there was no Node.js, which makes this page of its sources. GraphQL itself is here:
send requests to <code>{endpoint}</code> with any client.</p>
<p>To have the page: install Node.js 20.19 or newer, and build Findling once more with <code>pip install .</code> or, in
a checkout, <code>python setup.py build_graphiql</code>.</p>
</body>
</html>
"""


def is_built() -> bool:
    """Whether the page is there."""
    return (_BUILT / "index.html").is_file()


def page(request: Request, endpoint: str | None = None) -> Response:
    """Returns the page. endpoint: the path that it asks, by default its own"""
    asked = html.escape(endpoint or request.path)
    if not is_built():
        return _document(_MISSING.format(endpoint=asked), 501)
    meta = f'<meta name="findling-endpoint" content="{asked}">'
    return _document(
        (_BUILT / "index.html").read_text(encoding="utf-8").replace("<head>", f"<head>\n    {meta}", 1), 200
    )


def asset(request: Request) -> Response:
    """Returns a file of the page. Raises ResourceNotFoundError."""
    name = request.part("file")
    packed = _BUILT / "assets" / f"{name}.gz"
    if _NAME.fullmatch(name) is None or not packed.is_file():
        raise ResourceNotFoundError(f"there is no file [{name}]")
    body = packed.read_bytes()
    headers = {"cache-control": "public, max-age=31536000, immutable", "vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["content-encoding"] = "gzip"
    else:
        body = gzip.decompress(body)
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Response(body, headers=headers, filtered=False, content_type=kind)


def _document(text: str, status: int) -> Response:
    headers = {"cache-control": "no-cache", "content-security-policy": _POLICY, "referrer-policy": "no-referrer"}
    return Response(text.encode(), status, headers, filtered=False, content_type="text/html; charset=utf-8")
