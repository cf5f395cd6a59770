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
    merge,
    nothing,
    quantile,
    regathered,
    told_values,
)
from findling.search.aggs.values.digests.digest_kind import DigestKind, read_hint
from findling.search.aggs.values.numeric_values import NumericValues
from findling.search.aggs.values.value_format import figure_members
from findling.search.aggs.values.values_source import ValuesSource


@register("median_absolute_deviation")
@dataclass(frozen=True, kw_only=True)
class MedianAbsoluteDeviationAggregation(Aggregation):
    """Partials are those of collected_values."""

    type_name = "median_absolute_deviation"
    partial_type = ValuesPartial

    source: ValuesSource
    kind: DigestKind

    @classmethod
    def parse(cls, name: str, params: NamedParameters) -> Self:
        """Reads the parameters; raises IllegalArgumentError."""
        compression = positive(params, "compression", params.number("compression", 1000.0), name)
        kind = DigestKind(compression, read_hint(params))
        item = cls(name=name, source=ValuesSource.parse(params), kind=kind)
        params.finish()
        return item

    def aggregator(self, ctx: AggregationContext, max_parents: int | None) -> Aggregator:
        """Returns the aggregator over the field's numbers."""
        return DeviationAggregator(plain_numbers(self.source, ctx.shard, self.type_name), ctx, self.kind)

    def empty(self) -> Partial:
        """Returns no values."""
        return nothing()

    def reduce(self, partials: Sequence[Partial], ctx: ReduceContext) -> Partial:
        """Puts the values together."""
        return merge(partials, self.kind)

    def render(self, partial: Partial, typed_keys: bool) -> dict[str, object]:
        """Returns the deviation."""
        return figure_members(partial["format"], "value", deviation(partial, self.kind))

    def figure(self, partial: Partial, names: Sequence[str], key: str | None) -> float:
        """Returns the deviation."""
        return (
            super().figure(partial, names, key)
            if names or key not in (None, "value")
            else deviation(partial, self.kind)
        )


class DeviationAggregator(SortedValuesAggregator):
    """Collects values; buckets can be ordered by their deviation."""

    def __init__(self, values: NumericValues, ctx: AggregationContext, kind: DigestKind) -> None:
        super().__init__(values, ctx, kind)
        self._deviation_kind = kind

    def figures(self, names: Sequence[str], key: str | None, n_buckets: int) -> NDArray[np.float64]:
        """Returns the deviations."""
        if names or key not in (None, "value"):
            return super().figures(names, key, n_buckets)
        return np.array(
            [deviation(self.partial(bucket), self._deviation_kind) for bucket in range(n_buckets)], np.float64
        )


def deviation(partial: Partial, kind: DigestKind) -> float:
    """Returns the median of |value - median|, NaN for no values; digested anew where the values are."""
    distances = np.abs(told_values(partial) - quantile(partial, 0.5))
    return quantile(regathered(partial, distances, kind), 0.5)
