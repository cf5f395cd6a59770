"""Members and values in the text of a JSON body, by their offsets: of a body that can be read, which nothing checks."""

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from findling.base.errors import CLOSING

_STRING: Final = re.compile(rb'"((?:[^"\\]|\\.)*)"(\s*:\s*)?', re.DOTALL)
TOKEN: Final = re.compile(rb'"(?:[^"\\]|\\.)*"|[^\s,:{}\[\]"]+|[{}\[\]]', re.DOTALL)
CLOSING_OF: Final = {b"{": b"}", b"[": b"]"}
_CLOSINGS: Final = frozenset(CLOSING_OF.values())
# strings too, so that brackets within them are passed over
_BRACKET: Final = re.compile(rb'"(?:[^"\\]|\\.)*"|[{}\[\]]', re.DOTALL)


class Key(NamedTuple):
    """A member's name in the body, with the offsets of its opening quote and of its value.

    depth: how many brackets are open where it stands
    """

    name: str
    start: int
    value: int
    depth: int


def keys_of(body: bytes) -> Iterator[Key]:
    """Yields all members of a body, in their order."""
    depth, behind = 0, 0
    for found in _STRING.finditer(body):
        between = body[behind : found.start()]
        depth += sum(between.count(opening) - between.count(closing) for opening, closing in CLOSING_OF.items())
        behind = found.end()
        if found[2] is not None:
            yield Key(found[1].decode("utf-8", "replace"), found.start(), found.end(), depth)


def descend(names: Sequence[str | int], body: bytes, keys: list[Key], start: int = -1) -> Key | None:
    """Returns the member that the last of some names is of, each behind the one before; start: behind which all are."""
    found: Key | None = None
    for name in names:
        if isinstance(name, int):
            found = found and _entry(body, found, name)
        else:
            found = _member(found, name, body, keys, start) or found
        start = start if found is None else found.start
    return found


def _member(outer: Key | None, name: str, body: bytes, keys: list[Key], start: int) -> Key | None:
    """Returns the member of a name: outer's own if it has one, otherwise the first one behind an offset."""
    if outer is not None:
        end = end_of_value(body, outer.value)
        own = (key for key in keys if key.name == name and outer.start < key.start < end)
        inner = next((key for key in own if key.depth == outer.depth + 1), None)
        if inner is not None:
            return inner
    return next((key for key in keys if key.name == name and key.start > start), None)


def _entry(body: bytes, outer: Key, number: int) -> Key:
    """Returns an entry of the list that a member is; what stands there itself if that is none."""
    start = outer.value
    if number == CLOSING:
        end = end_of_value(body, start)
        return Key("", end, end, outer.depth)
    place = start
    if body[start : start + 1] == b"[":
        place += 1
        for _ in range(number):
            place = _after_value(body, place)
        place += len(body[place:]) - len(body[place:].lstrip(b" \t\r\n,"))
    return Key("", place, place, outer.depth + 1)


def _after_value(body: bytes, place: int) -> int:
    """Returns the offset behind the value, and the comma behind it, that come next."""
    depth = 0
    while place < len(body):
        text = _STRING.match(body, place)
        byte = body[place : place + 1]
        depth += (byte in CLOSING_OF) - (byte in CLOSING_OF.values())
        place = place + 1 if text is None else text.end()
        if byte == b"," and depth == 0:
            break
    return place


def position(body: bytes, offset: int) -> tuple[int, int]:
    """Returns line and column of a byte, both counted from one; columns count characters."""
    line_start = body.rfind(b"\n", 0, offset) + 1
    return body.count(b"\n", 0, offset) + 1, len(body[line_start:offset].decode("utf-8", "replace")) + 1


def next_token(body: bytes, offset: int) -> int:
    """Returns the offset of the token behind the one at an offset."""
    here = TOKEN.match(body, offset)
    behind = None if here is None else TOKEN.search(body, here.end())
    return offset if behind is None else behind.start()


def end_of_value(body: bytes, start: int) -> int:
    """Returns the offset of the bracket that closes an object or a list, where it starts if nothing does."""
    depth = 0
    for found in _BRACKET.finditer(body, start):
        byte = found.group()
        depth += (byte in CLOSING_OF) - (byte in _CLOSINGS)
        if depth <= 0:
            return found.start() if byte in _CLOSINGS else start
    return start
