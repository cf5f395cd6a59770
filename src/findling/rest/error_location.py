"""Where in a request's body an error is: line and column, found after the fact.

Bodies are decoded as a whole, so what parses them afterwards does not know positions. An error names what it does not
like in brackets; its place is looked up in the raw text when, and only when, there is an error to show. As in
Elasticsearch, an unknown field is located by its name and everything else, a query of no known name too, by the value
that was being read.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from findling.base.errors import FindlingError, NamedObjectNotFoundError, ParsingError, XContentParseError
from findling.search.query.base import query_names

_STRING: Final = re.compile(rb'"((?:[^"\\]|\\.)*)"(\s*:\s*)?', re.DOTALL)
_BRACKETED: Final = re.compile(r"\[([^\[\]]*)\]")
_WORD: Final = re.compile(r"\w+")
_PREFIX: Final = re.compile(r"\[(\d+):(\d+)\] ")
_EMPTY_CLAUSE: Final = "query malformed, empty clause found"
_EMPTY_OBJECT: Final = re.compile(rb'(?:"((?:[^"\\]|\\.)*)"\s*:\s*)?\{\s*\}')
_TEXT_EXPECTED: Final = "Expected text at 1:1 "
_SUGGESTION: Final = " did you mean "
_UNSUPPORTED: Final = "request does not support ["
_MAX_CAUSES: Final = 100
_TOKENS: Final = {"VALUE_NULL": b"null", "START_ARRAY": b"[", "START_OBJECT": b"{"}
_BUILT: Final = "Failed to build ["
_CLOSING: Final = {b"{": b"}", b"[": b"]"}


class _Key(NamedTuple):
    """A member's name in the body, with the offsets of its opening quote and of its value."""

    name: str
    start: int
    value: int


def locate(error: BaseException, body: bytes) -> None:
    """Gives line and column to the parsing errors in a chain of causes that have none yet.

    body: the request's JSON as it came
    """
    keys = list(_keys(body))
    chain: list[FindlingError] = []
    current: BaseException | None = error
    while current is not None and len(chain) < _MAX_CAUSES:
        if isinstance(current, FindlingError):
            chain.append(current)
        current = current.__cause__
    offset = 0
    for outer in reversed(chain):
        offset = _locate_one(outer, body, keys, offset)


def _locate_one(error: FindlingError, body: bytes, keys: list[_Key], inner: int) -> int:
    """Gives an error its place and returns the offset; inner: that of its cause, 0 if it has none."""
    cause = error.__cause__
    if isinstance(error, ParsingError) and _unknown(error):
        if isinstance(cause, XContentParseError) and cause.reason.endswith(error.reason):
            # the same error told a second time
            error.reason = cause.reason
            line, col = _position(body, inner)
            error.metadata.update(line=line, col=col)
            return inner
        offset = _offset(error, error.reason, body, keys, of_value=not error.reason.startswith(_UNSUPPORTED))
        line, col = _position(body, offset)
        error.metadata = {"line": line, "col": col, **{k: v for k, v in error.metadata.items() if k not in _PLACE}}
        return offset
    if not isinstance(error, XContentParseError):
        offset = _offset(error, "", body, keys, of_value=True) or inner
        if error.reason == _EMPTY_CLAUSE:
            offset = _empty_clause(body)
            line, col = _position(body, offset)
            error.reason += f" at [{line}:{col}]"
        if (error.reason or "").startswith(_TEXT_EXPECTED) and offset:
            offset = _token_after(body, offset, error.reason.rpartition(" ")[2])
            line, col = _position(body, offset)
            error.reason = f"Expected text at {line}:{col} {error.reason.removeprefix(_TEXT_EXPECTED)}"
        return offset
    if not error.has_place or error.reason.startswith(_BUILT):
        return inner
    prefix = _PREFIX.match(error.reason)
    if prefix is not None and (prefix[1], prefix[2]) != ("1", "1"):
        return inner
    text = error.reason[prefix.end() :] if prefix is not None else error.reason
    is_named = isinstance(error, NamedObjectNotFoundError)
    is_unknown = not is_named and "unknown field" in text
    offset = max(inner, _offset(error, text, body, keys, of_value=not is_unknown))
    if inner == 0 and cause is not None and body[offset : offset + 1] in _CLOSING:
        # what is wrong with an object or a list as a whole is found out at its end
        offset = _end_of_value(body, offset)
    line, col = _position(body, offset)
    error.reason = f"[{line}:{col}] {text}"
    # what is around it is told where the parser stands by then: at the value
    return _offset(error, text, body, keys, of_value=True) if is_unknown else offset


