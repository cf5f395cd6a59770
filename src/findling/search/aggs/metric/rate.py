"""rate: how much of a number, or how many documents, there are in a unit of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError
from findling.search.aggs.base.aggregation import Aggregation, Partial, register
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator, Leaf
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.base.partials import RatePartial
from findling.search.aggs.base.reduce_context import ReduceContext
from findling.search.aggs.base.reductions import Counts, Sums
from findling.search.aggs.base.rows import Rows
from findling.search.aggs.base.time_spans import Lengths, NearestSpans
from findling.search.aggs.metric.counter_rate import CounterRateAggregator, counter_rate, merged_spans
from findling.search.aggs.metric.figures import compensated_sum
from findling.search.aggs.values.bound_numbers import plain_numbers
from findling.search.aggs.values.rounding import calendar_unit
from findling.search.aggs.values.value_format import RAW, figure_members
from findling.search.aggs.values.values_source import ValuesSource

if TYPE_CHECKING:
    from findling.search.aggs.values.numeric_values import NumericValues

_MODES: Final = ("sum", "value_count")
_MODE_CLASS: Final = "org.elasticsearch.xpack.analytics.rate.RateMode"


@register("rate")
@dataclass(frozen=True, kw_only=True)
class RateAggregation(Aggregation):
    """Partial: {"sum", "divisor", "format"}, of counters with a "span".

    source: None counts documents; unit: None does not divide; counts_values: whether values count, or are added up
    """

    type_name = "rate"
    partial_type = RatePartial

    source: ValuesSource | None
    unit: str | None
    mode: str | None

    @classmethod
    def parse(cls, name: str, params: NamedParameters) -> Self:
        """Reads the parameters; raises XContentParseError."""
        source = ValuesSource.parse_optional(params)
        item = cls(
            name=name,
            source=source,
            unit=params.read("unit", lambda _: _unit_of(params.text("unit")), None),
            mode=params.one_of("mode", _MODES, None, _no_such_mode),
        )
        params.finish()
        return item

    def aggregator(self, ctx: AggregationContext, max_parents: int | None) -> Aggregator:
        """Returns the aggregator. Raises IllegalArgumentError."""
        if self.source is None:
            if self.mode is not None:
                raise IllegalArgumentError("The mode parameter is only supported with field or script")
            return RateAggregator(None, self, ctx)
        values = plain_numbers(self.source, ctx.shard, self.type_name)
        if values.field is not None and values.field.is_counter:
            return CounterRateAggregator(values, self.unit, ctx, self.name)
        return RateAggregator(values, self, ctx)

    def empty(self) -> Partial:
        """Returns no rate."""
        return {"sum": 0.0, "divisor": 1.0, "format": RAW}

    def reduce(self, partials: Sequence[Partial], ctx: ReduceContext) -> Partial:
        """Adds up; the spans of time are the same on all shards."""
        of_counters = [partial for partial in partials if "span" in partial]
        if of_counters:
            return {**of_counters[0], "span": merged_spans(of_counters)}
        return {**partials[0], "sum": compensated_sum([partial["sum"] for partial in partials])}

    def render(self, partial: Partial, typed_keys: bool) -> dict[str, object]:
        """Returns the rate."""
        return figure_members(partial["format"], "value", _rate(partial))

    def figure(self, partial: Partial, names: Sequence[str], key: str | None) -> float:
        """Returns the rate."""
        if names or key not in (None, "value"):
            return super().figure(partial, names, key)
        return _rate(partial)


def _rate(partial: Partial) -> float:
    return counter_rate(partial) if "span" in partial else float(partial["sum"] / partial["divisor"])


def _unit_of(text: str | None) -> str:
    unit = calendar_unit(text)
    if unit is None:
        raise IllegalArgumentError(f"Unsupported unit {text}")
    return unit


def _no_such_mode(mode: str) -> IllegalArgumentError:
    return IllegalArgumentError(f"No enum constant {_MODE_CLASS}.{mode.upper()}")


class RateAggregator(Aggregator):
    """Sums of values, counts of values or counts of documents per bucket. values: None for documents"""

    def __init__(self, values: NumericValues | None, aggregation: RateAggregation, ctx: AggregationContext) -> None:
        self._values = values
        self._counts_values = aggregation.mode == "value_count"
        self._unit = aggregation.unit
        self._nearest: NearestSpans | None = ctx.spans
        self._counts, self._sums = Counts(), Sums()
        self._n_buckets = 1
        source = aggregation.source
        # nothing stands for a field that is not mapped, and nobody asks for its span
        is_unmapped = values is not None and values.field is None and values.missing is None
        self._is_nothing = is_unmapped and source is not None and source.script is None

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Adds the rows."""
        self._n_buckets = max(self._n_buckets, rows.n_buckets)
        if self._values is None:
            self._counts.add(rows.buckets, rows.size, rows.n_buckets, leaf.weights(rows.docs))
            return
        values, owners = self._values.read(leaf.reader, rows.docs)
        buckets = rows.buckets_at(owners)
        if self._counts_values:
            self._counts.add(buckets, len(values), rows.n_buckets)
        else:
            self._sums.add(self._values.addable(values), buckets, rows.n_buckets)

    def partials(self, buckets: Sequence[int]) -> list[Partial]:
        """Returns sum and divisor of each bucket. Raises IllegalArgumentError where no buckets of dates are around."""
        format = RAW if self._values is None else self._values.format
        totals = self._totals(max(buckets, default=-1) + 1)
        divisors = self._divisors(np.array(buckets, np.int64))
        return [
            {"sum": float(totals[bucket]), "divisor": divisor, "format": format}
            for bucket, divisor in zip(buckets, divisors.tolist(), strict=True)
        ]

    def figures(self, names: Sequence[str], key: str | None, n_buckets: int) -> NDArray[np.float64]:
        """Returns the rates."""
        if names or key not in (None, "value"):
            return super().figures(names, key, n_buckets)
        return self._totals(n_buckets) / self._divisors(np.arange(n_buckets, dtype=np.int64))

    def _totals(self, n_buckets: int) -> NDArray[np.float64]:
        if self._values is None or self._counts_values:
            return self._counts.upto(n_buckets).astype(np.float64)
        return self._sums.upto(n_buckets)

    def _divisors(self, buckets: NDArray[np.int64]) -> NDArray[np.float64]:
        """Returns how many units the span of each bucket is long, 1 for buckets that never came up."""
        divisors = np.ones(len(buckets))
        collected = np.flatnonzero(buckets < self._n_buckets)
        if len(collected) and not self._is_nothing:
            divisors[collected] = self._lengths(buckets[collected])
        return divisors

    def _lengths(self, buckets: NDArray[np.int64]) -> Lengths:
        nearest = self._nearest
        if nearest is None:
            raise IllegalArgumentError(
                "The rate aggregation can only be used inside a date histogram aggregation or composite aggregation "
                "with one date histogram value source"
            )
        return nearest.spans.lengths(self._unit, buckets if nearest.are_of_parent else None)
