"""Collects the best document of each of the first groups over the segments of one shard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError
from findling.codec.columns.numeric import sortable_of
from findling.kernels.search.group_heads import collect_heads, place_heads
from findling.search.collector.collector import Check
from findling.search.collector.field_docs import FieldDoc, FieldDocsCollector, order_of, smallest
from findling.search.explanation import shortest_float
from findling.search.shard_result import ShardQueryResult, hits_of

if TYPE_CHECKING:
    from findling.search.collector.group_values import GroupField, Groups, GroupValue
    from findling.search.collector.matches import Matches
    from findling.search.collector.sort_key import SortKey
    from findling.search.context import ShardContext
    from findling.search.doc_set import Docs
    from findling.search.query.base import Weight
    from findling.search.request import SearchRequest

# heads that are kept for each group that is wanted, and at least
_HEADS_PER_GROUP: Final = 4
_LEAST_HEADS: Final = 256
_TOP_BIT: Final = np.uint64(1 << 63)


class CollapsedCollector(FieldDocsCollector):
    """The first k groups of documents, each by the first of its documents in the order of the keys.

    sorts: whether hits show what they sort by, else they are in the order of their scores
    """

    def __init__(self, request: SearchRequest, keys: Sequence[SortKey], field: GroupField, sorts: bool) -> None:
        shows_scores = request.track_scores or any(key.spec.is_score for key in keys)
        super().__init__(request.n_hits, keys, request.search_after, shows_scores, request.track_scores or not sorts)
        self._field = field
        self._sorts = sorts
        self._heads: list[tuple[FieldDoc, GroupValue]] = []

    def collect_pruned(self, weight: Weight, ctx: ShardContext, check: Check) -> bool:
        return False

    def take(self, matches: Matches) -> None:
        matches, columns = self.compared(matches)
        numbers = np.stack([_comparable(column) for column in columns])
        chosen = matches.at(np.sort(group_heads(numbers, self._field.of(matches), matches.docs, self.k)))
        values = list(zip(*[key.values(chosen) for key in self.keys], strict=True))
        scores = [None] * chosen.count if chosen.scores is None else chosen.scores.tolist()
        docs = (chosen.docs.astype(np.int64) + chosen.segment.doc_base).tolist()
        self._heads += zip(map(FieldDoc, docs, scores, values), self._field.values(chosen), strict=True)
        if len(self._heads) > _HEADS_PER_GROUP * self.k:
            self._heads = self._first()

    def _first(self) -> list[tuple[FieldDoc, GroupValue]]:
        """Returns the first k groups in order, with their values."""
        found: dict[GroupValue, FieldDoc] = {}
        for entry, value in sorted(self._heads, key=lambda head: order_of(self.keys, head[0])):
            if len(found) == self.k:
                break
            found.setdefault(value, entry)
        return [(entry, value) for value, entry in found.items()]

    def result(self) -> ShardQueryResult:
        result, heads = super().result(), self._first()
        result.groups = {entry.doc: value for entry, value in heads}
        if self._sorts and heads:
            self.show([entry for entry, _ in heads], result)
        elif not self._sorts:
            scores = [shortest_float(entry.score or 0.0) for entry, _ in heads]
            result.hits = hits_of([entry.doc for entry, _ in heads], scores)
        return result


def _comparable(column: NDArray[Any]) -> NDArray[np.int64]:
    """Returns whole numbers in the order of a column's numbers."""
    if column.dtype.kind == "f":
        return (sortable_of(column.astype(np.float64)) ^ _TOP_BIT).view(np.int64)
    return column.astype(np.int64, copy=False)


def group_heads(numbers: NDArray[np.int64], groups: Groups, docs: Docs, k: int) -> NDArray[np.intp]:
    """Returns the places of the first documents of the first k groups of some documents, in order.

    numbers: (n_keys, n) what they are in order by, equal ones by their places; docs: (n,) their numbers, for the error
    Raises IllegalArgumentError for a document in several groups.
    """
    heads = np.empty(max(_HEADS_PER_GROUP * k, _LEAST_HEADS), np.int32)
    table = np.full(1 << len(heads).bit_length() + 1, -1, np.int32)
    counts, bound, start = np.zeros(1, np.int64), -1, 0
    while True:
        start = collect_heads(numbers, groups.numbers, groups.kinds, start, bound, table, heads, counts)
        if start < 0:
            doc = int(docs[-1 - start])
            raise IllegalArgumentError(f"failed to extract doc:{doc}, the grouping field must be single valued")
        found = heads[: int(counts[0])]
        first = found[smallest([*numbers[:, found], found], k)]
        if start == len(docs):
            return first.astype(np.intp)
        heads[:k], counts[0], bound = first, k, int(first[-1])
        place_heads(groups.numbers, groups.kinds, heads[:k], table)
