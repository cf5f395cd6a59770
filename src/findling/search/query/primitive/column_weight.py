"""Primitive queries on a numeric column: values within a range, values of a set. The score is the boost."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from math import copysign, inf
from typing import TYPE_CHECKING, Any, ClassVar, Final

import numpy as np
from numpy.typing import NDArray

from findling.codec.bitmap import Bitmap
from findling.kernels.columns import columns
from findling.search.doc_set import Docs, DocSet
from findling.search.explanation import Explanation
from findling.search.query.base import Query, Weight
from findling.search.query.match_all import MatchNoneQuery
from findling.search.query.notation import boost_text
from findling.search.query.plan import Filters
from findling.search.query.primitive.value_counts import VALUE_COUNTS
from findling.search.query.requirements import Requirements, any_range

if TYPE_CHECKING:
    from findling.codec.columns.numeric import NumericColumn
    from findling.search.context import SegmentContext, ShardContext
    from findling.search.snapshot import Snapshot


# docs, a multiple of 64, in which a few hits of a range that is not rare are found
_FIRST_PART: Final = 4_096


def negative_zeros(numbers: tuple[int | float, ...]) -> tuple[bool, ...]:
    """Returns which zeros of some numbers are -0.0, by which queries differ though their numbers are equal."""
    return tuple([copysign(1, number) < 0 for number in numbers if number == 0])


@dataclass(frozen=True, kw_only=True)
class ColumnRangeQuery(Query):
    """Documents with any value in [low, high], in column values (numbers, milliseconds, 0 and 1)."""

    lucene_class: ClassVar[str] = "IndexOrDocValuesQuery"

    field: str
    low: int | float
    high: int | float
    signs: tuple[bool, ...] = dataclasses.field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "signs", negative_zeros((self.low, self.high)))

    def rewrite(self, ctx: ShardContext) -> Query:
        return MatchNoneQuery(reason="empty range") if self.low > self.high else self

    def weight(self, ctx: ShardContext, scoring: bool) -> Weight:
        return ColumnRangeWeight(self, ctx)

    def may_be_nested(self, ctx: ShardContext) -> bool:
        return ctx.mapping.may_be_nested(self.field)

    def requirements(self) -> Requirements:
        return any_range(self.field, [(self.low, self.high)])


class ColumnRangeWeight(Weight):
    """Scans the column, unless its least and greatest value say it all."""

    query: ColumnRangeQuery

    def __init__(self, query: ColumnRangeQuery, ctx: ShardContext) -> None:
        super().__init__(query)
        self.query = query
        self._ctx = ctx

    def match(self, segment: SegmentContext) -> DocSet:
        column = segment.reader.numeric(self.query.field)
        if column is None:
            return DocSet.empty(segment.max_doc)
        return docs_in_range(column, self.query.low, self.query.high)

    def doc_filters(self, snapshot: Snapshot) -> Filters:
        return ((snapshot.numbers(self.query.field).between(self.query.low, self.query.high), False),)

    def count_all(self, snapshot: Snapshot) -> int | None:
        counts = VALUE_COUNTS.of_snapshot(snapshot, self.query.field)
        return None if counts is None else counts.within(self.query.low, self.query.high)

    def count(self, segment: SegmentContext) -> int | None:
        column = segment.reader.numeric(self.query.field)
        if column is None or column.count == 0:
            return 0
        counts = None
        if segment.visible is None:
            counts = VALUE_COUNTS.get(segment.reader, self.query.field, column)
        return None if counts is None else counts.within(*column.bounds(self.query.low, self.query.high))

    def first(self, segment: SegmentContext, n: int) -> Docs | None:
        column = segment.reader.numeric(self.query.field)
        if column is None or column.starts is not None:
            return None
        return first_in_range(column, *column.bounds(self.query.low, self.query.high), n, segment.visible)

    def accepts(self, segment: SegmentContext, docs: Docs) -> NDArray[np.bool_]:
        column = segment.reader.numeric(self.query.field)
        if column is None or column.starts is not None or column.count == 0:
            return super().accepts(segment, docs)
        first, last = column.bounds(self.query.low, self.query.high)
        if first > last:
            return np.zeros(len(docs), np.bool_)
        stored = column.stored[docs]
        accepted: NDArray[np.bool_] = (stored >= first) & (stored <= last)
        return accepted if column.presence is None else accepted & column.presence.test(docs)

    def explain(self, segment: SegmentContext, doc: int) -> Explanation:
        # as in Lucene, a query for points and doc values is explained by its doc values
        text = self._doc_values()
        if not self.filter(segment).contains(np.array([doc], np.int32))[0]:
            return Explanation.no_match(f"{text} doesn't match id {doc}")
        return Explanation.match(self.query.boost, text + boost_text(self.query.boost))

    def _points(self) -> str:
        low, high = (java_number(end) for end in (self.query.low, self.query.high))
        return f"{self.query.field}:[{low} TO {high}]"

    def _doc_values(self) -> str:
        field = self._ctx.field(self.query.field)
        bits: dict[str, type[np.float32 | np.float64]] = {"double": np.float64, "float": np.float32}
        if field is None or field.type_name not in bits:
            return self._points()
        low, high = (sortable_bits(end, bits[field.type_name]) for end in (self.query.low, self.query.high))
        return f"{self.query.field}:[{low} TO {high}]"

    @property
    def lucene_class(self) -> str:
        field = self._ctx.field(self.query.field)
        is_value = self.query.low == self.query.high and field is not None and field.type.time_unit is None
        return "PointRangeQuery" if is_value else super().lucene_class

    def describe(self) -> str:
        field = self._ctx.field(self.query.field)
        if field is None or not field.type.get("index") or field.structures.doc_values == "none":
            return self._doc_values()
        if self.query.low == self.query.high and field.type.time_unit is None:
            return self._points()
        return f"IndexOrDocValuesQuery(indexQuery={self._points()}, dvQuery={self._doc_values()})"


def sortable_bits(value: float, dtype: type[np.float32 | np.float64]) -> int:
    """Returns the whole number by which Lucene keeps a float, in the same order as the numbers."""
    number = np.array(value, dtype)
    bits = int(number.view(np.int64 if number.itemsize == 8 else np.int32))
    return bits if bits >= 0 else bits ^ (1 << 8 * number.itemsize - 1) - 1


def java_number(value: float) -> str:
    """Returns a number as Java prints it."""
    if value in (inf, -inf):
        return "Infinity" if value > 0 else "-Infinity"
    return str(value)


def docs_in_range(column: NumericColumn, low: float, high: float) -> DocSet:
    """Returns the docs of which any value is within [low, high]."""
    size = column.max_doc
    least, greatest = column.ends
    at_least, at_most = column.limits(low, high)
    if column.count == 0 or at_least > greatest or at_most < least:
        return DocSet.empty(size)
    if at_least <= least and greatest <= at_most and not _may_hold_nan(column):
        return DocSet.full(size) if column.presence is None else DocSet.from_bitmap(column.presence)
    first, last = column.bounds(low, high)
    if first > last:
        return DocSet.empty(size)
    bitmap = Bitmap.empty(size)
    if column.starts is not None:
        columns.range_any_to_words(column.stored, column.starts, first, last, bitmap.words)
        return DocSet.from_bitmap(bitmap)
    columns.range_to_words(column.stored, first, last, bitmap.words)
    return DocSet.from_bitmap(bitmap).restrict(column.presence)


def first_in_range(column: NumericColumn, first: Any, last: Any, n: int, visible: Bitmap | None) -> Docs:
    """Returns the first n docs, visible ones, of which the stored value is within [first, last].

    Looks at ever longer parts of a single-valued column.
    """
    found: list[Docs] = []
    start, size = 0, _FIRST_PART
    while first <= last and start < column.max_doc and n > 0:
        stop = min(start + size, column.max_doc)
        part = Bitmap.empty(stop - start)
        columns.range_to_words(column.stored[start:stop], first, last, part.words)
        for other in (column.presence, visible):
            if other is not None:
                part.words &= other.words[start >> 6 : (stop + 63) >> 6]
        docs = part.first(n) + np.int32(start)
        found.append(docs)
        start, size, n = stop, 4 * size, n - len(docs)
    return np.concatenate(found) if found else np.empty(0, np.int32)


def _may_hold_nan(column: NumericColumn) -> bool:
    return column.kind == "double" and (column.min != column.min or column.max != column.max)


@dataclass(frozen=True, kw_only=True)
class ColumnSetQuery(Query):
    """Documents with any of `values` (column values, sorted and distinct)."""

    lucene_class: ClassVar[str] = "PointInSetQuery"

    field: str
    values: tuple[int | float, ...]
    signs: tuple[bool, ...] = dataclasses.field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "signs", negative_zeros(self.values))

    def rewrite(self, ctx: ShardContext) -> Query:
        if not self.values:
            return MatchNoneQuery(reason="no value can be in the field")
        if len(self.values) == 1:
            value = self.values[0]
            return ColumnRangeQuery(field=self.field, low=value, high=value, boost=self.boost)
        return self

    def weight(self, ctx: ShardContext, scoring: bool) -> Weight:
        return ColumnSetWeight(self)

    def requirements(self) -> Requirements:
        return any_range(self.field, [(value, value) for value in self.values])


class ColumnSetWeight(Weight):
    """Scans the column for members of the set."""

    query: ColumnSetQuery

    def __init__(self, query: ColumnSetQuery) -> None:
        super().__init__(query)
        self.query = query

    def match(self, segment: SegmentContext) -> DocSet:
        column = segment.reader.numeric(self.query.field)
        if column is None:
            return DocSet.empty(segment.max_doc)
        members = _stored_members(column, self.query.values)
        if len(members) == 0:
            return DocSet.empty(segment.max_doc)
        bitmap = Bitmap.empty(segment.max_doc)
        if column.starts is not None:
            columns.members_any_to_words(column.stored, column.starts, members, bitmap.words)
            return DocSet.from_bitmap(bitmap)
        columns.members_to_words(column.stored, members, bitmap.words)
        return DocSet.from_bitmap(bitmap).restrict(column.presence)

    def describe(self) -> str:
        return f"{self.query.field}:{{{' '.join(map(str, self.query.values))}}}"


def _stored_members(column: NumericColumn, values: tuple[int | float, ...]) -> NDArray[np.generic]:
    """Returns the stored numbers of those values that the column can hold, increasing, in its dtype."""
    bounds = (column.bounds(value, value) for value in values)
    return np.array(sorted({low for low, high in bounds if low <= high}), column.stored.dtype)
