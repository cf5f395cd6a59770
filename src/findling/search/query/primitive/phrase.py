"""Primitive phrase query: terms at positions relative to each other, exactly or with slop."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.java_numbers import java_float
from findling.base.work.current import check_work
from findling.kernels.search.cursor import ScoredTerm
from findling.kernels.search.phrase_search import find_phrase
from findling.kernels.search.snapshot_search import PlannedTerm
from findling.search.doc_set import Docs, DocSet
from findling.search.explanation import Explanation
from findling.search.query.base import Query, Scored, Weight
from findling.search.query.match_all import MatchNoneQuery
from findling.search.query.plan import PhrasePlan, Plan
from findling.search.query.positions.marks import Marks, PhraseMarks
from findling.search.query.primitive.scored_term import NO_NORMS, scored_term
from findling.search.query.primitive.term_weight import PostingsQuery
from findling.search.query.requirements import Requirements, all_required, any_of
from findling.search.similarities.model_scorer import model_scorer
from findling.search.similarities.sim_scorer import SimScorer
from findling.search.similarities.term_statistics import statistics_of_terms
from findling.search.similarity import Bm25

if TYPE_CHECKING:
    from findling.mapping.similarity_models import Model
    from findling.search.context import SegmentContext, ShardContext
    from findling.search.snapshot import Snapshot, TermLookup
    from findling.search.statistics import ShardStatistics


# so many removed words are shown
_MOST_GAPS: Final = 100


@dataclass(frozen=True, kw_only=True)
class PhraseQuery(Query):
    """Documents in which the terms stand as given.

    parts: (position, alternatives) in order of positions, each alternative one term
    slop: how many moves of terms are allowed
    prefixes: what the alternatives of the last part were found by, if they are terms that begin with something
    """

    lucene_class: ClassVar[str] = "PhraseQuery"

    field: str
    parts: tuple[tuple[int, tuple[bytes, ...]], ...]
    slop: int = 0
    prefixes: tuple[bytes, ...] = dataclasses.field(default=(), compare=False)

    @property
    def part_fields(self) -> tuple[str, ...]:
        """The field in which each part is looked for."""
        return (self.field,) * len(self.parts)

    def describe(self) -> str:
        """Returns the query in Lucene's notation."""
        words: list[str] = []
        for place, alternatives in self.parts:
            words += ["?"] * min(place - self.parts[0][0] - len(words), _MOST_GAPS)
            words.append(_shown(alternatives))
        slop = f"~{self.slop}" if self.slop else ""
        return f'{self.field}:"{" ".join(words)}"{slop}'

    def rewrite(self, ctx: ShardContext) -> Query:
        if not self.parts:
            return MatchNoneQuery(reason="empty PhraseQuery")
        if len(self.parts) == 1:
            return self._one_position(ctx)
        return self

    def _one_position(self, ctx: ShardContext) -> Query:
        terms = self.parts[0][1]
        return PostingsQuery(field=self.field, terms=terms, boost=self.boost)

    def requirements(self) -> Requirements:
        return all_required([any_of(self.field, terms) for _, terms in self.parts]).inexact()

    def marks(self, ctx: ShardContext) -> Marks:
        return PhraseMarks(query=self, field=self.field, parts=self.parts, slop=self.slop, prefixes=self.prefixes)

    def weight(self, ctx: ShardContext, scoring: bool) -> Weight:
        return PhraseWeight(self, ctx.terms, self._similarity(ctx) if scoring else None)

    def _similarity(self, ctx: ShardContext) -> SimScorer:
        similarity = ctx.similarity(self.field)
        if similarity.model is not None:
            return self._model_scorer(ctx.statistics, similarity.model)
        doc_freq, parts = ctx.statistics.doc_freq, zip(self.part_fields, self.parts, strict=True)
        found = [n for name, (_, terms) in parts for term in terms if (n := doc_freq(name, term)) > 0]
        return Bm25(self.boost, found, ctx.statistics.field(self.field), similarity)

    def _model_scorer(self, statistics: ShardStatistics, model: Model) -> SimScorer:
        terms = [term for _, alternatives in self.parts for term in alternatives]
        found = statistics_of_terms(statistics, self.field, self.boost, terms)
        return model_scorer(model, [stats for stats in found if stats.doc_freq > 0])


