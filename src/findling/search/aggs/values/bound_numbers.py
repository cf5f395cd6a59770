"""Binds the parameters of a source of numbers to a field, or to no field at all."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError, UnparsableNumberError
from findling.mapping.date_math import parse_date_math
from findling.mapping.dates import date_formatter
from findling.mapping.decimal_format import decimal_format
from findling.mapping.value_range import ValueRange
from findling.search.aggs.values.numeric_values import NumericValues, as_number, numbers_of, scalar_text, truth_of
from findling.search.aggs.values.value_format import RAW, Format, date_format, format_of
from findling.search.aggs.values.values_source import (
    ValuesSource,
    refuse_missing_intervals,
    shown_field,
    source_field,
    unsupported,
)
from findling.search.snapshot_memo import remembered

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField
    from findling.search.context import ShardContext

_LONGS: Final = np.iinfo(np.int64)
# the greatest double below 2**63
_LAST_DOUBLE: Final = 2.0**63 - 1024
_WHOLE: Final = ("byte", "short", "integer", "long")
_DOUBLE: Final = ("float", "double", "number", "numeric")


def is_numeric(field: MappedField) -> bool:
    """Tells whether a field has a column of numbers that stand for themselves."""
    kind = field.type
    return field.structures.doc_values == "numeric" and kind.numbers is not None and kind.metrics is None


def numeric_values(
    source: ValuesSource, ctx: ShardContext, type_name: str, default_type: str = "number"
) -> NumericValues:
    """Returns the numbers of a field. Raises IllegalArgumentError for fields that have none.

    default_type: what `missing` of an unmapped field is, unless `value_type` says it
    """
    field = source_field(ctx, source)
    if field is not None and not is_numeric(field):
        raise refusal(field, source, ctx, type_name)
    if field is None:
        unmapped = unmapped_numbers(source, ctx.now_ms, default_type)
        if unmapped is not None:
            return unmapped
    return bound_values(field, source, ctx)


def plain_numbers(source: ValuesSource, ctx: ShardContext, type_name: str) -> NumericValues:
    """Returns the numbers of a field for aggregations that take neither dates nor booleans, see numeric_values."""
    field = source_field(ctx, source)
    shown = shown_field(ctx, source, field)
    if shown is not None and is_numeric(shown) and (shown.type.time_unit is not None or numbers_of(shown).is_truth):
        assert field is not None, "what is shown is there"
        raise refusal(field, source, ctx, type_name)
    return numeric_values(source, ctx, type_name)


def refusal(field: MappedField, source: ValuesSource, ctx: ShardContext, type_name: str) -> IllegalArgumentError:
    """Returns the error of an aggregation that does not go with a field; raises what check_source does."""
    check_source(field, source, ctx)
    return unsupported(field, type_name, source)


def check_source(field: MappedField, source: ValuesSource, ctx: ShardContext) -> None:
    """Raises for a format or a missing value that the field cannot have, whatever is made of it."""
    numbers = is_numeric(field)
    if source.format is not None:
        if numbers:
            format_of(shown_field(ctx, source, field), source.format, source.time_zone)
        else:
            made = date_format(source.format, source.time_zone)
            date_formatter(made["pattern"], made["locale"])
    if source.missing is None:
        return
    refuse_missing_intervals(field, source)
    if numbers:
        missing_value(field, source, ctx)
    elif field.type.is_point:
        field.type.point_of(scalar_text(source.missing))
    elif field.type.is_address:
        field.type.index_term(source.missing)


def bound_values(field: MappedField | None, source: ValuesSource, ctx: ShardContext) -> NumericValues:
    """Returns the numbers of a field that is known to have them, or of none."""
    shown = field if source.script is None else shown_field(ctx, source, field)
    if source.missing is not None:
        format_of(shown, source.format, source.time_zone)
        return _made(field, shown, source, missing_value(field, source, ctx))
    key = ("numbers", id(field), source.format, source.time_zone)
    return remembered(ctx.searcher, key, lambda: _made(field, shown, source, None))


def _made(
    field: MappedField | None, shown: MappedField | None, source: ValuesSource, missing: float | None
) -> NumericValues:
    format = format_of(shown, source.format, source.time_zone)
    is_double = numbers_of(field).is_double or isinstance(missing, float)
    return NumericValues(field, missing, format, is_double)


def missing_value(field: MappedField | None, source: ValuesSource, ctx: ShardContext) -> float | None:
    """Returns what stands in for no value: a column value, or a float for a number that a whole column cannot hold.

    Raises NumberFormatError for what is no number, and what the formats of dates raise.
    """
    missing = source.missing
    if missing is None:
        return None
    shown = shown_field(ctx, source, field)
    if shown is not field:
        # what a script makes of a field's values is a double, but is written as they are
        value = missing_value(shown, ValuesSource(source.field, missing, source.format, source.time_zone), ctx)
        return None if value is None else float(value)
    numbers = numbers_of(field)
    if field is None or numbers.is_double:
        return written_number(source)
    if field.type.time_unit is not None and _is_number(missing):
        return _whole(source, 0)  # milliseconds, whatever the format
    if field.type.time_unit is not None:
        wanted = ValueRange(gte=missing, format=source.format, time_zone=source.time_zone, now_ms=ctx.now_ms)
        low, _ = field.type.column_range(wanted)
        return int(low) // numbers.per_unit
    if numbers.is_truth and not _is_number(missing):
        return int(truth_of(missing))
    return _whole(source, numbers.offset)


def written_number(source: ValuesSource) -> float:
    """Returns the number that `missing` is: a text is one as the format writes them.

    Raises NumberFormatError and UnparsableNumberError.
    """
    missing = source.missing
    if _is_number(missing):
        return as_number(missing)
    return formatted_number(scalar_text(missing), source.format)


def formatted_number(text: str, pattern: str | None) -> float:
    """Returns the number that a text is as a format writes them. Raises NumberFormatError and UnparsableNumberError."""
    if pattern is None:
        return as_number(text)
    number = decimal_format(pattern).parse(text)
    if number is None:
        raise UnparsableNumberError(f"Cannot parse the value [{text}] using the pattern [{pattern}]")
    return number


def _whole(source: ValuesSource, offset: int) -> float:
    """Returns the column value of a number, or the number itself as float if it has none."""
    missing, number = source.missing, written_number(source)
    if not number.is_integer():
        return number
    value = (int(missing) if isinstance(missing, int) else int(number)) - offset
    return value if _LONGS.min <= value <= _LONGS.max else number


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def unmapped_numbers(source: ValuesSource, now_ms: int, default_type: str | None = None) -> NumericValues | None:
    """Returns the values of a field that is not mapped: `missing` in every document, or none at all.

    default_type: what they are if `value_type` does not say it; None where neither names a type of numbers
    Raises NumberFormatError and ParseError for a value that the type does not have.
    """
    kind, missing = source.value_type or default_type, source.missing
    if kind in _WHOLE:
        format = RAW if source.format is None else format_of(None, source.format, None)
        return NumericValues(None, None if missing is None else _as_long(written_number(source)), format, False)
    if kind in _DOUBLE:
        format = RAW if source.format is None else format_of(None, source.format, None)
        return NumericValues(None, None if missing is None else written_number(source), format, True)
    if kind == "boolean":
        boolean: Format = {"kind": "boolean"}
        truth = _as_long(as_number(missing)) if _is_number(missing) else None if missing is None else truth_of(missing)
        return NumericValues(None, truth, boolean, False)
    if kind == "date":
        return NumericValues(None, *_instant(source, now_ms), False)
    return None


def as_longs(numbers: NDArray[np.generic]) -> NDArray[np.int64]:
    """Returns doubles as Java casts them to longs."""
    known = np.nan_to_num(numbers.astype(np.float64, copy=False), nan=0.0, posinf=_LAST_DOUBLE, neginf=_LONGS.min)
    longs: NDArray[np.int64] = np.clip(known, _LONGS.min, _LAST_DOUBLE).astype(np.int64)
    return longs


def _as_long(number: float) -> int:
    """Returns a number as Java casts it to a long."""
    if math.isnan(number):
        return 0
    return int(min(max(number, float(_LONGS.min)), _LAST_DOUBLE))


def _instant(source: ValuesSource, now_ms: int) -> tuple[int | None, Format]:
    format = date_format(source.format, source.time_zone)
    if source.missing is None:
        return None, format
    if _is_number(source.missing):
        return _as_long(as_number(source.missing)), format
    formatter = date_formatter(format["pattern"], format["locale"])
    return parse_date_math(scalar_text(source.missing), formatter, now_ms, False, source.time_zone), format
