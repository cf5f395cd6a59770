"""What Java's Character knows of code points, by Python's Unicode."""

import unicodedata
from typing import Final

from findling.script.api.values.number_parsing import DIGITS, digit_of
from findling.script.api.values.throwing import thrown

TYPES: Final = {
    "Cn": 0, "Lu": 1, "Ll": 2, "Lt": 3, "Lm": 4, "Lo": 5, "Mn": 6, "Me": 7, "Mc": 8, "Nd": 9, "Nl": 10, "No": 11,
    "Zs": 12, "Zl": 13, "Zp": 14, "Cc": 15, "Cf": 16, "Co": 18, "Cs": 19, "Pd": 20, "Ps": 21, "Pe": 22, "Pc": 23,
    "Po": 24, "Sm": 25, "Sc": 26, "Sk": 27, "So": 28, "Pi": 29, "Pf": 30,
}  # fmt: skip
"""General category -> Java's number of it."""
DIRECTIONS: Final = {
    "": -1, "L": 0, "R": 1, "AL": 2, "EN": 3, "ES": 4, "ET": 5, "AN": 6, "CS": 7, "NSM": 8, "BN": 9, "B": 10, "S": 11,
    "WS": 12, "ON": 13, "LRE": 14, "LRO": 15, "RLE": 16, "RLO": 17, "PDF": 18, "LRI": 19, "RLI": 20, "FSI": 21,
    "PDI": 22,
}  # fmt: skip
"""Bidi class -> Java's number of it."""
_NAMES: Final = dict(
    zip(
        (*range(32), *range(127, 160)),
        [
            "NULL",
            "START OF HEADING",
            "START OF TEXT",
            "END OF TEXT",
            "END OF TRANSMISSION",
            "ENQUIRY",
            "ACKNOWLEDGE",
            "BEL",
            "BACKSPACE",
            "CHARACTER TABULATION",
            "LINE FEED (LF)",
            "LINE TABULATION",
            "FORM FEED (FF)",
            "CARRIAGE RETURN (CR)",
            "SHIFT OUT",
            "SHIFT IN",
            "DATA LINK ESCAPE",
            "DEVICE CONTROL ONE",
            "DEVICE CONTROL TWO",
            "DEVICE CONTROL THREE",
            "DEVICE CONTROL FOUR",
            "NEGATIVE ACKNOWLEDGE",
            "SYNCHRONOUS IDLE",
            "END OF TRANSMISSION BLOCK",
            "CANCEL",
            "END OF MEDIUM",
            "SUBSTITUTE",
            "ESCAPE",
            "INFORMATION SEPARATOR FOUR",
            "INFORMATION SEPARATOR THREE",
            "INFORMATION SEPARATOR TWO",
            "INFORMATION SEPARATOR ONE",
            "DELETE",
            "PADDING CHARACTER",
            "HIGH OCTET PRESET",
            "BREAK PERMITTED HERE",
            "NO BREAK HERE",
            "LATIN 1 SUPPLEMENT 84",
            "NEXT LINE (NEL)",
            "START OF SELECTED AREA",
            "END OF SELECTED AREA",
            "CHARACTER TABULATION SET",
            "CHARACTER TABULATION WITH JUSTIFICATION",
            "LINE TABULATION SET",
            "PARTIAL LINE FORWARD",
            "PARTIAL LINE BACKWARD",
            "REVERSE LINE FEED",
            "SINGLE SHIFT TWO",
            "SINGLE SHIFT THREE",
            "DEVICE CONTROL STRING",
            "PRIVATE USE ONE",
            "PRIVATE USE TWO",
            "SET TRANSMIT STATE",
            "CANCEL CHARACTER",
            "MESSAGE WAITING",
            "START OF GUARDED AREA",
            "END OF GUARDED AREA",
            "START OF STRING",
            "SINGLE GRAPHIC CHARACTER INTRODUCER",
            "SINGLE CHARACTER INTRODUCER",
            "CONTROL SEQUENCE INTRODUCER",
            "STRING TERMINATOR",
            "OPERATING SYSTEM COMMAND",
            "PRIVACY MESSAGE",
            "APPLICATION PROGRAM COMMAND",
        ],
        strict=True,
    )
)
"""Those of the controls, which Python has none for."""
_LAST: Final = 0x10FFFF


