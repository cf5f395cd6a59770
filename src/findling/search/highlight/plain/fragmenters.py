"""Fragmenters: where the plain highlighter begins a new fragment."""

from __future__ import annotations

from abc import ABC, abstractmethod

from findling.search.highlight.plain.weighted_terms import WeightedTerm


class Fragmenter(ABC):
    """Goes along with the tokens of one text, all but the first and those that overlap others."""

    @abstractmethod
    def begins(self, found: WeightedTerm | None, increment: int, end: int) -> bool:
        """Whether a fragment begins with a token.

        found: what its term is, None if that does not count
        increment: by how much its position is beyond that of the token before; end: where it ends in the text
        """


class NullFragmenter(Fragmenter):
    """Leaves texts whole."""

    def begins(self, found: WeightedTerm | None, increment: int, end: int) -> bool:
        return False


class SimpleFragmenter(Fragmenter):
    """Begins a fragment after so many characters."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._n_fragments = 1

    def begins(self, found: WeightedTerm | None, increment: int, end: int) -> bool:
        if end < self._size * self._n_fragments:
            return False
        self._n_fragments += 1
        return True


class SpanFragmenter(Fragmenter):
    """The same without breaking spans and without a last fragment that is very short. n: length of the text"""

    def __init__(self, size: int, n: int) -> None:
        self._size, self._n = size, n
        self._n_fragments = 1
        self._position, self._wait = -1, -1

    def begins(self, found: WeightedTerm | None, increment: int, end: int) -> bool:
        self._position += increment
        if self._wait <= self._position:
            self._wait = -1
        elif self._wait != -1:
            return False
        if found is not None:
            last = next((last for first, last in found.spans if first == self._position), None)
            if last is not None:
                self._wait = last + 1
        # as Java shifts a negative size
        half = (self._size & 0xFFFFFFFF) >> 1
        if end < self._size * self._n_fragments or self._n - end < half:
            return False
        self._n_fragments += 1
        return True
