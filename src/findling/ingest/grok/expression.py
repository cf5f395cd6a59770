"""From a grok pattern to a regular expression, and from Oniguruma's syntax to that of `regex`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from findling.base.errors import IllegalArgumentError

_REFERENCE: Final = re.compile(
    r"%\{(?P<name>(?P<pattern>[A-z0-9]+)(?::(?P<subname>[\w@\[\]:.-]+))?)(?:=(?P<definition>(?:[^{}]+|\.+)+))?\}"
)
_DEEPEST: Final = 500
_LONGEST: Final = 1_000_000
# what is written otherwise outside of a set of letters
_TOKEN: Final = re.compile(
    r"\\k<(?P<back>[^>]+)>|\\(?P<escape>.)|\(\?<(?P<group>[^=!>][^>]*)>|\(\?(?P<flags>[a-z]*m[a-z]*(?:-[a-z]*)?)(?=[:)])"
    r"|(?P<set>\[)|(?P<other>.)",
    re.DOTALL,
)
_ESCAPES: Final = {"h": "[0-9a-fA-F]", "H": "[^0-9a-fA-F]", "z": r"\Z", "Z": r"(?=\n?\Z)"}


@dataclass(slots=True)
class Expression:
    """A regular expression. groups: name of a group -> what it captures, as written: `IP:client`, `NUMBER:n:int`"""

    pattern: str
    groups: dict[str, str] = field(default_factory=dict)


def check_bank(bank: Mapping[str, str], names: Iterator[str] | list[str]) -> None:
    """Raises IllegalArgumentError if patterns refer to themselves, by way of others too."""
    done: set[str] = set()
    for name in names:
        _check(bank, name, [], done)


def _check(bank: Mapping[str, str], name: str, path: list[str], done: set[str]) -> None:
    if name in done:
        return
    if name in path:
        start = path[path.index(name) :]
        if len(start) == 1:
            raise IllegalArgumentError(f"circular reference in pattern [{name}][{bank[name]}]")
        via = f" via patterns [{'=>'.join(start[1:-1])}]" if len(start) > 2 else ""
        raise IllegalArgumentError(
            f"circular reference in pattern [{start[-1]}][{bank[start[-1]]}] back to pattern [{name}]{via}"
        )
    for found in _REFERENCE.finditer(bank.get(name, "")):
        _check(bank, found["pattern"], [*path, name], done)
    done.add(name)


def expand(pattern: str, bank: Mapping[str, str]) -> str:
    """Returns a pattern with those that it refers to put in their places. Raises IllegalArgumentError."""

    def put(found: re.Match[str]) -> str:
        definition = bank.get(found["pattern"])
        if definition is None:
            raise IllegalArgumentError(f"Unable to find pattern [{found['pattern']}] in Grok's pattern dictionary")
        return f"(?<{found['name']}>{definition})" if found["subname"] else f"(?:{definition})"

    for _ in range(_DEEPEST):
        grown = _REFERENCE.sub(put, pattern)
        if grown == pattern:
            return pattern
        if len(grown) > _LONGEST:
            break
        pattern = grown
    raise IllegalArgumentError("Can not convert grok patterns to regular expression")


def translate(pattern: str) -> Expression:
    """Returns the expression of a pattern without references."""
    made = Expression("")
    pieces: list[str] = []
    numbers: dict[str, str] = {}
    at = 0
    while at < len(pattern):
        token = _TOKEN.match(pattern, at)
        assert token is not None
        at = token.end()
        if token["set"]:
            end = _end_of_set(pattern, at)
            pieces.append(_set(pattern[at - 1 : end]))
            at = end
        elif token["group"]:
            group = f"g{len(made.groups)}"
            made.groups[group] = numbers[group] = token["group"]
            pieces.append(f"(?P<{group}>")
        elif token["back"]:
            known = [group for group, name in numbers.items() if name == token["back"]]
            pieces.append(f"(?P={known[-1]})" if known else token[0])
        elif token["flags"]:
            pieces.append(f"(?{token['flags'].replace('m', 's')}")
        elif token["escape"]:
            pieces.append(_ESCAPES.get(token["escape"], token[0]))
        else:
            pieces.append(token[0])
    made.pattern = "".join(pieces)
    return made


def _end_of_set(pattern: str, at: int) -> int:
    """Returns where a set ends that begins before a place."""
    if pattern.startswith("^", at):
        at += 1
    if pattern.startswith("]", at):
        at += 1
    while at < len(pattern):
        if pattern[at] == "\\":
            at += 2
        elif pattern.startswith("[:", at) and ":]" in pattern[at:]:
            at = pattern.index(":]", at) + 2
        elif pattern[at] == "]":
            return at + 1
        else:
            at += 1
    return at


def _set(text: str) -> str:
    return text.replace(r"\h", "0-9a-fA-F")
