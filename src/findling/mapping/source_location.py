"""Line and column of a value in a document's JSON text, for error messages; only used when there is an error."""

import json
import re
from typing import Any

TOKEN = re.compile(rb'\s*(?:("(?:[^"\\]|\\.)*")|([{}\[\],:])|([^\s,\]}]+))', re.DOTALL)


def location_of(text: bytes, path: str, value: Any, of_key: bool = False) -> str | None:
    """Returns `line:column`, both from 1, columns in bytes as Jackson counts them; None if the value is not there.

    text: valid JSON of an object
    path: dotted name of the field; arrays add nothing to it
    value: the first one at that path that equals this counts
    of_key: where the key stands rather than the value
    """
    keys: list[str | None] = []
    key_at, expects_key = 0, False
    for match in TOKEN.finditer(text):
        token, start = match[1] or match[2] or match[3], match.end() - len(match[0].lstrip())
        if token in (b"}", b"]"):
            keys.pop()
        elif token == b",":
            expects_key = bool(keys) and keys[-1] is not None
            continue
        elif token == b":":
            continue
        elif expects_key and match[1]:
            keys[-1], key_at, expects_key = json.loads(token), start, False
            continue
        elif _path(keys) == path and _is(token, value, of_key):
            return _line_and_column(text, key_at if of_key else start)
        if token in (b"{", b"["):
            keys.append("" if token == b"{" else None)
        expects_key = token == b"{"
    return None


def _path(keys: list[str | None]) -> str:
    return ".".join(key for key in keys if key)


def _is(token: bytes, value: Any, of_key: bool) -> bool:
    if of_key:
        return True
    if token == b"{":
        return isinstance(value, dict)
    if token == b"[":
        return isinstance(value, list)
    parsed = json.loads(token)
    return type(parsed) is type(value) and bool(parsed == value)


def _line_and_column(text: bytes, at: int) -> str:
    line = text.count(b"\n", 0, at) + 1
    line_start = text.rfind(b"\n", 0, at)
    return f"{line}:{at - line_start}"
