"""Cross-origin requests: which web pages may call the server from a browser, as with Elasticsearch's `http.cors.*`."""

import re
from dataclasses import replace
from typing import Final

from findling.rest.render import Headers, Rendered
from findling.rest.request import Request

_METHODS: Final = b"OPTIONS,HEAD,GET,POST,PUT,DELETE"
_HEADERS: Final = b"X-Requested-With,Content-Type,Content-Length,Authorization,Accept,User-Agent,X-Elastic-Client-Meta"
_MAX_AGE_S: Final = b"1728000"


def _pattern(text: str) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except re.error as error:
        raise ValueError(f"the pattern /{text}/ cannot be read: {error}") from error


class CorsPolicy:
    """What the operator allows.

    origins: "*", a comma-separated list of origins, or a regular expression between slashes
    Raises ValueError for an expression that cannot be read.
    """

    def __init__(self, origins: str) -> None:
        self._any = origins == "*"
        slashed = len(origins) > 2 and origins.startswith("/") and origins.endswith("/")
        self._pattern = _pattern(origins[1:-1]) if slashed else None
        self._listed = frozenset(origin.strip() for origin in origins.split(","))

    def early_answer(self, request: Request) -> Rendered | None:
        """Returns the answer to a preflight request, or the refusal of an origin; None if the request goes on."""
        origin = request.headers.get("origin")
        if origin is None:
            return None
        if not self.allows(origin):
            return Rendered(403, [(b"content-length", b"0")], b"")
        if request.method != "OPTIONS" or "access-control-request-method" not in request.headers:
            return None
        headers: Headers = [
            *self._origin_headers(origin),
            (b"access-control-allow-methods", _METHODS),
            (b"access-control-allow-headers", _HEADERS),
            (b"access-control-max-age", _MAX_AGE_S),
            (b"content-length", b"0"),
        ]
        return Rendered(200, headers, b"")

    def allowed(self, request: Request, rendered: Rendered) -> Rendered:
        """Returns an answer that the browser hands to the page."""
        origin = request.headers.get("origin")
        if origin is None:
            return rendered
        return replace(rendered, headers=rendered.headers + self._origin_headers(origin))

    def allows(self, origin: str) -> bool:
        """Whether pages of an origin may call."""
        if self._pattern is not None:
            return self._pattern.fullmatch(origin) is not None
        return self._any or origin in self._listed

    def _origin_headers(self, origin: str) -> Headers:
        if self._any:
            return [(b"access-control-allow-origin", b"*")]
        return [(b"access-control-allow-origin", origin.encode("latin-1", "replace")), (b"vary", b"Origin")]
