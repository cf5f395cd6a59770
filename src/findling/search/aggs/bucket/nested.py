"""nested: from documents to their nested objects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import ParsingError
from findling.search.aggs.base.aggregation import register
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator, Leaf
from findling.search.aggs.base.children import SingleBucketAggregator
from findling.search.aggs.base.parameters import PathParameters
from findling.search.aggs.base.rows import Rows
from findling.search.aggs.bucket.single_bucket import SingleBucketAggregation


@register("nested")
@dataclass(frozen=True, kw_only=True)
class NestedAggregation(SingleBucketAggregation):
    """path: of the nested objects."""

    type_name = "nested"
    takes_samples = False
    is_transparent = True
    leaves_hits = True

    path: str

    @classmethod
    def parameters(cls, name: str, body: Mapping[str, object]) -> PathParameters:
        """Returns a reader by hand."""
        return PathParameters(cls.type_name, body, name)

    @classmethod
    def parse(cls, name: str, params: PathParameters) -> Self:
        """Reads the path."""
        path = params.text("path")
        params.finish()
        if path is None:
            raise ParsingError(f"Missing [path] field for nested aggregation [{name}]")
        return cls(name=name, path=path)

    def scope_inside(self, scope: str | None) -> str | None:
        """Returns its path."""
        return self.path

    def aggregator(self, ctx: AggregationContext, max_parents: int | None) -> Aggregator:
        """Returns the aggregator; children see nested documents."""
        return NestedAggregator(self, ctx, max_parents)


class NestedAggregator(SingleBucketAggregator):
    """Replaces each row by the nested objects that belong to its document."""

    def __init__(self, aggregation: NestedAggregation, ctx: AggregationContext, max_parents: int | None) -> None:
        super().__init__(aggregation, replace(ctx, scope=aggregation.path), max_parents)
        self._path = aggregation.path
        self._outer = ctx.scope

    def narrowed(self, leaf: Leaf, rows: Rows) -> Rows:
        """Returns one row per nested object and row of its document."""
        if self._path == self._outer:
            return rows.select(np.empty(0, np.int32))  # there are no such objects within themselves
        children = leaf.segment.nested(self._path).to_docs()
        owners = leaf.segment.nested(self._outer).to_docs()
        if len(children) == 0 or len(owners) == 0:
            return rows.select(np.empty(0, np.int32))
        # nested documents stand before the document that they belong to
        places = np.searchsorted(owners, children)
        within = places < len(owners)
        children, parents = children[within], owners[places[within]]
        return _joined(rows, children, parents)


def _joined(rows: Rows, children: NDArray[np.int32], parents: NDArray[np.int32]) -> Rows:
    """Returns for each row the children of its document. parents: (n_children,), non-decreasing."""
    docs = rows.doc_ids()
    low = np.searchsorted(parents, docs, side="left")
    counts = np.searchsorted(parents, docs, side="right") - low
    owners = np.repeat(np.arange(rows.size), counts)
    skipped = np.cumsum(counts) - counts
    places = np.arange(len(owners)) + (low - skipped)[owners]
    buckets = None if rows.buckets is None else rows.buckets[owners]
    return Rows(children[places], len(places), buckets, rows.n_buckets)