class PhraseWeight(Weight):
    """Intersects the terms' documents, then their positions."""

    query: PhraseQuery

    def __init__(self, query: PhraseQuery, terms: TermLookup, similarity: SimScorer | None) -> None:
        super().__init__(query)
        self.query = query
        self._terms = terms
        self.similarity = similarity

    @property
    def is_exact(self) -> bool:
        """Whether single terms of one field have to stand just as the query says."""
        query = self.query
        alternatives = [terms for _, terms in query.parts if len(terms) > 1]
        return query.slop == 0 and not alternatives and query.part_fields[-1] == query.field

    def plan(self, snapshot: Snapshot) -> Plan | None:
        similarity = self.similarity
        if not self.is_exact or not (similarity is None or isinstance(similarity, Bm25)):
            return None
        weight, norms, states = 0.0, NO_NORMS, self._terms
        if similarity is not None:
            weight, norms = float(similarity.weight), similarity.inverse_norms
        terms = [PlannedTerm(states[self.query.field, words[0]], weight, norms) for _, words in self.query.parts]
        return PhrasePlan(snapshot, terms, [position for position, _ in self.query.parts])

    def scored_terms(self, segment: SegmentContext) -> list[list[ScoredTerm]]:
        """Returns the alternatives of each part that the segment has, scored as the phrase; [] if a part has none."""
        parts = []
        for field, (_, words) in zip(self.query.part_fields, self.query.parts, strict=True):
            terms = segment.reader.terms(field)
            if terms is None or not terms.has_positions:
                return []
            ords = self._ords(segment, field, words)
            if not ords:
                return []
            parts.append([scored_term(terms, ord_, self.similarity) for ord_ in ords])
        return parts

    def docs_freqs(self, segment: SegmentContext) -> tuple[Docs, NDArray[np.float32]]:
        """Returns the matching docs and how often the phrase is in each (sloppy matches count less than one)."""
        parts = self.scored_terms(segment)
        if not parts:
            return np.empty(0, np.int32), np.empty(0, np.float32)
        docs, freqs = find_phrase(parts, [position for position, _ in self.query.parts], self.query.slop, check_work)
        return docs, freqs

    def match(self, segment: SegmentContext) -> DocSet:
        return DocSet.from_docs(self.docs_freqs(segment)[0], segment.max_doc)

    def score(self, segment: SegmentContext) -> Scored:
        docs, freqs = self.docs_freqs(segment)
        if self.similarity is None:
            return Scored.constant(docs, 0.0)
        norms = segment.reader.norms(self.query.field)
        return Scored(docs, self.similarity.score(freqs, None if norms is None else norms[docs]))

    def cost(self, segment: SegmentContext) -> int:
        costs = []
        for field, (_, alternatives) in zip(self.query.part_fields, self.query.parts, strict=True):
            terms = segment.reader.terms(field)
            if terms is None:
                return 0
            costs.append(sum(terms.doc_freq(ord_) for ord_ in self._ords(segment, field, alternatives)))
        return min(costs, default=0)

    def _ords(self, segment: SegmentContext, field: str, words: tuple[bytes, ...]) -> list[int]:
        """Returns the ordinals of those words that a segment has in a field."""
        states = self._terms
        return [ord_ for word in words if (ord_ := states[field, word].ord(segment.ord)) >= 0]

    def _has_terms(self, segment: SegmentContext, doc: int) -> bool:
        """Whether a document has a term of every part."""
        for field, (_, alternatives) in zip(self.query.part_fields, self.query.parts, strict=True):
            terms = segment.reader.terms(field)
            if terms is None:
                return False
            if not any(doc in terms.docs(ord_) for ord_ in self._ords(segment, field, alternatives)):
                return False
        return True

    def describe(self) -> str:
        return self.query.describe()

    def explain(self, segment: SegmentContext, doc: int) -> Explanation:
        docs, freqs = self.docs_freqs(segment)
        place = int(np.searchsorted(docs, doc))
        if place == len(docs) or docs[place] != doc:
            return Explanation.no_match("no matching phrase" if self._has_terms(segment, doc) else "no matching terms")
        description = f"weight({self.describe()} in {doc}) [PerFieldSimilarity], result of:"
        if self.similarity is None:
            frequency = java_float(float(freqs[place]))
            freq = Explanation.match(float(freqs[place]), f"phraseFreq={frequency}")
            detail = Explanation.match(1.0, f"score(freq={frequency}), with freq of:", [freq])
            return Explanation.match(1.0, description, [detail])
        norms = segment.reader.norms(self.query.field)
        norm = None if norms is None else int(norms[doc])
        detail = self.similarity.explain(float(freqs[place]), norm, "phraseFreq", with_value=True)
        return Explanation.match(detail.value, description, [detail])


def _shown(alternatives: tuple[bytes, ...]) -> str:
    words = [term.decode("utf-8", "replace") for term in alternatives]
    return words[0] if len(words) == 1 else f"({' '.join(words)})"
