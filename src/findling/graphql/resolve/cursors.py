"""Cursors: the sort values of a hit, which the page behind it is searched after."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import orjson

from findling.base.errors import IllegalArgumentError


def encode_cursor(values: Any) -> str | None:
    """Returns the cursor of a hit, None if it was not sorted."""
    return None if values is None else urlsafe_b64encode(orjson.dumps(values)).decode().rstrip("=")


def decode_cursor(cursor: str, length: int) -> list[Any]:
    """Returns the values of a cursor. Raises IllegalArgumentError if it is none of a search with so many keys."""
    try:
        values = orjson.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError:
        values = None
    if not isinstance(values, list) or len(values) != length:
        raise IllegalArgumentError("[after] is no cursor of this search")
    return values
