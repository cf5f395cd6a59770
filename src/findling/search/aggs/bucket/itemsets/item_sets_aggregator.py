"""Collects frequent_item_sets: the distinct sets of values that documents have, and how many have each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.runs import ordered_rows, run_starts
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator, Leaf, Partial
from findling.search.aggs.base.bucket_ords import HashedBucketOrds
from findling.search.aggs.base.matching_rows import matching_rows
from findling.search.aggs.base.reductions import Counts
from findling.search.aggs.base.rows import Rows

if TYPE_CHECKING:
    from findling.search.aggs.bucket.composite_source import BoundSource
    from findling.search.aggs.bucket.itemsets.frequent_item_sets import FrequentItemSetsAggregation
    from findling.search.query.base import Weight

# item, transaction and what sorts them
_BYTES_PER_ITEM: Final = 40
_MIX: Final = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F)


class ItemSetsAggregator(Aggregator):
    """Numbers items as (field, key); keeps the items of each row.

    weight: of the filter, None for all documents
    """

    def __init__(
        self,
        aggregation: FrequentItemSetsAggregation,
        ctx: AggregationContext,
        fields: Sequence[BoundSource],
        weight: Weight | None,
    ) -> None:
        self._ctx = ctx
        self._label = f"<agg [{aggregation.name}]>"
        self._fields = fields
        self._weight = weight
        self._items = HashedBucketOrds()
        self._totals = Counts()
        self._n_rows = 0
        # numbers of items, of their rows, and the owning buckets of these
        self._found: list[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]] = []
        self._sorted: tuple[NDArray[np.int64], ...] | None = None

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Takes the values of the rows; documents that the filter leaves out count among all of them."""
        self._totals.add(rows.buckets, rows.size, rows.n_buckets)
        if self._weight is not None:
            rows = matching_rows(self._weight, leaf, rows)
        for number, source in enumerate(self._fields):
            keys, owners = source.read(leaf, rows.docs)
            if owners is None:
                owners = np.arange(len(keys), dtype=np.int32)
            self._ctx.account(len(keys) * _BYTES_PER_ITEM, self._label)
            items = self._items.assign(keys, np.full(len(keys), number, np.int32)).astype(np.int64)
            parents = np.zeros(len(keys), np.int64) if rows.buckets is None else rows.buckets[owners].astype(np.int64)
            self._found.append((items, owners.astype(np.int64) + self._n_rows, parents))
        self._n_rows += rows.size

    def prepare(self) -> None:
        """Sorts the items by owning bucket and row."""
        if self._found:
            items, rows, parents = (np.concatenate(column) for column in zip(*self._found, strict=True))
            order = np.lexsort((items, rows, parents))
            self._sorted = parents[order], rows[order], items[order]

    def partials(self, buckets: Sequence[int]) -> list[Partial]:
        """Returns the transactions of each owning bucket."""
        return [self._partial(parent) for parent in buckets]

    def _partial(self, parent: int) -> Partial:
        total = int(self._totals.upto(parent + 1)[parent])
        if self._sorted is None:
            return {"items": [], "ids": _NONE, "ends": _NONE, "counts": _NONE, "total": total}
        parents, rows, items = self._sorted
        low, high = np.searchsorted(parents, [parent, parent + 1])
        rows, items = rows[low:high], items[low:high]
        distinct = run_starts(rows, items)
        ids, ends, counts = distinct_transactions(rows[distinct], items[distinct])
        used, ids = np.unique(ids, return_inverse=True)
        return {
            "items": [self._item(number) for number in used.tolist()],
            "ids": ids.astype(np.int64),
            "ends": ends,
            "counts": counts,
            "total": total,
        }

    def _item(self, number: int) -> list[Any]:
        field = int(self._items.parents()[number])
        raw = self._fields[field].raw(int(self._items.keys()[number]))
        return [field, raw, self._fields[field].shown(raw)]


_NONE: Final[NDArray[np.int64]] = np.empty(0, np.int64)


def distinct_transactions(
    rows: NDArray[np.int64], items: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Returns the items of the distinct transactions one after the other, where each ends, and how often it is there.

    rows, items: (n,) sorted by row, then item
    """
    if len(rows) == 0:
        return _NONE, _NONE, _NONE
    starts = np.flatnonzero(run_starts(rows))
    ends = np.append(starts[1:], len(rows))
    hashes = [np.add.reduceat(_mixed(items, factor), starts) for factor in _MIX]
    order, groups = ordered_rows(*hashes)
    group_starts = np.flatnonzero(groups)
    first, counts = order[group_starts], np.diff(group_starts, append=len(order))
    lengths = (ends - starts)[first]
    places = np.arange(int(lengths.sum())) + np.repeat(starts[first] - (np.cumsum(lengths) - lengths), lengths)
    return items[places], np.cumsum(lengths), counts.astype(np.int64)


def _mixed(items: NDArray[np.int64], factor: int) -> NDArray[np.uint64]:
    mixed = (items.astype(np.uint64) + np.uint64(1)) * np.uint64(factor)
    mixed ^= mixed >> np.uint64(29)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    return mixed ^ (mixed >> np.uint64(32))
