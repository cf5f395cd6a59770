"""Dates in format strings: what `%tY` and its like write."""

from collections.abc import Callable
from typing import Any

from findling.script.api.objects import class_name
from findling.script.api.values.locale import Locale
from findling.script.api.values.throwing import thrown

WRITERS: list[Callable[[str, Any, Locale], str | None]] = []
"""Tried one after another: what writes a conversion of a value, None if it does not know the value."""


def date_text(conversion: str, value: Any, locale: Locale) -> str:
    """Returns a date or time as a conversion writes it. Raises IllegalFormatConversionException."""
    for write in WRITERS:
        text = write(conversion, value, locale)
        if text is not None:
            return text
    raise thrown("IllegalFormatConversionException", f"{conversion} != {class_name(value)}")
