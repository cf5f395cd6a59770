"""Sorting by a numeric column: numbers, dates, booleans, distances."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError
from findling.base.json_values import parse_double, scalar_text
from findling.mapping.field_type import numbers_of_type
from findling.mapping.traits import NumberTraits
from findling.mapping.value_range import ValueRange
from findling.search.collector.matches import Matches
from findling.search.collector.number_order import NumberOrder
from findling.search.collector.sort_key import INT64_MAX, INT64_MIN, SortKey, compare_numbers, number, whole_number
from findling.search.collector.sort_values import StoredColumn, ValueSource
from findling.search.explanation import shortest_float
from findling.search.sort import SortField

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField
    from findling.search.context import SegmentContext
    from findling.search.snapshot import Snapshot

NANOS_PER_MILLI: Final = 1_000_000
# stands for -0.0, which Elasticsearch sorts before 0.0: the greatest number below it
_NEGATIVE_ZERO: Final = -5e-324
_INFINITIES: Final = (float("inf"), float("-inf"))


def _numbers_of(spec: SortField, field: MappedField | None) -> NumberTraits:
    """Returns how the field's own numbers are read; of distances and of numbers of another type, plainly."""
    if spec.geo is not None or spec.numeric_type is not None:
        offset = 0 if field is None or field.type.numbers is None else field.type.numbers.offset
        return NumberTraits(offset=offset)
    found = numbers_of_type(spec.unmapped_type or "long") if field is None else field.type.numbers
    return found or NumberTraits()


class NumberKey(SortKey):
    """A numeric column; a missing value is the largest or smallest number of the kind, or the one given.

    unit: nanoseconds of a date's unit over those of what is compared: 1 unless `numeric_type` asks for another unit
    """

    def __init__(
        self, spec: SortField, field: MappedField | None, source: ValueSource, is_double: bool, unit: float = 1
    ) -> None:
        super().__init__(spec)
        self.field = field
        self.is_double = is_double
        self._source = source
        self._unit = unit
        self._numbers = _numbers_of(spec, field)
        # Elasticsearch compares these as 32 bits wide, which shows where a value is missing
        self._is_int = self._numbers.is_narrow
        self._is_float = not self._numbers.is_exact
        self.missing = self._missing_value()

    def _missing_value(self) -> int | float:
        if self.spec.geo is not None:
            # infinitely far, also when the farthest come first
            return float("inf")
        missing = self.spec.missing
        if missing in ("_last", "_first"):
            high = (missing == "_last") != self.descending
            if self.is_double:
                return float("inf") if high else float("-inf")
            if self._is_int:
                return 2**31 - 1 if high else -(2**31)
            return INT64_MAX if high else 0 if self._compares_nanos else INT64_MIN
        _check_number(missing)
        return self._given(missing)

    @property
    def _compares_nanos(self) -> bool:
        """Whether nanoseconds since 1970 are compared, of which there are none before."""
        in_nanos = self.field is not None and self.field.type.time_unit == "ns"
        return self._unit > 1 or (in_nanos and self._unit == 1 and self.spec.numeric_type in (None, "date_nanos"))

    def _given(self, missing: Any) -> int | float:
        """Returns the number that the request gives to documents without a value."""
        if self.is_double or self._numbers.offset:
            return self._parsed(missing)
        bits = 32 if self._is_int else 64
        value = missing if isinstance(missing, int) else _as_long(parse_double(scalar_text(missing)))
        # as Java makes an int of a number that is too large for one
        return (value + (1 << bits - 1)) % (1 << bits) - (1 << bits - 1)

    def _parsed(self, value: Any) -> int | float:
        """Returns a value of the request as what is compared."""
        if self.field is None or self.spec.geo is not None:
            return float(number(value, self.spec)) if self.is_double else int(number(value, self.spec))
        if self.field.type.time_unit is not None:
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                return int(value)
            wanted = ValueRange(gte=value, format=self.spec.format)
            return self._in_compared_unit(int(self.field.type.column_range(wanted)[0]))
        if self._numbers.is_truth and isinstance(value, (bool, str)):
            return _truth(value)
        parsed = whole_number(value, self.spec) if self._is_int else number(value, self.spec)
        if self._numbers.offset:
            return int(parsed) - self._numbers.offset
        if self._is_float:
            return float(np.float32(parsed))
        return parsed if self.is_double else int(parsed)

    def _in_compared_unit(self, value: int) -> int:
        return value // NANOS_PER_MILLI if self._unit < 1 else value * int(self._unit)

    def _in_own_unit(self, value: int) -> int:
        return value * NANOS_PER_MILLI if self._unit < 1 else value // int(self._unit)

    def _read(self, matches: Matches) -> NDArray[Any]:
        numbers = self._source.numbers(matches, self.missing, self.is_double)
        if self.is_double and self._source.has_negative_zeros(matches.segment):
            numbers[(numbers == 0) & np.signbit(numbers)] = _NEGATIVE_ZERO
        return numbers

    def column(self, matches: Matches) -> NDArray[Any]:
        numbers = self._read(matches)
        if not self.descending:
            return numbers
        return -numbers if self.is_double else ~numbers

    def values(self, matches: Matches) -> list[Any]:
        numbers: list[Any] = self._read(matches).tolist()
        return numbers

    def stored(self, segment: SegmentContext) -> StoredColumn | None:
        return self._source.stored_numbers(segment) if self.spec.missing == "_last" else None

    def number_order(self, snapshot: Snapshot) -> NumberOrder | None:
        if self.field is None or not self._source.is_plain or not self._is_comparable(self.missing):
            return None
        columns = snapshot.numbers(self._source.field)
        if not columns.is_sortable(self.is_double):
            return None
        return NumberOrder(columns, self.descending, self.missing, self.is_double)

    def _is_comparable(self, missing: float) -> bool:
        """Whether a number is one of those that are compared."""
        return missing == missing if self.is_double else isinstance(missing, int) and INT64_MIN <= missing <= INT64_MAX

    def after(
        self, matches: Matches, column: NDArray[np.generic], value: object
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        bound = self.missing if value is None else self._parsed(value)
        if self.is_double and bound == 0 and math.copysign(1, bound) < 0:
            bound = _NEGATIVE_ZERO
        if not self.descending:
            return compare_numbers(column, bound)
        return compare_numbers(column, -bound if self.is_double else ~int(bound))

    def shown(self, value: Any) -> Any:
        if self.is_double:
            if value == _NEGATIVE_ZERO:
                return -0.0
            if value in _INFINITIES:
                return str(value).replace("inf", "Infinity")
            return shortest_float(value) if self._is_float else value
        if self.field is None:
            return value
        if self._numbers.offset:
            return value + self._numbers.offset
        if self.field.type.time_unit is not None and self.spec.format is not None:
            return self.field.type.format_value(self._in_own_unit(value), self.spec.format)
        return value


def _check_number(missing: object) -> None:
    """Raises NumberFormatError for what no number is written as, dates included."""
    parse_double(scalar_text(missing))


def _as_long(number: float) -> int:
    """Returns a number as Java casts it: of none nothing, of one that is too large the largest."""
    return 0 if math.isnan(number) else int(min(max(number, float(INT64_MIN)), float(2**63 - 1024)))


def _truth(value: bool | str) -> int:
    if value not in (True, False, "true", "false"):
        raise IllegalArgumentError(f"Cannot parse boolean [{value}], expected either [true] or [false]")
    return int(value in (True, "true"))
