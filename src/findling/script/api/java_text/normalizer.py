"""Normalizer and MessageFormat."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any, ClassVar, Final

from findling.script.api.declare import java_class
from findling.script.api.names import type_named
from findling.script.api.objects import enum_named, to_text
from findling.script.api.values.decimal_format import DecimalFormat, instance
from findling.script.api.values.java_object import JavaEnum
from findling.script.api.values.numbers import BigDecimal, BigInteger
from findling.script.api.values.throwing import thrown
from findling.script.types import Array, array_of


class Form(JavaEnum):
    """A form of Unicode normalization."""

    java_class: ClassVar[str] = "java.text.Normalizer$Form"


FORMS: Final = tuple(Form(name, place) for place, name in enumerate(("NFD", "NFC", "NFKD", "NFKC")))
_PLACE: Final = re.compile(r"\{(\d+)(?:,(\w+)(?:,([^{}]*))?)?\}")
_KINDS: Final = {"": "number", "integer": "integer", "percent": "percent", "currency": "currency"}


def _normalized(text: str, form: Any) -> str:
    return unicodedata.normalize(form.name, str(text))


def message(pattern: str, arguments: Sequence[Any]) -> str:
    """Returns a text with arguments in the places of `{0}`, as MessageFormat. Raises IllegalArgumentException."""
    out, at, quoted = [], 0, False
    while at < len(pattern):
        char = pattern[at]
        if char == "'":
            double = pattern[at + 1 : at + 2] == "'"
            out.append("'" if double else "")
            quoted ^= not double
            at += 1 + double
        elif char == "{" and not quoted:
            found = _PLACE.match(pattern, at)
            if found is None:
                raise thrown("IllegalArgumentException", _fault(pattern[at:]))
            out.append(_placed(found, arguments))
            at = found.end()
        else:
            out.append(char)
            at += 1
    return "".join(out)


def _fault(rest: str) -> str:
    end = rest.find("}")
    return f"can't parse argument number: {rest[1:end]}" if end > 0 else "Unmatched braces in the pattern."


def _placed(found: re.Match[str], arguments: Sequence[Any]) -> str:
    place = int(found[1])
    if place >= len(arguments):
        return f"{{{place}}}"
    value = arguments[place]
    is_number = not isinstance(value, bool) and isinstance(value, int | float | BigDecimal | BigInteger)
    if value is None or (found[2] is None and not is_number):
        return to_text(value)
    style = (found[3] or "").strip()
    if found[2] in (None, "number"):
        return (instance(_KINDS[style]) if style in _KINDS else DecimalFormat(style)).format(value)
    raise thrown("IllegalArgumentException", f"unknown format type: {found[2]}")


CLASSES: Final = (
    java_class(
        "Normalizer",
        "Object",
        {
            "static boolean isNormalized(CharSequence,Normalizer.Form)": lambda text, form: (
                _normalized(text, form) == str(text)
            ),
            "static String normalize(CharSequence,Normalizer.Form)": _normalized,
        },
    ),
    java_class(
        "Normalizer.Form",
        "Enum",
        {f"const Normalizer.Form {form.name}": form for form in FORMS}
        | {
            "static Normalizer.Form valueOf(String)": lambda name: enum_named(FORMS, name),
            "static Normalizer.Form[] values()": lambda: Array(array_of(type_named("Normalizer.Form")), FORMS),
        },
        python=(Form,),
    ),
    java_class("MessageFormat", "Format", {"static String format(String,Object[])": message}),
)
