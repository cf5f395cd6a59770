"""Matches: the stretches of a text that are to be marked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from findling.search.highlight.text.field_text import Ints, Token


class Matches(NamedTuple):
    """The matches of one term.

    term: what is found, or what stands for it; frequency: how often it is in the whole text
    starts, ends: (n,) int32, UTF-16 units within the text
    """

    term: bytes
    starts: Ints
    ends: Ints
    frequency: int = 1


def matches_of(term: bytes, stretches: Sequence[tuple[int, int]], frequency: int = 1) -> Matches:
    """Returns matches from start and end of each."""
    columns = np.array(stretches, np.int32).reshape(-1, 2).T
    return Matches(term, columns[0], columns[1], frequency)


def matches_by_term(tokens: Iterable[tuple[bytes, Token]]) -> list[Matches]:
    """Returns the matches of terms, each of which was found as a token."""
    found: dict[bytes, list[tuple[int, int]]] = {}
    for term, token in tokens:
        found.setdefault(term, []).append((token.start, token.end))
    return [matches_of(term, stretches) for term, stretches in found.items()]


@dataclass(frozen=True, slots=True)
class SortedMatches:
    """Matches of several terms in order of their places.

    starts, ends, terms: (n,) int32, a term is a number in [0, n_terms); frequencies: (n_terms,) int32
    """

    starts: Ints
    ends: Ints
    terms: Ints
    frequencies: Ints

    @classmethod
    def of(cls, found: Sequence[Matches]) -> SortedMatches:
        """Puts matches in order."""
        numbers = {term: i for i, term in enumerate(sorted({one.term for one in found}))}
        frequencies = np.ones(len(numbers), np.int32)
        for one in reversed(found):
            frequencies[numbers[one.term]] = one.frequency
        terms = np.repeat([numbers[one.term] for one in found], [len(one.starts) for one in found]).astype(np.int32)
        starts = np.concatenate([one.starts for one in found]) if found else np.empty(0, np.int32)
        ends = np.concatenate([one.ends for one in found]) if found else np.empty(0, np.int32)
        order = np.lexsort((terms, ends, starts))
        return cls(starts[order], ends[order], terms[order], frequencies)

    def within(self, n: int, most: int | None) -> SortedMatches:
        """Returns those that are not over the end of a text of a length, and begin within the first `most` units."""
        kept = (self.starts >= n) | (self.ends <= n)
        if most is not None:
            kept &= self.starts <= most
        if kept.all():
            return self
        return SortedMatches(self.starts[kept], self.ends[kept], self.terms[kept], self.frequencies)
