"""global: all documents, whatever the query."""

from __future__ import annotations

from typing import Self

import numpy as np

from findling.base.errors import MisplacedAggregationError, ParsingError
from findling.base.json_values import json_token
from findling.search.aggs.base.aggregation import register
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator, Leaf
from findling.search.aggs.base.children import SingleBucketAggregator
from findling.search.aggs.base.rows import Rows
from findling.search.aggs.bucket.single_bucket import SingleBucketAggregation
from findling.search.parameters import ObjectParameters


@register("global")
class GlobalAggregation(SingleBucketAggregation):
    """At the top level only."""

    type_name = "global"
    takes_samples = False
    only_at_top = True

    @classmethod
    def parse(cls, name: str, params: ObjectParameters) -> Self:
        """Takes no parameters. Raises ParsingError."""
        for value in params.whole().values():
            raise ParsingError(
                f"Expected [FIELD_NAME] under a [START_OBJECT], but got a [{json_token(value)}] in [{name}]"
            )
        return cls(name=name)

    def aggregator(self, ctx: AggregationContext, max_parents: int | None) -> Aggregator:
        """Returns the aggregator. Raises MisplacedAggregationError below another."""
        above = [parent for parent in ctx.parents if parent is not self]
        if above:
            raise MisplacedAggregationError(
                f"Aggregation [{above[-1].name}] cannot have a global sub-aggregation [{self.name}]. Global "
                "aggregations can only be defined as top level aggregations"
            )
        return GlobalAggregator(self, ctx, max_parents)


class GlobalAggregator(SingleBucketAggregator):
    """Takes the documents that there are instead of the rows it is given; all score 1."""

    def __init__(self, aggregation: GlobalAggregation, ctx: AggregationContext, max_parents: int | None) -> None:
        super().__init__(aggregation, ctx, max_parents)
        self._seen = ctx.seen

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Hands on all documents, scored as a query that matches all does."""
        everything = self.narrowed(leaf, rows)
        scores = np.ones(everything.size, np.float32)
        super().collect(Leaf(leaf.segment, everything.docs, scores, leaf.doc_counts), rows)

    def narrowed(self, leaf: Leaf, rows: Rows) -> Rows:
        """Returns all visible documents that aliases do not hide."""
        visible = leaf.segment.visible
        if self._seen is not None:
            docs = self._seen.filter(leaf.segment).restrict(visible).docs()
        elif visible is None:
            return Rows(None, leaf.segment.max_doc)
        else:
            docs = visible.to_docs()
        return Rows(docs, len(docs))
