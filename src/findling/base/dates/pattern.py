"""Java's date patterns, parsed to elements.

Letters, counts, quotes and `[optional]` sections are those of java.time.format.DateTimeFormatterBuilder.appendPattern.
Built-in formats use three more signs: `!` a fraction after `.` or `,` (printed with 3 to 9 digits), `~` any zone or
offset, `§` the same without a region.
"""

from dataclasses import dataclass
from typing import Literal

from findling.base.errors import IllegalArgumentError

Style = Literal["short", "full", "narrow"]


@dataclass(frozen=True, slots=True)
class Text:
    """Characters that stand for themselves."""

    text: str


@dataclass(frozen=True, slots=True)
class Number:
    """A number of `least` to `most` digits; years may have a sign."""

    field: str
    least: int
    most: int
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Fraction:
    """The fraction of a second: digits; with `point`, a `.` or `,` before them."""

    least: int
    most: int
    point: bool = False


@dataclass(frozen=True, slots=True)
class Name:
    """A month, day of week, half of the day or era by name.

    alone: in the form that a name has by itself
    """

    field: str
    style: Style
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Offset:
    """An offset in one of the styles of X, x, Z and O; `any` takes everything."""

    letter: str
    count: int


@dataclass(frozen=True, slots=True)
class Region:
    """A zone by id or name."""

    letter: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Optional:
    """A part that may be missing when parsing; it is always printed."""

    elements: tuple["Element", ...]


Element = Text | Number | Fraction | Name | Offset | Region | Optional

NUMBERS = {
    "d": "day",
    "D": "day_of_year",
    "H": "hour",
    "k": "clock_hour_of_day",
    "K": "hour_of_half",
    "h": "clock_hour_of_half",
    "m": "minute",
    "s": "second",
    "n": "nano",
    "N": "nano_of_day",
    "A": "milli_of_day",
    "w": "week",
    "W": "week_of_month",
    "F": "week_of_month",
}
WIDEST = {"D": 3, "n": 19, "N": 19, "A": 19, "W": 1, "F": 1}
# letters of which only so many may stand together
LONGEST = dict.fromkeys("MLQqEecGxXZ", 5) | {"a": 1, "z": 4}
STYLES: dict[int, Style] = {1: "short", 2: "short", 3: "short", 4: "full", 5: "narrow"}
BUILT_IN_SIGNS: dict[str, Element] = {
    "!": Fraction(3, 9, point=True),
    "~": Region("~"),
    "§": Offset("any", 1),
}


def parse_pattern(pattern: str, built_in: bool = False) -> tuple[Element, ...]:
    """Returns the elements of a pattern; raises IllegalArgumentError in Elasticsearch's words.

    built_in: whether `!`, `~` and `§` have their meaning
    """
    open_sections: list[list[Element]] = [[]]
    at = 0
    while at < len(pattern):
        sign = pattern[at]
        if sign == "'":
            text, at = _quoted(pattern, at)
            open_sections[-1].append(Text(text))
        elif sign.isascii() and sign.isalpha():
            count = len(pattern) - at - len(pattern[at:].lstrip(sign))
            open_sections[-1].append(_element(pattern, sign, count))
            at += count
        else:
            _punctuation(pattern, sign, built_in, open_sections)
            at += 1
    while len(open_sections) > 1:
        _close(open_sections)
    return tuple(open_sections[0])


def _quoted(pattern: str, at: int) -> tuple[str, int]:
    text, start = "", at + 1
    while True:
        end = pattern.find("'", start)
        if end < 0:
            raise _invalid(pattern, f"Pattern ends with an incomplete string literal: {pattern}")
        text += pattern[start:end]
        if pattern[end + 1 : end + 2] != "'":
            return text or "'", end + 1
        text, start = text + "'", end + 2


def _punctuation(pattern: str, sign: str, built_in: bool, open_sections: list[list[Element]]) -> None:
    if sign == "[":
        open_sections.append([])
    elif sign == "]":
        if len(open_sections) == 1:
            raise _invalid(pattern, "Pattern invalid as it contains ] without previous [")
        _close(open_sections)
    elif sign in "{}#":
        raise _invalid(pattern, f"Pattern includes reserved character: '{sign}'")
    elif built_in and sign in BUILT_IN_SIGNS:
        open_sections[-1].append(BUILT_IN_SIGNS[sign])
    else:
        open_sections[-1].append(Text(sign))


def _close(open_sections: list[list[Element]]) -> None:
    section = Optional(tuple(open_sections.pop()))
    open_sections[-1].append(section)


def _element(pattern: str, letter: str, count: int) -> Element:
    fault = _fault(letter, count)
    if fault is not None:
        raise _invalid(pattern, fault)
    if letter in "uyY":
        return _year(letter, count)
    if letter in "MLQq":
        field = "month" if letter in "ML" else "quarter"
        return Number(field, count, 2) if count <= 2 else Name(field, STYLES[min(count, 5)], letter in "Lq")
    if letter in "Eec":
        numeric = letter in "ec" and count <= 2
        return (
            Number("day_of_week", count, count)
            if numeric
            else Name("day_of_week", STYLES[min(count, 5)], letter == "c")
        )
    if letter == "S":
        return Fraction(count, count)
    if letter in "aG":
        return Name("half" if letter == "a" else "era", STYLES[min(count, 5)])
    if letter in "XxZO":
        return Offset(letter, count)
    if letter in "VzvOv":
        return Region(letter, count)
    if letter in NUMBERS:
        return _number(pattern, letter, count)
    raise _invalid(pattern, f"Unknown pattern letter: {letter}")


def _fault(letter: str, count: int) -> str | None:
    """Returns what is wrong with so many of a letter; None for nothing."""
    if letter in "uyYnNA" and count > 19:
        return f"The minimum width must be from 1 to 19 inclusive but was {count}"
    if letter == "S" and count > 9:
        return f"Minimum width must be from 0 to 9 inclusive but was {count}"
    if letter == "O" and count not in (1, 4):
        return "Pattern letter count must be 1 or 4: O"
    if letter == "V" and count != 2:
        return "Pattern letter count must be 2: V"
    if letter == "v" and count not in (1, 4):
        return "Wrong number of pattern letters: v"
    if letter == "c" and count == 2:
        return 'Invalid pattern "cc"'
    return f"Too many pattern letters: {letter}" if count > LONGEST.get(letter, count) else None


def _year(letter: str, count: int) -> Element:
    field = "week_year" if letter == "Y" else "year" if letter == "u" else "year_of_era"
    if count == 2:
        return Number(field + "_in_century", 2, 2)
    return Number(field, count, 9, signed=True)


def _number(pattern: str, letter: str, count: int) -> Element:
    widest = WIDEST.get(letter, 2)
    if count > widest:
        raise _invalid(pattern, f"Too many pattern letters: {letter}")
    return Number(NUMBERS[letter], count, widest)


def _invalid(pattern: str, why: str) -> IllegalArgumentError:
    error = IllegalArgumentError(f"Invalid format: [{pattern}]: {why}")
    error.__cause__ = IllegalArgumentError(why)
    return error
