"""date_histogram: calendar or fixed intervals over dates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from findling.mapping.date_math import parse_date_math
from findling.mapping.dates import date_formatter
from findling.search.aggs.aggregation import Partial, register
from findling.search.aggs.aggregator import AggregationContext, Aggregator
from findling.search.aggs.bucket_ords import BucketOrds, HashedBucketOrds, bucket_ords
from findling.search.aggs.edges import Edges
from findling.search.aggs.histogram import min_doc_count
from findling.search.aggs.interval_aggregation import IntervalAggregation
from findling.search.aggs.interval_aggregator import MAX_INTERVALS, IntervalAggregator
from findling.search.aggs.interval_bounds import IntervalBounds, check_bounds
from findling.search.aggs.numeric_values import NumericValues, numeric_values
from findling.search.aggs.order import BY_KEY, parse_order
from findling.search.aggs.params import Params
from findling.search.aggs.reduce_context import ReduceContext
from findling.search.aggs.rounding import Rounding, parse_rounding
from findling.search.aggs.value_format import Format, date_format
from findling.search.aggs.values_source import ValuesSource


@register("date_histogram")
@dataclass(frozen=True, kw_only=True)
class DateHistogramAggregation(IntervalAggregation):
    """Its partials carry `bounds` too, the extended bounds as ms, because only shards know the format."""

    type_name = "date_histogram"

    rounding: Rounding
    extended_bounds: IntervalBounds | None
    hard_bounds: IntervalBounds | None

    @classmethod
    def parse(cls, name: str, params: Params) -> Self:
        """Reads the parameters; raises IllegalArgumentError."""
        source = ValuesSource.parse(params, zones=True)
        calendar, fixed = params.take("calendar_interval"), params.take("fixed_interval")
        offset, interval = params.take("offset"), params.take("interval")
        item = cls(
            name=name,
            source=source,
            rounding=parse_rounding(calendar, fixed, source.time_zone, offset, cls.type_name, interval),
            order=parse_order(params.take("order"), BY_KEY),
            min_doc_count=min_doc_count(params, name),
            keyed=params.boolean("keyed"),
            extended_bounds=IntervalBounds.parse(params, "extended_bounds"),
            hard_bounds=IntervalBounds.parse(params, "hard_bounds"),
        )
        params.finish()
        return item

    def aggregator(self, ctx: AggregationContext, max_parents: int | None) -> Aggregator:
        """Returns the aggregator over the field's dates."""
        values = numeric_values(self.source, ctx.shard, self.type_name)
        if values.field is None or values.field.family != "date":
            values.format = date_format(self.source.format, self.source.time_zone)
        return DateHistogramAggregator(self, ctx, max_parents, values)

    def empty(self) -> Partial:
        """Returns no buckets."""
        format = date_format(self.source.format, self.source.time_zone)
        return {"format": format, "buckets": [], "empty": self.children.empty(), "bounds": [None, None]}

    def filled_keys(self, keys: Sequence[Any], partials: Sequence[Partial], ctx: ReduceContext) -> Sequence[Any]:
        """Returns all keys from the first to the last."""
        low, high = next((p["bounds"] for p in partials if p["bounds"] != [None, None]), [None, None])
        if not keys and (low is None or high is None):
            return []
        ends = [*keys[:1], *keys[-1:]]
        ends += self._rounded([end for end in (low, high) if end is not None])
        first, last = min(ends), max(ends)
        if (last - first) // self.rounding.shortest_ms > ctx.max_buckets:
            ctx.count_buckets((last - first) // self.rounding.shortest_ms)
        # an interval after the last one ends the list, and is not part of it
        filled: list[int] = self.rounding.starts(first, last)[:-1].tolist()
        return filled

    def _rounded(self, ends: Sequence[int]) -> list[int]:
        # bounds are rounded without the offset, then moved by it
        plain = Rounding(self.rounding.unit, self.rounding.length_ms, self.rounding.zone)
        return [end + self.rounding.offset_ms for end in plain.round(np.array(ends, np.int64)).tolist()]


def parsed_bounds(bounds: IntervalBounds | None, format: Format, now_ms: int) -> IntervalBounds | None:
    """Returns bounds as ms since 1970; raises IllegalArgumentError and ParseError."""
    if bounds is None:
        return None
    formatter = date_formatter(format["pattern"], format["locale"])

    def convert(end: Any) -> int:
        if isinstance(end, int | float) and not isinstance(end, bool):
            return int(end)
        return parse_date_math(str(end), formatter, now_ms, False, format["zone"])

    return bounds.converted(convert)


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
        self._edges: Edges | None = None
        now_ms = ctx.shard.now_ms
        self._extended = parsed_bounds(aggregation.extended_bounds, values.format, now_ms)
        self._hard = parsed_bounds(aggregation.hard_bounds, values.format, now_ms)
        check_bounds(aggregation.name, self._extended, self._hard)
        ords = self._numbering(ctx, max_parents, values)
        super().__init__(aggregation, ctx, max_parents, values, ords, self._edges is not None)

    def _numbering(self, ctx: AggregationContext, max_parents: int | None, values: NumericValues) -> BucketOrds:
        bounds = values.bounds(ctx.readers())
        if bounds is None or (bounds[1] - bounds[0]) / self._rounding.shortest_ms > MAX_INTERVALS:
            return HashedBucketOrds()
        self._edges = Edges(self._rounding.starts(int(bounds[0]), int(bounds[1])))
        return bucket_ords(len(self._edges.edges) - 1, max_parents)

    @property
    def may_be_outside(self) -> bool:
        """Whether there are hard bounds."""
        return self._hard is not None

    def intervals(self, values: NDArray[Any]) -> NDArray[Any]:
        """Returns the interval of each value."""
        instants = np.ascontiguousarray(values, np.int64)
        own = self._rounding.round(instants) if self._edges is None else self._edges.interval_of(instants)
        if self._hard is None or len(own) == 0:
            return own
        keys = own if self._edges is None else self._edges.edges[own]
        inside = np.ones(len(own), np.bool_)
        if self._hard.min is not None:
            inside &= keys >= self._hard.min
        if self._hard.max is not None:
            inside &= keys < self._hard.max
        return np.where(inside, own, self.outside)

    def keys(self, own: NDArray[np.int64]) -> list[Any]:
        """Returns where the intervals begin."""
        keys: list[Any] = (own if self._edges is None else self._edges.edges[own]).tolist()
        return keys

    def partials(self, buckets: Sequence[int]) -> list[Partial]:
        """Returns the buckets and the extended bounds."""
        extended = self._extended or IntervalBounds()
        return [{**partial, "bounds": [extended.min, extended.max]} for partial in super().partials(buckets)]
