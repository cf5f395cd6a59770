"""The phrases of a query as a tree of words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from findling.search.highlight.fvh.flattening import FlatPhrase
from findling.search.highlight.text.field_text import Token

# a term and where it stands
Occurrence = tuple[bytes, Token]


@dataclass(slots=True)
class PhraseMap:
    """The words that may follow; and, where a phrase ends, what it is.

    number: its place among all phrases, which decides about its tags; -1 where none ends
    """

    following: dict[bytes, PhraseMap] = field(default_factory=dict)
    number: int = -1
    slop: int = 0
    boost: float = 1.0

    def accepts(self, words: Sequence[Occurrence]) -> bool:
        """Whether a phrase ends here, and words that led here stand near enough."""
        if self.number < 0:
            return False
        pairs = pairwise(token.position for _, token in words)
        return all(abs(after - before - 1) <= self.slop for before, after in pairs)

    def search(self, words: Sequence[Occurrence]) -> PhraseMap | None:
        """Returns where words lead that are a phrase; None if they are none."""
        found: PhraseMap | None = self
        for term, _ in words:
            found = found.following.get(term) if found is not None else None
        return found if found is not None and found.accepts(words) else None


def phrase_maps(phrases: Iterable[FlatPhrase], by_field: bool) -> dict[str, PhraseMap]:
    """Returns the trees by field; all under "" if the fields do not matter."""
    roots: dict[str, PhraseMap] = {}
    for number, phrase in enumerate(phrases):
        place = roots.setdefault(phrase.field if by_field else "", PhraseMap())
        for word in phrase.words:
            place = place.following.setdefault(word, PhraseMap())
        place.number, place.slop, place.boost = number, phrase.slop, phrase.boost
    return roots


def words_of(root: PhraseMap) -> set[bytes]:
    """Returns all words of a tree."""
    found = set(root.following)
    for inner in root.following.values():
        found |= words_of(inner)
    return found
