"""Base of min, max, sum, avg, stats and extended_stats."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Self

from findling.search.aggs.base.aggregation import Partial
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.base.partials import FiguresPartial
from findling.search.aggs.base.reduce_context import ReduceContext
from findling.search.aggs.base.scaling import scaled_count
from findling.search.aggs.metric.figures import FigureAggregator, Parts, merged
from findling.search.aggs.metric.many_aggregators import ManyFiguresAggregator
from findling.search.aggs.values.bound_numbers import numeric_values
from findling.search.aggs.values.many_figures import many_figures
from findling.search.aggs.values.sourced_aggregation import SourcedAggregation
from findling.search.aggs.values.value_format import RAW, figure_members
from findling.search.aggs.values.values_source import ValuesSource

_OF_NOTHING: Final = {"min": math.inf, "max": -math.inf}


@dataclass(frozen=True, kw_only=True)
class FigureAggregation(SourcedAggregation):
    """Figures over the numbers of one field; partials are those of FigureAggregator.

    parts: what has to be collected; own_key: the figure that the name alone stands for, None for several
    """

    parts: ClassVar[Parts]
    own_key: ClassVar[str | None] = None
    partial_type = FiguresPartial

    @classmethod
    def parse(cls, name: str, params: NamedParameters) -> Self:
        """Reads field, missing and format."""
        item = cls(name=name, source=ValuesSource.parse(params), **cls.more(name, params))
        params.finish()
        return item

    @classmethod
    def more(cls, name: str, params: NamedParameters) -> dict[str, Any]:
        """Returns further members read from the parameters."""
        return {}

    def aggregator(self, ctx: AggregationContext, max_parents: int | None) -> Aggregator:
        """Returns a FigureAggregator, of one figure also over values that stand for many."""
        many = None if self.own_key is None else many_figures(self.source, ctx.shard)
        if many is not None and self.own_key is not None:
            return ManyFiguresAggregator(many, self.parts, self.own_key)
        return FigureAggregator(numeric_values(self.source, ctx.shard, self.type_name), self.parts, self.own_key)

    def empty(self) -> Partial:
        """Returns the figures of no values."""
        return {"count": 0, "min": None, "max": None, "sum": 0.0, "squares": 0.0, "format": RAW}

    def reduce(self, partials: Sequence[Partial], ctx: ReduceContext) -> Partial:
        """Merges the figures."""
        return merged(partials)

    def scaled(self, partial: Partial, share: float) -> Partial:
        """Returns the figures with number and sums of values scaled."""
        sums: Partial = {name: partial[name] / share for name in ("sum", "squares") if name in partial}
        return {**partial, "count": scaled_count(partial["count"], share), **sums}

    @property
    def has_several_figures(self) -> bool:
        """Whether none of its figures is the one that its name stands for."""
        return self.own_key is None

    def figure_meant(self, key: str | None) -> str | None:
        """Returns the figure; the statistics take the aggregation's name for one."""
        return self.name if key is None and self.own_key is None else key

    def no_such_figure(self, key: str) -> str:
        """Returns what is said of a figure that there is not."""
        if self.own_key is not None:
            return super().no_such_figure(key)
        return f"No enum constant org.elasticsearch.search.aggregations.metrics.InternalStats.Metrics.{key}"

    def figure(self, partial: Partial, names: Sequence[str], key: str | None) -> float:
        """Returns one of the figures."""
        if names or (self.own_key is not None and key not in (None, "value")):
            return super().figure(partial, names, key)
        value = self.values(partial).get((self.own_key or "") if key in (None, "value") else key)
        if value is None and key not in (None, "value", *self.values(partial)):
            return super().figure(partial, names, key)
        if value is None:
            # those of nothing sort as the extremes that they began with
            return _OF_NOTHING.get((self.own_key or "") if key in (None, "value") else key or "", math.nan)
        return float(value)

    def values(self, partial: Partial) -> Mapping[str, float | None]:
        """Returns the figures by name."""
        count = partial["count"]
        figures: dict[str, float | None] = {"count": count}
        if "min" in partial:
            figures |= {"min": partial["min"], "max": partial["max"]}
        if "sum" in partial:
            figures |= {"avg": partial["sum"] / count if count else None, "sum": partial["sum"]}
        return figures

    def render(self, partial: Partial, typed_keys: bool) -> dict[str, object]:
        """Returns `value` of the one figure."""
        return figure_members(partial["format"], "value", self.values(partial)[self.own_key or ""])
