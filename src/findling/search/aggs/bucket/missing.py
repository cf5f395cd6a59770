"""missing: the documents without a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from findling.search.aggs.base.aggregation import register
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator, Leaf
from findling.search.aggs.base.children import SingleBucketAggregator
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.base.rows import Rows
from findling.search.aggs.bucket.single_bucket import SingleBucketAggregation
from findling.search.aggs.values.any_values import value_owners
from findling.search.aggs.values.sourced_aggregation import SourcedAggregation
from findling.search.aggs.values.values_source import ValuesSource, refuse_counter, source_field


@register("missing")
@dataclass(frozen=True, kw_only=True)
class MissingAggregation(SingleBucketAggregation, SourcedAggregation):
    """source: the field that has no value; with its `missing` every document has one."""

    type_name = "missing"
    takes_samples = False

    @classmethod
    def parse(cls, name: str, params: NamedParameters) -> Self:
        """Reads field and missing."""
        item = cls(name=name, source=ValuesSource.parse(params))
        params.finish()
        return item

    def aggregator(self, ctx: AggregationContext, max_parents: int | None) -> Aggregator:
        """Returns the aggregator bound to the field."""
        refuse_counter(source_field(ctx.shard, self.source), self.type_name)
        return MissingAggregator(self, ctx, max_parents)


class MissingAggregator(SingleBucketAggregator):
    """Keeps the rows whose documents have no value."""

    def __init__(self, aggregation: MissingAggregation, ctx: AggregationContext, max_parents: int | None) -> None:
        self._owners = value_owners(aggregation.source, ctx.shard, aggregation.type_name)
        super().__init__(aggregation, ctx, max_parents)

    def narrowed(self, leaf: Leaf, rows: Rows) -> Rows:
        """Returns the rows without a value."""
        owners = self._owners.owners(leaf, rows.docs)
        if owners is None:
            return rows.select(np.empty(0, np.int32))
        without = np.ones(rows.size, np.bool_)
        without[owners] = False
        return rows.select(np.flatnonzero(without).astype(np.int32))
