"""Comments in JSON, which Elasticsearch's parser allows: /* ... */ and // to the end of the line."""

import re
from typing import Final

_STRING: Final = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_NEXT: Final = re.compile(rb'["/]')
_BLANK: Final = re.compile(rb"[^\n]")


def without_comments(raw: bytes) -> bytes:
    """Returns the text with spaces in place of its comments, so that every place in it stays where it was.

    Returns it unchanged from where a string or a comment has no end.
    """
    parts: list[bytes] = []
    start = 0
    found = _NEXT.search(raw)
    while found is not None:
        end = _end_of(raw, found.start())
        if end < 0:
            break
        parts.append(raw[start : found.start()])
        token = raw[found.start() : end]
        parts.append(_BLANK.sub(b" ", token) if token[:1] == b"/" and len(token) > 1 else token)
        start = end
        found = _NEXT.search(raw, end)
    return b"".join(parts) + raw[start:]


def _end_of(raw: bytes, place: int) -> int:
    """Returns the end of the string, comment or slash at a place; -1 if it has none."""
    opening = raw[place : place + 2]
    if opening[:1] == b'"':
        string = _STRING.match(raw, place)
        return -1 if string is None else string.end()
    if opening == b"/*":
        closing = raw.find(b"*/", place + 2)
        return -1 if closing < 0 else closing + 2
    if opening == b"//":
        line_end = raw.find(b"\n", place)
        return len(raw) if line_end < 0 else line_end
    return place + 1
