"""boxplot: extremes, quartiles, and the whiskers: the outermost values within 1.5 times the box beside it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError
from findling.search.aggs.base.aggregation import Aggregation, Partial, register
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator
from findling.search.aggs.base.checks import not_negative
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.base.partials import ValuesPartial
from findling.search.aggs.base.reduce_context import ReduceContext
from findling.search.aggs.values.bound_numbers import plain_numbers
from findling.search.aggs.values.collected_values import SortedValuesAggregator, merge, nothing, quantile, told_values
from findling.search.aggs.values.digests.digest_kind import DigestKind, read_hint
from findling.search.aggs.values.histogram_values import HistogramValues
from findling.search.aggs.values.value_format import RAW, json_number, plain_text
from findling.search.aggs.values.values_source import ValuesSource, source_field

FIGURES: Final = ("min", "max", "q1", "q2", "q3", "lower", "upper")
_WHISKER: Final = 1.5  # boxes


@register("boxplot")
@dataclass(frozen=True, kw_only=True)
class BoxplotAggregation(Aggregation):
    """Partials are those of collected_values."""

    type_name = "boxplot"
    partial_type = ValuesPartial

    source: ValuesSource
    kind: DigestKind

    @classmethod
    def parse(cls, name: str, params: NamedParameters) -> Self:
        """Reads the parameters; raises IllegalArgumentError."""
        compression = not_negative(params, "compression", params.number("compression", 100.0), name)
        kind = DigestKind(compression, read_hint(params))
        item = cls(name=name, source=ValuesSource.parse(params), kind=kind)
        params.finish()
        return item

    def aggregator(self, ctx: AggregationContext, max_parents: int | None) -> Aggregator:
        """Returns the aggregator over the field's numbers."""
        return BoxplotAggregator(self, ctx)

    def empty(self) -> Partial:
        """Returns no values."""
        return nothing()

    def reduce(self, partials: Sequence[Partial], ctx: ReduceContext) -> Partial:
        """Puts the values together."""
        return merge(partials, self.kind)

    @property
    def has_several_figures(self) -> bool:
        return True

    def render(self, partial: Partial, typed_keys: bool) -> dict[str, object]:
        """Returns all figures, then their texts."""
        format, found = partial["format"], figures(partial)
        shown: dict[str, object] = {name: json_number(value) for name, value in found.items()}
        if format != RAW:
            shown |= {f"{name}_as_string": plain_text(format, value) for name, value in found.items()}
        return shown

    def figure(self, partial: Partial, names: Sequence[str], key: str | None) -> float:
        """Returns one of the figures; raises IllegalArgumentError for names of others."""
        return super().figure(partial, names, key) if names else self.figure_of(partial, key)

    def figure_of(self, partial: Partial, key: str | None) -> float:
        """Returns the figure of a name; raises IllegalArgumentError."""
        if key is None or key.lower() not in FIGURES:
            raise IllegalArgumentError(f"path not supported for [{self.name}]: [{key or ''}].")
        return figures(partial)[key.lower()]


class BoxplotAggregator(SortedValuesAggregator):
    """Collects values; buckets can be ordered by a figure."""

    def __init__(self, aggregation: BoxplotAggregation, ctx: AggregationContext) -> None:
        field = source_field(ctx.shard, aggregation.source)
        if field is not None and field.type.holds_histograms:
            super().__init__(HistogramValues(field, ctx.shard), ctx, aggregation.kind)
        else:
            numbers = plain_numbers(aggregation.source, ctx.shard, aggregation.type_name)
            super().__init__(numbers, ctx, aggregation.kind)
        self._aggregation = aggregation

    def prepare(self) -> None:
        """Sorts the values. Raises IllegalArgumentError for NaN and infinity."""
        super().prepare()
        odd = self.odd_value
        if odd is not None:
            raise IllegalArgumentError(f"Invalid value: {json_number(odd)}")

    def figures(self, names: Sequence[str], key: str | None, n_buckets: int) -> NDArray[np.float64]:
        """Returns the figure that the key names."""
        if names:
            return super().figures(names, key, n_buckets)
        found = [self._aggregation.figure_of(self.partial(bucket), key) for bucket in range(n_buckets)]
        return np.array(found, np.float64)


def figures(partial: Partial) -> dict[str, float]:
    """Returns the figures by name; without values they are infinite or NaN."""
    first, middle, third = (quantile(partial, quarter / 4) for quarter in (1, 2, 3))
    values = partial["values"]
    low, high = (float(values[0]), float(values[-1])) if len(values) else (math.inf, -math.inf)
    low, high = partial.get("bounds", (low, high))
    return dict(zip(FIGURES, (low, high, first, middle, third, *_whiskers(partial, first, third, high)), strict=True))


def _whiskers(partial: Partial, first: float, third: float, high: float) -> tuple[float, float]:
    """Returns the lowest value above the lower fence, NaN for none, and the highest that is not above the upper one."""
    reach = _WHISKER * (third - first)
    values = told_values(partial)
    above = int(np.searchsorted(values, first - reach, side="right"))
    beyond = int(np.searchsorted(values, third + reach, side="right"))
    lower = float(values[above]) if above < len(values) else math.nan
    return lower, float(values[beyond - 1]) if 0 < beyond < len(values) else high
