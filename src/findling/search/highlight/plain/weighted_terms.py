"""The terms of a query that count in one text, each with its weight and the positions at which it does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from findling.search.highlight.found.extraction import extract, parts_of, phrase_span
from findling.search.highlight.found.hit_documents import HitDocuments
from findling.search.highlight.found.spans import find_spans
from findling.search.highlight.text.field_text import FieldText
from findling.search.query.intervals.interval_source import TermSource
from findling.search.query.positions.marks import (
    ChosenMarks,
    FittingMarks,
    InnerMarks,
    IntervalMarks,
    Marks,
    NoMarks,
    PhraseMarks,
    SpanMarks,
    TermMarks,
)
from findling.search.query.positions.place import Place
from findling.search.query.spans.span import Span


@dataclass(slots=True)
class WeightedTerm:
    """spans: first and last positions of the spans that it is in; placed: whether it counts only within these"""

    weight: float
    placed: bool = False
    spans: list[tuple[int, int]] = field(default_factory=list)


WeightedTerms = dict[bytes, WeightedTerm]


@dataclass(frozen=True, slots=True)
class LoneText:
    """In how many documents terms are if there is nothing but one text, which is that of every field."""

    text: FieldText
    n_docs: int = 1

    def doc_freq(self, field: str, term: bytes) -> int:
        """Returns in how many documents a term is."""
        return min(self.text.frequency(term), 1)


@dataclass(frozen=True, slots=True)
class TermWeigher:
    """Weighs the terms of queries in one text. Source: Lucene's WeightedSpanTermExtractor.

    accepts: tells whether the terms of a field count
    """

    text: FieldText
    documents: HitDocuments
    accepts: Callable[[str], bool]

    def weigh(self, marks: Marks) -> WeightedTerms:
        """Returns the terms by what they are."""
        found: WeightedTerms = {}
        self._add(found, marks, 1.0)
        return found

    def _add(self, found: WeightedTerms, marks: Marks, weight: float) -> None:
        weight *= 1.0 if isinstance(marks, NoMarks) else marks.boost
        if isinstance(marks, TermMarks):
            if self.accepts(marks.field):
                _put(found, marks.terms, weight)
        elif isinstance(marks, FittingMarks):
            if self.accepts(marks.field):
                _put(found, self.documents.fitting_terms(marks.find, self.text), weight)
        elif isinstance(marks, PhraseMarks):
            self._add_span(found, phrase_span(marks), weight)
        elif isinstance(marks, SpanMarks):
            self._add_span(found, marks.span, weight)
        elif isinstance(marks, IntervalMarks):
            if not found and self.accepts(marks.field):
                _put(found, _terms_of(marks.source), 1.0)
        elif isinstance(marks, ChosenMarks):
            self._add(found, marks.choose(LoneText(self.text)), 1.0)
        elif isinstance(marks, InnerMarks) and isinstance(marks.inner, InnerMarks) and marks.inner.hides == "spans":
            # as in Elasticsearch, which looks through one function_score only
            if not found:
                _put(found, extract(marks.inner, self.accepts).terms, 1.0)
        else:
            for part in parts_of(marks):
                self._add(found, part, weight)

    def _add_span(self, found: WeightedTerms, span: Span, weight: float) -> None:
        terms = span.terms()
        if not any(self.accepts(name) for name, _ in terms):
            return
        spans = [(one.start, one.end - 1) for one in find_spans(self.text, span)]
        if not spans:
            return
        for name, term in terms:
            if self.accepts(name):
                known = found.get(term)
                if known is None:
                    known = found[term] = WeightedTerm(weight, placed=True)
                known.spans += spans


def _put(found: WeightedTerms, terms: Iterable[bytes], weight: float) -> None:
    for term in terms:
        found[term] = WeightedTerm(weight)


def _terms_of(source: Place) -> Iterator[bytes]:
    if isinstance(source, TermSource):
        yield source.term
    for part in source.children():
        yield from _terms_of(part)
