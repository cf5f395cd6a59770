"""Collects combinations of keys: they get their ordinals source by source."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from findling.search.aggs.base.aggregator import AggregationContext, Leaf
from findling.search.aggs.base.bucket_ords import HashedBucketOrds
from findling.search.aggs.base.rows import Rows
from findling.search.aggs.bucket.composite_source import MISSING, BoundSource
from findling.search.aggs.bucket.multi_bucket import MultiBucketAggregator

if TYPE_CHECKING:
    from findling.search.aggs.base.aggregation import Aggregation


class CombinedKeysAggregator(MultiBucketAggregator):
    """The ordinals of the first sources are the parents of the next one's; those of the last are the buckets."""

    ords: HashedBucketOrds

    def __init__(
        self,
        aggregation: Aggregation,
        ctx: AggregationContext,
        max_parents: int | None,
        sources: Sequence[BoundSource],
    ) -> None:
        self.sources = sources
        super().__init__(aggregation, ctx, max_parents, HashedBucketOrds())
        self._levels = [HashedBucketOrds() for _ in sources[:-1]] + [self.ords]
        self._columns: list[NDArray[np.int64]] | None = None
        self._owners = np.empty(0, np.int64)

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Puts rows into the buckets of all combinations of their documents' keys."""
        # None: every row once
        chosen: NDArray[np.int32] | None = None
        combined = rows.buckets
        for source, level in zip(self.sources, self._levels, strict=True):
            own, owners = _with_missing(source, *source.read(leaf, rows.docs), rows.size)
            if chosen is None:
                chosen = owners
                combined = combined if combined is None or owners is None else combined[owners]
            elif owners is None:
                own = own[chosen]
            else:
                places, repeated = _joined(owners, chosen, rows.size)
                own, chosen = own[places], chosen[repeated]
                combined = None if combined is None else combined[repeated]
            combined = level.assign(own, combined)
        assert combined is not None
        if chosen is None:
            chosen = np.arange(rows.size, dtype=np.int32)
        n_buckets = len(self.ords)
        if not _is_rising(chosen):
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

    def keys_of(self, place: int) -> NDArray[np.int64]:
        """Returns the key that each bucket has of one of the sources; known once all is collected."""
        assert self._columns is not None, "all is collected"
        return self._columns[place]

    def combinations(self, parent: int) -> tuple[NDArray[np.intp], list[NDArray[np.int64]]]:
        """Returns the buckets of an owning bucket and for each source their keys, (n,) each."""
        chosen = np.flatnonzero(self._owners == parent)
        return chosen, [column[chosen] for column in self._columns or []]

    def raw_keys(self, source: BoundSource, column: NDArray[np.int64]) -> list[object]:
        """Returns what a source's keys compare by across shards, None for no value."""
        missing = is_missing(source, column)
        if not missing.any():
            return source.raws(column.tolist())
        pairs = zip(column.tolist(), missing.tolist(), strict=True)
        return [None if is_one else source.raw(key) for key, is_one in pairs]


def is_missing(source: BoundSource, column: NDArray[np.int64]) -> NDArray[np.bool_]:
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


def _is_rising(numbers: NDArray[np.int32]) -> bool:
    """Whether no number comes twice; of numbers that do not fall."""
    return bool((numbers[1:] > numbers[:-1]).all())


def _joined(
    owners: NDArray[np.int32], chosen: NDArray[np.int32], n_rows: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Joins the combinations so far with the values of their rows.

    Returns for each new combination the place of its value, and that of the combination that it extends.
    """
    if _is_rising(owners):
        place_of = np.full(n_rows, -1, np.int64)
        place_of[owners] = np.arange(len(owners))
        places = place_of[chosen]
        kept = np.flatnonzero(places >= 0)
        return places[kept], kept
    starts = np.searchsorted(owners, np.arange(n_rows + 1))
    first = starts[chosen]
    counts = starts[chosen + 1] - first
    repeated = np.repeat(np.arange(len(chosen)), counts)
    skipped = np.cumsum(counts) - counts
    return np.arange(len(repeated)) + (first - skipped)[repeated], repeated
