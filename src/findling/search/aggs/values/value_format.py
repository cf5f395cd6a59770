"""How column values become keys and texts. A format is a dict of plain values, which travels in partials."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from findling.base.dates.zone import zone_of
from findling.base.errors import IllegalArgumentError
from findling.mapping.dates import date_formatter
from findling.mapping.decimal_format import decimal_format

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField

Format = dict[str, Any]

RAW: Final[Format] = {"kind": "raw"}
UNSIGNED_SHIFT: Final = 2**63
_MIN_ARRAY: Final = 1024
_FIRST_INSTANT, _LAST_INSTANT = -(2**63), 2**63 - 1
_YEAR_0: Final = -62_167_219_200_000
_YEAR_10000: Final = 253_402_300_800_000


def format_of(field: MappedField | None, pattern: str | None, time_zone: str | None) -> Format:
    """Returns the format of a field's values. Raises IllegalArgumentError for a pattern or zone that it cannot take."""
    if time_zone is not None:
        zone_of(time_zone)
    if field is not None and field.type.time_unit is not None:
        text = pattern or field.type.get("format")
        locale = field.type.get("locale") or "en"
        date_formatter(text, locale)
        return {"kind": "date", "pattern": text, "locale": locale, "zone": time_zone}
    numbers = None if field is None else field.type.numbers
    if field is not None and numbers is not None and numbers.is_truth:
        if pattern is not None:
            raise IllegalArgumentError(
                f"Field [{field.name}] of type [{field.type_name}] does not support custom formats"
            )
        return {"kind": "boolean"}
    unsigned = numbers is not None and numbers.offset != 0
    if pattern is None:
        return {"kind": "unsigned"} if unsigned else RAW
    decimal_format(pattern)
    return {"kind": "decimal", "pattern": pattern, "unsigned": unsigned}


def date_format(pattern: str | None, time_zone: str | None) -> Format:
    """Returns the format of dates without a field."""
    text = pattern or "strict_date_optional_time||epoch_millis"
    return {"kind": "date", "pattern": text, "locale": "en", "zone": time_zone}


def key_of(format: Format, value: float) -> Any:
    """Returns the number that a column value of whole numbers stands for."""
    if format["kind"] == "unsigned" or format.get("unsigned"):
        return int(value) + UNSIGNED_SHIFT
    return value


def text_of(format: Format, value: float) -> str | None:
    """Returns the text beside a number, None where the number alone says it.

    Those of unsigned_long that are no whole numbers, such as sums, have one as in Elasticsearch.
    """
    kind = format["kind"]
    if kind == "date":
        instant = 0 if math.isnan(value) else min(max(value, _FIRST_INSTANT), _LAST_INSTANT)
        return _date_text(format["pattern"], format["locale"], format["zone"], int(instant))
    if kind == "boolean":
        return "true" if value else "false"
    if kind == "decimal":
        return decimal_format(format["pattern"]).format(value)
    return double_text(value) if kind == "unsigned" and isinstance(value, float) else None


def formatted(format: Format, value: float) -> object:
    """Returns `text_of` as the JSON value that stats and ranges show of it: booleans and doubles are no texts there."""
    if format["kind"] == "boolean":
        return value != 0
    return value if format["kind"] == "unsigned" else text_of(format, value)


@lru_cache(maxsize=8192)
def _date_text(pattern: str, locale: str, zone: str | None, ms: int) -> str:
    """Returns a date as text. Histograms show the same dates again and again."""
    return date_formatter(pattern, locale).format(ms, zone)


def texts_of(format: Format, values: Sequence[Any]) -> list[str | None]:
    """Returns `text_of` of many values; ISO dates in UTC all at once where they are too many to be kept."""
    if format["kind"] == "raw":
        return [None] * len(values)
    if len(values) >= _MIN_ARRAY and _is_iso_utc(format):
        instants = np.array(values, np.int64)
        if instants.min() >= _YEAR_0 and instants.max() < _YEAR_10000:
            return [f"{text}Z" for text in np.datetime_as_string(instants.astype("datetime64[ms]")).tolist()]
    if format["kind"] == "date":
        pattern, locale, zone = format["pattern"], format["locale"], format["zone"]
        return [_date_text(pattern, locale, zone, int(value)) for value in values]
    return [text_of(format, value) for value in values]


def _is_iso_utc(format: Format) -> bool:
    if format["kind"] != "date" or format["zone"] not in (None, "Z", "UTC"):
        return False
    return format["pattern"].partition("||")[0] in ("strict_date_optional_time", "date_optional_time")


def plain_text(format: Format, value: float) -> str:
    """Returns a value as text in every case, as the keys of keyed responses need it."""
    text = text_of(format, value)
    if text is not None:
        return text
    return double_text(value) if isinstance(value, float) else str(value)


def double_text(value: float) -> str:
    """Returns a number as Java writes a double: with an exponent from ten millions on, and below a thousandth."""
    if value == 0 or not math.isfinite(value) or 1e-3 <= abs(value) < 1e7:
        return str(value)
    sign, digits, exponent = Decimal(repr(value)).normalize().as_tuple()
    rest = "".join(map(str, digits[1:])) or "0"
    return f"{'-' if sign else ''}{digits[0]}.{rest}E{len(digits) - 1 + int(exponent)}"


def json_number(value: float) -> float | str:
    """Returns a number as JSON shows it: NaN and infinity by their names."""
    if math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def figure_members(format: Format, name: str, value: float | None) -> dict[str, object]:
    """Returns `value` of a metric, and `value_as_string` where the format has one; None and NaN are null."""
    if value is None or math.isnan(value):
        return {name: None}
    if math.isinf(value):
        return {name: json_number(value)}
    text = text_of(format, value)
    return {name: value} if text is None else {name: value, f"{name}_as_string": text}
