"""Primitive query for the documents that have a span, scored by how often, and by the statistics of its terms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import MissingStatisticsError
from findling.kernels.search.spans import span_freqs
from findling.search.doc_set import Docs, DocSet
from findling.search.explanation import Explanation
from findling.search.query.base import Query, Scored, Weight
from findling.search.query.match_all import MatchNoneQuery, MatchNoneWeight
from findling.search.query.positions.marks import Marks, SpanMarks
from findling.search.query.positions.position_tree import PositionTree
from findling.search.query.spans.span import Span
from findling.search.similarities.model_scorer import model_scorer
from findling.search.similarities.sim_scorer import SimScorer
from findling.search.similarities.term_statistics import term_statistics
from findling.search.similarity import Bm25

if TYPE_CHECKING:
    from findling.search.context import SegmentContext, ShardContext


@dataclass(frozen=True, kw_only=True)
class SpansQuery(Query):
    """Documents with a span."""

    span: Span

    @property
    def lucene_class(self) -> str:  # type: ignore[override]
        return self.span.lucene_class

    def marks(self, ctx: ShardContext) -> Marks:
        return SpanMarks(query=self, span=self.span)

    def weight(self, ctx: ShardContext, scoring: bool) -> Weight:
        return SpansWeight(self, self._similarity(ctx) if scoring else None, ctx.check)

    def _similarity(self, ctx: ShardContext) -> SimScorer | None:
        field, statistics = self.span.scored_field, ctx.statistics
        if field is None:
            return None
        counts = [(*term, n) for term in sorted(self.span.terms()) if (n := statistics.doc_freq(*term)) > 0]
        if not counts:
            return None
        of_field = statistics.field(field)
        if of_field.doc_count == 0:
            raise MissingStatisticsError(
                'Cannot invoke "org.apache.lucene.search.CollectionStatistics.field()" because "collectionStats" is '
                "null"
            )
        similarity = ctx.similarity(field)
        if similarity.model is None:
            return Bm25(self.boost, [n for _, _, n in counts], of_field, similarity)
        stats = [
            term_statistics(statistics, field, self.boost, n, statistics.total_term_freq(name, term))
            for name, term, n in counts
        ]
        return model_scorer(similarity.model, stats)


@dataclass(frozen=True, kw_only=True)
class NoSpansQuery(MatchNoneQuery):
    """Matches no document, as a span query."""

    lucene_class: ClassVar[str] = "SpanMatchNoDocsQuery"

    def weight(self, ctx: ShardContext, scoring: bool) -> Weight:
        return NoSpansWeight(self)


class NoSpansWeight(MatchNoneWeight):
    """The empty set, told as a span query."""

    def describe(self) -> str:
        assert isinstance(self.query, NoSpansQuery)
        return f'SpanMatchNoDocsQuery("{self.query.reason}")'


class SpansWeight(Weight):
    """Walks the span through the documents that have its terms."""

    query: SpansQuery

    def __init__(self, query: SpansQuery, similarity: SimScorer | None, check: Callable[[], None]) -> None:
        super().__init__(query)
        self.query = query
        self.similarity = similarity
        self._check = check

    def docs_freqs(self, segment: SegmentContext) -> tuple[Docs, NDArray[np.float32]]:
        """Returns the matching docs and the sum over their spans of 1 / (1 + width)."""
        if not self.query.span.can_be_in(segment):
            return np.empty(0, np.int32), np.empty(0, np.float32)
        tree = PositionTree(self.query.span, segment, self._check)
        freqs = np.empty(len(tree.candidates), np.float32)
        done = 0
        for docs in tree.windows():
            span_freqs(tree.nodes, freqs[done : done + len(docs)])
            done += len(docs)
        found = freqs > 0
        return tree.candidates[found], freqs[found]

    def match(self, segment: SegmentContext) -> DocSet:
        return DocSet.from_docs(self.docs_freqs(segment)[0], segment.max_doc)

    def score(self, segment: SegmentContext) -> Scored:
        docs, freqs = self.docs_freqs(segment)
        if self.similarity is None:
            return Scored.constant(docs, 0.0)
        return Scored(docs, self.similarity.score(freqs, self._norms(segment, docs)))

    def _norms(self, segment: SegmentContext, docs: Docs) -> NDArray[np.uint8] | None:
        """Returns the norm of each doc; 1 of those without the field, which only a masked span finds."""
        field = self.query.span.scored_field or ""
        of_all = segment.reader.norms(field)
        if of_all is None:
            return None
        norms: NDArray[np.uint8] = of_all[docs]
        presence = segment.reader.presence(field)
        if presence is not None and not norms.all():
            norms[~presence.test(docs)] = 1
        return norms

    def describe(self) -> str:
        return self.query.span.text

    def explain(self, segment: SegmentContext, doc: int) -> Explanation:
        docs, freqs = self.docs_freqs(segment)
        place = int(np.searchsorted(docs, doc))
        if place == len(docs) or docs[place] != doc:
            return Explanation.no_match("no matching term")
        if self.similarity is None:
            return Explanation.match(0.0, f"match {self.query.span.scored_text} in {doc} without score")
        norms = self._norms(segment, docs[place : place + 1])
        norm = None if norms is None else int(norms[0])
        detail = self.similarity.explain(float(freqs[place]), norm, "phraseFreq", with_value=True)
        description = f"weight({self.query.span.scored_text} in {doc}) [PerFieldSimilarity], result of:"
        return Explanation.match(detail.value, description, [detail])
