"""java.lang.String and CharSequence."""

from typing import Any, Final

from findling.script.api.declare import java_class
from findling.script.api.objects import char_sequence_text, compare_strings, to_text
from findling.script.api.streams.primitive import int_stream
from findling.script.api.values import strings
from findling.script.api.values.augmented_text import replace_all, replace_first
from findling.script.api.values.formatting import formatted
from findling.script.api.values.locale import Locale
from findling.script.painless.limits import check_text
from findling.script.types import STRING, Array, Chars, array_of
from findling.script.utf16 import spread, utf16_length

_STRINGS: Final = array_of(STRING)


def _contains(text: str, part: str) -> bool:
    return str(part) in text


def _equals_ignore_case(text: str, other: str | None) -> bool:
    return other is not None and strings.folded(text) == strings.folded(other)


def _join(delimiter: str, parts: Any) -> str:
    texts = list(map(char_sequence_text, parts))
    check_text(sum(map(len, texts)) + len(texts) * len(str(delimiter)))
    return str(delimiter).join(texts)


def _concatenated(text: str, other: str) -> str:
    check_text(len(text) + len(other))
    return text + other


def _replace(text: str, old: str, new: str) -> str:
    old, new = str(old), str(new)
    if len(new) > len(old):
        check_text(len(text) + (text.count(old) if old else len(text) + 1) * (len(new) - len(old)))
    return text.replace(old, new)


def _split(text: str, token: str, limit: int = -1) -> Array:
    return Array(_STRINGS, strings.split_on_token(text, token, limit))


def _sub_sequence(text: str, start: int, end: int) -> str:
    return strings.substring(text, start, end)


CLASSES: Final = (
    java_class(
        "CharSequence",
        members={
            "char charAt(int)": strings.char_at,
            "IntStream chars()": lambda text: int_stream(map(ord, spread(str(text)))),
            "IntStream codePoints()": lambda text: int_stream(map(ord, str(text))),
            "int length()": utf16_length,
            "String replaceAll(Pattern,Function)": replace_all,
            "String replaceFirst(Pattern,Function)": replace_first,
            "CharSequence subSequence(int,int)": _sub_sequence,
            "String toString()": str,
        },
        python=(Chars,),
    ),
    java_class(
        "String",
        "Object CharSequence Comparable",
        {
            "new()": lambda: "",
            "int codePointAt(int)": strings.code_point_at,
            "int codePointBefore(int)": strings.code_point_before,
            "int codePointCount(int,int)": strings.code_point_count,
            "int compareTo(String)": compare_strings,
            "int compareToIgnoreCase(String)": lambda text, other: compare_strings(
                strings.folded(text), strings.folded(other)
            ),
            "String concat(String)": _concatenated,
            "boolean contains(CharSequence)": _contains,
            "boolean contentEquals(CharSequence)": lambda text, other: text == str(other),
            "static String copyValueOf(char[])": strings.of_chars,
            "static String copyValueOf(char[],int,int)": strings.of_chars,
            "String decodeBase64()": strings.decode_base64,
            "String encodeBase64()": strings.encode_base64,
            "String[] splitOnToken(String)": _split,
            "String[] splitOnToken(String,int)": _split,
            "boolean endsWith(String)": str.endswith,
            "boolean equalsIgnoreCase(String)": _equals_ignore_case,
            "static String format(Locale,String,def[])": lambda locale, text, given: formatted(text, given, locale),
            "static String format(String,def[])": lambda text, given: formatted(text, given, Locale.ENGLISH),
            "void getChars(int,int,char[],int)": strings.get_chars,
            "int indexOf(String)": strings.index_of,
            "int indexOf(String,int)": strings.index_of,
            "boolean isEmpty()": lambda text: not text,
            "static String join(CharSequence,Iterable)": _join,
            "int lastIndexOf(String)": strings.last_index_of,
            "int lastIndexOf(String,int)": strings.last_index_of,
            "int offsetByCodePoints(int,int)": strings.offset_by_code_points,
            "boolean regionMatches(boolean,int,String,int,int)": strings.region_matches,
            "boolean regionMatches(int,String,int,int)": lambda text, *rest: strings.region_matches(text, False, *rest),
            "String replace(CharSequence,CharSequence)": _replace,
            "boolean startsWith(String)": str.startswith,
            "boolean startsWith(String,int)": strings.starts_with,
            "String substring(int)": strings.substring,
            "String substring(int,int)": strings.substring,
            "char[] toCharArray()": strings.to_chars,
            "String toLowerCase()": str.lower,
            "String toLowerCase(Locale)": lambda text, locale: locale.lower(text),
            "String toUpperCase()": str.upper,
            "String toUpperCase(Locale)": lambda text, locale: locale.upper(text),
            "String trim()": strings.trimmed,
            "static String valueOf(def)": to_text,
        },
        python=(str,),
    ),
)
