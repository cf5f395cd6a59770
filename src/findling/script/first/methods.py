"""The methods of the language's own classes, by class, name and number of arguments."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from findling.base.errors import NullPointerError, NumberFormatError, StringIndexOutOfBoundsError
from findling.script.first.faults import RuntimeFault
from findling.script.first.operators import equal
from findling.script.first.types import BOOLEAN, CHAR, CHAR_SEQUENCE, DEF, DOUBLE, INT, MAP, STRING, Type, boxed
from findling.script.utf16 import joined, spread, utf16_length


@dataclass(frozen=True, slots=True)
class Method:
    """A method: the types of its arguments, that of its result, and what it does.

    run: called with the receiver, unless the method is static, and the arguments
    """

    parameters: tuple[Type, ...]
    returns: Type
    run: Callable[..., Any]


Methods = Mapping[tuple[str, int], Method]


def methods(**given: tuple[tuple[Type, ...], Type, Callable[..., Any]]) -> dict[tuple[str, int], Method]:
    """Returns a table of methods given by name; what follows two underscores tells overloads apart."""
    return {(name.split("__")[0], len(each[0])): Method(*each) for name, each in given.items()}


def char_at(text: str, index: int) -> int:
    """Returns a UTF-16 unit. Raises RuntimeFault."""
    units = spread(text)
    if not 0 <= index < len(units):
        raise RuntimeFault(StringIndexOutOfBoundsError(f"Index {index} out of bounds for length {len(units)}"))
    return ord(units[index])


def substring(text: str, start: int, end: int | None = None) -> str:
    """Returns the UTF-16 units from start to before end. Raises RuntimeFault."""
    units = spread(text)
    end = len(units) if end is None else end
    if not 0 <= start <= end <= len(units):
        raise RuntimeFault(StringIndexOutOfBoundsError(f"begin {start}, end {end}, length {len(units)}"))
    return joined(units[start:end])


def index_of(text: str, part: str, start: int = 0) -> int:
    """Returns where a part begins in UTF-16 units, or -1."""
    units, length = spread(text), utf16_length(text)
    return units.find(spread(part), min(max(start, 0), length))


def compared(left: str, right: str) -> int:
    """Returns the difference of the first UTF-16 units that differ, or that of the lengths."""
    one, other = spread(left), spread(right)
    for unit, against in zip(one, other, strict=False):
        if unit != against:
            return ord(unit) - ord(against)
    return len(one) - len(other)


def _folded(text: str) -> str:
    """Returns the text as Java compares it without case: unit by unit, upper case, then lower."""
    return "".join(_single(_single(unit, str.upper), str.lower) for unit in spread(text))


def _single(unit: str, change: Callable[[str], str]) -> str:
    changed = change(unit)
    return changed if len(changed) == 1 else unit


def _trim(text: str) -> str:
    return text.strip("".join(map(chr, range(33))))


def _is_whitespace(unit: int) -> bool:
    if unit in (0xA0, 0x2007, 0x202F):
        return False
    return 9 <= unit <= 13 or 28 <= unit <= 31 or unicodedata.category(_character(unit)) in ("Zs", "Zl", "Zp")


def _character(code: int) -> str:
    """Returns a character; one of no class for a number that is none."""
    return chr(code) if 0 <= code <= 0x10FFFF else "\0"


def _of_text(function: Callable[..., Any]) -> Callable[..., Any]:
    """Returns the method with a text as first argument, which may not be null."""

    def run(text: str, other: str | None, *further: int) -> object:
        if other is None:
            raise RuntimeFault(NullPointerError("the argument is a null String"))
        return function(text, other, *further)

    return run


def _parsed(text: str | None) -> int:
    """Returns the int that a text of digits is. Raises RuntimeFault."""
    if text is None or re.fullmatch(r"[+-]?\d+", text) is None or not -(2**31) <= int(text) < 2**31:
        shown = "Cannot parse null string: null" if text is None else f'For input string: "{text}"'
        raise RuntimeFault(NumberFormatError(shown))
    return int(text)


def _equals(of: Type) -> tuple[tuple[Type, ...], Type, Callable[..., Any]]:
    return (DEF,), BOOLEAN, lambda receiver, other: equal(boxed(receiver, of), other)


_NO: Final = ()
_STRING: Final = methods(
    length=(_NO, INT, utf16_length),
    isEmpty=(_NO, BOOLEAN, lambda text: not text),
    startsWith=((STRING,), BOOLEAN, _of_text(str.startswith)),
    endsWith=((STRING,), BOOLEAN, _of_text(str.endswith)),
    contains=((CHAR_SEQUENCE,), BOOLEAN, _of_text(str.__contains__)),
    equals=_equals(STRING),
    equalsIgnoreCase=((STRING,), BOOLEAN, lambda text, other: other is not None and _folded(text) == _folded(other)),
    indexOf=((STRING,), INT, _of_text(index_of)),
    indexOf__from=((STRING, INT), INT, _of_text(index_of)),
    charAt=((INT,), CHAR, char_at),
    substring=((INT,), STRING, substring),
    substring__end=((INT, INT), STRING, substring),
    toLowerCase=(_NO, STRING, str.lower),
    toUpperCase=(_NO, STRING, str.upper),
    trim=(_NO, STRING, _trim),
    compareTo=((STRING,), INT, _of_text(compared)),
    toString=(_NO, STRING, str),
)
_CHAR_SEQUENCE: Final = methods(
    length=(_NO, INT, utf16_length),
    charAt=((INT,), CHAR, char_at),
    subSequence=((INT, INT), CHAR_SEQUENCE, substring),
    equals=_equals(CHAR_SEQUENCE),
    toString=(_NO, STRING, str),
)
_CHARACTER: Final = methods(
    isDigit=((INT,), BOOLEAN, lambda unit: unicodedata.category(_character(unit)) == "Nd"),
    isLetter=((INT,), BOOLEAN, lambda unit: unicodedata.category(_character(unit)).startswith("L")),
    isUpperCase=((INT,), BOOLEAN, lambda unit: _character(unit).isupper()),
    isLowerCase=((INT,), BOOLEAN, lambda unit: _character(unit).islower()),
    isWhitespace=((INT,), BOOLEAN, _is_whitespace),
)
_INTEGER: Final = methods(parseInt=((STRING,), INT, _parsed))
# Painless knows these for doubles alone
_MATH: Final = methods(
    min=((DOUBLE, DOUBLE), DOUBLE, min), max=((DOUBLE, DOUBLE), DOUBLE, max), abs=((DOUBLE,), DOUBLE, abs)
)

_MAP: Final = methods(
    get=((DEF,), DEF, lambda entries, key: entries.get(key)),
    containsKey=((DEF,), BOOLEAN, lambda entries, key: key in entries),
)

MEMBERS: Final[dict[Type, Methods]] = {STRING: _STRING, CHAR_SEQUENCE: _CHAR_SEQUENCE, MAP: _MAP}
"""The methods of values."""
STATIC: Final[dict[str, tuple[str, Methods]]] = {
    "Character": ("java.lang.Character", _CHARACTER),
    "Integer": ("java.lang.Integer", _INTEGER),
    "Math": ("java.lang.Math", _MATH),
}
"""Simple name of a class -> canonical name, static methods."""


def getter(table: Methods, name: str) -> tuple[str, Method] | None:
    """Returns (name, method) of what `value.name` reads, as Java's beans have it, or None."""
    for prefix in ("get", "is"):
        full = prefix + name[:1].upper() + name[1:]
        if (full, 0) in table:
            return full, table[full, 0]
    return None
