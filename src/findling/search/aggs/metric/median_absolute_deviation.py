"""median_absolute_deviation: the median of how far the values are from their median."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from findling.search.aggs.base.aggregation import Aggregation, Partial, register
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator
from findling.search.aggs.base.checks import positive
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.base.partials import ValuesPartial
from findling.search.aggs.base.reduce_context import ReduceContext
from findling.search.aggs.values.bound_numbers import plain_numbers
from findling.search.aggs.values.collected_values import (
    SortedValuesAggregator,
    all_values,
    merge,
    nothing,
    quantile,
    read_hint,
    sorted_quantile,
)
from findling.search.aggs.values.value_format import figure_members
from findling.search.aggs.values.values_source import ValuesSource

_SAMPLED_QUANTILES = 2_001


@register("median_absolute_deviation")
@dataclass(frozen=True, kw_only=True)
class MedianAbsoluteDeviationAggregation(Aggregation):
    """Partials are those of collected_values."""

    type_name = "median_absolute_deviation"
    partial_type = ValuesPartial

    source: ValuesSource

    @classmethod
    def parse(cls, name: str, params: NamedParameters) -> Self:
        """Reads the parameters; raises IllegalArgumentError."""
        positive(params, "compression", params.number("compression", 1000.0), name)
        read_hint(params)
        item = cls(name=name, source=ValuesSource.parse(params))
        params.finish()
        return item

    def aggregator(self, ctx: AggregationContext, max_parents: int | None) -> Aggregator:
        """Returns the aggregator over the field's numbers."""
        return DeviationAggregator(plain_numbers(self.source, ctx.shard, self.type_name), ctx)

    def empty(self) -> Partial:
        """Returns no values."""
        return nothing()

    def reduce(self, partials: Sequence[Partial], ctx: ReduceContext) -> Partial:
        """Puts the values together."""
        return merge(partials)

    def render(self, partial: Partial, typed_keys: bool) -> dict[str, object]:
        """Returns the deviation."""
        return figure_members(partial["format"], "value", deviation(partial))

    def figure(self, partial: Partial, names: Sequence[str], key: str | None) -> float:
        """Returns the deviation."""
        return super().figure(partial, names, key) if names or key not in (None, "value") else deviation(partial)


class DeviationAggregator(SortedValuesAggregator):
    """Collects values; buckets can be ordered by their deviation."""

    def figures(self, names: Sequence[str], key: str | None, n_buckets: int) -> NDArray[np.float64]:
        """Returns the deviations."""
        if names or key not in (None, "value"):
            return super().figures(names, key, n_buckets)
        return np.array([deviation(self.partial(bucket)) for bucket in range(n_buckets)], np.float64)


def deviation(partial: Partial) -> float:
    """Returns the median of |value - median|, NaN for no values; from quantiles where only a sketch is left."""
    if "sketch" in partial:
        values = np.array([quantile(partial, fraction) for fraction in np.linspace(0, 1, _SAMPLED_QUANTILES).tolist()])
    else:
        values = all_values(partial)
    return sorted_quantile(np.sort(np.abs(values - sorted_quantile(values, 0.5))), 0.5)
