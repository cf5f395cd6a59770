"""reverse_nested: from nested objects back to the documents around them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from findling.base.errors import IllegalArgumentError
from findling.base.runs import distinct
from findling.search.aggs.base.aggregation import register
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator, Leaf
from findling.search.aggs.base.children import SingleBucketAggregator
from findling.search.aggs.base.parameters import PathParameters
from findling.search.aggs.base.rows import Rows
from findling.search.aggs.bucket.single_bucket import SingleBucketAggregation


@register("reverse_nested")
@dataclass(frozen=True, kw_only=True)
class ReverseNestedAggregation(SingleBucketAggregation):
    """path: the nested level to go back to; None: the root documents."""

    type_name = "reverse_nested"
    takes_samples = False

    path: str | None = None

    @classmethod
    def parameters(cls, name: str, body: Mapping[str, object]) -> PathParameters:
        """Returns a reader by hand."""
        return PathParameters(cls.type_name, body, name)

    @classmethod
    def parse(cls, name: str, params: PathParameters) -> Self:
        """Reads the path."""
        item = cls(name=name, path=params.text("path"))
        params.finish()
        return item

    def scope_inside(self, scope: str | None) -> str | None:
        """Returns the path that it goes back to."""
        return self.path

    def aggregator(self, ctx: AggregationContext, max_parents: int | None) -> Aggregator:
        """Returns the aggregator; raises IllegalArgumentError outside of `nested`."""
        if ctx.scope is None:
            raise IllegalArgumentError(
                f"Reverse nested aggregation [{self.name}] can only be used inside a [nested] aggregation"
            )
        return ReverseNestedAggregator(self, ctx, max_parents)


class ReverseNestedAggregator(SingleBucketAggregator):
    """Replaces the rows of each bucket by the distinct documents that their nested objects belong to."""

    def __init__(self, aggregation: ReverseNestedAggregation, ctx: AggregationContext, max_parents: int | None) -> None:
        super().__init__(aggregation, replace(ctx, scope=aggregation.path), max_parents)
        self._path = aggregation.path

    def narrowed(self, leaf: Leaf, rows: Rows) -> Rows:
        """Returns each document once per bucket."""
        owners = leaf.segment.nested(self._path).to_docs()
        places = np.searchsorted(owners, rows.doc_ids())
        within = np.flatnonzero(places < len(owners))
        docs = owners[places[within]].astype(np.int64)
        if rows.buckets is None:
            kept = distinct(docs)
            return Rows(kept.astype(np.int32), len(kept), None, rows.n_buckets)
        pairs = distinct(docs << 32 | rows.buckets[within])
        docs, buckets = pairs >> 32, pairs & 0xFFFFFFFF
        return Rows(docs.astype(np.int32), len(pairs), buckets.astype(np.int32), rows.n_buckets)
