"""Line and column of a value in a document's JSON text, for error messages; only used when there is an error."""

import json
import re
from collections.abc import Iterator

TOKEN = re.compile(rb'\s*(?:("(?:[^"\\]|\\.)*")|([{}\[\],:])|([^\s,\]}]+))', re.DOTALL)


def location_of(text: bytes, path: str, value: object, of_key: bool = False) -> tuple[str, str] | None:
    """Returns `line:column` of the start and of the last token of a value; None if the value is not there.

    Lines and columns count from 1, columns in bytes as Jackson counts them.
    text: valid JSON of an object
    path: dotted name of the field; arrays add nothing to it
    value: the first one at that path that equals this counts
    of_key: where the key stands rather than the value
    """
    found = _find(text, path, value, of_key)
    if found is None:
        return None
    key_at, start, _ = found
    at = key_at if of_key else start
    return _line_and_column(text, at), _line_and_column(text, at if of_key else _end(text, start))


def dotted_key_location(text: bytes, path: str) -> str | None:
    """Returns `line:column` of the first key below a path that is no object of its own; None if there is none."""
    for found, key_at, _, _ in _values(text):
        if found.startswith(f"{path}."):
            return _line_and_column(text, key_at)
    return None


def number_of(text: bytes, path: str, value: object) -> tuple[str, str] | None:
    """Returns a number as it stands in the text, and `line:column` of what follows it; None if it is not there."""
    found = _find(text, path, value, False)
    return None if found is None else (found[2].decode(), _line_and_column(text, found[1] + len(found[2])))


def _find(text: bytes, path: str, value: object, of_key: bool) -> tuple[int, int, bytes] | None:
    """Returns place of the key, place of the value and first token of the value that `location_of` means."""
    for found, key_at, start, token in _values(text):
        if found == path and _is(token, value, of_key):
            return key_at, start, token
    return None


def first_places(text: bytes) -> dict[str, int]:
    """Returns where the key of each dotted path of a document stands first."""
    places: dict[str, int] = {}
    for path, key_at, _, _ in _values(text):
        places.setdefault(path, key_at)
    return places


def _values(text: bytes) -> Iterator[tuple[str, int, int, bytes]]:
    """Yields path, place of the key, place of the value and first token of every value."""
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
        else:
            yield _path(keys), key_at, start, token
        if token in (b"{", b"["):
            keys.append("" if token == b"{" else None)
        expects_key = token == b"{"


def end_location(text: bytes) -> str:
    """Returns `line:column` of a document's last token."""
    return _line_and_column(text, len(text.rstrip()) - 1)


def _end(text: bytes, start: int) -> int:
    """Returns where the last token of the value at `start` begins: the closing bracket of objects and arrays."""
    depth = 0
    for match in TOKEN.finditer(text, start):
        depth += (match[2] in (b"{", b"[")) - (match[2] in (b"}", b"]"))
        if depth == 0:
            return match.end() - len(match[0].lstrip())
    return start


def _path(keys: list[str | None]) -> str:
    return ".".join(key for key in keys if key)


def _is(token: bytes, value: object, of_key: bool) -> bool:
    if of_key:
        return True
    if token == b"{":
        return isinstance(value, dict)
    if token == b"[":
        return isinstance(value, list)
    parsed = json.loads(token)
    if isinstance(parsed, int) and not isinstance(parsed, bool) and isinstance(value, float):
        # beyond 64 bits, read as a double
        return float(parsed) == value
    return type(parsed) is type(value) and bool(parsed == value)


def _line_and_column(text: bytes, at: int) -> str:
    line = text.count(b"\n", 0, at) + 1
    line_start = text.rfind(b"\n", 0, at)
    return f"{line}:{at - line_start}"
