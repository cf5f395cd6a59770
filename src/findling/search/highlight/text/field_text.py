"""FieldText: the text of a field of one document, and where its tokens stand in it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from findling.base.runs import distinct

Ints = NDArray[np.int32]


class Token(NamedTuple):
    """An occurrence of a term. start, end: UTF-16 units within the text"""

    position: int
    start: int
    end: int


class Places(NamedTuple):
    """The occurrences of a term in a text, in order of positions: (n,) int32 each, offsets in UTF-16 units."""

    positions: Ints
    starts: Ints
    ends: Ints

    def until(self, most: int) -> Places:
        """Returns those that start within the first units."""
        kept = self.starts <= most
        return self if kept.all() else Places(self.positions[kept], self.starts[kept], self.ends[kept])


class FieldText(ABC):
    """The values of a field of one document, as one text. content: in UTF-16 units"""

    def __init__(self, field: str, content: str) -> None:
        self.field = field
        self.content = content
        self._found: dict[bytes, Places] = {}

    def places(self, term: bytes) -> Places:
        """Returns where a term stands."""
        found = self._found.get(term)
        if found is None:
            found = self._found[term] = self._places(term)
        return found

    def occurrences(self, term: bytes) -> list[Token]:
        """Returns where a term stands, in order of positions, as tokens."""
        return list(map(Token, *(column.tolist() for column in self.places(term))))

    def frequency(self, term: bytes) -> int:
        """Returns how often a term occurs."""
        return len(self.places(term).starts)

    @abstractmethod
    def _places(self, term: bytes) -> Places:
        """Returns where a term stands."""

    @property
    @abstractmethod
    def terms(self) -> list[bytes]:
        """The distinct terms of the text, sorted."""

    @abstractmethod
    def until(self, most: int) -> FieldText:
        """Returns the same text with the tokens only that start within its first units."""


@dataclass(frozen=True, slots=True)
class TokenArrays:
    """Tokens of several texts, one text after the other.

    terms: distinct; numbers: those of terms, by term; term_ids, positions, starts, ends: (n_tokens,) int32
    """

    terms: Sequence[str]
    numbers: dict[str, int]
    term_ids: Ints
    positions: Ints
    starts: Ints
    ends: Ints

    def part(self, low: int, high: int) -> TokenArrays:
        """Returns the tokens [low, high)."""
        cut = slice(low, high)
        return TokenArrays(
            self.terms, self.numbers, self.term_ids[cut], self.positions[cut], self.starts[cut], self.ends[cut]
        )


class AnalyzedText(FieldText):
    """A text that was analysed again."""

    def __init__(self, field: str, content: str, tokens: TokenArrays) -> None:
        super().__init__(field, content)
        self.tokens = tokens

    def number(self, term: bytes) -> int | None:
        """Returns the number of a term, None if no text has it."""
        return self.tokens.numbers.get(term.decode("utf-8", "replace"))

    def _places(self, term: bytes) -> Places:
        tokens, number = self.tokens, self.number(term)
        at = np.empty(0, np.int64) if number is None else (tokens.term_ids == number).nonzero()[0]
        return Places(tokens.positions[at], tokens.starts[at], tokens.ends[at])

    @cached_property
    def terms(self) -> list[bytes]:
        """The distinct terms of the text, sorted."""
        terms = self.tokens.terms
        return sorted(terms[number].encode("utf-8", "replace") for number in distinct(self.tokens.term_ids).tolist())

    def until(self, most: int) -> AnalyzedText:
        """Returns the same text with the tokens only that start within its first units."""
        kept = self.tokens.starts <= most
        return self if kept.all() else self._with(kept)

    def of(self, terms: Iterable[bytes]) -> AnalyzedText:
        """Returns the same text with the tokens of some terms only."""
        numbers = [number for term in terms if (number := self.number(term)) is not None]
        return self._with(np.isin(self.tokens.term_ids, numbers))

    def _with(self, kept: NDArray[np.bool_]) -> AnalyzedText:
        tokens = self.tokens
        arrays = (tokens.term_ids[kept], tokens.positions[kept], tokens.starts[kept], tokens.ends[kept])
        return AnalyzedText(self.field, self.content, TokenArrays(tokens.terms, tokens.numbers, *arrays))