def character(code: int) -> str:
    """Returns a character; one of no class for a number that is none."""
    return chr(code) if 0 <= code <= _LAST else "\U000e0080"


def category(code: int) -> str:
    """Returns the general category."""
    return unicodedata.category(chr(code)) if 0 <= code <= _LAST else "Cn"


def checked(code: int) -> str:
    """Returns a character. Raises IllegalArgumentException for a number that is none."""
    if not 0 <= code <= _LAST:
        raise thrown("IllegalArgumentException", f"Not a valid Unicode code point: 0x{code & 0xFFFFFFFF:X}")
    return chr(code)


def in_categories(*wanted: str) -> "_Test":
    """Returns the test for general categories or their first letters."""
    return _Test(frozenset(wanted))


class _Test:
    """Whether a code point is of some general categories."""

    def __init__(self, wanted: frozenset[str]) -> None:
        self._wanted = wanted

    def __call__(self, code: int) -> bool:
        found = category(code)
        return found in self._wanted or found[0] in self._wanted


def is_whitespace(code: int) -> bool:
    """Whether it is a blank that may be broken, or a control that moves on."""
    if code in (0xA0, 0x2007, 0x202F):
        return False
    return 9 <= code <= 13 or 28 <= code <= 31 or category(code)[0] == "Z"


def is_ignorable(code: int) -> bool:
    """Whether it is passed over in identifiers."""
    return 0 <= code <= 8 or 0xE <= code <= 0x1B or 0x7F <= code <= 0x9F or category(code) == "Cf"


def is_ideographic(code: int) -> bool:
    """Whether it is an ideograph."""
    name = unicodedata.name(character(code), "")
    starts = ("CJK UNIFIED", "CJK COMPATIBILITY IDEOGRAPH", "TANGUT IDEOGRAPH", "TANGUT COMPONENT", "NUSHU", "KHITAN")
    return name.startswith(starts) or code in (0x3006, 0x3007) or 0x3021 <= code <= 0x3029 or 0x3038 <= code <= 0x303A


def is_alphabetic(code: int) -> bool:
    """Whether it is a letter, a number of letters, or a vowel sign that counts as one."""
    found = category(code)
    if found[0] == "L" or found == "Nl":
        return True
    if 0x24B6 <= code <= 0x24E9 or code == 0x345 or 0x1F130 <= code <= 0x1F149:
        return True
    return found in ("Mn", "Mc") and "VOWEL SIGN" in unicodedata.name(character(code), "")


def is_lower(code: int) -> bool:
    """Whether it is a small letter."""
    return character(code).islower()


def is_upper(code: int) -> bool:
    """Whether it is a capital letter."""
    return character(code).isupper()


def name(code: int) -> str | None:
    """Returns the name of a character, None if it is not assigned."""
    char = checked(code)
    found = unicodedata.name(char, "")
    if found.startswith("CJK UNIFIED IDEOGRAPH-"):
        return f"CJK UNIFIED IDEOGRAPHS {code:X}"
    if found or code in _NAMES:
        return found or _NAMES[code]
    return {"Co": f"PRIVATE USE AREA {code:X}", "Cn": None}.get(category(code), f"{code:X}")


def digit(code: int, radix: int) -> int:
    """Returns what a digit or letter is worth in a radix, or -1."""
    return digit_of(character(code), radix) if 2 <= radix <= 36 else -1


def for_digit(value: int, radix: int) -> int:
    """Returns the digit of a value, the NUL for none."""
    return ord(DIGITS[value]) if 2 <= radix <= 36 and 0 <= value < radix else 0


def numeric_value(code: int) -> int:
    """Returns the whole number that a character is; letters count from 10; -1 for none, -2 for what is no whole one."""
    value = digit(code, 36)
    if value >= 0:
        return value
    number = unicodedata.numeric(character(code), -1.0)
    if number == -1.0:
        return -1
    return int(number) if number == int(number) and number >= 0 else -2


def changed(unit: int, how: str) -> int:
    """Returns a unit in another case (`lower`, `upper`, `title`), if that is one unit too."""
    char = chr(unit)
    text = {"lower": char.lower(), "upper": char.upper(), "title": char.title()}[how]
    return ord(text) if len(text) == 1 and text <= "\uffff" else unit
