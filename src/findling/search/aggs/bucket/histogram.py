"""histogram: intervals of one width over numbers."""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError
from findling.search.aggs.base.aggregation import Partial, register
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator, Leaf
from findling.search.aggs.base.bucket_ords import BucketOrds, HashedBucketOrds, bucket_ords
from findling.search.aggs.base.checks import not_negative
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.base.reduce_context import ReduceContext
from findling.search.aggs.base.rows import Rows
from findling.search.aggs.bucket.interval_aggregation import IntervalAggregation
from findling.search.aggs.bucket.interval_aggregator import MAX_INTERVALS, IntervalAggregator
from findling.search.aggs.bucket.interval_bounds import IntervalBounds, check_bounds
from findling.search.aggs.bucket.order import BY_KEY, order_of
from findling.search.aggs.bucket.range_intervals import NumberGrid, RangeIntervalAggregator, interval_field
from findling.search.aggs.values.bound_numbers import numeric_values
from findling.search.aggs.values.histogram_values import HistogramValues
from findling.search.aggs.values.numeric_values import NumericValues
from findling.search.aggs.values.sortable_doubles import from_sortable, to_sortable
from findling.search.aggs.values.value_format import RAW, format_of
from findling.search.aggs.values.values_source import ValuesSource, source_field, unchecked_field

if TYPE_CHECKING:
    from findling.search.context import ShardContext

# interval numbers below this are exact as doubles
_MAX_EXACT = 2**53


@register("histogram")
@dataclass(frozen=True, kw_only=True)
class HistogramAggregation(IntervalAggregation):
    """Buckets begin at offset + k * interval."""

    type_name = "histogram"
    is_ordered = True

    interval: float
    offset: float
    extended_bounds: IntervalBounds | None
    hard_bounds: IntervalBounds | None

    @classmethod
    def parse(cls, name: str, params: NamedParameters) -> Self:
        """Reads the parameters; raises IllegalArgumentError."""
        source = ValuesSource.parse(params)
        interval = params.number("interval", 0.0)
        if "interval" in params and not 0 < interval < math.inf:
            fault = IllegalArgumentError(f"[interval] must be >0 for histogram aggregation [{name}]")
            raise params.refused("interval", fault)
        extended, hard = (IntervalBounds.parse_numbers(params, key) for key in ("extended_bounds", "hard_bounds"))
        offset = params.number("offset", 0.0)
        if not math.isfinite(offset):
            raise params.refused("offset", IllegalArgumentError(f"[offset] must be finite. Found [{offset}]"))
        item = cls(
            name=name,
            source=source,
            interval=interval,
            offset=offset,
            order=order_of(params, BY_KEY),
            min_doc_count=min_doc_count(params, name),
            keyed=params.boolean("keyed", False),
            extended_bounds=extended,
            hard_bounds=hard,
        )
        params.finish()
        return item

    def aggregator(self, ctx: AggregationContext, max_parents: int | None) -> Aggregator:
        """Returns the aggregator over the field's numbers or intervals."""
        source_field(ctx.shard, self.source)
        check_bounds(self.name, self.extended_bounds, self.hard_bounds)
        self.check_place(ctx)
        ranges = interval_field(ctx, self.source, "numbers")
        if ranges is not None:
            self._check_interval()
            format = format_of(None, self.source.format, None)
            grid = NumberGrid(self.interval, self.offset, self.hard_bounds)
            return RangeIntervalAggregator(self, ctx, max_parents, ranges, format, grid)
        field = source_field(ctx.shard, self.source)
        if field is not None and field.type.holds_histograms:
            self._check_interval()
            return CountedHistogramAggregator(self, ctx, max_parents, HistogramValues(field, ctx.shard))
        numbers = numeric_values(self.source, ctx.shard, self.type_name)
        self._check_interval()
        return HistogramAggregator(self, ctx, max_parents, numbers)

    def _check_interval(self) -> None:
        if not self.interval:
            raise IllegalArgumentError(f"interval must be positive, got: {self.interval}")

    def profile_type(self, ctx: ShardContext) -> str:
        """Returns the name of Elasticsearch's class."""
        field = unchecked_field(ctx, self.source)
        is_range = field is not None and field.type.intervals is not None
        return "RangeHistogramAggregator" if is_range else "NumericHistogramAggregator"

    def empty(self) -> Partial:
        """Returns no buckets."""
        return {"format": RAW, "buckets": [], "empty": self.children.empty()}

    def number_of(self, value: float) -> int:
        """Returns the number of the interval that a value lies in."""
        number = (value - self.offset) / self.interval
        return math.floor(min(max(number, -sys.float_info.max), sys.float_info.max))

    def key_of(self, number: float) -> float:
        """Returns where an interval begins."""
        return number * self.interval + self.offset

    def filled_keys(self, keys: Sequence[Any], partials: Sequence[Partial], ctx: ReduceContext) -> Sequence[Any]:
        """Returns all keys from the first to the last."""
        bounds = self.extended_bounds or IntervalBounds()
        # NaN and infinity, for documents without a value, stay where they are
        finite = [key for key in (*keys[:1], *keys[-1:]) if math.isfinite(key)]
        if len(finite) < min(len(keys), 2):
            return keys
        numbers = [round((key - self.offset) / self.interval) for key in finite]
        if not keys and (bounds.min is None or bounds.max is None):
            return []
        # as in Elasticsearch, a lower bound behind all buckets does not add any, nor does an upper bound before them
        first = min(numbers[:1] + ([] if bounds.min is None else [self.number_of(bounds.min)]))
        last = max(numbers[-1:] + ([] if bounds.max is None else [self.number_of(bounds.max)]))
        if last - first > ctx.max_buckets:
            ctx.count_buckets(last - first + 1)
        return [self.key_of(number) for number in range(first, last + 1)]


