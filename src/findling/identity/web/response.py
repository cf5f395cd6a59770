"""An answer, and the headers that belong to each kind."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

_NO_STORE: Final = (("cache-control", "no-store"), ("pragma", "no-cache"))
_ALWAYS: Final = (("x-content-type-options", "nosniff"), ("referrer-policy", "no-referrer"))


@dataclass
class Response:
    """Status, headers and body. headers may have a name more than once"""

    status: int = 200
    body: bytes = b""
    headers: list[tuple[str, str]] = field(default_factory=list)

    def with_header(self, name: str, value: str) -> "Response":
        """Returns this answer with another header."""
        self.headers.append((name, value))
        return self

    def all_headers(self) -> list[tuple[bytes, bytes]]:
        """Returns the headers as they are sent."""
        names = {name for name, _ in self.headers}
        added = [pair for pair in _ALWAYS if pair[0] not in names]
        if "cache-control" not in names:
            added += _NO_STORE
        if self.status != 204:
            added.append(("content-length", str(len(self.body))))
        return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in (*self.headers, *added)]


def json_response(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Returns an answer of JSON."""
    made = [("content-type", "application/json"), *(headers or {}).items()]
    return Response(status, orjson.dumps(body), made)


def redirect(url: str, status: int = 302) -> Response:
    """Returns an answer that leads elsewhere. 303 after a form, so that it is not posted again"""
    return Response(status, b"", [("location", url)])


def oauth_failure(error: str, text: str, status: int = 400, /, **members: Any) -> Response:
    """Returns an error as RFC 6749 has it."""
    return json_response({"error": error, "error_description": text, **members}, status)
