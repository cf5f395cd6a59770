"""Collects the first documents in the order of several sort keys over the segments of one shard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError
from findling.kernels.columns.columns import top_by_value
from findling.search.collector.collector import Check, Collector
from findling.search.collector.matches import Matches, all_matches
from findling.search.doc_set import DocSet
from findling.search.explanation import shortest_float
from findling.search.shard_result import ShardHit, ShardQueryResult

if TYPE_CHECKING:
    from findling.search.collector.sort_key import SortKey
    from findling.search.context import ShardContext
    from findling.search.query.base import Weight


# so few of the documents that their values are better picked out than the column scanned: 1 in this many
_GATHERED_SHARE: Final = 32


@dataclass(slots=True)
class FieldDoc:
    """One document in the running.

    doc: shard-wide; values: one comparable value per key
    """

    doc: int
    score: float | None
    values: tuple[Any, ...]


def check_after(after: Sequence[Any] | None, keys: Sequence[SortKey]) -> None:
    """Raises IllegalArgumentError unless there are as many values of the last hit as keys."""
    if after is not None and not keys:
        raise IllegalArgumentError("Sort must contain at least one field.")
    if after is not None and len(after) != len(keys):
        raise IllegalArgumentError(f"search_after has {len(after)} value(s) but sort has {len(keys)}.")


class FieldDocsCollector(Collector):
    """The first k documents by sort keys, ties by document.

    after: values of the last hit of the page before, as given in the request; None: the first page
    shows_scores: whether hits have their scores; shows_max_score: whether the best of all is part of the result
    """

    def __init__(
        self,
        k: int,
        keys: Sequence[SortKey],
        after: Sequence[Any] | None = None,
        shows_scores: bool = True,
        shows_max_score: bool = False,
    ) -> None:
        check_after(after, keys)
        self.k = k
        self.keys = list(keys)
        self.total = 0
        self.max_score: float | None = None
        self._after = after
        self._shows_scores = shows_scores
        self._shows_max_score = shows_max_score
        self._found: _Rows | _Entries = (_Rows if all(key.is_global for key in keys) else _Entries)(k, self.keys)

    def collect_pruned(self, weight: Weight, ctx: ShardContext, check: Check) -> bool:
        if len(self.keys) > 1 or self._after is not None or self._shows_scores:
            return False
        order = self.keys[0].number_order(ctx.snapshot)
        is_single = len(ctx.segments) == 1
        if order is None or (is_single and weight.matches_all):
            return False
        check()
        found = all_matches(weight, ctx, check)
        if is_single and found is not None and len(found.docs) * _GATHERED_SHARE >= ctx.snapshot.max_doc:
            # many documents of one segment are put in order faster by the column as it is stored
            self.collect(Matches(ctx.segments[0], found.docs))
            return True
        self.total = ctx.snapshot.num_docs if found is None else len(found.docs)
        k = min(self.k, self.total)
        self._found = _Rows.of_first(self.k, self.keys, *order.first(ctx.snapshot, found, k, check))
        return True

    def collect(self, matches: Matches) -> None:
        self.total += matches.count
        if matches.scores is not None and len(matches.scores):
            best = float(matches.scores.max())
            self.max_score = best if self.max_score is None else max(best, self.max_score)
        if self.k and matches.count:
            self.take(matches)

    def take(self, matches: Matches) -> None:
        """Takes those of some matches of a segment that may get in."""
        first = self._first_by_column(matches)
        if first is not None:
            self._found.add(matches.at(np.sort(first)))
            return
        matches, columns = self.compared(matches)
        places = self._found.promising(columns[0])
        if places is None or len(places) > self.k:
            some = columns if places is None else [column[places] for column in columns]
            first = smallest(some, self.k)
            first.sort()
            places = first if places is None else places[first]
        if len(places):
            self._found.add(matches.at(places), [column[places] for column in columns])

    def compared(self, matches: Matches) -> tuple[Matches, list[NDArray[Any]]]:
        """Returns those of the matches that come behind the page before, and their columns."""
        columns = [key.column(matches) for key in self.keys]
        return (matches, columns) if self._after is None else self._behind(matches, columns, self._after)

    def _first_by_column(self, matches: Matches) -> NDArray[np.intp] | None:
        """Returns the places of the first k matches by a column as it is stored; None if that cannot be."""
        if len(self.keys) > 1 or self._after is not None:
            return None
        if len(matches.docs) * _GATHERED_SHARE < matches.segment.max_doc:
            return None
        column = self.keys[0].stored(matches.segment)
        if column is None:
            return None
        docs = DocSet.from_docs(matches.docs, matches.segment.max_doc)
        with_value = docs.restrict(column.presence)
        out = np.empty(self.k, np.int32)
        n = top_by_value(column.values, with_value.bitmap().words, self.keys[0].descending, out)
        first = out[:n]
        if n < self.k and with_value.count() < len(matches.docs):
            without = docs.and_not(with_value).docs()[: self.k - n]
            first = np.concatenate([first, without])
        return np.searchsorted(matches.docs, first)

    def _behind(
        self, matches: Matches, columns: list[NDArray[Any]], after: Sequence[object]
    ) -> tuple[Matches, list[NDArray[Any]]]:
        behind = np.zeros(len(matches.docs), np.bool_)
        tied = np.ones(len(matches.docs), np.bool_)
        for key, column, value in zip(self.keys, columns, after, strict=True):
            later, equal = key.after(matches, column, value)
            behind |= tied & later
            tied &= equal
        return matches.keep(behind), [column[behind] for column in columns]

    def result(self) -> ShardQueryResult:
        result = ShardQueryResult(total=self.total)
        entries = self._found.ranked()
        if entries:
            self.show(entries, result)
        if self._shows_max_score and self.max_score is not None:
            result.max_score = shortest_float(self.max_score)
        return result

    def show(self, entries: Sequence[FieldDoc], result: ShardQueryResult) -> None:
        """Makes documents, which are in order, the hits of a result."""
        columns = list(zip(self.keys, zip(*[entry.values for entry in entries], strict=True), strict=True))
        shown = [[key.shown(value) for value in column] for key, column in columns]
        order = [[key.comparable(value) for value in column] for key, column in columns]
        result.order = list(zip(*order, strict=True))
        for entry, values in zip(entries, zip(*shown, strict=True), strict=True):
            score = None if entry.score is None or not self._shows_scores else shortest_float(entry.score)
            result.hits.append(ShardHit(entry.doc, score, values))


class _Rows:
    """The first documents by keys whose columns are comparable over segments, kept as arrays until the end."""

    def __init__(self, k: int, keys: Sequence[SortKey]) -> None:
        self._k = k
        self._keys = keys
        self._docs: list[NDArray[np.int64]] = []
        self._scores: list[NDArray[np.float32]] = []
        self._columns: list[list[NDArray[Any]]] = [[] for _ in keys]
        self._n = 0
        # what a document may have at most by the first key
        self._bound: Any = None

    @classmethod
    def of_first(cls, k: int, keys: Sequence[SortKey], docs: NDArray[np.int64], numbers: NDArray[np.generic]) -> _Rows:
        """Returns what has the first documents of the shard, in order, by their numbers of the only key."""
        made = cls(k, keys)
        made._docs, made._columns, made._n = [docs], [[numbers]], len(docs)
        return made

    def promising(self, numbers: NDArray[np.generic]) -> NDArray[np.intp] | None:
        """Returns the places of those numbers of the first key with which a document may get in, None: all may."""
        return None if self._bound is None else (numbers <= self._bound).nonzero()[0]

    def add(self, chosen: Matches, numbers: Sequence[NDArray[Any]] | None = None) -> None:
        """Takes documents of a segment; numbers: their columns, if these are known. Segments come in order."""
        self._docs.append(chosen.docs.astype(np.int64) + chosen.segment.doc_base)
        if chosen.scores is not None:
            self._scores.append(chosen.scores)
        if numbers is None:
            numbers = [key.column(chosen) for key in self._keys]
        for columns, own in zip(self._columns, numbers, strict=True):
            columns.append(own)
        self._n += chosen.count
        if chosen.count == self._k:
            worst = numbers[0].max()
            self._bound = worst if self._bound is None else min(worst, self._bound)
        if self._n > 8 * self._k:
            first = smallest(self._joined(), self._k)
            first.sort()
            self._take(first)
            self._bound = self._columns[0][0].max()

    def _joined(self) -> list[NDArray[Any]]:
        return [np.concatenate(columns) for columns in self._columns]

    def _take(self, places: NDArray[np.intp]) -> None:
        """Keeps what is at some places only, in this order."""
        self._columns = [[column[places]] for column in self._joined()]
        self._docs = [np.concatenate(self._docs)[places]]
        self._scores = [np.concatenate(self._scores)[places]] if self._scores else []
        self._n = len(places)

    def ranked(self) -> list[FieldDoc]:
        """Returns the first k documents in order."""
        if self._n == 0:
            return []
        self._take(smallest(self._joined(), self._k))
        values = [key.values_of(columns[0]) for key, columns in zip(self._keys, self._columns, strict=True)]
        scores = self._scores[0].tolist() if self._scores else [None] * self._n
        return list(map(FieldDoc, self._docs[0].tolist(), scores, zip(*values, strict=True)))


class _Entries:
    """The first documents by keys of which some are comparable in their segment only."""

    def __init__(self, k: int, keys: Sequence[SortKey]) -> None:
        self._k = k
        self._keys = keys
        self._found: list[FieldDoc] = []

    def promising(self, numbers: NDArray[np.generic]) -> NDArray[np.intp] | None:
        """Returns None: numbers of segments do not compare."""
        return None

    def add(self, chosen: Matches, numbers: Sequence[NDArray[Any]] | None = None) -> None:
        """Takes documents of a segment in doc order, which is how columns want to be read."""
        columns = [key.values(chosen) for key in self._keys]
        scores = [None] * chosen.count if chosen.scores is None else chosen.scores.tolist()
        docs = (chosen.docs.astype(np.int64) + chosen.segment.doc_base).tolist()
        self._found += map(FieldDoc, docs, scores, zip(*columns, strict=True))
        if len(self._found) > 4 * self._k:
            self._found = self.ranked()

    def ranked(self) -> list[FieldDoc]:
        """Returns the first k documents in order."""
        return sorted(self._found, key=lambda entry: order_of(self._keys, entry))[: self._k]


def order_of(keys: Sequence[SortKey], entry: FieldDoc) -> tuple[Any, ...]:
    """Returns what documents are in order by over segments and shards, equal ones by their numbers."""
    return (*[key.comparable(value) for key, value in zip(keys, entry.values, strict=True)], entry.doc)


def smallest(columns: Sequence[NDArray[Any]], k: int) -> NDArray[np.intp]:
    """Returns the indices of the first k rows in lexicographic order, ties by index."""
    n = len(columns[0])
    if n > 4 * k:
        # rows above the k-th value of the first key are out; ties with it stay in
        ordered = columns[0].copy()
        ordered.partition(k - 1)
        candidates: NDArray[np.intp] = (columns[0] <= ordered[k - 1]).nonzero()[0]
        order = np.lexsort([column[candidates] for column in reversed(columns)])[:k]
        return candidates[order]
    return np.lexsort(list(reversed(columns)))[:k]
