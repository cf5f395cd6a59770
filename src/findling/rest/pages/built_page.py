"""A page and its files, as `console/build.py` leaves them in the package; or why they are not there."""

import gzip
import mimetypes
import re
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from typing import Final

from findling.base.errors import ResourceNotFoundError
from findling.rest.request import Request
from findling.rest.response import Response

_NAME: Final = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)+")
_MISSING: Final = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{name} is not there</title></head>
<body>
<h1>{name} is not there</h1>
<p>This Findling was built where there was no Node.js, which makes this page of its sources. {meanwhile}</p>
<p>To have the page: install Node.js 20.19 or newer, and build Findling once more with <code>pip install .</code> or, in
a checkout, <code>{command}</code>.</p>
</body>
</html>
"""


@dataclass(frozen=True)
class BuiltPage:
    """One page.

    name: what people call it
    folder: where it is, if it was built: index.html, assets/*.gz
    command: what builds it in a checkout
    policy: its content security policy
    """

    name: str
    folder: Traversable
    command: str
    policy: str

    def is_built(self) -> bool:
        """Whether the page is there."""
        return (self.folder / "index.html").is_file()

    def show(self, meanwhile: str, head: str = "") -> Response:
        """Returns the page.

        meanwhile: HTML that says what can be done without it, where it is not there
        head: HTML that is added to the beginning of its head
        """
        if not self.is_built():
            return self._document(_MISSING.format(name=self.name, meanwhile=meanwhile, command=self.command), 501)
        text = (self.folder / "index.html").read_text(encoding="utf-8")
        return self._document(text.replace("<head>", f"<head>\n    {head}", 1) if head else text, 200)

    def asset(self, request: Request) -> Response:
        """Returns a file of the page, which the part `file` of the path names. Raises ResourceNotFoundError."""
        name = request.part("file")
        packed = self.folder / "assets" / f"{name}.gz"
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

    def _document(self, text: str, status: int) -> Response:
        headers = {"cache-control": "no-cache", "content-security-policy": self.policy}
        headers["referrer-policy"] = "no-referrer"
        return Response(text.encode(), status, headers, filtered=False, content_type="text/html; charset=utf-8")
