"""histogram and date_histogram over fields whose values are intervals: each counts in every bucket that it touches."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError
from findling.base.runs import distinct_rows
from findling.search.aggs.base.aggregator import AggregationContext, Leaf
from findling.search.aggs.base.bucket_ords import HashedBucketOrds
from findling.search.aggs.base.rows import Rows
from findling.search.aggs.bucket.interval_aggregator import IntervalBuckets
from findling.search.aggs.bucket.interval_bounds import IntervalBounds
from findling.search.aggs.values.ordinal_values import ordinal_values
from findling.search.aggs.values.rounding import Rounding
from findling.search.aggs.values.value_format import Format
from findling.search.aggs.values.values_source import ValuesSource, refuse_missing_intervals, source_field

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField
    from findling.mapping.value_range import EndKind, Intervals
    from findling.search.aggs.base.aggregation import Aggregation

_BYTES_PER_PAIR: Final = 64
_BYTES_PER_START: Final = 32
# interval numbers below this are exact as doubles
_MAX_EXACT: Final = 2.0**53

# told how many bytes are about to be used; raises CircuitBreakingError
Account = Callable[[int], None]

# lower and upper ends, (n,) each, both inclusive
Ends = tuple[NDArray[Any], NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Spans:
    """Buckets side by side.

    first, counts: (n,) int64: the number of the first bucket of each interval, and how many there are
    keys: the own ordinal or key of each number, (n_numbers,) int64; None: the numbers themselves
    """

    first: NDArray[np.int64]
    counts: NDArray[np.int64]
    keys: NDArray[np.int64] | None = None


class IntervalGrid(ABC):
    """Where the buckets of a histogram are."""

    @abstractmethod
    def spans(self, ends: Ends, account: Account) -> Spans:
        """Returns the buckets that intervals touch; `account` is told the bytes that this takes."""

    @abstractmethod
    def keys(self, own: NDArray[np.int64]) -> list[Any]:
        """Returns where buckets begin."""


class NumberGrid(IntervalGrid):
    """Intervals of one width; their own ordinals are their numbers. hard: outside of these there is nothing."""

    def __init__(self, interval: float, offset: float, hard: IntervalBounds | None) -> None:
        self._interval = interval
        self._offset = offset
        self._hard = hard

    def spans(self, ends: Ends, account: Account) -> Spans:
        """Returns the numbers of intervals; those of open ends are as far out as doubles can tell apart."""
        numbers = [np.floor((end.astype(np.float64) - self._offset) / self._interval) for end in cut(ends, self._hard)]
        low, high = (np.clip(number, -_MAX_EXACT, _MAX_EXACT).astype(np.int64) for number in numbers)
        return Spans(low, np.maximum(high - low + 1, 0))

    def keys(self, own: NDArray[np.int64]) -> list[Any]:
        """Returns where the intervals begin."""
        return [number * self._interval + self._offset for number in own.tolist()]


class DateGrid(IntervalGrid):
    """Intervals of the calendar; their own ordinals are where they begin, in ms."""

    def __init__(self, rounding: Rounding, hard: IntervalBounds | None) -> None:
        self._rounding = rounding
        self._hard = hard

    def spans(self, ends: Ends, account: Account) -> Spans:
        """Returns the numbers of intervals from the first to the last date."""
        low, high = cut(ends, self._hard)
        inside = low <= high
        if not inside.any():
            nothing = np.zeros(len(low), np.int64)
            return Spans(nothing, nothing)
        first, last = int(low[inside].min()), int(high[inside].max())
        account((last - first) // self._rounding.shortest_ms * _BYTES_PER_START)
        starts = self._rounding.starts(first, last)[:-1]
        numbers = [np.searchsorted(starts, end, side="right") - 1 for end in (low, high)]
        return Spans(numbers[0], np.where(inside, numbers[1] - numbers[0] + 1, 0), starts)

    def keys(self, own: NDArray[np.int64]) -> list[Any]:
        """Returns the own ordinals."""
        starts: list[Any] = own.tolist()
        return starts


def cut(ends: Ends, bounds: IntervalBounds | None) -> Ends:
    """Returns intervals without what is outside of hard bounds; one that is all outside ends before it begins."""
    low, high = ends
    if bounds is not None and bounds.min is not None:
        low = np.maximum(low, bounds.min)
    if bounds is not None and bounds.max is not None:
        high = np.minimum(high, bounds.max)
    return low, high


def interval_field(ctx: AggregationContext, source: ValuesSource, wanted: EndKind) -> MappedField | None:
    """Returns the field if its values are intervals, None if they are none.

    Raises IllegalArgumentError if their ends are not of the wanted kind, and for `missing`.
    """
    field = source_field(ctx.shard, source)
    if field is None or field.type.intervals is None:
        return None
    refuse_missing_intervals(field, source)
    kind = field.type.intervals.ends_are
    if wanted == "numbers" and kind == "addresses":
        raise IllegalArgumentError(f"Expected numeric range type but found non-numeric range [{field.type_name}]")
    if wanted == "dates" and kind != "dates":
        raise IllegalArgumentError(f"Expected date range type but found range type [{field.type_name}]")
    return field


class RangeIntervalAggregator(IntervalBuckets):
    """Buckets are numbered as they come up; the terms of intervals are looked at once per segment."""

    def __init__(
        self,
        aggregation: Aggregation,
        ctx: AggregationContext,
        max_parents: int | None,
        field: MappedField,
        format: Format,
        grid: IntervalGrid,
    ) -> None:
        super().__init__(aggregation, ctx, max_parents, format, HashedBucketOrds())
        assert field.type.intervals is not None
        self._intervals: Intervals = field.type.intervals
        self._terms = ordinal_values(field, None, ctx.shard)
        self._grid = grid

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Puts rows into the buckets that their documents' intervals touch, into each once."""
        ords, owners = self._terms.read(leaf, rows.docs)
        if len(ords) == 0:
            return
        if owners is None:
            owners = np.arange(len(ords), dtype=np.int32)
        distinct, places = np.unique(ords, return_inverse=True)
        ends = self._intervals.ends(self._terms.terms(distinct.tolist()))
        assert ends is not None
        spans = self._grid.spans(ends, self._account)
        counts = spans.counts[places]
        # as doubles: an interval may touch any number of buckets
        self._account(_BYTES_PER_PAIR * int(counts.sum(dtype=np.float64)))
        skipped = np.cumsum(counts) - counts
        numbers = np.arange(int(counts.sum())) + np.repeat(spans.first[places] - skipped, counts)
        own = numbers if spans.keys is None else spans.keys[numbers]
        # a document counts once per bucket, however many of its intervals touch it
        places, own = distinct_rows(np.repeat(owners, counts), own)
        self.add(leaf, rows, places.astype(np.int32), own)

    def _account(self, size: int) -> None:
        self.ctx.account(size, self.label)

    def keys(self, own: NDArray[np.int64]) -> list[Any]:
        """Returns where the intervals begin."""
        return self._grid.keys(own)