def min_doc_count(params: NamedParameters, name: str) -> int:
    """Reads min_doc_count of a histogram, by default 0."""
    return not_negative(params, "min_doc_count", params.long("min_doc_count", 0), name, "minDocCount")


class HistogramAggregator(IntervalAggregator):
    """Own ordinals are interval numbers less the smallest; if these are too many, the numbers as sortable doubles."""

    def __init__(
        self, aggregation: HistogramAggregation, ctx: AggregationContext, max_parents: int | None, values: NumericValues
    ) -> None:
        self._aggregation = aggregation
        self._first: int | None = None
        ords = self._numbering(ctx, max_parents, values)
        super().__init__(aggregation, ctx, max_parents, values, ords, self._first is not None)

    def debug(self) -> dict[str, Any]:
        return {"total_buckets": self.counts.n_filled}

    def _numbering(self, ctx: AggregationContext, max_parents: int | None, values: NumericValues) -> BucketOrds:
        bounds = values.bounds(ctx.readers())
        if bounds is None:
            return HashedBucketOrds()
        ends = values.as_doubles(np.array(bounds, values.dtype)).tolist()
        if not all(map(math.isfinite, ends)):
            return HashedBucketOrds()
        first, last = (self._aggregation.number_of(end) for end in ends)
        if last - first >= MAX_INTERVALS or max(abs(first), abs(last)) >= _MAX_EXACT:
            return HashedBucketOrds()
        self._first = first
        return bucket_ords(last - first + 1, max_parents, ctx.expected_docs)

    @property
    def may_be_outside(self) -> bool:
        """Whether there are hard bounds."""
        return self._aggregation.hard_bounds is not None

    def intervals(self, values: NDArray[np.generic]) -> NDArray[np.generic]:
        """Returns the number of each value's interval."""
        spec = self._aggregation
        numbers = np.floor((self.values.as_doubles(values) - spec.offset) / spec.interval) + 0.0  # no -0.0
        if self._first is None:
            own: NDArray[Any] = to_sortable(numbers)
        else:
            with np.errstate(invalid="ignore"):  # what stands for documents without value may be anything
                own = (numbers - self._first).astype(np.int32)
        if spec.hard_bounds is None:
            return own
        inside = np.ones(len(numbers), np.bool_)
        if spec.hard_bounds.min is not None:
            inside &= numbers * spec.interval >= spec.hard_bounds.min
        if spec.hard_bounds.max is not None:
            inside &= numbers * spec.interval <= spec.hard_bounds.max
        return np.where(inside, own, self.outside)

    def keys(self, own: NDArray[np.int64]) -> list[Any]:
        """Returns where the intervals begin."""
        numbers = from_sortable(own) if self._first is None else own + self._first
        return [self._aggregation.key_of(number) for number in numbers.tolist()]


class CountedHistogramAggregator(HistogramAggregator):
    """Over histograms: a bucket counts how often values came up."""

    def __init__(
        self,
        aggregation: HistogramAggregation,
        ctx: AggregationContext,
        max_parents: int | None,
        histograms: HistogramValues,
    ) -> None:
        if aggregation.children.items:
            raise IllegalArgumentError("Histogram aggregation on histogram fields does not support sub-aggregations")
        format = format_of(None, aggregation.source.format, None)
        super().__init__(aggregation, ctx, max_parents, NumericValues(None, None, format, True))
        self._histograms = histograms

    @property
    def reads_columns_only(self) -> bool:
        return False

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Puts the values of the rows into buckets."""
        values, counts, owners = self._histograms.read(leaf, rows.docs)
        own = self.intervals(values).astype(np.int64)
        inside = np.flatnonzero(own != self.outside)
        self.add(leaf, rows, owners[inside], own[inside], counts[inside])
