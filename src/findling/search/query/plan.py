"""Plans: how the kernels find the best documents of a query, in all segments of a snapshot by one call.

A weight answers `plan(snapshot)` if the kernels can do that; plans of parts are made one by whoever has the parts.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.runs import run_starts
from findling.kernels.search.best_part import MAX_PARTS, search_parts
from findling.kernels.search.conjunction import search_conjunction
from findling.kernels.search.doc_filter import DocFilter
from findling.kernels.search.matching_docs import find_docs
from findling.kernels.search.phrase_topk import search_phrase
from findling.kernels.search.snapshot_search import PlannedTerm
from findling.kernels.search.top_docs import TopDocs
from findling.kernels.search.topk import search_disjunction
from findling.search.doc_set import Docs
from findling.search.hit_count import HitCount

if TYPE_CHECKING:
    from findling.search.context import SegmentContext
    from findling.search.query.base import Weight
    from findling.search.snapshot import Snapshot

# filters that hits have to pass, each with whether its documents are excluded instead
Filters = Sequence[tuple[DocFilter, bool]]
Check = Callable[[], None]

# the kernels count the terms of a document in a byte
MAX_TERMS: Final = 255


class Plan(ABC):
    """How the best documents of a query are found; for one search."""

    @abstractmethod
    def collect(self, top: TopDocs, hit_count: HitCount, check: Check | None = None) -> None:
        """Offers the best documents to `top`, and counts hits as far as it is asked to.

        check: called from time to time, raises if the search is to be given up
        """

    def found(self, check: Check | None = None) -> SnapshotDocs | None:
        """Returns all visible documents, unscored; None if they are not found by one call."""
        return None

    def count(self, check: Check | None = None) -> int | None:
        """Returns the number of visible documents, None if they are not counted by one call."""
        return None

    def restricted(self, filters: Filters) -> Plan | None:
        """Returns the plan of those documents that pass the filters, None if there is none."""
        return None

    @property
    def alternatives(self) -> list[PlannedTerm] | None:
        """Terms of which every document has one, and which no other document has, and whose scores it sums up.

        None if that is not all there is.
        """
        return None

    @property
    def least_total(self) -> int:
        """How many hits there are at least, as far as that is known."""
        return 0


@dataclass(frozen=True, slots=True)
class SnapshotDocs:
    """Documents of all segments.

    docs: (n,) int32, segment after segment, increasing in each; ends: (n_segments,) int64, where those of each end
    """

    docs: Docs
    ends: NDArray[np.int64]

    def of_snapshot(self, snapshot: Snapshot) -> Docs:
        """Returns the documents by their numbers in the snapshot."""
        bases = np.array(snapshot.doc_bases, np.int32)
        return self.docs + bases.repeat(np.diff(self.ends, prepend=0))

    def by_segment(self) -> Iterator[Docs]:
        """Yields the documents of each segment."""
        start = 0
        for end in self.ends.tolist():
            yield self.docs[start:end]
            start = end


class _PostingsPlan(Plan):
    """Documents with enough of some terms.

    required: how many of the terms a document has to have
    """

    __slots__ = ("_filters", "_required", "_snapshot", "_terms")

    def __init__(self, snapshot: Snapshot, terms: list[PlannedTerm], required: int, filters: Filters) -> None:
        self._snapshot = snapshot
        self._terms = terms
        self._required = required
        self._filters = filters

    def found(self, check: Check | None = None) -> SnapshotDocs:
        most = [term.doc_freq for term in self._terms] or [0]
        size = min(most) if self._required == len(most) else min(sum(most), self._snapshot.max_doc)
        docs, ends = np.empty(size, np.int32), np.empty(len(self._snapshot.segments), np.int64)
        n = find_docs(self._snapshot.table, self._terms, self._required, self._filters, ends, docs, check)
        return SnapshotDocs(docs[:n], ends)

    def count(self, check: Check | None = None) -> int:
        if len(self._terms) == 1 and not self._filters and self._snapshot.is_visible:
            return int(self._terms[0].doc_freq)
        ends = np.empty(len(self._snapshot.segments), np.int64)
        return int(find_docs(self._snapshot.table, self._terms, self._required, self._filters, ends, None, check))


class TermsPlan(_PostingsPlan):
    """Documents with at least `minimum` of some scored terms."""

    __slots__ = ()

    def __init__(self, snapshot: Snapshot, terms: list[PlannedTerm], minimum: int = 1, filters: Filters = ()) -> None:
        super().__init__(snapshot, terms, minimum, filters)

    def collect(self, top: TopDocs, hit_count: HitCount, check: Check | None = None) -> None:
        search_disjunction(
            self._snapshot.table, self._terms, top, self._filters, self._required, hit_count.limit, check
        )

    def restricted(self, filters: Filters) -> Plan:
        return TermsPlan(self._snapshot, self._terms, self._required, (*self._filters, *filters))

    @property
    def alternatives(self) -> list[PlannedTerm] | None:
        return None if self._required > 1 or self._filters else self._terms

    @property
    def least_total(self) -> int:
        if self._required > 1 or self._filters or not self._terms:
            return 0
        table = self._snapshot.table
        return int(max([table.least_total(term.states) for term in self._terms]))


class PartsPlan(_PostingsPlan):
    """Documents of any of some disjunctions, which score as the best of these plus a share of the others.

    of_term: to which disjunction each term belongs
    """

    __slots__ = ("_of_term", "_tie_breaker")

    def __init__(
        self,
        snapshot: Snapshot,
        terms: list[PlannedTerm],
        of_term: list[int],
        tie_breaker: float,
        filters: Filters = (),
    ) -> None:
        super().__init__(snapshot, terms, 1, filters)
        self._of_term = of_term
        self._tie_breaker = tie_breaker

    @classmethod
    def of(cls, snapshot: Snapshot, parts: Sequence[Plan | None], tie_breaker: float) -> PartsPlan | None:
        """Returns the plan of parts that are disjunctions of terms, None if one is not, or they are too many."""
        terms: list[PlannedTerm] = []
        of_term: list[int] = []
        for number, part in enumerate(parts):
            alternatives = None if part is None else part.alternatives
            if alternatives is None:
                return None
            terms += alternatives
            of_term += [number] * len(alternatives)
        if not terms or len(terms) > MAX_TERMS or len(parts) > MAX_PARTS:
            return None
        return cls(snapshot, terms, of_term, tie_breaker)

    def collect(self, top: TopDocs, hit_count: HitCount, check: Check | None = None) -> None:
        table, share = self._snapshot.table, self._tie_breaker
        search_parts(table, self._terms, self._of_term, share, top, self._filters, hit_count.limit, check)

    def restricted(self, filters: Filters) -> Plan:
        return PartsPlan(self._snapshot, self._terms, self._of_term, self._tie_breaker, (*self._filters, *filters))


class ConjunctionPlan(_PostingsPlan):
    """Documents with all of some scored terms, which are different ones.

    optional: terms that add to the scores of documents that have them
    """

    __slots__ = ("_optional",)

    def __init__(
        self,
        snapshot: Snapshot,
        terms: list[PlannedTerm],
        filters: Filters = (),
        optional: Sequence[PlannedTerm] = (),
    ) -> None:
        super().__init__(snapshot, terms, len(terms), filters)
        self._optional = optional

    def collect(self, top: TopDocs, hit_count: HitCount, check: Check | None = None) -> None:
        terms, n_optional = [*self._terms, *self._optional], len(self._optional)
        search_conjunction(self._snapshot.table, terms, top, self._filters, hit_count.limit, check, n_optional)

    def restricted(self, filters: Filters) -> Plan:
        return ConjunctionPlan(self._snapshot, self._terms, (*self._filters, *filters), self._optional)


class PhrasePlan(Plan):
    """Documents with some terms of a field at the given positions to each other."""

    __slots__ = ("_filters", "_positions", "_snapshot", "_terms")

    def __init__(
        self, snapshot: Snapshot, terms: list[PlannedTerm], positions: list[int], filters: Filters = ()
    ) -> None:
        self._snapshot = snapshot
        self._terms = terms
        self._positions = positions
        self._filters = filters

    def collect(self, top: TopDocs, hit_count: HitCount, check: Check | None = None) -> None:
        phrase = (self._terms, self._positions)
        search_phrase(self._snapshot.table, phrase, top, self._filters, hit_count.limit, check)

    def count(self, check: Check | None = None) -> int:
        top = TopDocs(1, np.inf)  # no document scores enough to be kept
        self.collect(top, HitCount.ALL, check)
        return int(top.total)

    def restricted(self, filters: Filters) -> Plan:
        return PhrasePlan(self._snapshot, self._terms, self._positions, (*self._filters, *filters))


class ConstantPlan(Plan):
    """Documents that all score the same: the first ones are the best."""

    __slots__ = ("_score", "_snapshot", "_weight")

    def __init__(self, snapshot: Snapshot, weight: Weight, score: float) -> None:
        self._snapshot = snapshot
        self._weight = weight
        self._score = score

    def count(self, check: Check | None = None) -> int | None:
        return self._weight.count_all(self._snapshot)

    def collect(self, top: TopDocs, hit_count: HitCount, check: Check | None = None) -> None:
        known = None if hit_count.is_enough(0) else self.count(check)
        if known is not None:
            top.total += known
        for segment in self._snapshot.segments:
            if check is not None:
                check()
            if known is not None or hit_count.is_enough(top.total):
                top.total_is_exact = known is not None
                if top.threshold >= self._score:
                    return
                if self._take_first(segment, top):
                    continue
            self._take(segment, top, known is None)

    def _take_first(self, segment: SegmentContext, top: TopDocs) -> bool:
        """Takes as many matches as are wanted, uncounted; False if they are not found alone."""
        docs = self._weight.first(segment, top.k)
        if docs is None:
            return False
        top.offer(docs, np.full(len(docs), self._score, np.float32), segment.doc_base)
        return True

    def _take(self, segment: SegmentContext, top: TopDocs, counts: bool) -> None:
        if top.threshold >= self._score:
            top.total += self._weight.count_visible(segment)
            return
        found = self._weight.filter(segment).restrict(segment.visible)
        if counts:
            top.total += found.count()
        docs = np.ascontiguousarray(found.first(top.k))
        top.offer(docs, np.full(len(docs), self._score, np.float32), segment.doc_base)


class BestOfPlan(Plan):
    """Documents of any part, each with the best of its scores in them.

    A document among the k best of all is among the k best of the part that gives it its score: whoever beats it there
    beats it altogether. So each part is searched alone, and only documents that can still get in are asked for.
    """

    __slots__ = ("_parts", "_snapshot", "_weight")

    def __init__(self, snapshot: Snapshot, weight: Weight, parts: list[Plan]) -> None:
        self._snapshot = snapshot
        self._weight = weight
        self._parts = parts

    def collect(self, top: TopDocs, hit_count: HitCount, check: Check | None = None) -> None:
        self._count(top, hit_count, check)
        docs, scores = [], []
        least = float(top.threshold)
        for part in self._parts:
            best = TopDocs(top.k, None if least == -np.inf else least)
            part.collect(best, HitCount.NONE, check)
            found, score = best.ranked()
            docs.append(found)
            scores.append(score)
            if len(score) == top.k:
                least = max(least, float(score[-1]))
        _offer(top, np.concatenate(docs), np.concatenate(scores))

    def _count(self, top: TopDocs, hit_count: HitCount, check: Check | None) -> None:
        top.total += max([part.least_total for part in self._parts])
        if hit_count.is_enough(top.total):
            top.total_is_exact = False
            return
        union = self._union()
        if union is not None:
            top.total = union.count(check)
            return
        top.total = 0
        for segment in self._snapshot.segments:
            if check is not None:
                check()
            top.total += self._weight.count_visible(segment)

    def _union(self) -> TermsPlan | None:
        """Returns the plan of the same documents as those with any of some terms, None if they are not that."""
        terms: list[PlannedTerm] = []
        for part in self._parts:
            alternatives = part.alternatives
            if alternatives is None:
                return None
            terms += alternatives
        return TermsPlan(self._snapshot, terms) if len(terms) <= MAX_TERMS else None

    def found(self, check: Check | None = None) -> SnapshotDocs | None:
        union = self._union()
        return None if union is None else union.found(check)

    def count(self, check: Check | None = None) -> int | None:
        union = self._union()
        return None if union is None else union.count(check)


def _offer(top: TopDocs, docs: Any, scores: Any) -> None:
    """docs, scores: (n,) int64 and float32; a document may be there several times, its best score counts."""
    order = np.lexsort((-scores, docs))
    docs, scores = docs[order], scores[order]
    first = run_starts(docs)
    top.offer_wide(docs[first], scores[first])


def bits_filter(weight: Weight, snapshot: Snapshot) -> DocFilter:
    """Returns the filter of a weight's documents by bitmaps, from the filter cache if the weight is worth it."""
    if not weight.cacheable:
        return _bits_of(weight, snapshot)
    return snapshot.filters.get_filter(snapshot, weight.query, snapshot.max_doc, lambda: _bits_of(weight, snapshot))


def _bits_of(weight: Weight, snapshot: Snapshot) -> DocFilter:
    made = DocFilter(len(snapshot.segments))
    for segment in snapshot.segments:
        doc_set = weight.filter(segment)
        if doc_set.count():
            made.set_bits(segment.ord, doc_set.bitmap().words)
    return made
