"""Numbers that stand in for a field that is not mapped: `missing` of a `value_type`."""

from __future__ import annotations

from typing import Final

from findling.base.errors import IllegalArgumentError
from findling.mapping.dates import date_formatter
from findling.search.aggs.values.numeric_values import NumericValues
from findling.search.aggs.values.value_format import RAW, Format, date_format
from findling.search.aggs.values.values_source import ValuesSource

_WHOLE: Final = ("byte", "short", "integer", "long")
_DOUBLE: Final = ("float", "double", "number", "numeric")


def unmapped_numbers(source: ValuesSource) -> NumericValues | None:
    """Returns the values of documents that all have `missing`; None if value_type names no type of numbers.

    Raises IllegalArgumentError and ParseError for a value that the type does not have.
    """
    kind, missing = source.value_type, source.missing
    if kind in _WHOLE:
        return NumericValues(None, int(_number(missing)), RAW, False)
    if kind in _DOUBLE:
        return NumericValues(None, _number(missing), RAW, True)
    if kind == "boolean":
        boolean: Format = {"kind": "boolean"}
        return NumericValues(None, int(missing in (True, "true", 1)), boolean, False)
    if kind == "date":
        format = date_format(source.format, source.time_zone)
        formatter = date_formatter(format["pattern"], format["locale"])
        return NumericValues(None, formatter.parse_millis(str(missing), False, source.time_zone), format, False)
    return None


def _number(value: object) -> float:
    try:
        return float(str(value))
    except ValueError:
        raise IllegalArgumentError(f'For input string: "{value}"') from None
