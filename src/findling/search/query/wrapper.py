"""wrapper: a query as the text of its JSON in Base64, for clients that hand on what they do not read."""

from __future__ import annotations

import base64
import binascii

import orjson

from findling.base.errors import ParsingError, XContentParseError
from findling.search.parameters import Parameters
from findling.search.query.base import InnerParser, Query, register


@register("wrapper")
def parse_wrapper(body: object, inner: InnerParser) -> Query:
    """Parses {"wrapper": {"query": "eyJtYXRjaF9hbGwiOnt9fQ=="}}."""
    parameters = Parameters("wrapper", body)
    names = list(parameters.whole())
    if not names:
        raise ParsingError("[wrapper] query malformed")
    if names[0] != "query":
        raise ParsingError(f"[wrapper] query malformed, expected `query` but was {names[0]}")
    source = _decoded(parameters.take("query"))
    if len(names) > 1:
        raise ParsingError("[wrapper] malformed query, expected [END_OBJECT] but found [FIELD_NAME]")
    return inner(source)


def _decoded(text: object) -> object:
    if not isinstance(text, str):
        raise XContentParseError("Current token is not VALUE_STRING or VALUE_EMBEDDED_OBJECT, can not access as binary")
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise XContentParseError(f"Failed to decode VALUE_STRING as base64 (MIME-NO-LINEFEEDS): {error}") from error
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise XContentParseError("Failed to derive xcontent") from error
