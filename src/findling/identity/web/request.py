"""A request as handlers see it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

import orjson

from findling.base.errors import ParseError


@dataclass
class Request:
    """One HTTP request, complete.

    headers: names in lower case; address: of the client; parts: values of the {names} in the route's path
    admitted: the name of one whom the node itself let in, for management; None: a token has to say who asks
    """

    method: str
    path: str
    query_string: str
    headers: Mapping[str, str]
    body: bytes = b""
    address: str | None = None
    parts: dict[str, str] = field(default_factory=dict)
    admitted: str | None = None

    @cached_property
    def query(self) -> dict[str, list[str]]:
        """The parameters of the URL."""
        return _parsed(self.query_string)

    @cached_property
    def form(self) -> dict[str, list[str]]:
        """The members of the body: of a form, or of a JSON object of texts. Raises ParseError."""
        if not self.is_json:
            return _parsed(self.body.decode("utf-8", "strict"))
        return {name: [_text(value)] for name, value in self.json().items() if value is not None}

    @cached_property
    def cookies(self) -> dict[str, str]:
        """The cookies of the browser."""
        try:
            return {name: morsel.value for name, morsel in SimpleCookie(self.headers.get("cookie", "")).items()}
        except CookieError:
            return {}

    def parameter(self, name: str) -> str | None:
        """Returns a parameter of the URL."""
        values = self.query.get(name)
        return values[-1] if values else None

    def field(self, name: str) -> str:
        """Returns a field of the form, "" if it is not there. Raises ParseError."""
        values = self.form.get(name)
        return values[-1] if values else ""

    def json(self) -> dict[str, Any]:
        """Returns the body as an object, {} if there is none. Raises ParseError."""
        if not self.body.strip():
            return {}
        try:
            value = orjson.loads(self.body)
        except orjson.JSONDecodeError as error:
            raise ParseError("the body is no JSON") from error
        if not isinstance(value, dict):
            raise ParseError("the body must be an object")
        return value

    @property
    def bearer(self) -> str | None:
        """The access token that a request brings."""
        kind, _, token = self.headers.get("authorization", "").partition(" ")
        return token.strip() if kind.lower() == "bearer" and token.strip() else None

    @property
    def is_json(self) -> bool:
        """Whether the body says that it is JSON."""
        return "json" in self.headers.get("content-type", "")


def _parsed(text: str) -> dict[str, list[str]]:
    try:
        return parse_qs(text, keep_blank_values=True, errors="strict", max_num_fields=200)
    except (UnicodeDecodeError, ValueError) as error:
        raise ParseError("the parameters cannot be read") from error


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool | int | float):
        return orjson.dumps(value).decode()
    raise ParseError("the members of the body must be texts")
