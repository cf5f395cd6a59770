"""The best documents of each owning bucket, kept until all segments are collected and handed on then."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError
from findling.search.aggs.base.aggregation import Aggregation
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator, Leaf, Partial
from findling.search.aggs.base.children import Children
from findling.search.aggs.base.rows import Rows
from findling.search.collector.field_docs import smallest

# candidates that are kept at most, in times of what will be left, before those that cannot be left are dropped
_SLACK: Final = 4
_LEAST_KEPT: Final = 10_000

# (leaf, docs) -> (n,) int64 what documents must not have in common, equal for equal values of all segments
KeysOf = Callable[[Leaf, NDArray[np.int32]], NDArray[np.int64]]


@dataclass(frozen=True, slots=True)
class Diversity:
    """At most `most` documents of a bucket with the same key."""

    most: int
    keys_of: KeysOf


@dataclass(slots=True)
class _Candidates:
    """Rows of several leaves. leaves: (n,) int32 numbers of leaves; keys: zeros where nobody looks at them."""

    buckets: NDArray[np.int32]
    scores: NDArray[np.float32]
    leaves: NDArray[np.int32]
    docs: NDArray[np.int32]
    keys: NDArray[np.int64]

    def at(self, places: NDArray[np.intp]) -> _Candidates:
        """Returns some of them."""
        return _Candidates(*(column[places] for column in self.columns()))

    def columns(self) -> Sequence[NDArray[Any]]:
        """Returns the columns."""
        return self.buckets, self.scores, self.leaves, self.docs, self.keys


def _together(parts: Sequence[_Candidates]) -> _Candidates:
    return _Candidates(*(np.concatenate(columns) for columns in zip(*(part.columns() for part in parts), strict=True)))


class BestDocsAggregator(Aggregator):
    """Single buckets with the documents that score best; of those that score the same the first ones.

    size: documents per bucket; diversity: None for any documents
    """

    def __init__(
        self,
        aggregation: Aggregation,
        ctx: AggregationContext,
        max_parents: int | None,
        size: int,
        diversity: Diversity | None,
    ) -> None:
        self.children = Children(aggregation.children, ctx, max_parents)
        self.bytes_per_bucket = 16 + self.children.bytes_per_bucket
        self._deferred = [item.name for item in aggregation.children.items]
        self._size = size
        self._diversity = diversity
        self._leaves: list[Leaf] = []
        self._kept: list[_Candidates] = []
        self._n_kept = 0
        self._n_left = 0
        self._n_buckets = 1
        self._counts: NDArray[np.int64] = np.zeros(0, np.int64)

    def debug(self) -> dict[str, Any]:
        return {"deferred_aggregators": self._deferred} if self._deferred else {}

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Keeps the rows as candidates. Raises IllegalArgumentError for samples of nothing, and for nothing."""
        if not self._deferred:
            raise IllegalArgumentError("Sampler aggregation must be used with child aggregations.")
        if self._size <= 0 and rows.size:
            raise IllegalArgumentError(
                "numHits must be > 0; please use TotalHitCountCollectorManager if you just need the total hit count"
            )
        if self._diversity is None and rows.buckets is None and rows.size > _SLACK * self._size:
            best = smallest([-leaf.scores_of(rows.doc_ids())], self._size)
            rows = rows.select(np.sort(best).astype(np.int32))
        docs = rows.doc_ids()
        buckets = np.zeros(rows.size, np.int32) if rows.buckets is None else rows.buckets
        keys = np.zeros(rows.size, np.int64) if self._diversity is None else self._diversity.keys_of(leaf, docs)
        number = np.full(rows.size, len(self._leaves), np.int32)
        self._leaves.append(leaf)
        self._kept.append(_Candidates(buckets, leaf.scores_of(docs), number, docs, keys))
        self._n_kept += rows.size
        self._n_buckets = max(self._n_buckets, rows.n_buckets)
        if self._n_kept > max(_LEAST_KEPT, _SLACK * self._n_left):
            self._prune()

    def _prune(self) -> None:
        best = self._best()
        self._kept, self._n_kept, self._n_left = [best], len(best.docs), len(best.docs)

    def _best(self) -> _Candidates:
        """Returns the candidates that are the best so far, by bucket."""
        every = _together(self._kept)
        if self._diversity is None and self._n_buckets == 1:
            # leaves come one after the other, and their documents in order
            return every.at(smallest([-every.scores], self._size))
        ranked = every.at(np.lexsort((every.docs, every.leaves, -every.scores, every.buckets)))
        if self._diversity is not None:
            ranked = ranked.at(np.flatnonzero(_rank_within(ranked.buckets, ranked.keys) < self._diversity.most))
        return ranked.at(np.flatnonzero(_rank_within(ranked.buckets, np.zeros_like(ranked.keys)) < self._size))

    def prepare(self) -> None:
        """Hands the best documents on, leaf by leaf."""
        if self._kept:
            self._prune()
            best = self._kept[0]
            self._counts = np.bincount(best.buckets, minlength=self._n_buckets)
            for number, leaf in enumerate(self._leaves):
                places = np.flatnonzero(best.leaves == number)
                places = places[np.argsort(best.docs[places], kind="stable")]
                rows = Rows(best.docs[places], len(places), best.buckets[places], self._n_buckets)
                self.children.collect(leaf, rows)
        self.children.prepare()

    def partials(self, buckets: Sequence[int]) -> list[Partial]:
        """Returns count and children of each bucket."""
        inner = self.children.partials(buckets)
        n = len(self._counts)
        counts = [int(self._counts[bucket]) if bucket < n else 0 for bucket in buckets]
        return [{"count": count, "aggs": aggs} for count, aggs in zip(counts, inner, strict=True)]


def _rank_within(buckets: NDArray[np.int32], keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """Returns how many rows before each are of the same bucket and key."""
    order = np.lexsort((keys, buckets))
    changed = np.ones(len(order), np.bool_)
    if len(order) > 1:
        one, other = order[1:], order[:-1]
        changed[1:] = (buckets[one] != buckets[other]) | (keys[one] != keys[other])
    starts = np.flatnonzero(changed)
    numbers = np.arange(len(order))
    ranks = np.empty(len(order), np.int64)
    ranks[order] = numbers - np.repeat(starts, np.diff(np.append(starts, len(order))))
    return ranks
