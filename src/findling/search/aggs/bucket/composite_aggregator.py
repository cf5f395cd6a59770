"""Collects composite: the first combinations of keys behind the one that is given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from findling.search.aggs.base.aggregator import AggregationContext, Leaf, Partial
from findling.search.aggs.base.rows import Rows
from findling.search.aggs.base.time_spans import TimeSpans
from findling.search.aggs.bucket.combined.combined_keys import CombinedKeysAggregator, is_missing
from findling.search.aggs.bucket.composite_after import AfterKey, after_keys
from findling.search.aggs.bucket.composite_page import Columns, is_in_order, page_rows
from findling.search.aggs.bucket.composite_source import BoundSource
from findling.search.aggs.values.rounded_spans import NoSingleSpan, RoundedSpans

if TYPE_CHECKING:
    from findling.search.aggs.bucket.composite import CompositeAggregation


class CompositeAggregator(CombinedKeysAggregator):
    """Orders the combinations as the sources say."""

    def __init__(
        self,
        aggregation: CompositeAggregation,
        ctx: AggregationContext,
        max_parents: int | None,
        sources: Sequence[BoundSource],
    ) -> None:
        self._aggregation = aggregation
        super().__init__(aggregation, ctx, max_parents, sources)
        after = aggregation.after
        self._after = None if after is None else after_keys(aggregation.name, sources, after)

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Puts rows into buckets; of a segment that is in the order of the sources, only those of the page."""
        if self._is_outermost and is_in_order(self.sources, leaf, self.ctx.shard):
            rows = self._page(leaf, rows)
        if rows.size:
            super().collect(leaf, rows)

    @property
    def _is_outermost(self) -> bool:
        return all(parent is self._aggregation for parent in self.ctx.parents)

    def _page(self, leaf: Leaf, rows: Rows) -> Rows:
        after = self._after

        def read(low: int, high: int) -> Columns | None:
            return self._single_keys(leaf, rows.docs_at(np.arange(low, high, dtype=np.int32)))

        def is_behind(columns: Columns) -> NDArray[np.bool_]:
            return self._behind(columns, after or ())

        low, high = page_rows(rows.size, read, None if after is None else is_behind, self._aggregation.size)
        return rows if high - low == rows.size else rows.select(np.arange(low, high, dtype=np.int32))

    def _single_keys(self, leaf: Leaf, docs: NDArray[np.int32] | None) -> Columns | None:
        """Returns the key that each source has for every document; None if one has none."""
        assert docs is not None
        columns: Columns = []
        for source in self.sources:
            keys, owners = source.read(leaf, docs)
            if owners is not None and len(owners) < len(docs):
                return None
            columns.append(keys)
        return columns

    def partials(self, buckets: Sequence[int]) -> list[Partial]:
        """Returns the first `size` buckets behind `after` of each owning bucket."""
        return [self._partial(parent) for parent in buckets]

    def time_spans(self) -> TimeSpans:
        """Returns the intervals of its only source of dates."""
        roundings = [
            (place, source.source.rounding)
            for place, source in enumerate(self.sources)
            if source.source.rounding is not None
        ]
        if len(roundings) != 1:
            return NoSingleSpan(self._aggregation.name)
        ((place, rounding),) = roundings
        return RoundedSpans(rounding, lambda buckets: self.keys_of(place)[buckets])

    def _partial(self, parent: int) -> Partial:
        chosen, columns = self.combinations(parent)
        if self._after is not None:
            behind = self._behind(columns, self._after)
            chosen, columns = chosen[behind], [column[behind] for column in columns]
        ranks = [_rank(source, column) for source, column in zip(self.sources, columns, strict=True)]
        order = np.lexsort([part for rank in reversed(ranks) for part in reversed(rank)])[: self._aggregation.size]
        chosen, columns = chosen[order], [column[order] for column in columns]
        counts = self.counts.upto(len(self.ords))[chosen].tolist()
        keys = zip(*(self.raw_keys(s, column) for s, column in zip(self.sources, columns, strict=True)), strict=True)
        return {
            "buckets": [
                {"key": list(key), "shown": self._shown(key), "count": count, "aggs": aggs}
                for key, count, aggs in zip(keys, counts, self.inner(chosen.tolist()), strict=True)
            ]
        }

    def _shown(self, key: Sequence[object]) -> list[Any]:
        pairs = zip(self.sources, key, strict=True)
        return [None if value is None else source.shown(value) for source, value in pairs]

    def _behind(self, columns: Sequence[NDArray[np.int64]], after: Sequence[AfterKey]) -> NDArray[np.bool_]:
        """Returns which combinations come after the key given."""
        n = len(columns[0])
        later, tied = np.zeros(n, np.bool_), np.ones(n, np.bool_)
        for source, column, key in zip(self.sources, columns, after, strict=True):
            beyond, equal = _compared(source, column, key)
            later |= tied & beyond
            tied &= equal
        return later


def _compared(source: BoundSource, column: NDArray[np.int64], after: AfterKey) -> tuple[NDArray[Any], NDArray[Any]]:
    """Returns which keys come after one, and which are equal to it."""
    missing = is_missing(source, column)
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
    missing = is_missing(source, column)
    place = ~missing if source.source.missing_first else missing
    return place, np.where(missing, 0, column if source.source.ascending else ~column)