def _token_after(body: bytes, offset: int, token: str) -> int:
    """Returns the offset of the first token of a kind within the value at an offset, of the value if that is none."""
    if body[offset : offset + 1] not in _CLOSING or token not in _TOKENS:
        return offset
    return max(body.find(_TOKENS[token], offset + 1), offset)


def _end_of_value(body: bytes, start: int) -> int:
    """Returns the offset of the bracket that closes an object or a list, where it starts if nothing does."""
    depth, place = 0, start
    while place < len(body):
        text = _STRING.match(body, place)
        if text is not None:
            place = text.end()
            continue
        byte = body[place : place + 1]
        depth += (byte in _CLOSING) - (byte in _CLOSING.values())
        if depth == 0:
            return place
        place += 1
    return start


def _empty_clause(body: bytes) -> int:
    """Returns the offset of the end of the first empty object that stands for a query; those of queries have names."""
    names = {name.encode() for name in query_names()}
    start = max(body.find(b'"query"'), 0)
    empty = list(_EMPTY_OBJECT.finditer(body, start))
    unnamed = [found for found in empty if found[1] not in names]
    # one of an aggregation may stand before the query
    of_filters = [found for found in _EMPTY_OBJECT.finditer(body) if (found[1] or b"").endswith(b"filter")]
    return next((found.end() - 1 for found in [*unnamed, *empty, *of_filters]), 0)


_PLACE: Final = ("line", "col")


def _unknown(error: FindlingError) -> bool:
    """Whether an error has no place, or only the one that stands for none."""
    return tuple(error.metadata.get(name, 1) for name in _PLACE) == (1, 1)


def _keys(body: bytes) -> Iterator[_Key]:
    for found in _STRING.finditer(body):
        if found[2] is not None:
            yield _Key(found[1].decode("utf-8", "replace"), found.start(), found.end())


def _offset(error: FindlingError, reason: str, body: bytes, keys: list[_Key], of_value: bool) -> int:
    """Returns the offset of what an error names: the last of its names that is a member, each below the one before."""
    text = reason.partition(_SUGGESTION)[0]
    outer = _descend(error.within, body, keys)
    start = -1 if outer is None else outer.start
    names = error.place or _BRACKETED.findall(text)
    found = _descend(names, body, keys, start) or _descend(_WORD.findall(text), body, keys, start)
    if found is None:
        return 0
    return found.value if of_value else found.start


def _descend(names: Sequence[str | int], body: bytes, keys: list[_Key], start: int = -1) -> _Key | None:
    """Returns the member that the last of some names is of, each behind the one before; start: behind which all are."""
    found: _Key | None = None
    for name in names:
        if isinstance(name, int):
            found = found and _entry(body, found.value, name)
        else:
            found = next((key for key in keys if key.name == name and key.start > start), found)
        start = start if found is None else found.start
    return found


def _entry(body: bytes, start: int, number: int) -> _Key:
    """Returns an entry of the list that starts at an offset; what stands there itself if that is none."""
    place = start
    if body[start : start + 1] == b"[":
        place += 1
        for _ in range(number):
            place = _after_value(body, place)
        place += len(body[place:]) - len(body[place:].lstrip(b" \t\r\n,"))
    return _Key("", place, place)


def _after_value(body: bytes, place: int) -> int:
    """Returns the offset behind the value, and the comma behind it, that come next."""
    depth = 0
    while place < len(body):
        text = _STRING.match(body, place)
        byte = body[place : place + 1]
        depth += (byte in _CLOSING) - (byte in _CLOSING.values())
        place = place + 1 if text is None else text.end()
        if byte == b"," and depth == 0:
            break
    return place


def _position(body: bytes, offset: int) -> tuple[int, int]:
    """Returns line and column of a byte, both counted from one; columns count characters."""
    line_start = body.rfind(b"\n", 0, offset) + 1
    return body.count(b"\n", 0, offset) + 1, len(body[line_start:offset].decode("utf-8", "replace")) + 1
