"""global: all documents, whatever the query."""

from __future__ import annotations

from typing import Self

from findling.search.aggs.base.aggregation import register
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator, Leaf, SingleBucketAggregator
from findling.search.aggs.base.rows import Rows
from findling.search.aggs.bucket.single_bucket import SingleBucketAggregation
from findling.search.parameters import ObjectParameters


@register("global")
class GlobalAggregation(SingleBucketAggregation):
    """At the top level only."""

    type_name = "global"
    only_at_top = True

    @classmethod
    def parse(cls, name: str, params: ObjectParameters) -> Self:
        """Takes no parameters."""
        params.finish()
        return cls(name=name)

    def aggregator(self, ctx: AggregationContext, max_parents: int | None) -> Aggregator:
        """Returns the aggregator."""
        return GlobalAggregator(self, ctx, max_parents)


class GlobalAggregator(SingleBucketAggregator):
    """Takes the visible documents of each segment instead of the rows it is given."""

    def narrowed(self, leaf: Leaf, rows: Rows) -> Rows:
        """Returns all visible documents."""
        visible = leaf.segment.visible
        if visible is None:
            return Rows(None, leaf.segment.max_doc)
        docs = visible.to_docs()
        return Rows(docs, len(docs))
