"""adjacency_matrix: a bucket for each of several queries and for each two of them that have documents in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError, IllegalStateError
from findling.search.aggs.base.aggregation import Partial, register
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator, Leaf
from findling.search.aggs.base.bucket_ords import DenseBucketOrds
from findling.search.aggs.base.matching_rows import filter_weight
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.base.rows import Rows
from findling.search.aggs.bucket.keyed_buckets import KeyedBucketsAggregation
from findling.search.aggs.bucket.multi_bucket import MultiBucketAggregator
from findling.search.parameters import ObjectParameters
from findling.search.query.base import MAX_CLAUSE_COUNT, Query, parse_query
from findling.search.query.match_all import MatchAllQuery


@register("adjacency_matrix")
@dataclass(frozen=True, kw_only=True)
class AdjacencyMatrixAggregation(KeyedBucketsAggregation):
    """Partial: {"buckets": [{"key", "count", "aggs"}]} of those with documents, by key.

    keys: names of the queries, sorted
    show_only_intersecting: leaves the buckets of single queries out, as in OpenSearch
    """

    type_name = "adjacency_matrix"

    queries: Sequence[Query]
    keys: Sequence[str]
    separator: str
    show_only_intersecting: bool = False

    @classmethod
    def parse(cls, name: str, params: NamedParameters) -> Self:
        """Reads the parameters; raises XContentParseError, IllegalStateError."""
        filters = params.take("filters")
        if isinstance(filters, list):
            fault = "[filters] doesn't support arrays. Use a single object with multiple fields."
            raise params.refused("filters", IllegalArgumentError(fault))
        if filters is not None and not isinstance(filters, Mapping):
            raise params.wrong_token("filters", filters)
        separator = params.text("separator", "&") or "&"
        only_pairs = params.boolean("show_only_intersecting", False)
        params.finish()
        if not filters:
            raise IllegalStateError(f"[{name}] is missing : filters parameter")
        if len(filters) > MAX_CLAUSE_COUNT:
            raise IllegalArgumentError(
                f"Number of filters is too large, must be less than or equal to: [{MAX_CLAUSE_COUNT}] but was "
                f"[{len(filters)}]. This limit can be set by changing the [indices.query.bool.max_clause_count] "
                "setting."
            )
        keys = sorted(filters)
        queries = params.read("filters", _queries, dict[str, Query]())
        return cls(
            name=name,
            queries=[queries[key] for key in keys],
            keys=keys,
            separator=separator,
            show_only_intersecting=only_pairs,
        )

    def aggregator(self, ctx: AggregationContext, max_parents: int | None) -> Aggregator:
        """Returns the aggregator with the queries' weights."""
        return AdjacencyMatrixAggregator(self, ctx, max_parents)

    def render(self, partial: Partial, typed_keys: bool) -> dict[str, object]:
        """Returns the buckets."""
        return {"buckets": self.shown(partial, typed_keys, str)}


class AdjacencyMatrixAggregator(MultiBucketAggregator):
    """Own ordinals number the queries, then each two of them."""

    def __init__(
        self, aggregation: AdjacencyMatrixAggregation, ctx: AggregationContext, max_parents: int | None
    ) -> None:
        n = len(aggregation.queries)
        self._pairs = [(one, other) for one in range(n) for other in range(one + 1, n)]
        super().__init__(aggregation, ctx, max_parents, DenseBucketOrds(n + len(self._pairs)))
        keys = aggregation.keys
        self._names = [*keys, *(f"{keys[one]}{aggregation.separator}{keys[other]}" for one, other in self._pairs)]
        self._only_pairs = aggregation.show_only_intersecting
        self._weights = [filter_weight(query, ctx) for query in aggregation.queries]

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Puts rows into the buckets of the queries that they match, and of each two."""
        docs = rows.doc_ids()
        matches = [weight.filter(leaf.segment).contains(docs) for weight in self._weights]
        for number, found in enumerate([] if self._only_pairs else matches):
            self._put(leaf, rows, found, number)
        for number, (one, other) in enumerate(self._pairs, len(matches)):
            self._put(leaf, rows, matches[one] & matches[other], number)

    def _put(self, leaf: Leaf, rows: Rows, found: NDArray[np.bool_], number: int) -> None:
        chosen = np.flatnonzero(found).astype(np.int32)
        self.add(leaf, rows, chosen, np.full(len(chosen), number, np.int32))

    def partials(self, buckets: Sequence[int]) -> list[Partial]:
        """Returns the buckets with documents of each owning bucket."""
        return [self._partial(parent) for parent in buckets]

    def _partial(self, parent: int) -> Partial:
        own, buckets, counts = self.counted(parent)
        rows = zip(own.tolist(), counts.tolist(), self.inner(buckets.tolist()), strict=True)
        return {"buckets": [{"key": self._names[number], "count": n, "aggs": aggs} for number, n, aggs in rows]}


def _queries(filters: Mapping[str, object]) -> dict[str, Query]:
    entries = ObjectParameters("filters", filters)
    nothing: Query = MatchAllQuery()
    return {key: entries.read(key, parse_query, nothing) for key in filters}
