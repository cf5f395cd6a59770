"""Indents JSON that is there as text: nothing in it is read as a value, so numbers stay as they were written."""

import re
from typing import Final

import orjson

_TOKEN: Final = re.compile(rb'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')
_STEP: Final = b"  "


def indented(compact: bytes) -> bytes:
    """Returns JSON with two spaces a level and a line feed at its end."""
    value = orjson.loads(compact)
    if orjson.dumps(value) == compact:
        # the usual case, compiled: what is read is written as it was
        return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    return _by_tokens(compact)


def _by_tokens(compact: bytes) -> bytes:
    parts: list[bytes] = []
    depth = 0
    opened = False
    for token in _TOKEN.findall(compact):
        if token in b"}]":
            depth -= 1
            parts.append(token if opened else b"\n" + _STEP * depth + token)
            opened = False
            continue
        if opened:
            parts.append(b"\n" + _STEP * depth)
        opened = token in b"{["
        parts.append(token)
        if opened:
            depth += 1
        elif token == b",":
            parts.append(b"\n" + _STEP * depth)
        elif token == b":":
            parts.append(b" ")
    return b"".join(parts) + b"\n"
