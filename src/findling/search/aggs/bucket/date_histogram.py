"""date_histogram: calendar or fixed intervals over dates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from findling.mapping.date_math import parse_date_math
from findling.mapping.dates import date_formatter
from findling.search.aggs.base.aggregation import Partial, register
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator, Leaf
from findling.search.aggs.base.bucket_ords import BucketOrds, DenseBucketOrds, HashedBucketOrds, bucket_ords
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.base.reduce_context import ReduceContext
from findling.search.aggs.base.rows import Rows
from findling.search.aggs.base.time_spans import TimeSpans
from findling.search.aggs.bucket.edges import Edges
from findling.search.aggs.bucket.histogram import min_doc_count
from findling.search.aggs.bucket.interval_aggregation import IntervalAggregation
from findling.search.aggs.bucket.interval_aggregator import MAX_INTERVALS, IntervalAggregator
from findling.search.aggs.bucket.interval_bounds import IntervalBounds, check_bounds
from findling.search.aggs.bucket.order import BY_KEY, order_of
from findling.search.aggs.bucket.range_intervals import DateGrid, RangeIntervalAggregator, interval_field
from findling.search.aggs.bucket.stored_intervals import StoredIntervals
from findling.search.aggs.values.bound_numbers import is_numeric, numeric_values
from findling.search.aggs.values.numeric_values import NumericValues, as_longs, as_number, numbers_of
from findling.search.aggs.values.rounded_spans import RoundedSpans
from findling.search.aggs.values.rounding import Rounding, read_rounding
from findling.search.aggs.values.value_format import Format, date_format
from findling.search.aggs.values.values_source import ValuesSource, refuse_counter, unchecked_field, unsupported
from findling.search.snapshot_memo import remembered

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField
    from findling.search.context import SegmentContext, ShardContext

# some 100 million years from 1970
_MAX_NUMBERED_MS: Final = 1 << 61


@register("date_histogram")
@dataclass(frozen=True, kw_only=True)
class DateHistogramAggregation(IntervalAggregation):
    """Its partials carry `bounds` too, the extended bounds as ms, because only shards know the format."""

    type_name = "date_histogram"
    is_ordered = True

    rounding: Rounding
    extended_bounds: IntervalBounds | None
    hard_bounds: IntervalBounds | None

    @classmethod
    def parse(cls, name: str, params: NamedParameters) -> Self:
        """Reads the parameters; raises IllegalArgumentError."""
        source = ValuesSource.parse(params, zones=True)
        item = cls(
            name=name,
            source=source,
            rounding=read_rounding(params, source.time_zone),
            order=order_of(params, BY_KEY),
            min_doc_count=min_doc_count(params, name),
            keyed=params.boolean("keyed", False),
            extended_bounds=IntervalBounds.parse(params, "extended_bounds"),
            hard_bounds=IntervalBounds.parse(params, "hard_bounds"),
        )
        params.finish()
        return item

    def aggregator(self, ctx: AggregationContext, max_parents: int | None) -> Aggregator:
        """Returns the aggregator over the field's dates or intervals of dates."""
        self.check_place(ctx)
        self.rounding.check()
        ranges = interval_field(ctx, self.source, "dates")
        if ranges is not None:
            return DateRangeAggregator(self, ctx, max_parents, ranges)
        field = unchecked_field(ctx.shard, self.source)
        refuse_counter(field, self.type_name)
        if field is not None and is_numeric(field) and numbers_of(field).is_truth:
            raise unsupported(field, self.type_name, self.source)
        values = numeric_values(self.source, ctx.shard, self.type_name, "date")
        return DateHistogramAggregator(self, ctx, max_parents, values)

    def profile_type(self, ctx: ShardContext) -> str:
        """Returns the name of Elasticsearch's class."""
        field = unchecked_field(ctx, self.source)
        is_range = field is not None and field.type.intervals is not None
        return "DateRangeHistogramAggregator" if is_range else "DateHistogramAggregator"

    def empty(self) -> Partial:
        """Returns no buckets."""
        format = date_format(self.source.format, self.source.time_zone)
        return {"format": format, "buckets": [], "empty": self.children.empty(), "bounds": [None, None]}

    def filled_keys(self, keys: Sequence[Any], partials: Sequence[Partial], ctx: ReduceContext) -> Sequence[Any]:
        """Returns all keys from the first to the last."""
        low, high = next((p["bounds"] for p in partials if p["bounds"] != [None, None]), [None, None])
        if not keys and (low is None or high is None):
            return []
        # as in Elasticsearch, a lower bound behind all buckets does not add any, nor does an upper bound before them
        firsts = [*keys[:1], *self._rounded([] if low is None else [low])]
        lasts = [*keys[-1:], *self._rounded([] if high is None else [high])]
        first, last = min(firsts), max(lasts)
        if (last - first) // self.rounding.shortest_ms > ctx.max_buckets:
            ctx.count_buckets((last - first) // self.rounding.shortest_ms)
        return _starts_between(self.rounding, first, last)

    def _rounded(self, ends: Sequence[int]) -> list[int]:
        return [plain_rounding(self.rounding, end) + self.rounding.offset_ms for end in ends]


def plain_rounding(rounding: Rounding, instant: int) -> int:
    """Returns an instant rounded without the offset."""
    plain = Rounding(rounding.unit, rounding.length_ms, rounding.zone)
    return int(plain.round(np.array([instant], np.int64))[0])


def _whole_intervals(rounding: Rounding, bounds: IntervalBounds) -> IntervalBounds:
    """Returns bounds from the beginning of one interval to the end of another."""
    low, high = (None if end is None else plain_rounding(rounding, end) for end in (bounds.min, bounds.max))
    return IntervalBounds(low, None if high is None else int(rounding.starts(high, high)[1]) - 1)


@lru_cache(maxsize=64)
def _starts_between(rounding: Rounding, first: int, last: int) -> tuple[int, ...]:
    """Returns the starts of all intervals from one to another, both included."""
    # an interval after the last one ends the list, and is not part of it
    return tuple(rounding.starts(first, last)[:-1].tolist())


def parsed_bounds(bounds: IntervalBounds | None, format: Format, now_ms: int) -> IntervalBounds | None:
    """Returns bounds as ms since 1970; raises IllegalArgumentError and ParseError."""
    if bounds is None:
        return None
    if format["kind"] != "date":
        return bounds.converted(lambda end: int(as_longs(np.array([as_number(end)]))[0]))
    formatter = date_formatter(format["pattern"], format["locale"])

    def convert(end: object) -> int:
        if isinstance(end, int | float) and not isinstance(end, bool):
            return int(as_longs(np.array([end], np.float64))[0]) if isinstance(end, float) else end
        return parse_date_math(str(end), formatter, now_ms, False, format["zone"])

    return bounds.converted(convert)


class DateIntervals:
    """The intervals from the first to the last date of a field in a searcher; the same for all searches of it.

    starts: where they begin, as a list, and where the last one ends
    """

    def __init__(self, values: NumericValues, rounding: Rounding, low: int, high: int) -> None:
        self._values = values
        self.edges = Edges(rounding.starts(low, high))
        self.starts: list[int] = self.edges.edges.tolist()
        self._stored: dict[int, StoredIntervals | None] = {}

    def stored(self, segment: SegmentContext) -> StoredIntervals | None:
        """Returns what finds them in the column of one segment, None if that has to be decoded."""
        if segment.ord not in self._stored:
            column = self._values.stored_column(segment.reader)
            self._stored[segment.ord] = None if column is None else StoredIntervals(column, self.edges.edges)
        return self._stored[segment.ord]


def date_intervals(values: NumericValues, rounding: Rounding, ctx: AggregationContext) -> DateIntervals | None:
    """Returns the intervals between the bounds of a field; None if it has no values, or they are too many."""
    bounds = values.bounds(ctx.readers())
    if bounds is None:
        return None
    low, high = as_longs(np.array(bounds, values.dtype)).tolist()
    if (high - low) / rounding.shortest_ms > MAX_INTERVALS or not _is_in_calendar(low, high):
        return None
    return DateIntervals(values, rounding, low, high)


def _is_in_calendar(low: int, high: int) -> bool:
    """Whether intervals around two instants can be numbered without leaving what whole numbers of ms can say."""
    return max(-low, high) < _MAX_NUMBERED_MS


class DateHistogramAggregator(IntervalAggregator):
    """Own ordinals number the intervals from the first to the last date; if these are too many, they are the keys."""

    def __init__(
        self,
        aggregation: DateHistogramAggregation,
        ctx: AggregationContext,
        max_parents: int | None,
        values: NumericValues,
    ) -> None:
        self._rounding = aggregation.rounding
        self._extended, hard = _both_bounds(aggregation, values.format, ctx.shard.now_ms)
        # as in Elasticsearch: whole intervals, without that of the upper end
        self._hard = None if hard is None else hard.converted(lambda end: plain_rounding(self._rounding, end))
        self._intervals = self._known_intervals(ctx, values)
        ords: BucketOrds = HashedBucketOrds()
        if self._intervals is not None:
            ords = bucket_ords(len(self._intervals.starts) - 1, max_parents, ctx.expected_docs)
        super().__init__(aggregation, ctx, max_parents, values, ords, self._intervals is not None)

    def _known_intervals(self, ctx: AggregationContext, values: NumericValues) -> DateIntervals | None:
        if values.missing is not None:
            return date_intervals(values, self._rounding, ctx)
        key = ("date intervals", id(values), self._rounding)
        # in a tuple with the values, because no intervals are an answer too and ids must not be used again
        make = lambda: (date_intervals(values, self._rounding, ctx), values)  # noqa: E731
        return remembered(ctx.shard.searcher, key, make)[0]

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Puts rows into the buckets of their documents' dates."""
        known = self._intervals
        plain = known is None or self._hard is not None or leaf.spans_segments
        stored = None if known is None or plain else known.stored(leaf.segment)
        if stored is None:
            super().collect(leaf, rows)
        elif (
            rows.buckets is None
            and not self.children
            and isinstance(self.ords, DenseBucketOrds)
            and leaf.doc_counts is None
        ):
            self.account(self.ords.n_own)
            self.counts.add_counts(slice(self.ords.n_own), stored.counts(rows.docs), self.ords.n_own)
        else:
            own, owners = stored.of(rows.docs)
            self.add(leaf, rows, owners, own)

    @property
    def may_be_outside(self) -> bool:
        """Whether there are hard bounds."""
        return self._hard is not None

    def intervals(self, values: NDArray[np.generic]) -> NDArray[np.generic]:
        """Returns the interval of each value."""
        instants = as_longs(values)
        edges = None if self._intervals is None else self._intervals.edges
        own = self._rounding.round(instants) if edges is None else edges.interval_of(instants)
        if self._hard is None or len(own) == 0:
            return own
        keys = own if edges is None else edges.edges[own]
        inside = np.ones(len(own), np.bool_)
        if self._hard.min is not None:
            inside &= keys >= self._hard.min
        if self._hard.max is not None:
            inside &= keys < self._hard.max
        return np.where(inside, own, self.outside)

    def keys(self, own: NDArray[np.int64]) -> list[Any]:
        """Returns where the intervals begin."""
        numbers: list[Any] = own.tolist()
        if self._intervals is None:
            return numbers
        starts = self._intervals.starts
        return [starts[number] for number in numbers]

    def time_spans(self) -> TimeSpans:
        """Returns the intervals."""
        return RoundedSpans(self._rounding, self._starts)

    def _starts(self, buckets: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.array(self.keys(self.ords.own(buckets)), np.int64)

    def partials(self, buckets: Sequence[int]) -> list[Partial]:
        """Returns the buckets and the extended bounds."""
        return _with_bounds(super().partials(buckets), self._extended)


class DateRangeAggregator(RangeIntervalAggregator):
    """Intervals of dates."""

    def __init__(
        self,
        aggregation: DateHistogramAggregation,
        ctx: AggregationContext,
        max_parents: int | None,
        field: MappedField,
    ) -> None:
        source = aggregation.source
        self._rounding = aggregation.rounding
        format = date_format(source.format or field.type.get("format"), source.time_zone)
        self._extended, hard = _both_bounds(aggregation, format, ctx.shard.now_ms)
        grid = DateGrid(aggregation.rounding, None if hard is None else _whole_intervals(aggregation.rounding, hard))
        super().__init__(aggregation, ctx, max_parents, field, format, grid)

    def time_spans(self) -> TimeSpans:
        """Returns the intervals, which are numbered by where they begin."""
        return RoundedSpans(self._rounding, self.ords.own)

    def partials(self, buckets: Sequence[int]) -> list[Partial]:
        """Returns the buckets and the extended bounds."""
        return _with_bounds(super().partials(buckets), self._extended)


def _both_bounds(
    aggregation: DateHistogramAggregation, format: Format, now_ms: int
) -> tuple[IntervalBounds | None, IntervalBounds | None]:
    """Returns the extended and the hard bounds as ms. Raises IllegalArgumentError and ParseError."""
    extended = parsed_bounds(aggregation.extended_bounds, format, now_ms)
    hard = parsed_bounds(aggregation.hard_bounds, format, now_ms)
    check_bounds(aggregation.name, extended, hard, (aggregation.extended_bounds, aggregation.hard_bounds))
    return extended, hard


def _with_bounds(partials: list[Partial], extended: IntervalBounds | None) -> list[Partial]:
    for partial in partials:
        partial["bounds"] = [None, None] if extended is None else [extended.min, extended.max]
    return partials
