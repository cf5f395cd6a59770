"""java.lang.Character."""

import unicodedata
from typing import Any, Final

from findling.script.api.declare import java_class
from findling.script.api.objects import compare, difference
from findling.script.api.values import characters as chars
from findling.script.api.values import strings
from findling.script.api.values.throwing import thrown
from findling.script.types import Array, Char
from findling.script.utf16 import joined

_CONSTANTS: Final = {
    "UNASSIGNED": "Cn", "UPPERCASE_LETTER": "Lu", "LOWERCASE_LETTER": "Ll", "TITLECASE_LETTER": "Lt",
    "MODIFIER_LETTER": "Lm", "OTHER_LETTER": "Lo", "NON_SPACING_MARK": "Mn", "ENCLOSING_MARK": "Me",
    "COMBINING_SPACING_MARK": "Mc", "DECIMAL_DIGIT_NUMBER": "Nd", "LETTER_NUMBER": "Nl", "OTHER_NUMBER": "No",
    "SPACE_SEPARATOR": "Zs", "LINE_SEPARATOR": "Zl", "PARAGRAPH_SEPARATOR": "Zp", "CONTROL": "Cc", "FORMAT": "Cf",
    "PRIVATE_USE": "Co", "SURROGATE": "Cs", "DASH_PUNCTUATION": "Pd", "START_PUNCTUATION": "Ps",
    "END_PUNCTUATION": "Pe", "CONNECTOR_PUNCTUATION": "Pc", "OTHER_PUNCTUATION": "Po", "MATH_SYMBOL": "Sm",
    "CURRENCY_SYMBOL": "Sc", "MODIFIER_SYMBOL": "Sk", "OTHER_SYMBOL": "So", "INITIAL_QUOTE_PUNCTUATION": "Pi",
    "FINAL_QUOTE_PUNCTUATION": "Pf",
}  # fmt: skip
_DIRECTIONS: Final = {
    "UNDEFINED": "", "LEFT_TO_RIGHT": "L", "RIGHT_TO_LEFT": "R", "RIGHT_TO_LEFT_ARABIC": "AL", "EUROPEAN_NUMBER": "EN",
    "EUROPEAN_NUMBER_SEPARATOR": "ES", "EUROPEAN_NUMBER_TERMINATOR": "ET", "ARABIC_NUMBER": "AN",
    "COMMON_NUMBER_SEPARATOR": "CS", "NONSPACING_MARK": "NSM", "BOUNDARY_NEUTRAL": "BN", "PARAGRAPH_SEPARATOR": "B",
    "SEGMENT_SEPARATOR": "S", "WHITESPACE": "WS", "OTHER_NEUTRALS": "ON", "LEFT_TO_RIGHT_EMBEDDING": "LRE",
    "LEFT_TO_RIGHT_OVERRIDE": "LRO", "RIGHT_TO_LEFT_EMBEDDING": "RLE", "RIGHT_TO_LEFT_OVERRIDE": "RLO",
    "POP_DIRECTIONAL_FORMAT": "PDF",
}  # fmt: skip
_LIMITS: Final = {
    "char MAX_HIGH_SURROGATE": 0xDBFF, "char MAX_LOW_SURROGATE": 0xDFFF, "char MAX_SURROGATE": 0xDFFF,
    "char MAX_VALUE": 0xFFFF, "char MIN_HIGH_SURROGATE": 0xD800, "char MIN_LOW_SURROGATE": 0xDC00,
    "char MIN_SURROGATE": 0xD800, "char MIN_VALUE": 0, "int MAX_CODE_POINT": 0x10FFFF, "int MIN_CODE_POINT": 0,
    "int MIN_SUPPLEMENTARY_CODE_POINT": 0x10000, "int MAX_RADIX": 36, "int MIN_RADIX": 2, "int BYTES": 2,
    "int SIZE": 16,
}  # fmt: skip


def _to_chars(code: int) -> Array:
    return strings.to_chars(chars.checked(code))


def _into_chars(code: int, target: Array, at: int) -> int:
    units = strings.to_chars(chars.checked(code))
    if at < 0 or at + len(units) > len(target):
        bad = at if not 0 <= at < len(target) else len(target)
        raise thrown("ArrayIndexOutOfBoundsException", f"Index {bad} out of bounds for length {len(target)}")
    target[at : at + len(units)] = list(units)
    return len(units)


def _array_text(array: Array, start: int = 0, end: int | None = None) -> str:
    return "".join(map(chr, array[start:end]))


def _at_in_array(array: Array, index: int, limit: int) -> int:
    if index >= limit or index < 0 or limit < 0 or limit > len(array):
        raise thrown("IndexOutOfBoundsException")
    return strings.code_point_at(_array_text(array, 0, limit), index)


def _before_in_array(array: Array, index: int, start: int) -> int:
    if index <= start or start < 0 or index > len(array):
        raise thrown("IndexOutOfBoundsException")
    return strings.code_point_before(_array_text(array, start, index), index - start)


def _offset_in_array(array: Array, start: int, count: int, index: int, offset: int) -> int:
    if count > len(array) - start or start < 0 or count < 0 or not start <= index <= start + count:
        raise thrown("IndexOutOfBoundsException")
    text = joined(_array_text(array, start, start + count))
    return start + strings.offset_by_code_points(text, index - start, offset)


def _code_point(high: int, low: int) -> int:
    return (high << 10) + low - ((0xD800 << 10) + 0xDC00 - 0x10000)


