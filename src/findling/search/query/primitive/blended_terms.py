"""Primitive query for several terms of a field that all score with the largest of their doc_freqs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from findling.kernels.search.cursor import ScoredTerm
from findling.kernels.search.scores import score_union
from findling.kernels.search.snapshot_search import PlannedTerm
from findling.search.doc_set import DocSet
from findling.search.explanation import Explanation
from findling.search.query.base import Query, Scored, Weight
from findling.search.query.plan import MAX_TERMS, Plan, TermsPlan
from findling.search.query.primitive.boolean import BooleanQuery, BooleanWeight
from findling.search.query.primitive.scored_term import scored_term
from findling.search.query.primitive.term_weight import PostingsQuery
from findling.search.similarity import Bm25

if TYPE_CHECKING:
    from findling.search.context import SegmentContext, ShardContext
    from findling.search.snapshot import Snapshot


@dataclass(frozen=True, kw_only=True)
class BlendedTermsQuery(BooleanQuery):
    """Documents with any of the terms in `should`, each a PostingsQuery of one term; already rewritten.

    It is that disjunction, as Lucene's BlendedTermQuery becomes one, and differs in how fast it is made ready.
    """

    lucene_class: ClassVar[str] = "BlendedTermQuery"

    should: tuple[PostingsQuery, ...] = ()

    @classmethod
    def of(cls, field: str, boosted: Sequence[tuple[bytes, float]], boost: float, ctx: ShardContext) -> Query:
        """Returns the query of terms, sorted, with their boosts; for one term the query of that term."""
        doc_freq = max(ctx.statistics.doc_freq(field, term) for term, _ in boosted)
        total = None
        if ctx.similarity(field).model is not None:
            total = sum(ctx.statistics.total_term_freq(field, term) for term, _ in boosted)
        parts = [
            PostingsQuery(field=field, terms=(term,), boost=own, doc_freq=doc_freq, total_term_freq=total)
            for term, own in boosted
        ]
        if len(parts) == 1:
            return parts[0].boosted(boost)
        return cls(should=tuple(parts), minimum_should_match=1, boost=boost)

    def rewrite(self, ctx: ShardContext) -> Query:
        return self

    def weight(self, ctx: ShardContext, scoring: bool) -> Weight:
        scored_by_kernels = scoring and ctx.similarity(self.should[0].field).model is None
        if not scored_by_kernels or len(self.should) > MAX_TERMS:
            return super().weight(ctx, scoring)
        return BlendedTermsWeight(self, ctx)


class BlendedTermsWeight(Weight):
    """Reads the postings of the terms without a weight for each of them."""

    query: BlendedTermsQuery

    def __init__(self, query: BlendedTermsQuery, ctx: ShardContext) -> None:
        super().__init__(query)
        self.query = query
        self._ctx = ctx
        part = query.should[0]
        statistics, similarity = ctx.statistics.field(part.field), ctx.similarity(part.field)
        # terms of the same length and edits have the same boost
        self._similarities = {
            boost: Bm25(boost * query.boost, [part.doc_freq or 0], statistics, similarity)
            for boost in {part.boost for part in query.should}
        }

    @cached_property
    def _parts(self) -> BooleanWeight:
        return BooleanWeight(self.query, self._ctx, True)

    def scored_terms(self, segment: SegmentContext) -> list[ScoredTerm]:
        """Returns the terms that the segment has."""
        field, states = self.query.should[0].field, self._ctx.terms
        terms = segment.reader.terms(field)
        if terms is None:
            return []
        found = []
        for part in self.query.should:
            ord_ = states[field, part.terms[0]].ord(segment.ord)
            if ord_ >= 0:
                found.append(scored_term(terms, ord_, self._similarities[part.boost]))
        return found

    def plan(self, snapshot: Snapshot) -> Plan:
        field, states = self.query.should[0].field, self._ctx.terms
        terms = []
        for part in self.query.should:
            found, similarity = states[field, part.terms[0]], self._similarities[part.boost]
            if found.doc_freq:
                terms.append(PlannedTerm(found, float(similarity.weight), similarity.inverse_norms))
        return TermsPlan(snapshot, terms)

    def match(self, segment: SegmentContext) -> DocSet:
        return self._parts.match(segment)

    def score(self, segment: SegmentContext) -> Scored:
        terms = self.scored_terms(segment)
        size = min(segment.max_doc, sum(term.doc_freq for term in terms))
        docs, scores = np.empty(size, np.int32), np.empty(size, np.float32)
        n = score_union(terms, segment.max_doc, 1, docs, scores)
        return Scored(docs[:n], scores[:n])

    def cost(self, segment: SegmentContext) -> int:
        return self._parts.cost(segment)

    def describe(self) -> str:
        return self._parts.describe()

    def explain(self, segment: SegmentContext, doc: int) -> Explanation:
        return self._parts.explain(segment, doc)
