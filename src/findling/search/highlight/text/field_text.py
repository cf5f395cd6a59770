"""FieldText: the text of a field of one document, and where its tokens stand in it."""

from __future__ import annotations

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


class FieldText:
    """The values of a field of one document, as one text. content: in UTF-16 units"""

    def __init__(self, field: str, content: str, tokens: TokenArrays) -> None:
        self.field = field
        self.content = content
        self.tokens = tokens
        self._found: dict[bytes, list[Token]] = {}

    def occurrences(self, term: bytes) -> list[Token]:
        """Returns where a term stands, in order of positions."""
        found = self._found.get(term)
        if found is None:
            number = self.number(term)
            found = self._found[term] = [] if number is None else self._of(number)
        return found

    def number(self, term: bytes) -> int | None:
        """Returns the number of a term, None if no text has it."""
        return self.tokens.numbers.get(term.decode("utf-8", "replace"))

    def _of(self, number: int) -> list[Token]:
        tokens = self.tokens
        places = np.flatnonzero(tokens.term_ids == number)
        columns = (tokens.positions[places], tokens.starts[places], tokens.ends[places])
        return list(map(Token, *(column.tolist() for column in columns)))

    @cached_property
    def terms(self) -> list[bytes]:
        """The distinct terms of the text, sorted."""
        terms = self.tokens.terms
        return sorted(terms[number].encode("utf-8", "replace") for number in distinct(self.tokens.term_ids).tolist())

    def frequency(self, term: bytes) -> int:
        """Returns how often a term occurs."""
        return len(self.occurrences(term))

    def until(self, most: int) -> FieldText:
        """Returns the same text with the tokens only that start within its first units."""
        kept = self.tokens.starts <= most
        return self if kept.all() else self._with(kept)

    def of(self, terms: Iterable[bytes]) -> FieldText:
        """Returns the same text with the tokens of some terms only."""
        numbers = [number for term in terms if (number := self.number(term)) is not None]
        return self._with(np.isin(self.tokens.term_ids, numbers))

    def _with(self, kept: NDArray[np.bool_]) -> FieldText:
        tokens = self.tokens
        arrays = (tokens.term_ids[kept], tokens.positions[kept], tokens.starts[kept], tokens.ends[kept])
        return FieldText(self.field, self.content, TokenArrays(tokens.terms, tokens.numbers, *arrays))