def _high(code: int) -> int:
    return ((code >> 10) + 0xD800 - (0x10000 >> 10)) & 0xFFFF


def _identifier_start(code: int, java: bool = True) -> bool:
    found = chars.category(code)
    return found[0] == "L" or found == "Nl" or (java and found in ("Sc", "Pc"))


def _identifier_part(code: int, java: bool = True) -> bool:
    found = chars.category(code)
    return _identifier_start(code, java) or found in ("Nd", "Mc", "Mn", "Pc") or (chars.is_ignorable(code))


_TESTS: Final[dict[str, Any]] = {
    "static boolean isAlphabetic(int)": chars.is_alphabetic,
    "static boolean isBmpCodePoint(int)": lambda code: 0 <= code <= 0xFFFF,
    "static boolean isDefined(int)": lambda code: chars.category(code) != "Cn",
    "static boolean isDigit(int)": chars.in_categories("Nd"),
    "static boolean isHighSurrogate(char)": lambda unit: 0xD800 <= unit <= 0xDBFF,
    "static boolean isIdentifierIgnorable(int)": chars.is_ignorable,
    "static boolean isIdeographic(int)": chars.is_ideographic,
    "static boolean isISOControl(int)": lambda code: 0 <= code <= 0x1F or 0x7F <= code <= 0x9F,
    "static boolean isJavaIdentifierPart(int)": _identifier_part,
    "static boolean isJavaIdentifierStart(int)": _identifier_start,
    "static boolean isLetter(int)": chars.in_categories("L"),
    "static boolean isLetterOrDigit(int)": chars.in_categories("L", "Nd"),
    "static boolean isLowerCase(int)": chars.is_lower,
    "static boolean isMirrored(int)": lambda code: unicodedata.mirrored(chars.character(code)) == 1,
    "static boolean isSpaceChar(int)": chars.in_categories("Z"),
    "static boolean isSupplementaryCodePoint(int)": lambda code: 0x10000 <= code <= 0x10FFFF,
    "static boolean isSurrogate(char)": lambda unit: 0xD800 <= unit <= 0xDFFF,
    "static boolean isSurrogatePair(char,char)": lambda high, low: 0xD800 <= high <= 0xDBFF and 0xDC00 <= low <= 0xDFFF,
    "static boolean isTitleCase(int)": chars.in_categories("Lt"),
    "static boolean isUnicodeIdentifierPart(int)": lambda code: _identifier_part(code, java=False),
    "static boolean isUnicodeIdentifierStart(int)": lambda code: _identifier_start(code, java=False),
    "static boolean isUpperCase(int)": chars.is_upper,
    "static boolean isValidCodePoint(int)": lambda code: 0 <= code <= 0x10FFFF,
    "static boolean isWhitespace(int)": chars.is_whitespace,
}
_MEMBERS: Final[dict[str, Any]] = {
    "static int charCount(int)": lambda code: 2 if code >= 0x10000 else 1,
    "char charValue()": int,
    "static int codePointAt(char[],int,int)": _at_in_array,
    "static int codePointAt(CharSequence,int)": lambda text, index: strings.code_point_at(str(text), index),
    "static int codePointBefore(char[],int,int)": _before_in_array,
    "static int codePointBefore(CharSequence,int)": lambda text, index: strings.code_point_before(str(text), index),
    "static int codePointCount(CharSequence,int,int)": lambda text, *at: strings.code_point_count(str(text), *at),
    "static int compare(char,char)": difference,
    "int compareTo(Character)": compare,
    "static int digit(int,int)": chars.digit,
    "static char forDigit(int,int)": chars.for_digit,
    "static byte getDirectionality(int)": lambda code: chars.DIRECTIONS[
        unicodedata.bidirectional(chars.character(code))
    ],
    "static String getName(int)": chars.name,
    "static int getNumericValue(int)": chars.numeric_value,
    "static int getType(int)": lambda code: chars.TYPES[chars.category(code)],
    "static int hashCode(char)": int,
    "static char highSurrogate(int)": _high,
    "static char lowSurrogate(int)": lambda code: (code & 0x3FF) + 0xDC00,
    "static int offsetByCodePoints(char[],int,int,int,int)": _offset_in_array,
    "static int offsetByCodePoints(CharSequence,int,int)": lambda text, *at: strings.offset_by_code_points(
        str(text), *at
    ),
    "static char reverseBytes(char)": lambda unit: (unit & 0xFF) << 8 | unit >> 8,
    "static char[] toChars(int)": _to_chars,
    "static int toChars(int,char[],int)": _into_chars,
    "static int toCodePoint(char,char)": _code_point,
    "static char toLowerCase(char)": lambda unit: chars.changed(unit, "lower"),
    "static String toString(char)": chr,
    "static char toTitleCase(char)": lambda unit: chars.changed(unit, "title"),
    "static char toUpperCase(char)": lambda unit: chars.changed(unit, "upper"),
    "static Character valueOf(char)": Char,
}

CLASSES: Final = (
    java_class(
        "Character",
        "Object Comparable",
        {f"const byte {name}": chars.TYPES[code] for name, code in _CONSTANTS.items()}
        | {f"const byte DIRECTIONALITY_{name}": chars.DIRECTIONS[code] for name, code in _DIRECTIONS.items()}
        | {f"const {name}": value for name, value in _LIMITS.items()}
        | _TESTS
        | _MEMBERS,
        python=(Char,),
    ),
    java_class("Character.Subset", "Object"),
)
