"""Primitive queries on the postings of one field: a term or several taken as one, scored; a set of terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.quick_init import quick_init
from findling.codec.bitmap import Bitmap
from findling.kernels.search.doc_filter import DocFilter
from findling.kernels.search.field_table import TermStates
from findling.kernels.search.scores import score_term
from findling.kernels.search.snapshot_search import PlannedTerm
from findling.search.doc_set import BITS_PER_LISTED_DOC, Docs, DocSet
from findling.search.explanation import Explanation
from findling.search.query.base import Query, Scored, Weight
from findling.search.query.match_all import MatchNoneQuery
from findling.search.query.plan import Filters, Plan, TermsPlan
from findling.search.query.positions.marks import FittingMarks, Marks, TermMarks
from findling.search.query.primitive.scored_term import NO_NORMS, scored_term
from findling.search.query.requirements import Requirements, any_of
from findling.search.similarities.model_scorer import model_scorer
from findling.search.similarities.sim_scorer import SimScorer
from findling.search.similarities.term_statistics import term_statistics
from findling.search.similarity import Bm25

if TYPE_CHECKING:
    from findling.codec.postings.postings import TermsReader
    from findling.codec.postings.terms import TermDictionary
    from findling.mapping.similarity_models import Model
    from findling.search.context import SegmentContext, ShardContext
    from findling.search.snapshot import Snapshot, TermLookup
    from findling.search.statistics import ShardStatistics

# a term that has many documents is asked of a column, where there is one, rather than of postings
_MANY_DOCS: Final = 1_024


@quick_init
@dataclass(frozen=True, kw_only=True)
class PostingsQuery(Query):
    """Documents with any of the terms in a field, scored as if they were one term.

    terms: at least one. Several are synonyms (Lucene's SynonymQuery): frequencies add up, doc_freq is the largest one
    doc_freq, total_term_freq: override the statistics, for blended terms; only models other than BM25 read the second
    """

    lucene_class: ClassVar[str] = "TermQuery"

    field: str
    terms: tuple[bytes, ...]
    doc_freq: int | None = None
    total_term_freq: int | None = None

    def weight(self, ctx: ShardContext, scoring: bool) -> Weight:
        return PostingsWeight(self, ctx.terms, self._similarity(ctx) if scoring else None)

    def may_be_nested(self, ctx: ShardContext) -> bool:
        return ctx.mapping.may_be_nested(self.field)

    def requirements(self) -> Requirements:
        return any_of(self.field, self.terms)

    def marks(self, ctx: ShardContext) -> Marks:
        return TermMarks(query=self, field=self.field, terms=self.terms)

    def _similarity(self, ctx: ShardContext) -> SimScorer:
        doc_freq = self.doc_freq
        if doc_freq is None:
            doc_freq = ctx.statistics.doc_freq(self.field, self.terms[0])
            for term in self.terms[1:]:
                doc_freq = max(doc_freq, ctx.statistics.doc_freq(self.field, term))
        similarity = ctx.similarity(self.field)
        if similarity.model is not None:
            return self._model_scorer(ctx.statistics, doc_freq, similarity.model)
        return Bm25(self.boost, [doc_freq], ctx.statistics.field(self.field), similarity)

    def _model_scorer(self, statistics: ShardStatistics, doc_freq: int, model: Model) -> SimScorer:
        total = self.total_term_freq
        if total is None:
            total = sum(statistics.total_term_freq(self.field, term) for term in self.terms)
        return model_scorer(model, [term_statistics(statistics, self.field, self.boost, doc_freq, total)])


class PostingsWeight(Weight):
    """Reads the postings of the terms."""

    query: PostingsQuery

    def __init__(self, query: PostingsQuery, terms: TermLookup, similarity: SimScorer | None) -> None:
        super().__init__(query)
        self.query = query
        self._terms = terms
        self.similarity = similarity
        self.cacheable = len(query.terms) > 1

    def terms(self, segment: SegmentContext) -> tuple[TermsReader, list[int]] | None:
        """Returns the segment's dictionary and the ordinals of those terms that it has; None if none."""
        terms = segment.reader.terms(self.query.field)
        if terms is None:
            return None
        field, states = self.query.field, self._terms
        found = [ord_ for term in self.query.terms if (ord_ := states[field, term].ord(segment.ord)) >= 0]
        return (terms, found) if found else None

    def planned_term(self) -> PlannedTerm | None:
        similarity = self.similarity
        if self.cacheable or not (similarity is None or isinstance(similarity, Bm25)):
            return None
        states = self._terms[self.query.field, self.query.terms[0]]
        if similarity is None:
            return PlannedTerm(states, 0.0, NO_NORMS)
        return PlannedTerm(states, float(similarity.weight), similarity.inverse_norms)

    def plan(self, snapshot: Snapshot) -> Plan | None:
        term = self.planned_term()
        return None if term is None else TermsPlan(snapshot, [term])

    def doc_filters(self, snapshot: Snapshot) -> Filters:
        if len(self.query.terms) > 1:
            return super().doc_filters(snapshot)
        states = self._terms[self.query.field, self.query.terms[0]]
        return ((term_filter(snapshot, self.query.field, states), False),)

    def match(self, segment: SegmentContext) -> DocSet:
        found = self.terms(segment)
        if found is None:
            return DocSet.empty(segment.max_doc)
        terms, ords = found
        return docs_of_ords(terms, np.array(ords, np.int64), segment.max_doc)

    def accepts(self, segment: SegmentContext, docs: Docs) -> NDArray[np.bool_]:
        found = self.terms(segment)
        if found is None:
            return np.zeros(len(docs), np.bool_)
        column = segment.reader.ordinals(self.query.field)
        if len(found[1]) == 1 and column is not None and column.starts is None:
            same: NDArray[np.bool_] = column.single(docs) == found[1][0]
            return same
        return found[0].contain(np.array(found[1], np.int64), docs)

    def docs_freqs(self, segment: SegmentContext) -> tuple[Docs, NDArray[np.generic]] | None:
        """Returns docs and summed frequencies; frequencies are 1 where the field does not keep them."""
        found = self.terms(segment)
        if found is None:
            return None
        return _joined_docs_freqs(*found)

    def score(self, segment: SegmentContext) -> Scored:
        found = self.terms(segment)
        if found is None or self.similarity is None:
            return Scored.constant(self.match(segment).docs(), 0.0)
        terms, ords = found
        if len(ords) == 1 and isinstance(self.similarity, Bm25):
            scored = scored_term(terms, ords[0], self.similarity)
            docs, scores = np.empty(scored.doc_freq, np.int32), np.empty(scored.doc_freq, np.float32)
            score_term(scored, docs, scores)
            return Scored(docs, scores)
        docs, freqs = _joined_docs_freqs(terms, ords)
        norms = segment.reader.norms(self.query.field)
        return Scored(docs, self.similarity.score(freqs, None if norms is None else norms[docs]))

    def count(self, segment: SegmentContext) -> int | None:
        found = self.terms(segment)
        if found is None:
            return 0
        terms, ords = found
        return int(terms.doc_freq(ords[0])) if segment.visible is None and len(ords) == 1 else None

    def cost(self, segment: SegmentContext) -> int:
        found = self.terms(segment)
        return 0 if found is None else sum(int(found[0].doc_freq(ord_)) for ord_ in found[1])

    def describe(self) -> str:
        names = [f"{self.query.field}:{term.decode('utf-8', 'replace')}" for term in self.query.terms]
        return names[0] if len(names) == 1 else f"Synonym({' '.join(names)})"

    def explain(self, segment: SegmentContext, doc: int) -> Explanation:
        postings = self.docs_freqs(segment)
        place = -1 if postings is None else int(np.searchsorted(postings[0], doc))
        if postings is None or place == len(postings[0]) or postings[0][place] != doc:
            return Explanation.no_match("no matching term")
        norms = segment.reader.norms(self.query.field)
        norm = None if norms is None else int(norms[doc])
        freq_name = "freq, occurrences of term within document"
        description = f"weight({self.describe()} in {doc}) [PerFieldSimilarity], result of:"
        if self.similarity is None:
            detail = Explanation.match(0.0, "score(freq=1.0), with freq of:", [Explanation.match(1.0, freq_name)])
            return Explanation.match(0.0, description, [detail])
        if len(self.query.terms) > 1:
            freq_name = "termFreq"
        detail = self.similarity.explain(
            float(postings[1][place]), norm, freq_name, with_value=len(self.query.terms) > 1
        )
        return Explanation.match(detail.value, description, [detail])


def _joined_docs_freqs(terms: TermsReader, ords: list[int]) -> tuple[Docs, NDArray[np.generic]]:
    parts = [_docs_freqs(terms, ord_) for ord_ in ords]
    return parts[0] if len(parts) == 1 else _sum_freqs(parts)


def _docs_freqs(terms: TermsReader, ord_: int) -> tuple[Docs, NDArray[np.generic]]:
    if terms.has_freqs:
        return terms.docs_freqs(ord_)
    docs = terms.docs(ord_)
    return docs, np.ones(len(docs), np.int32)


def _sum_freqs(parts: list[tuple[Docs, NDArray[np.generic]]]) -> tuple[Docs, NDArray[np.generic]]:
    all_docs = np.concatenate([docs for docs, _ in parts])
    docs, places = np.unique(all_docs, return_inverse=True)
    weights = np.concatenate([freqs for _, freqs in parts]).astype(np.float64)
    return docs.astype(np.int32), np.bincount(places, weights=weights, minlength=len(docs))


def term_filter(snapshot: Snapshot, field: str, states: TermStates) -> DocFilter:
    """Returns the filter of documents with a term: by their ordinals if it is in many, else along its postings."""
    if states.doc_freq >= _MANY_DOCS:
        ordinals = snapshot.ordinals(field)
        if ordinals is not None:
            return ordinals.equal(states)
    return DocFilter(len(snapshot.segments), states)


@dataclass(frozen=True, kw_only=True)
class TermSetQuery(Query):
    """Documents with any of many terms of a field; the score is the boost.

    terms: sorted and distinct
    """

    lucene_class: ClassVar[str] = "MultiTermQueryConstantScoreBlendedWrapper"

    field: str
    terms: tuple[bytes, ...]

    def rewrite(self, ctx: ShardContext) -> Query:
        return self if self.terms else MatchNoneQuery(reason="No terms supplied")

    def weight(self, ctx: ShardContext, scoring: bool) -> Weight:
        return TermSetWeight(self, ctx.terms)

    def may_be_nested(self, ctx: ShardContext) -> bool:
        return ctx.mapping.may_be_nested(self.field)

    def united_terms(self, segment: SegmentContext) -> Sequence[tuple[str, bytes]]:
        terms = segment.reader.terms(self.field)
        if terms is None:
            return ()
        found = terms.lookup_many(list(self.terms))
        return [(self.field, term) for term, ord_ in zip(self.terms, found, strict=True) if ord_ >= 0]

    def requirements(self) -> Requirements:
        return any_of(self.field, self.terms)

    def marks(self, ctx: ShardContext) -> Marks:
        words = " ".join(term.decode("utf-8", "replace") for term in self.terms)
        return FittingMarks(query=self, field=self.field, find=self._find, text=f"{self.field}:({words})")

    def _find(self, terms: TermDictionary) -> NDArray[np.int64]:
        ords = np.sort(terms.lookup_many(self.terms))
        return ords[ords >= 0].astype(np.int64)


class TermSetWeight(Weight):
    """Unites the postings of the terms."""

    query: TermSetQuery

    def __init__(self, query: TermSetQuery, terms: TermLookup) -> None:
        super().__init__(query)
        self.query = query
        self._terms = terms
        self.cacheable = len(query.terms) > 1

    def match(self, segment: SegmentContext) -> DocSet:
        terms = segment.reader.terms(self.query.field)
        if terms is None:
            return DocSet.empty(segment.max_doc)
        ords = np.asarray(terms.lookup_many(list(self.query.terms)))
        return docs_of_ords(terms, ords[ords >= 0].astype(np.int64), segment.max_doc)

    def doc_filters(self, snapshot: Snapshot) -> Filters:
        if len(self.query.terms) > 1:
            return super().doc_filters(snapshot)
        states = self._terms[self.query.field, self.query.terms[0]]
        return ((term_filter(snapshot, self.query.field, states), False),)

    def describe(self) -> str:
        names = " ".join(term.decode("utf-8", "replace") for term in self.query.terms)
        return f"{self.query.field}:({names})"


def docs_of_ords(terms: TermsReader, ords: range | NDArray[np.int64], max_doc: int) -> DocSet:
    """Returns the documents with any of the terms of these ordinals."""
    if len(ords) == 0:
        return DocSet.empty(max_doc)
    if len(ords) == 1 and terms.doc_freq(int(ords[0])) * BITS_PER_LISTED_DOC < max_doc:
        return DocSet.from_docs(terms.docs(int(ords[0])), max_doc)
    bitmap = Bitmap.empty(max_doc)
    return DocSet(max_doc, bitmap=bitmap, count=terms.mark_docs(ords, bitmap))
