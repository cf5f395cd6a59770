"""Primitive query of documents that were ranked before, in front of all that the ranked lists were chosen from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray

from findling.kernels.search.top_docs import TopDocs
from findling.search.doc_set import DocSet, union
from findling.search.explanation import Explanation
from findling.search.hit_count import HitCount
from findling.search.query.base import Query, Scored, Weight, weigh
from findling.search.query.plan import Check, Plan
from findling.search.query.primitive.score_sum import pick_scores
from findling.search.retriever.ranked_docs import LEAST_SCORE, RankedDocs

if TYPE_CHECKING:
    from findling.search.context import SegmentContext, ShardContext
    from findling.search.snapshot import Snapshot


@dataclass(frozen=True, kw_only=True, eq=False)
class RankedQuery(Query):
    """Ranked documents with their scores.

    sources: what the lists were chosen from; their other documents match too, with a score of zero
    is_closed: whether only the ranked documents match, the sources being there to explain them
    """

    lucene_class: ClassVar[str] = "RankDocsQuery"

    ranked: RankedDocs
    sources: tuple[Query, ...] = ()
    is_closed: bool = False

    def children(self) -> Iterable[Query]:
        return self.sources

    def rewrite(self, ctx: ShardContext) -> Query:
        return _ShardRankedQuery(
            ranked=self.ranked,
            own=self.ranked.of_shard((ctx.index, ctx.shard)),
            sources=tuple(source.rewrite(ctx) for source in self.sources),
            names=tuple(source.name for source in self.sources),
            is_closed=self.is_closed or not self.sources,
            boost=self.boost,
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class _ShardRankedQuery(Query):
    """The part of one shard. own: places of its documents in the list; names: those of the sources"""

    lucene_class: ClassVar[str] = "RankDocsQuery"

    ranked: RankedDocs
    own: NDArray[np.intp]
    sources: tuple[Query, ...]
    names: tuple[str | None, ...]
    is_closed: bool

    def children(self) -> Iterable[Query]:
        return self.sources

    def weight(self, ctx: ShardContext, scoring: bool) -> Weight:
        is_narrowed = bool(ctx.mapping.nested_paths) and not self.is_closed
        return RankedWeight(self, [weigh(source, ctx, scoring) for source in self.sources], is_narrowed)

    def may_be_nested(self, ctx: ShardContext) -> bool:
        return False

    def matches_nothing(self) -> bool:
        return not len(self.own) and (self.is_closed or all(source.matches_nothing() for source in self.sources))


class RankedWeight(Weight):
    """Takes the ranked documents of each segment, and what else matches the sources."""

    cacheable = False
    query: _ShardRankedQuery

    def __init__(self, query: _ShardRankedQuery, sources: Sequence[Weight], is_narrowed: bool) -> None:
        super().__init__(query)
        self._is_narrowed = is_narrowed
        self.query = query
        self._sources = sources
        self.docs = query.ranked.docs[query.own]
        scores = query.ranked.scores[query.own]
        # as in Elasticsearch, no boost of the index counts
        self.scores = np.where(scores == 0, LEAST_SCORE, scores)

    @property
    def tails(self) -> Sequence[Weight]:
        """What matches beside the ranked documents, which match some of it too; none if only those match."""
        return () if self.query.is_closed else self._sources

    def _ranked(self, segment: SegmentContext) -> Scored:
        first, last = np.searchsorted(self.docs, [segment.doc_base, segment.doc_base + segment.max_doc])
        return Scored((self.docs[first:last] - segment.doc_base).astype(np.int32), self.scores[first:last])

    def match(self, segment: SegmentContext) -> DocSet:
        parts = [tail.filter(segment) for tail in self.tails]
        return union([DocSet.from_docs(self._ranked(segment).docs, segment.max_doc), *parts], segment.max_doc)

    def score(self, segment: SegmentContext) -> Scored:
        ranked = self._ranked(segment)
        if not self.tails:
            return ranked
        docs = self.match(segment).docs()
        return Scored(docs, pick_scores(ranked, docs)[0])

    def plan(self, snapshot: Snapshot) -> Plan:
        return RankedPlan(snapshot, self)

    def cost(self, segment: SegmentContext) -> int:
        return len(self.docs) + sum(tail.cost(segment) for tail in self.tails)

    def explain(self, segment: SegmentContext, doc: int) -> Explanation:
        found = int(np.searchsorted(self.docs, doc + segment.doc_base))
        if found == len(self.docs) or self.docs[found] != doc + segment.doc_base:
            return Explanation.no_match(f"doc not found in top {len(self.docs)} rank docs")
        sources = [source.explain(segment, doc) for source in self._sources]
        ranked = self.query.ranked
        told = ranked.details.explain(ranked, int(self.query.own[found]), sources, self.query.names)
        return _among_roots(told, float(self.scores[found])) if self._is_narrowed else told

    def describe(self) -> str:
        return "rank_docs_query"


def _among_roots(told: Explanation, score: float) -> Explanation:
    """Returns what is told of a document where nested ones have to be kept out by a filter."""
    condition = [
        Explanation.match(0.0, "# clause"),
        Explanation.match(1.0, "FieldExistsQuery [field=_primary_term]"),
    ]
    clause = Explanation.match(0.0, "match on required clause, product of:", condition)
    return Explanation.match(score, "sum of:", [told, clause])


class RankedPlan(Plan):
    """Offers the ranked documents; all others are worth less and only counted, unless they are few."""

    __slots__ = ("_snapshot", "_weight")

    def __init__(self, snapshot: Snapshot, weight: RankedWeight) -> None:
        self._snapshot = snapshot
        self._weight = weight

    def collect(self, top: TopDocs, hit_count: HitCount, check: Check | None = None) -> None:
        weight = self._weight
        if not weight.tails:
            top.total += len(weight.docs)
        elif not (self._is_counted(top, hit_count, check)):
            self._count(top, hit_count, check)
        top.offer_wide(weight.docs, weight.scores)

    def _is_counted(self, top: TopDocs, hit_count: HitCount, check: Check | None) -> bool:
        """Counts each source alone: whether one of them has enough matches, or all that there are."""
        for tail in self._weight.tails:
            plan = tail.plan(self._snapshot)
            if plan is None:
                continue
            # no document scores enough to be kept
            counted = TopDocs(1, np.inf)
            plan.collect(counted, hit_count, check)
            if hit_count.is_enough(counted.total) or len(self._weight.tails) == 1:
                top.total, top.total_is_exact = counted.total, counted.total_is_exact
                return True
        return False

    def _count(self, top: TopDocs, hit_count: HitCount, check: Check | None) -> None:
        for segment in self._snapshot.segments:
            if check is not None:
                check()
            if hit_count.is_enough(top.total):
                top.total_is_exact = False
                return
            top.total += self._weight.match(segment).restrict(segment.visible).count()
