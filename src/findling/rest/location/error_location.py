"""Where in a request's body an error is: line and column, found after the fact.

Bodies are decoded as a whole, so what parses them afterwards does not know positions. An error names what it does not
like in brackets; its place is looked up in the raw text when, and only when, there is an error to show. As in
Elasticsearch, an unknown field is located by its name and everything else, a query of no known name too, by the value
that was being read.
"""

import re
from typing import Final

from findling.base.errors import FindlingError, NamedObjectNotFoundError, ParsingError, XContentParseError
from findling.rest.location.body_places import (
    CLOSING_OF,
    TOKEN,
    Key,
    descend,
    end_of_value,
    keys_of,
    next_token,
    position,
)
from findling.search.query.base import query_names

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
# what the parser says of a token in place of the one it wants, and of a value that cannot be read as a number
_OTHER_TOKEN: Final = re.compile(r"Expected START_OBJECT but was: (\w+)\Z")
_UNREADABLE: Final = re.compile(r"(?:\[1:1\] )?((?:Numeric value|Current token) \(.*)\Z", re.DOTALL)
_MOST_SHOWN: Final = 500
_KINDS: Final = {
    b"{": "START_OBJECT", b"}": "END_OBJECT", b"[": "START_ARRAY", b"]": "END_ARRAY", b'"': "VALUE_STRING",
    b"t": "VALUE_BOOLEAN", b"f": "VALUE_BOOLEAN", b"n": "VALUE_NULL",
}  # fmt: skip


def locate(error: BaseException, body: bytes) -> None:
    """Gives line and column to the parsing errors in a chain of causes that have none yet.

    body: the request's JSON as it came
    """
    keys = list(keys_of(body))
    chain: list[FindlingError] = []
    current: BaseException | None = error
    while current is not None and len(chain) < _MAX_CAUSES:
        if isinstance(current, FindlingError):
            chain.append(current)
        current = current.__cause__
    offset = 0
    for place in range(len(chain) - 1, -1, -1):
        if _is_unreadable(chain[place]):
            around = chain[place - 1] if place else None
            offset = _locate_unreadable(chain[place], around, body, keys)
        else:
            offset = _locate_one(chain[place], body, keys, offset)


def _is_unreadable(error: FindlingError) -> bool:
    """Whether the reader of JSON itself says that a value is none of those that are asked for."""
    return isinstance(error, XContentParseError) and _UNREADABLE.match(error.reason) is not None


def _locate_unreadable(error: FindlingError, around: FindlingError | None, body: bytes, keys: list[Key]) -> int:
    """Gives an error of the reader of JSON the place behind the value, and shows the body; returns the value's offset.

    around: the error that it is the cause of, which knows what member is meant
    """
    meant = error if around is None or error.place else around
    start = _offset(meant, meant.reason, body, keys, of_value=True)
    token = TOKEN.match(body, start)
    line, col = position(body, start if token is None else token.end())
    shown = body[:_MOST_SHOWN].decode("utf-8", "replace")
    rest = f"[truncated {len(body) - _MOST_SHOWN} bytes]" if len(body) > _MOST_SHOWN else ""
    said = _UNREADABLE.match(error.reason)
    text = said[1] if said is not None else error.reason
    text += f'\n at [Source: (byte[])"{shown}"{rest}; line: {line}, column: {col}]'
    error.reason = f"[{line}:{col}] {text}"
    if isinstance(error.__cause__, FindlingError):
        error.__cause__.reason = text
    return start


def _locate_one(error: FindlingError, body: bytes, keys: list[Key], inner: int) -> int:
    """Gives an error its place and returns the offset; inner: that of its cause, 0 if it has none."""
    cause = error.__cause__
    if isinstance(error, ParsingError) and _unknown(error):
        if isinstance(cause, XContentParseError) and cause.reason.endswith(error.reason):
            # the same error told a second time
            error.reason = cause.reason
            line, col = position(body, inner)
            error.metadata.update(line=line, col=col)
            return inner
        offset = _offset(error, error.reason, body, keys, of_value=not error.reason.startswith(_UNSUPPORTED))
        line, col = position(body, offset)
        error.metadata = {"line": line, "col": col, **{k: v for k, v in error.metadata.items() if k not in _PLACE}}
        return offset
    if not isinstance(error, XContentParseError):
        offset = _offset(error, "", body, keys, of_value=True) or inner
        if error.reason == _EMPTY_CLAUSE:
            offset = _empty_clause(body)
            line, col = position(body, offset)
            error.reason += f" at [{line}:{col}]"
        if (error.reason or "").startswith(_TEXT_EXPECTED) and offset:
            offset = _token_after(body, offset, error.reason.rpartition(" ")[2])
            line, col = position(body, offset)
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
    own = _offset(error, text, body, keys, of_value=not is_unknown)
    offset = own if is_unknown else max(inner, own)
    other = _OTHER_TOKEN.search(text)
    if other is not None and _KINDS.get(body[offset : offset + 1], "VALUE_NUMBER") != other[1]:
        offset = next_token(body, offset)
    if inner == 0 and cause is not None and not error.place and body[offset : offset + 1] in CLOSING_OF:
        # what is wrong with an object or a list as a whole is found out at its end
        offset = end_of_value(body, offset)
    line, col = position(body, offset)
    error.reason = f"[{line}:{col}] {text}"
    # what is around it is told where the parser stands by then: at the value
    return _offset(error, text, body, keys, of_value=True) if is_unknown else offset


def _token_after(body: bytes, offset: int, token: str) -> int:
    """Returns the offset of the first token of a kind within the value at an offset, of the value if that is none."""
    if body[offset : offset + 1] not in CLOSING_OF or token not in _TOKENS:
        return offset
    return max(body.find(_TOKENS[token], offset + 1), offset)


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


def _offset(error: FindlingError, reason: str, body: bytes, keys: list[Key], of_value: bool) -> int:
    """Returns the offset of what an error names: the last of its names that is a member, each below the one before."""
    text = reason.partition(_SUGGESTION)[0]
    outer = descend(error.within, body, keys)
    start = -1 if outer is None else outer.start
    names = error.place or _BRACKETED.findall(text)
    found = descend(names, body, keys, start) or descend(_WORD.findall(text), body, keys, start)
    if found is None:
        return 0
    return found.value if of_value else found.start
