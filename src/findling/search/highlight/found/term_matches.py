"""Where the terms of a query stand in a text, whatever the document matches; those of phrases within these only."""

from __future__ import annotations

from findling.search.highlight.found.extraction import Extraction
from findling.search.highlight.found.hit_documents import HitDocuments
from findling.search.highlight.found.match import Matches, matches_by_term
from findling.search.highlight.found.spans import find_spans
from findling.search.highlight.text.field_text import FieldText


def term_matches(wanted: Extraction, text: FieldText, documents: HitDocuments) -> list[Matches]:
    """Returns what is to be marked in a text, in no order."""
    loose = wanted.loose if wanted.spans else wanted.terms
    matches = [_all_of(text, term, term, text.frequency(term)) for term in loose]
    matches += _spans(wanted, text)
    for pattern in wanted.patterns:
        terms = documents.fitting_terms(pattern.find, text)
        frequency = sum(text.frequency(term) for term in terms)
        name = pattern.text.encode()
        matches += [_all_of(text, term, name, frequency) for term in terms]
    return matches


def _all_of(text: FieldText, term: bytes, name: bytes, frequency: int) -> Matches:
    places = text.places(term)
    return Matches(name, places.starts, places.ends, frequency)


def _spans(wanted: Extraction, text: FieldText) -> list[Matches]:
    leaves = {
        (term, token): None
        for span in wanted.spans
        for found in find_spans(text, span)
        for term, token in found.leaves
        if term not in wanted.loose
    }
    return [one._replace(frequency=text.frequency(one.term)) for one in matches_by_term(leaves)]
