"""value_count: the number of values of a field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from findling.search.aggs.base.aggregation import Aggregation, Partial, register
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator, Leaf
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.base.partials import CountPartial
from findling.search.aggs.base.reduce_context import ReduceContext
from findling.search.aggs.base.reductions import Counts
from findling.search.aggs.base.rows import Rows
from findling.search.aggs.base.scaling import scaled_count
from findling.search.aggs.values.any_values import Owners, value_owners
from findling.search.aggs.values.many_figures import ManyFigures, many_figures
from findling.search.aggs.values.values_source import ValuesSource


@register("value_count")
@dataclass(frozen=True, kw_only=True)
class ValueCountAggregation(Aggregation):
    """Partial: {"count"}."""

    type_name = "value_count"
    partial_type = CountPartial

    source: ValuesSource

    @classmethod
    def parse(cls, name: str, params: NamedParameters) -> Self:
        """Reads field and missing."""
        item = cls(name=name, source=ValuesSource.parse(params))
        params.finish()
        return item

    def aggregator(self, ctx: AggregationContext, max_parents: int | None) -> Aggregator:
        """Returns the counter."""
        many = many_figures(self.source, ctx.shard)
        if many is not None:
            return ManyCountAggregator(many)
        return ValueCountAggregator(value_owners(self.source, ctx.shard, self.type_name))

    def empty(self) -> Partial:
        """Returns zero."""
        return {"count": 0}

    def reduce(self, partials: Sequence[Partial], ctx: ReduceContext) -> Partial:
        """Adds the counts."""
        return {"count": sum(partial["count"] for partial in partials)}

    def scaled(self, partial: Partial, share: float) -> Partial:
        """Returns the partial with the count scaled."""
        return {**partial, "count": scaled_count(partial["count"], share)}

    def render(self, partial: Partial, typed_keys: bool) -> dict[str, object]:
        """Returns the count."""
        return {"value": partial["count"]}

    def figure(self, partial: Partial, names: Sequence[str], key: str | None) -> float:
        """Returns the count."""
        return super().figure(partial, names, key) if names or key not in (None, "value") else float(partial["count"])


class ValueCountAggregator(Aggregator):
    """Counts values per bucket."""

    def __init__(self, owners: Owners) -> None:
        self._owners = owners
        self._counts = Counts()

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Counts the values of the rows."""
        owners = self._owners.owners(leaf, rows.docs)
        self._counts.add(rows.buckets_at(owners), rows.size if owners is None else len(owners), rows.n_buckets)

    def partials(self, buckets: Sequence[int]) -> list[Partial]:
        """Returns the count of each bucket."""
        counts = self._counts.upto(max(buckets, default=-1) + 1)
        return [{"count": int(counts[bucket])} for bucket in buckets]

    def figures(self, names: Sequence[str], key: str | None, n_buckets: int) -> NDArray[np.float64]:
        """Returns the counts."""
        if names or key not in (None, "value"):
            return super().figures(names, key, n_buckets)
        return self._counts.upto(n_buckets).astype(np.float64)


class ManyCountAggregator(ValueCountAggregator):
    """Counts what values stand for."""

    def __init__(self, figures: ManyFigures) -> None:
        self._figures = figures
        self._counts = Counts()

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Counts what the values of the rows stand for."""
        _, counts, owners = self._figures.read(leaf, rows.docs, "value_count")
        self._counts.add(rows.buckets_at(owners), len(counts), rows.n_buckets, counts)
