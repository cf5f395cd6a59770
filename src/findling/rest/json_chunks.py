"""Long answers as JSON in pieces: each of the hits or documents is in memory once, as an object or in a piece.

What is long is a list: the hits of a search, of each of several, or the documents of a multi-get. The rest of the
answer is written with a mark in the place of each list, which is written some entries at a time and forgotten then.
"""

import secrets
from collections.abc import Callable, Iterator
from typing import Any, Final

import orjson

from findling.base.json_values import JSON_OPTIONS
from findling.base.work.json_encoding import encode

# entries that are written together; shorter lists are written with the rest
SLICE: Final = 64
_JOINED: Final = 1 << 18

Lists = list[tuple[bytes, list[Any]]]


def json_chunks(body: Any, check: Callable[[], None]) -> Iterator[bytes] | None:
    """Returns the pieces of an answer, None if it has no long list. The lists are empty afterwards.

    check: raises once nobody waits for the answer any more
    """
    if not isinstance(body, dict) or not any(name in body for name in ("hits", "responses", "docs")):
        return None
    lists: Lists = []
    marked = _marked(body, lists)
    return _pieces(encode(marked, option=JSON_OPTIONS), lists, check) if lists else None


def _marked(body: dict[str, Any], lists: Lists) -> dict[str, Any]:
    """Returns the answer with marks in place of its long lists."""
    found = dict(body)
    if isinstance(body.get("docs"), list):
        found["docs"] = _mark(body["docs"], lists)
    elif isinstance(body.get("responses"), list):
        found["responses"] = [_marked(each, lists) if isinstance(each, dict) else each for each in body["responses"]]
    elif isinstance(body.get("hits"), dict) and isinstance(body["hits"].get("hits"), list):
        found["hits"] = {**body["hits"], "hits": _mark(body["hits"]["hits"], lists)}
    return found


def _mark(entries: list[Any], lists: Lists) -> object:
    if len(entries) <= SLICE:
        return entries
    mark = secrets.token_hex(16).encode()  # occurs nowhere else
    lists.append((mark, entries))
    return orjson.Fragment(b'"' + mark + b'"')


def _pieces(text: bytes, lists: Lists, check: Callable[[], None]) -> Iterator[bytes]:
    for mark, entries in lists:
        before, _, text = text.partition(b'"' + mark + b'"')
        yield before + b"["
        for start in range(0, len(entries), SLICE):
            check()
            some = entries[start : start + SLICE]
            entries[start : start + SLICE] = [None] * len(some)
            yield (b"," if start else b"") + encode(some, option=JSON_OPTIONS)[1:-1]
        entries.clear()
        text = b"]" + text
    yield text


def joined(pieces: Iterator[bytes]) -> list[bytes]:
    """Returns pieces of at least some size each."""
    found: list[bytes] = []
    held: list[bytes] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= _JOINED:
            found.append(b"".join(held))
            held, size = [], 0
    return [*found, b"".join(held)] if held else found
