"""Edit distance as an automaton: accepts the texts within a number of edits of a word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Row = tuple[int, ...]


@dataclass(frozen=True)
class LevenshteinAutomaton:
    """Accepts what is within `max_edits` edits of `word` and begins with its first `prefix_length` characters.

    transpositions: whether exchanging two neighbours is one edit; as in Lucene no part is edited twice (optimal
        string alignment)
    A state is (characters read up to the prefix length, last row of the table, the row before, last character).
    """

    word: str
    max_edits: int
    prefix_length: int = 0
    transpositions: bool = True

    @property
    def start(self) -> Any:
        return (0, tuple(min(i, self.max_edits + 1) for i in range(len(self.word) + 1)), (), "")

    def step(self, state: Any, char: str) -> Any:
        n_read, row, before, last = state
        if n_read < self.prefix_length and (n_read >= len(self.word) or self.word[n_read] != char):
            return None
        new = self._next_row(row, before, last, char)
        if min(new) > self.max_edits:
            return None
        # a character that is not in the word cannot be half of a transposition
        remembered = char if self.transpositions and char in self.word else ""
        return (min(n_read + 1, self.prefix_length), new, row if remembered else (), remembered)

    def _next_row(self, row: Row, before: Row, last: str, char: str) -> Row:
        limit = self.max_edits + 1
        new = [min(row[0] + 1, limit)]
        for i, letter in enumerate(self.word, 1):
            distance = min(row[i] + 1, new[i - 1] + 1, row[i - 1] + (letter != char))
            if last and i > 1 and letter == last and self.word[i - 2] == char:
                distance = min(distance, before[i - 2] + 1)
            new.append(min(distance, limit))
        return tuple(new)

    def accepts(self, state: Any) -> bool:
        return bool(state[1][-1] <= self.max_edits and state[0] >= min(self.prefix_length, len(self.word)))

    def kind(self, char: str) -> str:
        return char if char in self.word else ""

    def beyond_ascii(self) -> list[str]:
        """Returns one character of each kind that has characters beyond ASCII."""
        letters = sorted({char for char in self.word if ord(char) > 127})
        return [*letters, next(chr(code) for code in range(128, 256 + len(letters)) if chr(code) not in letters)]

    def distance(self, text: str) -> int | None:
        """Returns the number of edits to a text, None if it is not accepted."""
        state = self.start
        for char in text:
            state = self.step(state, char)
            if state is None:
                return None
        return int(state[1][-1]) if self.accepts(state) else None
