"""Phrases over fields that index neighbouring words as terms: text with `index_phrases`, search_as_you_type."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from findling.search.query.primitive.phrase import PhraseQuery

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField

Parts = list[tuple[int, tuple[bytes, ...]]]


def shingle_phrase(field: MappedField, parts: Parts) -> PhraseQuery | None:
    """Returns an exact phrase as one of shingles, in the subfield that has them; None if there is no such subfield.

    parts: (position, alternatives), in order; a gap between positions rules shingles out
    Source: phraseQuery of Elasticsearch's TextFieldMapper and SearchAsYouTypeFieldMapper; scores are the subfield's.
    """
    found = in_shingles(field, parts)
    return None if found is None else PhraseQuery(field=found[0], parts=tuple(found[1]))


def in_shingles(field: MappedField, parts: Parts) -> tuple[str, Parts] | None:
    """Returns the subfield that has the shingles of a phrase, and the phrase in them; None if there is none."""
    found = field.type.shingle_field(len(parts))
    if found is None or parts[-1][0] - parts[0][0] != len(parts) - 1:
        return None
    name, size = found
    shingles = [
        (first, tuple(b" ".join(words) for words in product(*(terms for _, terms in parts[first : first + size]))))
        for first in range(len(parts) - size + 1)
    ]
    return name, shingles
