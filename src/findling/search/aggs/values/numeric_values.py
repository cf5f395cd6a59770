"""Numbers of documents: long, double, date, boolean and their kin."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError
from findling.base.json_values import not_a_number
from findling.kernels.columns import aggs
from findling.mapping.traits import DOUBLES, INTEGERS, NumberTraits
from findling.search.aggs.values.value_format import Format

if TYPE_CHECKING:
    from findling.codec.segment_reader import NumericColumn
    from findling.mapping.mapped_field import MappedField
    from findling.search.aggs.base.all_segments import ColumnReader

# (n,) int64 or float64
Numbers = NDArray[Any]
# values of some documents, and for each value the index of its document; None: every document has exactly one, in order
Read = tuple[Numbers, NDArray[np.int32] | None]

_MIN_TABLE_DOCS = 10_000
# the greatest double below 2**63
_LAST_DOUBLE = 2.0**63 - 1024
_BLOCK_DOCS = 1 << 16


class NumericValues:
    """Reads the numbers of one field, segment by segment. Immutable: searches share it.

    field: None if unmapped
    missing: column value of documents without one; None: they have none
    is_double: values are float64, else int64; also where whole numbers meet a missing value that is none
    format: how they are shown
    """

    def __init__(self, field: MappedField | None, missing: float | None, format: Format, is_double: bool) -> None:
        self.field = field
        self.missing = missing
        self.format = format
        self.is_double = is_double
        self.dtype: type[np.int64] | type[np.float64] = np.float64 if is_double else np.int64
        numbers = numbers_of(field)
        self._is_plain = missing is None and not is_double and numbers.is_plain
        self._shift = 0 if is_double else numbers.offset
        self._convert = numbers.read
        if is_double and not numbers.is_double:
            self._convert = lambda column: _shifted(numbers.read(column), numbers.offset)

    def shown_as(self, format: Format) -> NumericValues:
        """Returns the same values in another format."""
        return NumericValues(self.field, self.missing, format, self.is_double)

    def column(self, reader: ColumnReader) -> NumericColumn | None:
        """Returns the column in one segment, None if it has none there."""
        return None if self.field is None else reader.numeric(self.field.name)

    def stored_column(self, reader: ColumnReader) -> NumericColumn | None:
        """Returns the column in one segment if its values are base + stored * step, at most one per document."""
        if not self._is_plain:
            return None
        column = self.column(reader)
        if column is None or column.starts is not None or column.stored.dtype.itemsize > 4:
            return None
        return column

    def read(self, reader: ColumnReader, docs: NDArray[np.int32] | None) -> Read:
        """Returns the values of docs: (n,) int32 in any order; None: all docs of the segment."""
        column = self.column(reader)
        n_docs = reader.max_doc if docs is None else len(docs)
        if column is None:
            values: Numbers = np.empty(0, self.dtype)
            owners: NDArray[np.int32] | None = np.empty(0, np.int32)
        else:
            values, owners = _read(column, docs)
            values = self._convert(values)
        if self.missing is None or owners is None:
            return values, owners
        return self._filled(values, owners, n_docs)

    def doubles(self, reader: ColumnReader, docs: NDArray[np.int32] | None) -> tuple[NDArray[np.float64], Any]:
        """Returns the values as float64, see read."""
        values, owners = self.read(reader, docs)
        return self.as_doubles(values), owners

    def mapped(
        self, reader: ColumnReader, docs: NDArray[np.int32] | None, function: Callable[[Numbers], NDArray[Any]]
    ) -> tuple[NDArray[Any], NDArray[np.int32] | None]:
        """Returns a whole-number function of the values instead of them, see read.

        function: (n,) values -> (n,) int32 or int64; where few distinct values are stored it sees each of them once
        """
        column = self.column(reader)
        if column is None or column.starts is not None:
            values, owners = self.read(reader, docs)
            return function(values), owners
        n_docs = reader.max_doc if docs is None else len(docs)
        if column.stored.dtype.itemsize <= 2 and n_docs >= _MIN_TABLE_DOCS:
            n_stored = (int(column.max) - column.base) // column.step + 1
            table = function(self._convert(column.decode(np.arange(max(n_stored, 1), dtype=np.uint64))))
            own = _looked_up(column.stored if docs is None else column.stored[docs], table)
        else:
            own = self._mapped_in_blocks(column, docs, n_docs, function)
        if column.presence is None:
            return own, None
        present = column.presence.to_mask() if docs is None else column.presence.test(docs)
        if self.missing is not None:
            own[~present] = function(np.array([self.missing], self.dtype))[0]
            return own, None
        owners = np.flatnonzero(present).astype(np.int32)
        return own[owners], owners

    def _mapped_in_blocks(
        self,
        column: NumericColumn,
        docs: NDArray[np.int32] | None,
        n_docs: int,
        function: Callable[[Numbers], NDArray[Any]],
    ) -> NDArray[np.generic]:
        """Returns the function of all docs' values, block by block so that what comes in between stays in the cache.

        Docs without a value get the function of some number.
        """
        parts = []
        for low in range(0, n_docs, _BLOCK_DOCS):
            block = slice(low, low + _BLOCK_DOCS)
            stored = column.stored[block] if docs is None else column.stored[docs[block]]
            parts.append(function(self._convert(column.decode(stored))))
        if not parts:
            return function(np.empty(0, self.dtype))
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    def as_doubles(self, values: Numbers) -> NDArray[np.float64]:
        """Returns column values as the numbers that they stand for."""
        return _shifted(values, self._shift)

    def column_values(self, values: Sequence[object]) -> NDArray[np.float64]:
        """Returns the numbers that values of the request stand for, as `as_doubles` gives them."""
        if self.field is None or self.is_double:
            return np.array([as_number(value) for value in values], np.float64)
        if numbers_of(self.field).is_truth:
            return np.array([truth_of(value) for value in values], np.float64)
        if self._is_plain and self.field.type.time_unit is None:
            return np.array([_floor(value) for value in values], np.float64)
        converted = [self.field.type.column_value(value) for value in values]
        return self.as_doubles(np.array([value for value in converted if value is not None], np.int64))

    def addable(self, values: Numbers) -> Numbers:
        """Returns column values as whole numbers where they stand for themselves, else as_doubles."""
        return self.as_doubles(values) if self._shift else values

    def bounds(self, readers: Sequence[ColumnReader]) -> tuple[Any, Any] | None:
        """Returns the smallest and greatest value in some segments, deleted documents included; None if none.

        Both are `missing` where that is no finite number, which has no place among the others.
        """
        if self.missing is not None and not math.isfinite(self.missing):
            return self.missing, self.missing
        columns = [column for reader in readers if (column := self.column(reader)) is not None and column.count]
        ends = [end for column in columns for end in (column.min, column.max)]
        converted = self._convert(np.array(ends, np.float64 if self._is_stored_double else np.int64)).tolist()
        if self.missing is not None:
            converted.append(self.missing)
        return (min(converted), max(converted)) if converted else None

    @property
    def _is_stored_double(self) -> bool:
        return self.field is not None and self.field.structures.is_double

    def _filled(self, values: Numbers, owners: NDArray[np.int32], n_docs: int) -> Read:
        has = np.zeros(n_docs, np.bool_)
        has[owners] = True
        if np.array_equal(owners, np.flatnonzero(has)):
            filled = np.full(n_docs, self.missing, self.dtype)
            filled[owners] = values
            return filled, None
        without = np.flatnonzero(~has).astype(np.int32)
        stand_in = np.full(len(without), self.missing, self.dtype)
        return np.concatenate((values, stand_in)), np.concatenate((owners, without))


def as_longs(values: Numbers) -> NDArray[np.int64]:
    """Returns numbers as whole ones, as Java casts doubles: towards zero, to the nearest there is, 0 for NaN."""
    if values.dtype == np.int64:
        return np.ascontiguousarray(values)
    cut = np.clip(np.nan_to_num(values, nan=0.0), -(2.0**63), _LAST_DOUBLE)
    return np.where(values >= 2.0**63, np.iinfo(np.int64).max, cut.astype(np.int64))


def _shifted(values: Numbers, offset: int) -> NDArray[np.float64]:
    """Returns column values with what has to be added to them as doubles, rounded once."""
    if not offset:
        return values.astype(np.float64, copy=False)
    whole = np.ascontiguousarray(values, np.int64).view(np.uint64) + np.uint64(offset)
    return whole.astype(np.float64)


def _looked_up(stored: NDArray[np.generic], table: NDArray[np.generic]) -> NDArray[np.generic]:
    """Returns table[stored], by the kernel where the table's numbers are small."""
    limits = np.iinfo(np.int32)
    if table.dtype != np.int32 and (table.min() < limits.min or table.max() > limits.max):
        looked_up: NDArray[Any] = table[stored]
        return looked_up
    own = np.empty(len(stored), np.int32)
    aggs.translate(stored, np.ascontiguousarray(table, np.int32), own)
    return own


