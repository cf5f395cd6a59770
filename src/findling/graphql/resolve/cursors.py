"""Cursors: the sort values of a hit, which the page behind it is searched after.

The last of them is the sequence number, which hits of different shards may share, with all others the same too. Of
these a cursor names those that came before it, so that none is left out and none comes twice.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import orjson

from findling.base.errors import IllegalArgumentError


class Cursor(NamedTuple):
    """A place between hits. values: those that the hit before it was sorted by; passed: hits before it with the same"""

    values: list[Any]
    passed: list[str]

    @property
    def search_after(self) -> list[Any]:
        """The values to search after: if hits may share them, those before."""
        return [*self.values[:-1], self.values[-1] - 1] if self.passed else self.values

    def written(self) -> str:
        body = [self.values, self.passed] if self.passed else [self.values]
        return urlsafe_b64encode(orjson.dumps(body)).decode().rstrip("=")


def hit_key(hit: Mapping[str, Any]) -> str:
    return f"{hit['_index']}/{hit['_id']}"


def cursors_of(hits: Sequence[Mapping[str, Any]], after: Cursor | None, is_shared: bool) -> list[Cursor | None]:
    """Returns the cursors of hits, None of those that were not sorted.

    after: the cursor that they were searched after; is_shared: whether hits may share all sort values
    """
    found: list[Cursor | None] = []
    last = after
    for hit in hits:
        values = hit.get("sort")
        if values is None:
            found.append(None)
            continue
        passed = (
            [*(last.passed if last is not None and last.values == values else []), hit_key(hit)] if is_shared else []
        )
        last = Cursor(values, passed)
        found.append(last)
    return found


def read_cursor(text: str, length: int) -> Cursor:
    """Returns the cursor that was written so. Raises IllegalArgumentError if it is none of so many keys."""
    try:
        body = orjson.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        cursor = Cursor(body[0], body[1] if len(body) > 1 else [])
    except (ValueError, TypeError, LookupError):
        cursor = Cursor([], [])
    is_whole = isinstance(cursor.values, list) and isinstance(cursor.passed, list) and len(cursor.values) == length
    if not is_whole or len(cursor.passed) > 10_000 or (cursor.passed and not isinstance(cursor.values[-1], int)):
        raise IllegalArgumentError("[after] is no cursor of this search")
    return cursor
