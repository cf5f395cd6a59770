"""Finds a name that stands twice in one object of a JSON text, which Elasticsearch refuses and decoders let pass."""

import re
from typing import Final

import orjson

from findling.base.json_fault import JsonFault
from findling.base.work.current import checked

_STRING: Final = re.compile(rb'"((?:[^"\\]|\\.)*+)"(\s*:)?')
# a number or literal in front of a comma
_SCALAR: Final = re.compile(rb":\s*([-\w.+]+)\s*,\s*\Z")
_TOKEN: Final = re.compile(rb'"((?:[^"\\]|\\.)*+)"(\s*:)?|[{}\[\]]')

_GAPS: Final = (b" :", b"\t:", b"\n:", b"\r:")


def check_names(raw: bytes, decoded: object) -> None:
    """Raises XContentParseError if a name stands twice in one object of a text that is valid JSON.

    decoded: what the text says
    """
    twice = find_duplicate(raw) if may_repeat(raw, decoded) else None
    if twice is not None:
        error = twice.error(raw)
        raise error from error.__cause__


def may_repeat(raw: bytes, decoded: object) -> bool:
    """Tells, at the price of a few scans, whether a text may have a name twice in one object: mostly it may not.

    decoded: what the text says; where a decoder dropped a name, there are fewer names here than in the text
    """
    return raw.count(b'":') != _count_names(decoded) or any(gap in raw for gap in _GAPS)


def _count_names(value: object) -> int:
    if type(value) is dict:
        inner = [entry for entry in checked(value.values()) if type(entry) is dict or type(entry) is list]
        return len(value) + sum(map(_count_names, inner))
    return sum(map(_count_names, checked(value))) if type(value) is list else 0


def find_duplicate(raw: bytes) -> JsonFault | None:
    """Returns the first repeated name of a text that is valid JSON, None if all are different.

    Most texts are done with after one look at all names: only if one stands twice somewhere, each object has to be
    taken by itself.
    """
    names = [text for text, colon in _STRING.findall(raw) if colon]
    if len(names) == len(set(names)) and not any(b"\\" in name for name in names):
        return None
    seen: list[set[bytes]] = []
    before = 0
    for token in checked(_TOKEN.finditer(raw)):
        name = token[1]
        if name is None:
            _nest(seen, token[0])
        elif token[2] is not None:
            plain = orjson.loads(b'"' + name + b'"').encode() if b"\\" in name else name
            if plain in seen[-1]:
                text = f"Duplicate field '{plain.decode()}'"
                return JsonFault(token.end(1) + 1, _last_token(raw, before, token.start()), text)
            seen[-1].add(plain)
        before = token.start()
    return None


def _last_token(raw: bytes, before: int, name: int) -> int:
    """Returns where the token in front of a name begins. before: the last string or bracket there"""
    found = _SCALAR.search(raw, before, name)
    return before if found is None else found.start(1)


def _nest(seen: list[set[bytes]], bracket: bytes) -> None:
    """Opens or closes an object or array."""
    if bracket in b"{[":
        seen.append(set())
    else:
        seen.pop()
