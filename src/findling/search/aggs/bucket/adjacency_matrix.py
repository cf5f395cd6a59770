"""adjacency_matrix: a bucket for each of several queries and for each two of them that have documents in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final, Self

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

# buckets between two looks at whether the search is cancelled
_WINDOW: Final = 1024


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
        # the number of the first pair of each query; a pair itself is never held, for there may be millions
        self._starts = n + np.concatenate(([0], np.cumsum(np.arange(n - 1, 0, -1)))).astype(np.int64)
        super().__init__(aggregation, ctx, max_parents, DenseBucketOrds(n * (n + 1) // 2))
        self._keys = aggregation.keys
        self._separator = aggregation.separator
        self._filled = 0  # of one segment
        self._only_pairs = aggregation.show_only_intersecting
        self._weights = [filter_weight(query, ctx) for query in aggregation.queries]

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Puts rows into the buckets of the queries that they match, and of each two."""
        docs = rows.doc_ids()
        matches = [weight.filter(leaf.segment).contains(docs) for weight in self._weights]
        for number, found in enumerate([] if self._only_pairs else matches):
            self._put(leaf, rows, found, number)
        self._refuse_too_many(matches)
        some = [number for number, found in enumerate(matches) if found.any()]
        self._filled = 0
        for one, other in combinations(some, 2):
            number = int(self._starts[one]) + other - one - 1
            self._put(leaf, rows, matches[one] & matches[other], number)

    def _refuse_too_many(self, matches: Sequence[NDArray[np.bool_]]) -> None:
        """Raises TooManyBucketsError if the pairs that a single document is in are more than an answer may have."""
        numbers = np.zeros(len(matches[0]), np.int32)
        for found in matches:
            numbers += found
        most = int(numbers.max(initial=0))
        if most * (most - 1) // 2 > self.ctx.buckets.max_buckets:
            self.ctx.buckets.note_buckets(most * (most - 1) // 2)

    def _put(self, leaf: Leaf, rows: Rows, found: NDArray[np.bool_], number: int) -> None:
        chosen = np.flatnonzero(found).astype(np.int32)
        if not len(chosen):
            return
        self._filled += 1
        if self._filled % _WINDOW == 0:
            self.ctx.shard.check()
        if self._filled > self.ctx.buckets.max_buckets:
            # no more are made than an answer may have
            self.ctx.buckets.note_buckets(self._filled)
        self.add(leaf, rows, chosen, np.full(len(chosen), number, np.int32))

    def partials(self, buckets: Sequence[int]) -> list[Partial]:
        """Returns the buckets with documents of each owning bucket."""
        return [self._partial(parent) for parent in buckets]

    def _partial(self, parent: int) -> Partial:
        own, buckets, counts = self.counted(parent)
        rows = zip(own.tolist(), counts.tolist(), self.inner(buckets.tolist()), strict=True)
        return {"buckets": [{"key": self._name(number), "count": n, "aggs": aggs} for number, n, aggs in rows]}

    def _name(self, number: int) -> str:
        if number < len(self._keys):
            return self._keys[number]
        one = int(np.searchsorted(self._starts, number, side="right")) - 1
        other = one + 1 + number - int(self._starts[one])
        return f"{self._keys[one]}{self._separator}{self._keys[other]}"


def _queries(filters: Mapping[str, object]) -> dict[str, Query]:
    entries = ObjectParameters("filters", filters)
    nothing: Query = MatchAllQuery()
    return {key: entries.read(key, parse_query, nothing) for key in filters}
