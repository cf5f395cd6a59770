"""Collects composite: combinations of keys get their ordinals source by source."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from findling.search.aggs.base.aggregator import AggregationContext, Leaf, Partial
from findling.search.aggs.base.bucket_ords import HashedBucketOrds
from findling.search.aggs.base.rows import Rows
from findling.search.aggs.bucket.composite_after import AfterKey, after_keys
from findling.search.aggs.bucket.composite_source import MISSING, BoundSource
from findling.search.aggs.bucket.multi_bucket import MultiBucketAggregator

if TYPE_CHECKING:
    from findling.search.aggs.bucket.composite import CompositeAggregation


class CompositeAggregator(MultiBucketAggregator):
    """The ordinals of the first sources are the parents of the next one's; those of the last are the buckets."""

    ords: HashedBucketOrds

    def __init__(
        self,
        aggregation: CompositeAggregation,
        ctx: AggregationContext,
        max_parents: int | None,
        sources: Sequence[BoundSource],
    ) -> None:
        super().__init__(aggregation, ctx, max_parents, HashedBucketOrds())
        self._aggregation = aggregation
        self._sources = sources
        self._levels = [HashedBucketOrds() for _ in sources[:-1]] + [self.ords]
        self._columns: list[NDArray[np.int64]] | None = None
        self._owners = np.empty(0, np.int64)
        after = aggregation.after
        self._after = None if after is None else after_keys(aggregation.name, sources, after)

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Puts rows into the buckets of all combinations of their documents' keys."""
        chosen: NDArray[np.int32] = np.arange(rows.size, dtype=np.int32)
        combined = rows.buckets
        for source, level in zip(self._sources, self._levels, strict=True):
            keys, owners = _with_missing(source, *source.read(leaf, rows.docs), rows.size)
            if owners is None:
                own = keys[chosen]
            else:
                places, repeated = _joined(owners, chosen, rows.size)
                own, chosen = keys[places], chosen[repeated]
                combined = None if combined is None else combined[repeated]
            combined = level.assign(own, combined)
        assert combined is not None
        n_buckets = len(self.ords)
        distinct, first = np.unique(chosen.astype(np.int64) << 32 | combined, return_index=True)
        if len(distinct) < len(chosen):
            chosen, combined = chosen[first], combined[first]
        self.account(n_buckets)
        weights = None if leaf.doc_counts is None else leaf.weights(rows.docs_at(chosen))
        self.counts.add(combined, len(combined), n_buckets, weights)
        if self.children:
            self.children.collect(leaf, rows.into(chosen, combined, n_buckets))

    def prepare(self) -> None:
        """Lists the keys of all combinations."""
        super().prepare()
        at: NDArray[Any] = np.arange(len(self.ords))
        columns: list[NDArray[np.int64]] = []
        for level in reversed(self._levels):
            columns.insert(0, level.keys()[at])
            at = level.parents()[at]
        self._columns, self._owners = columns, at.astype(np.int64)

    def partials(self, buckets: Sequence[int]) -> list[Partial]:
        """Returns the first `size` buckets behind `after` of each owning bucket."""
        return [self._partial(parent) for parent in buckets]

    def _partial(self, parent: int) -> Partial:
        chosen = np.flatnonzero(self._owners == parent)
        columns = [column[chosen] for column in self._columns or []]
        if self._after is not None:
            behind = self._behind(columns, self._after)
            chosen, columns = chosen[behind], [column[behind] for column in columns]
        ranks = [_rank(source, column) for source, column in zip(self._sources, columns, strict=True)]
        order = np.lexsort([part for rank in reversed(ranks) for part in reversed(rank)])[: self._aggregation.size]
        chosen, columns = chosen[order], [column[order] for column in columns]
        counts = self.counts.upto(len(self.ords))[chosen].tolist()
        keys = zip(*(self._raw(s, column) for s, column in zip(self._sources, columns, strict=True)), strict=True)
        return {
            "buckets": [
                {"key": list(key), "shown": self._shown(key), "count": count, "aggs": aggs}
                for key, count, aggs in zip(keys, counts, self.inner(chosen.tolist()), strict=True)
            ]
        }

    def _raw(self, source: BoundSource, column: NDArray[np.int64]) -> list[object]:
        pairs = zip(column.tolist(), _is_missing(source, column).tolist(), strict=True)
        return [None if missing else source.raw(key) for key, missing in pairs]

    def _shown(self, key: Sequence[object]) -> list[Any]:
        pairs = zip(self._sources, key, strict=True)
        return [None if value is None else source.shown(value) for source, value in pairs]

    def _behind(self, columns: Sequence[NDArray[np.int64]], after: Sequence[AfterKey]) -> NDArray[np.bool_]:
        """Returns which combinations come after the key given."""
        n = len(columns[0])
        later, tied = np.zeros(n, np.bool_), np.ones(n, np.bool_)
        for source, column, key in zip(self._sources, columns, after, strict=True):
            beyond, equal = _compared(source, column, key)
            later |= tied & beyond
            tied &= equal
        return later


def _compared(source: BoundSource, column: NDArray[np.int64], after: AfterKey) -> tuple[NDArray[Any], NDArray[Any]]:
    """Returns which keys come after one, and which are equal to it."""
    missing = _is_missing(source, column)
    first = source.source.missing_first
    if after is None:
        return (~missing if first else np.zeros(len(column), np.bool_)), missing
    key, exact = after
    equal = (column == key) & ~missing & exact
    if source.source.ascending:
        beyond = (column > key) | ((column == key) & (not exact))
    else:
        beyond = column < key
    return np.where(missing, not first, beyond), equal


def _rank(source: BoundSource, column: NDArray[np.int64]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Returns what the keys sort by: whether missing, then the key."""
    missing = _is_missing(source, column)
    place = ~missing if source.source.missing_first else missing
    return place, np.where(missing, 0, column if source.source.ascending else ~column)


def _is_missing(source: BoundSource, column: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Returns which keys stand for no value; without buckets for these the least number is a number."""
    if not source.source.missing_bucket:
        return np.zeros(len(column), np.bool_)
    missing: NDArray[np.bool_] = column == MISSING
    return missing


def _with_missing(
    source: BoundSource, keys: NDArray[np.int64], owners: NDArray[np.int32] | None, n_rows: int
) -> tuple[NDArray[np.int64], NDArray[np.int32] | None]:
    """Adds the key MISSING for rows without value, if the source wants them. Owners stay non-decreasing."""
    if owners is None:
        return keys, owners
    if source.source.missing_bucket:
        has = np.zeros(n_rows, np.bool_)
        has[owners] = True
        without = np.flatnonzero(~has).astype(np.int32)
        keys = np.concatenate((keys, np.full(len(without), MISSING, np.int64)))
        owners = np.concatenate((owners, without))
    if bool((owners[1:] < owners[:-1]).any()):
        order = np.argsort(owners, kind="stable")
        keys, owners = keys[order], owners[order]
    return keys, owners


def _joined(
    owners: NDArray[np.int32], chosen: NDArray[np.int32], n_rows: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Joins the combinations so far with the values of their rows.

    Returns for each new combination the place of its value, and that of the combination that it extends.
    """
    starts = np.searchsorted(owners, np.arange(n_rows + 1))
    first = starts[chosen]
    counts = starts[chosen + 1] - first
    repeated = np.repeat(np.arange(len(chosen)), counts)
    skipped = np.cumsum(counts) - counts
    return np.arange(len(repeated)) + (first - skipped)[repeated], repeated
