"""Collects multi_terms: chooses a shard's combinations as terms are chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from findling.search.aggs.base.aggregator import AggregationContext, Partial
from findling.search.aggs.base.path import AggregationPath
from findling.search.aggs.bucket.combined.combined_keys import CombinedKeysAggregator
from findling.search.aggs.bucket.composite_source import BoundSource

if TYPE_CHECKING:
    from findling.search.aggs.bucket.combined.multi_terms import MultiTermsAggregation


class MultiTermsAggregator(CombinedKeysAggregator):
    """The first `shard_size` combinations in the order that the request asks for."""

    def __init__(
        self,
        aggregation: MultiTermsAggregation,
        ctx: AggregationContext,
        max_parents: int | None,
        sources: Sequence[BoundSource],
    ) -> None:
        super().__init__(aggregation, ctx, max_parents, sources)
        self._aggregation = aggregation

    def partials(self, buckets: Sequence[int]) -> list[Partial]:
        """Returns the first combinations of each owning bucket."""
        return [self._partial(parent) for parent in buckets]

    def _partial(self, parent: int) -> Partial:
        spec = self._aggregation
        chosen, columns = self.combinations(parent)
        counts = self.counts.upto(len(self.ords))[chosen]
        total = int(counts.sum())
        if spec.order.is_count_desc and len(counts) > 4 * spec.shard_size:
            least = np.partition(counts, -spec.shard_size)[-spec.shard_size]
            frequent = np.flatnonzero(counts >= least)
            chosen, columns, counts = chosen[frequent], [column[frequent] for column in columns], counts[frequent]
        ranks = _ranks(columns)
        first = spec.order.ranked(ranks, counts, lambda path: self._figures(path, chosen), spec.shard_size)
        chosen, columns, counts = chosen[first], [column[first] for column in columns], counts[first]
        keys = zip(*(self.raw_keys(s, column) for s, column in zip(self.sources, columns, strict=True)), strict=True)
        of_bucket = counts.tolist()
        return {
            "kind": spec.type_name,
            "format": None,
            "buckets": [
                {"key": key, "text": self._shown(key), "count": count, "error": 0, "aggs": aggs}
                for key, count, aggs in zip(keys, of_bucket, self.inner(chosen.tolist()), strict=True)
            ],
            "other": total - sum(of_bucket),
            "error": 0,
        }

    def _figures(self, path: AggregationPath, buckets: NDArray[np.intp]) -> NDArray[np.float64]:
        if len(buckets) == 0:
            return np.empty(0)
        return self.children.figures(path.names, path.key, int(buckets.max()) + 1)[buckets]

    def _shown(self, key: Sequence[Any]) -> list[object]:
        return [source.shown(value) for source, value in zip(self.sources, key, strict=True)]


def _ranks(columns: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Returns the place of each combination in the order of keys, the first source's first."""
    ranks = np.empty(len(columns[0]) if columns else 0, np.int64)
    ranks[np.lexsort(columns[::-1])] = np.arange(len(ranks))
    return ranks
