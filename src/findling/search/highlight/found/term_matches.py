"""Where the terms of a query stand in a text, whatever the document matches; those of phrases within these only."""

from __future__ import annotations

from collections.abc import Iterator

from findling.search.highlight.found.extraction import Extraction
from findling.search.highlight.found.hit_documents import HitDocuments
from findling.search.highlight.found.match import Match
from findling.search.highlight.found.spans import find_spans
from findling.search.highlight.text.field_text import FieldText


def term_matches(wanted: Extraction, text: FieldText, documents: HitDocuments) -> list[Match]:
    """Returns what is to be marked in a text, in no order."""
    found = _terms(wanted.loose if wanted.spans else wanted.terms, text)
    matches = [*found, *_spans(wanted, text)]
    for pattern in wanted.patterns:
        terms = documents.fitting_terms(pattern.find, text)
        frequency = sum(text.frequency(term) for term in terms)
        name = pattern.text.encode()
        matches += [
            Match(token.start, token.end, name, frequency) for term in terms for token in text.occurrences(term)
        ]
    return matches


def _terms(terms: dict[bytes, None], text: FieldText) -> Iterator[Match]:
    for term in terms:
        tokens = text.occurrences(term)
        for token in tokens:
            yield Match(token.start, token.end, term, len(tokens))


def _spans(wanted: Extraction, text: FieldText) -> Iterator[Match]:
    leaves = {
        (term, token): None
        for span in wanted.spans
        for found in find_spans(text, span)
        for term, token in found.leaves
        if term not in wanted.loose
    }
    for term, token in leaves:
        yield Match(token.start, token.end, term, text.frequency(term))