def _read(column: NumericColumn, docs: NDArray[np.int32] | None) -> Read:
    if docs is None:
        values = column.dense()
        if column.starts is not None:
            counts = np.diff(column.starts)
            return values, np.repeat(np.arange(len(counts), dtype=np.int32), counts)
        if column.presence is None:
            return values, None
        owners = column.presence.to_docs()
        return values[owners], owners
    if column.starts is None and column.presence is None:
        return column.decode(column.stored[docs]), None
    return column.values(docs)


def numbers_of(field: MappedField | None) -> NumberTraits:
    """Returns how a column is read; of an unmapped field as doubles, of points as whole numbers."""
    if field is None:
        return DOUBLES
    return field.type.numbers or INTEGERS


def as_number(value: object) -> float:
    """Returns the number that a scalar's text stands for: true and false are none."""
    text = scalar_text(value)
    try:
        return float(text)
    except ValueError:
        raise not_a_number(text) from None


def _floor(value: object) -> int:
    """Returns the whole number that a scalar's text stands for: the one below a fraction, 0 for NaN."""
    text = scalar_text(value)
    try:
        return int(text)
    except ValueError:
        number = as_number(value)
    if math.isnan(number):
        return 0
    return math.floor(min(max(number, -(2.0**63)), _LAST_DOUBLE))


def truth_of(value: object) -> bool:
    """Returns the boolean of a parameter; its text is looked at, as Elasticsearch does."""
    text = scalar_text(value)
    if text not in ("true", "false"):
        raise IllegalArgumentError(f"Cannot parse boolean [{text}], expected either [true] or [false]")
    return text == "true"


def scalar_text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
