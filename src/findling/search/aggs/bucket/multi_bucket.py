"""What aggregations with several buckets have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from findling.base.runs import run_starts
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator, Leaf, Partial
from findling.search.aggs.base.bucket_ords import BucketOrds, DenseBucketOrds, HashedBucketOrds
from findling.search.aggs.base.children import Children
from findling.search.aggs.base.reductions import Counts
from findling.search.aggs.base.rows import Rows
from findling.search.aggs.base.time_spans import NearestSpans, TimeSpans

if TYPE_CHECKING:
    from findling.search.aggs.base.aggregation import Aggregation

NO_BUCKET = -1
# count; key, owning bucket, slots and order of the table where there is one, which is a quarter empty
_BYTES_PER_COUNT = 8
_BYTES_PER_KEY = 48


class MultiBucketAggregator(Aggregator):
    """Numbers buckets, counts rows in them and hands the rows on.

    ords: how buckets are numbered; label: for the accounting of memory
    """

    def __init__(
        self, aggregation: Aggregation, ctx: AggregationContext, max_parents: int | None, ords: BucketOrds
    ) -> None:
        self.ctx = ctx
        self.ords = ords
        self.counts = Counts()
        self.label = f"<agg [{aggregation.name}]>"
        self._accounted = 0
        self._keeps_all = ctx.keeps_all and aggregation.keeps_buckets(ctx.buckets.max_buckets)
        is_hashed = isinstance(ords, HashedBucketOrds)
        # buckets that are numbered as they come up have documents, and can be counted before all is collected
        self._counts_early = self._keeps_all and is_hashed
        max_buckets = None
        if isinstance(ords, DenseBucketOrds) and max_parents is not None:
            max_buckets = max_parents * ords.n_own
        inner = replace(ctx, keeps_all=self._keeps_all, spans=self._nearest_spans())
        self.children = Children(aggregation.children, inner, max_buckets)
        own = _BYTES_PER_COUNT + (_BYTES_PER_KEY if is_hashed else 0)
        self._bytes_per_own_bucket = own + self.children.bytes_per_bucket

    def time_spans(self) -> TimeSpans | None:
        """Returns the spans of time that its buckets stand for, None for other buckets."""
        return None

    def _nearest_spans(self) -> NearestSpans | None:
        own, around = self.time_spans(), self.ctx.spans
        if own is not None:
            return NearestSpans(own, True)
        return None if around is None else around.further()

    def add(
        self,
        leaf: Leaf,
        rows: Rows,
        owners: NDArray[np.int32] | None,
        own: NDArray[np.int32] | NDArray[np.int64],
        weights: NDArray[np.int64] | None = None,
    ) -> None:
        """Puts rows into buckets.

        owners: (n,) numbers of rows, a row in several buckets several times; None: each row once, in order
        own: (n,) own ordinal or key of each
        weights: (n,) how often each counts; None: as often as its document does
        """
        buckets = self.ords.assign(own, rows.buckets_at(owners))
        n_buckets = self.ords.size(rows.n_buckets)
        self.account(n_buckets)
        if weights is None and leaf.doc_counts is not None:
            weights = leaf.weights(rows.docs_at(owners))
        self.counts.add(buckets, len(buckets), n_buckets, weights)
        if self.children:
            self.children.collect(leaf, rows.into(owners, buckets, n_buckets))

    def account(self, n_buckets: int) -> None:
        """Accounts for the buckets that have come up since the last call, before figures of them are kept.

        Raises CircuitBreakingError, and TooManyBucketsError if there are more than an answer may have.
        """
        new = n_buckets - self._accounted
        if new > 0:
            self.ctx.account(self._bytes_per_own_bucket * new, self.label)
            self._accounted = n_buckets
            if self._counts_early:
                self.ctx.buckets.note_buckets(new)

    def prepare(self) -> None:
        """Passes the call on."""
        self.children.prepare()

    def of_parent(self, parent: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Returns own ordinals, buckets and counts of all that may be in a parent, by own ordinal."""
        own, buckets = self.ords.of_parent(parent)
        counts = self.counts.upto(int(buckets[-1]) + 1 if isinstance(self.ords, DenseBucketOrds) else self.ords.size(0))
        return own, buckets, counts[buckets]

    def counted(self, parent: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Returns those of `of_parent` that have documents."""
        if isinstance(self.ords, DenseBucketOrds):
            first = parent * self.ords.n_own
            counts = self.counts.upto(first + self.ords.n_own)[first:]
            own = np.flatnonzero(counts)
            return own, own + first, counts[own]
        own, buckets, counts = self.of_parent(parent)
        some = np.flatnonzero(counts)
        return own[some], buckets[some], counts[some]

    def inner(self, buckets: Sequence[int]) -> list[Partial]:
        """Returns the children's partials of each bucket; NO_BUCKET for one that was never collected."""
        self.ctx.buckets.account_partials(len(buckets))
        if self._keeps_all and not self._counts_early:
            self.ctx.buckets.note_buckets(len(buckets))
        if not self.children:
            return [{} for _ in buckets]
        collected = iter(self.children.partials([bucket for bucket in buckets if bucket != NO_BUCKET]))
        return [self.children.empty() if bucket == NO_BUCKET else next(collected) for bucket in buckets]


def distinct_pairs(owners: NDArray[np.int32], own: NDArray[np.int64]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Drops repeats of the pair before: a document counts once per bucket, however many of its values fall into it.

    owners, own: (n,), equal pairs side by side
    """
    keep = run_starts(own, owners)
    return (owners, own) if keep.all() else (owners[keep], own[keep])
