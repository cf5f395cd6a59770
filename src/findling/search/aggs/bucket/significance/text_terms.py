"""Terms that come up while texts are analysed, numbered in that order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from findling.analysis.murmur3_128 import murmur3_128
from findling.base.pattern import PatternAutomaton
from findling.base.regexp_syntax import parse_regexp
from findling.search.automaton import TermMatcher
from findling.search.partition_hashes import hashes_of_terms

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField


class TextTerms:
    """Numbers terms; what include and exclude ask of the ordinals of a field, they may ask of these numbers."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self.terms: list[str] = []
        self._hashes: list[int] = []

    @property
    def n_ords(self) -> int:
        """How many there are so far."""
        return len(self.terms)

    @property
    def field(self) -> MappedField | None:
        """They are texts, whatever the field is."""
        return None

    def numbers(self, terms: Sequence[str], tokens: NDArray[np.int32]) -> NDArray[np.int64]:
        """Returns the number of each token; new ones in the order of the tokens. tokens: (n,) places in terms"""
        known = self._numbers
        found, first = np.unique(tokens, return_index=True)
        numbers = np.zeros(len(terms), np.int64)
        for place in found[np.argsort(first)].tolist():
            numbers[place] = known.setdefault(terms[place], len(known))
        self.terms = list(known)
        return numbers[tokens]

    def short_hashes(self) -> list[int]:
        """Returns 8 bits of a hash of each term."""
        self._hashes += [murmur3_128(term.encode())[0] & 0xFF for term in self.terms[len(self._hashes) :]]
        return self._hashes

    def encode(self, value: object) -> bytes:
        """Returns the term of a value of the request."""
        return str(value).encode()

    def select(self, terms: Sequence[bytes], regexp: str | None) -> NDArray[np.bool_]:
        """Returns for every number whether its term is one of some, or fits a regular expression."""
        wanted = {term.decode("utf-8", "replace") for term in terms}
        if regexp is None:
            return np.array([term in wanted for term in self.terms], np.bool_)
        matcher = TermMatcher(PatternAutomaton(parse_regexp(regexp), source=regexp))
        return np.array([matcher.accepts(term) for term in self.terms], np.bool_)

    def partition_hashes(self) -> NDArray[np.int32]:
        """Returns the hash of each term by which partitions are made."""
        encoded = [term.encode() for term in self.terms]
        lengths = np.array([len(term) for term in encoded], np.int64)
        starts = np.cumsum(lengths) - lengths
        return hashes_of_terms(np.frombuffer(b"".join(encoded), np.uint8), starts, lengths)
