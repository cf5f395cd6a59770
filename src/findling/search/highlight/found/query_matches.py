"""What of a query a document matches, and where in a text: only parts that match are marked, a phrase as one piece.

Source: Lucene's Weight.matches, by which its unified highlighter marks.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from findling.search.highlight.found.hit_documents import HitDocuments
from findling.search.highlight.found.intervals import IntervalFinder
from findling.search.highlight.found.match import Matches, matches_by_term, matches_of
from findling.search.highlight.found.phrases import phrase_matches
from findling.search.highlight.found.spans import find_spans
from findling.search.highlight.text.field_text import FieldText
from findling.search.query.intervals.interval_source import FittingTermsSource
from findling.search.query.positions.marks import (
    AnyMarks,
    BooleanMarks,
    ChosenMarks,
    FittingMarks,
    InnerMarks,
    IntervalMarks,
    Marks,
    PhraseMarks,
    SpanMarks,
    TermMarks,
)


@dataclass(frozen=True, slots=True)
class TextAmongDocuments:
    """In how many documents terms are: those of the text's own field in the text alone, others in its segment."""

    text: FieldText
    documents: HitDocuments

    @property
    def n_docs(self) -> int:
        return self.documents.n_docs

    def doc_freq(self, field: str, term: bytes) -> int:
        """Returns in how many documents a term is."""
        if field == self.text.field:
            return min(self.text.frequency(term), 1)
        return self.documents.doc_freq(field, term)


@dataclass(frozen=True, slots=True)
class QueryMatcher:
    """One text of one document.

    place: the document's among `documents`
    """

    text: FieldText
    documents: HitDocuments
    place: int

    def matches(self, marks: Marks) -> list[Matches] | None:
        """Returns what is to be marked, in no order; None if the document does not match."""
        if isinstance(marks, BooleanMarks):
            return self._boolean(marks)
        if isinstance(marks, AnyMarks):
            found = [part for inner in marks.parts if (part := self.matches(inner)) is not None]
            return [match for part in found for match in part] if found else None
        if isinstance(marks, ChosenMarks):
            return self.matches(marks.choose(TextAmongDocuments(self.text, self.documents)))
        if isinstance(marks, InnerMarks):
            return self.matches(marks.inner)
        found_here = self._leaf(marks)
        if found_here is None:
            return [] if self.documents.match(marks.query, self.place) else None
        return found_here or None

    def _boolean(self, marks: BooleanMarks) -> list[Matches] | None:
        if any(self.matches(part) is not None for part in marks.must_not):
            return None
        found: list[Matches] = []
        for part in (*marks.must, *marks.filter):
            matches = self.matches(part)
            if matches is None:
                return None
            found += matches
        n_optional = 0
        # as in Lucene, where the same clause twice is one with twice the boost
        for part in _distinct(marks.should) if marks.required <= 1 else marks.should:
            matches = self.matches(part)
            if matches is not None:
                found += matches
                n_optional += 1
        return found if n_optional >= marks.required else None

    def _leaf(self, marks: Marks) -> list[Matches] | None:
        """Returns what a leaf finds in the text; None if it looks for nothing in it."""
        if isinstance(marks, SpanMarks):
            return self._spans(marks)
        if not isinstance(marks, TermMarks | FittingMarks | PhraseMarks | IntervalMarks):
            return None
        if marks.field != self.text.field:
            return None
        if isinstance(marks, TermMarks):
            return self._terms(marks.terms, b" ".join(marks.terms))
        if isinstance(marks, FittingMarks):
            terms = self.documents.fitting_terms(marks.find, self.text)
            if marks.singly:
                return [match for term in terms for match in self._terms((term,), term)]
            return self._terms(terms, marks.text.encode())
        if isinstance(marks, PhraseMarks):
            return self._phrases(marks)
        finder = IntervalFinder(self.text, self._fitting)
        return matches_by_term(leaf for one in finder.find(marks.source) for leaf in one.leaves)

    def _terms(self, terms: Iterable[bytes], name: bytes) -> list[Matches]:
        found = [self.text.places(term) for term in terms]
        return [Matches(name, places.starts, places.ends) for places in found if len(places.starts)]

    def _phrases(self, marks: PhraseMarks) -> list[Matches]:
        name = b" ".join(term for _, terms in marks.parts for term in terms)
        if len(marks.parts) == 1:
            return self._terms(marks.parts[0][1], name)
        found = phrase_matches(self.text, marks.parts, marks.slop)
        if not found:
            return []
        if marks.slop == 0:
            return [matches_of(name, [(tokens[0].start, tokens[-1].end) for tokens in found])]
        stretches = [(min(token.start for token in one), max(token.end for token in one)) for one in found]
        return [matches_of(name, stretches)]

    def _spans(self, marks: SpanMarks) -> list[Matches] | None:
        if any(field != self.text.field for field, _ in marks.span.terms()):
            return None
        return matches_by_term(leaf for one in find_spans(self.text, marks.span) for leaf in one.leaves)

    def _fitting(self, source: FittingTermsSource) -> Iterable[bytes]:
        return self.documents.fitting_terms(source.query.finder(), self.text)


def _distinct(parts: Iterable[Marks]) -> Iterable[Marks]:
    """Returns parts without those that look for the same terms as one before."""
    found: dict[object, Marks] = {}
    for part in parts:
        found.setdefault((part.field, part.terms) if isinstance(part, TermMarks) else id(part), part)
    return found.values()
