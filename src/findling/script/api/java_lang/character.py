"""Character: kinds of characters, and the box of a char."""

import unicodedata
from collections.abc import Callable
from typing import Final

from findling.script.api.declare import java_class
from findling.script.api.objects import compare, difference
from findling.script.types import Char


def character(code: int) -> str:
    """Returns a character; one of no kind for a number that is none."""
    return chr(code) if 0 <= code <= 0x10FFFF else "\ufffe"


def _category(code: int) -> str:
    return unicodedata.category(character(code))


def _of(*categories: str) -> Callable[[int], bool]:
    return lambda code: _category(code).startswith(categories)


def _is_whitespace(code: int) -> bool:
    if code in (0xA0, 0x2007, 0x202F):
        return False
    return 9 <= code <= 13 or 28 <= code <= 31 or _category(code) in ("Zs", "Zl", "Zp")


def _single(change: Callable[[str], str]) -> Callable[[int], int]:
    """Returns the change of a code, for codes whose change is one character."""

    def run(code: int) -> int:
        changed = change(character(code))
        return ord(changed) if len(changed) == 1 and code >= 0 else code

    return run


def _numeric_value(code: int) -> int:
    text = character(code)
    if text.isascii() and text.isalpha():
        return ord(text.lower()) - 87
    value = unicodedata.numeric(text, -1)
    return int(value) if value == int(value) else -2


def _digit(code: int, radix: int) -> int:
    if not 2 <= radix <= 36:
        return -1
    text = character(code)
    value = ord(text.lower()) - 87 if text.isascii() and text.isalpha() else unicodedata.digit(text, -1)
    return value if 0 <= value < radix else -1


def _for_digit(digit: int, radix: int) -> int:
    if not (2 <= radix <= 36 and 0 <= digit < radix):
        return 0
    return ord("0123456789abcdefghijklmnopqrstuvwxyz"[digit])


CLASSES: Final = (
    java_class(
        "Character",
        "Object",
        {
            "const int BYTES": 2,
            "const int SIZE": 16,
            "const char MAX_VALUE": 0xFFFF,
            "const char MIN_VALUE": 0,
            "const int MAX_RADIX": 36,
            "const int MIN_RADIX": 2,
            "const int MAX_CODE_POINT": 0x10FFFF,
            "const int MIN_CODE_POINT": 0,
            "const int MIN_SUPPLEMENTARY_CODE_POINT": 0x10000,
            "static int charCount(int)": lambda code: 2 if code >= 0x10000 else 1,
            "char charValue()": int,
            "static int compare(char,char)": difference,
            "int compareTo(Character)": compare,
            "static int digit(int,int)": _digit,
            "static char forDigit(int,int)": _for_digit,
            "static int getNumericValue(int)": _numeric_value,
            "static int hashCode(char)": int,
            "static boolean isAlphabetic(int)": lambda code: _category(code)[0] == "L" or _category(code) == "Nl",
            "static boolean isBmpCodePoint(int)": lambda code: 0 <= code <= 0xFFFF,
            "static boolean isDefined(int)": lambda code: _category(code) != "Cn",
            "static boolean isDigit(int)": _of("Nd"),
            "static boolean isHighSurrogate(char)": lambda code: 0xD800 <= code < 0xDC00,
            "static boolean isLowSurrogate(char)": lambda code: 0xDC00 <= code < 0xE000,
            "static boolean isSurrogate(char)": lambda code: 0xD800 <= code < 0xE000,
            "static boolean isISOControl(int)": lambda code: 0 <= code <= 0x1F or 0x7F <= code <= 0x9F,
            "static boolean isLetter(int)": _of("L"),
            "static boolean isLetterOrDigit(int)": _of("L", "Nd"),
            "static boolean isLowerCase(int)": lambda code: character(code).islower(),
            "static boolean isUpperCase(int)": lambda code: character(code).isupper(),
            "static boolean isTitleCase(int)": _of("Lt"),
            "static boolean isSpaceChar(int)": _of("Z"),
            "static boolean isWhitespace(int)": _is_whitespace,
            "static boolean isValidCodePoint(int)": lambda code: 0 <= code <= 0x10FFFF,
            "static char reverseBytes(char)": lambda code: (code & 0xFF) << 8 | code >> 8,
            "static int toCodePoint(char,char)": lambda high, low: ((high - 0xD800) << 10) + low - 0xDC00 + 0x10000,
            "static int toLowerCase(int)": _single(str.lower),
            "static int toTitleCase(int)": _single(str.title),
            "static int toUpperCase(int)": _single(str.upper),
            "static String toString(char)": chr,
            "static Character valueOf(char)": Char,
        },
        python=(Char,),
    ),
)
