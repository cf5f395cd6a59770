"""SpellChecker: the terms of a field that are most like a word. Source: Lucene's DirectSpellChecker."""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from findling.base.errors import IllegalArgumentError
from findling.search.suggest.string_distances import StringDistance

if TYPE_CHECKING:
    from findling.search.suggest.field_terms import FieldTerms

_F: Final = np.float32
_MOST_DOCS: Final = 2**31


class SimilarTerm(NamedTuple):
    """A term that is like a word; score: how much, in single precision; freq: documents that have it."""

    term: bytes
    score: np.float32
    freq: int

    @property
    def text(self) -> str:
        return self.term.decode("utf-8", "replace")


@dataclass(frozen=True, kw_only=True)
class SpellChecker:
    """What terms are taken for similar ones of a word.

    suggest_mode: missing, popular or always; sort: score or frequency
    string_distance: None for the one by which terms are found
    max_term_freq, min_doc_freq: numbers of documents from 1 on, or shares of them below
    """

    suggest_mode: str = "missing"
    accuracy: float = 0.5
    sort: str = "score"
    string_distance: StringDistance | None = None
    max_edits: int = 2
    max_inspections: int = 5
    max_term_freq: float = float(np.float32(0.01))
    prefix_length: int = 1
    min_word_length: int = 4
    min_doc_freq: float = 0.0

    @classmethod
    def of(cls, members: Mapping[str, Any]) -> SpellChecker:
        """Returns the checker that the members of a suggester describe, beside which others may stand."""
        return cls(**{name: members[name] for name in cls.__dataclass_fields__ if name in members})

    def check(self) -> None:
        """Raises IllegalArgumentError for numbers of documents that are none."""
        for value in (self.max_term_freq, self.min_doc_freq):
            if value >= 1 and (not value.is_integer() or value > _MOST_DOCS):
                raise IllegalArgumentError("Fractional absolute document frequencies are not allowed")

    def similar(self, word: str, size: int, terms: FieldTerms) -> list[SimilarTerm]:
        """Returns the most similar terms, the best first, at most `size`."""
        if len(word) < self.min_word_length:
            return []
        freq = terms.doc_freq(word.encode("utf-8", "replace"))
        if self._is_right(freq, terms.max_doc):
            return []
        least = self._least_freq(freq, terms.max_doc)
        limit = size * self.max_inspections
        found = self._nearest(word, limit, terms, least, 1)
        if self.max_edits > 1 and len(found) < limit:
            found = {**self._nearest(word, limit, terms, least, self.max_edits), **found}
        return sorted(found.values(), key=self._order)[:size]

    def _is_right(self, freq: int, max_doc: int) -> bool:
        """Whether a word is taken for a right one, by the number of documents that have it."""
        if self.suggest_mode == "missing" and freq > 0:
            return True
        if self.max_term_freq >= 1 and freq > self.max_term_freq:
            return True
        return freq > ceil(_F(self.max_term_freq) * _F(max_doc))

    def _least_freq(self, freq: int, max_doc: int) -> int:
        """Returns the number of documents than which a similar term must have more."""
        least = freq if self.suggest_mode == "popular" else 0
        if self.min_doc_freq >= 1:
            return max(least, int(self.min_doc_freq))
        if self.min_doc_freq > 0:
            return max(least, int(_F(self.min_doc_freq) * _F(max_doc)) - 1)
        return least

    def _nearest(
        self, word: str, limit: int, terms: FieldTerms, least: int, max_edits: int
    ) -> dict[bytes, SimilarTerm]:
        """Returns the `limit` best terms within some edits, by term.

        By which score a term is passed over, and by which it is kept, are two things where there is a distance.
        """
        queue: list[tuple[np.float32, int, SimilarTerm]] = []
        own = word.encode("utf-8", "replace")
        prefix = max(self.prefix_length, max_edits - 1)
        for place, (term, similarity, freq) in enumerate(terms.near(word, max_edits, prefix)):
            if limit <= 0 or (len(queue) >= limit and similarity <= queue[0][0]):
                continue
            if term == own or freq <= least:
                continue
            score = similarity
            if self.string_distance is not None:
                score = _F(self.string_distance(word, term.decode("utf-8", "replace")))
            if score < self.accuracy:
                continue
            heapq.heappush(queue, (score, -place, SimilarTerm(term, score, freq)))
            if len(queue) > limit:
                heapq.heappop(queue)
        return {found.term: found for _, _, found in queue}

    def _order(self, found: SimilarTerm) -> tuple[float, float, bytes]:
        last = found.text.encode("utf-16-be", "surrogatepass")
        if self.sort == "frequency":
            return -found.freq, -float(found.score), last
        return -float(found.score), -found.freq, last
