"""Automata over the characters of terms, and how the terms that one accepts are found in a dictionary.

An automaton is run by a table of its states, made once per query, in a kernel: over ASCII characters, and any other one
if the state treats them alike. Terms for which that is not so, and automata with too many states for a table, are run
character by character with the transitions remembered.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from findling.base.runs import distinct
from findling.kernels.terms.automaton import accept_terms

if TYPE_CHECKING:
    from findling.codec.postings.terms import TermDictionary

_MAX_TABLE_STATES: Final = 4_000
_ASCII: Final = 128
# in the table: what follows depends on which character beyond ASCII it is
_DEPENDS: Final = -2
# a literal shorter than this is in too many terms to be worth looking for first
MIN_LITERAL: Final = 2


class Automaton(Protocol):
    """A deterministic automaton whose states are made as they are met; a state is any hashable value, None is dead."""

    @property
    def start(self) -> Any:
        """The state before the first character."""

    def step(self, state: object, char: str) -> object:
        """Returns the state after one more character, None if no continuation can be accepted."""

    def accepts(self, state: object) -> bool:
        """Returns whether the characters so far are accepted."""

    def kind(self, char: str) -> Hashable:
        """Returns the same value for characters that every state treats alike."""

    def beyond_ascii(self) -> Sequence[str]:
        """Returns one character of each kind that has characters beyond ASCII."""


class TermMatcher:
    """An automaton made ready to be run over dictionaries. Not for several threads at once.

    literal: text that every accepted term contains, if any is known
    """

    def __init__(self, automaton: Automaton, literal: str = "") -> None:
        self._automaton = automaton
        self._literal = literal.encode()
        self._numbers: dict[Any, int] = {automaton.start: 0}
        self._states: list[Any] = [automaton.start]
        self._transitions: list[dict[Hashable, int]] = [{}]
        self._accepting: list[bool] = [automaton.accepts(automaton.start)]
        self._kinds: dict[str, Hashable] = {}
        self._table: tuple[NDArray[np.int32], NDArray[np.uint8]] | None = None
        self._has_table = True

    def prepare(self) -> TermMatcher:
        """Makes the table, so that an automaton that is too complex is found out; returns itself."""
        self._ascii_table()
        return self

    def accepts(self, text: str) -> bool:
        """Returns whether a text is accepted."""
        state = 0
        for char in text:
            kind = self._kinds.get(char)
            if kind is None:
                kind = self._kinds[char] = self._automaton.kind(char)
            following = self._transitions[state].get(kind)
            state = self._advance(state, char, kind) if following is None else following
            if state < 0:
                return False
        return self._accepting[state]

    def ords(self, terms: TermDictionary, low: int, high: int) -> NDArray[np.int64]:
        """Returns the ordinals within [low, high) of the terms that are accepted, increasing."""
        candidates = terms_with(terms, low, high, self._literal)
        if len(candidates) == 0:
            return candidates
        table = self._ascii_table()
        if table is None:
            verdicts = np.full(len(candidates), 2, np.uint8)
        else:
            verdicts = np.empty(len(candidates), np.uint8)
            accept_terms(terms.blob, terms.offsets, candidates, *table, verdicts)
        unsure = np.flatnonzero(verdicts == 2)
        for place, term in zip(unsure.tolist(), terms.terms(candidates[unsure]), strict=True):
            verdicts[place] = self.accepts(term.decode("utf-8", "replace"))
        accepted: NDArray[np.int64] = candidates[verdicts == 1]
        return accepted

    def _advance(self, state: int, char: str, kind: Hashable) -> int:
        following = self._automaton.step(self._states[state], char)
        number = -1 if following is None else self._number(following)
        self._transitions[state][kind] = number
        return number

    def _number(self, state: object) -> int:
        number = self._numbers.get(state)
        if number is None:
            number = self._numbers[state] = len(self._states)
            self._states.append(state)
            self._transitions.append({})
            self._accepting.append(self._automaton.accepts(state))
        return number

    def _ascii_table(self) -> tuple[NDArray[np.int32], NDArray[np.uint8]] | None:
        """Returns the table and the accepting states, None if there are too many states."""
        if self._table is None and self._has_table:
            rows = self._rows()
            self._has_table = rows is not None
            if rows is not None:
                self._table = np.array(rows, np.int32), np.array(self._accepting, np.uint8)
        return self._table

    def _rows(self) -> list[list[int]] | None:
        kinds = [self._automaton.kind(chr(code)) for code in range(_ASCII)]
        samples = {kind: chr(code) for code, kind in enumerate(kinds)}
        beyond = {self._automaton.kind(char): char for char in self._automaton.beyond_ascii()}
        rows: list[list[int]] = []
        while len(rows) < len(self._states):
            if len(self._states) > _MAX_TABLE_STATES:
                return None
            state = len(rows)
            following = {kind: self._following(state, char, kind) for kind, char in samples.items()}
            others = {self._following(state, char, kind) for kind, char in beyond.items()}
            rows.append([*(following[kind] for kind in kinds), others.pop() if len(others) == 1 else _DEPENDS])
        return rows

    def _following(self, state: int, char: str, kind: Hashable) -> int:
        known = self._transitions[state].get(kind)
        return self._advance(state, char, kind) if known is None else known


def terms_with(terms: TermDictionary, low: int, high: int, literal: bytes) -> NDArray[np.int64]:
    """Returns the ordinals within [low, high) of the terms that contain `literal`, or of all if it is very short."""
    if len(literal) < MIN_LITERAL or high <= low:
        return np.arange(low, high, dtype=np.int64)
    first, end = int(terms.offsets[low]), int(terms.offsets[high])
    places = np.array(_occurrences(terms.blob[first:end].tobytes(), literal), np.int64) + first
    ords = np.searchsorted(terms.offsets, places.astype(terms.offsets.dtype), side="right") - 1
    # an occurrence that reaches into the next term is none
    inside = places + len(literal) <= terms.offsets[ords + 1]
    return distinct(ords[inside]).astype(np.int64)


def _occurrences(text: bytes, literal: bytes) -> list[int]:
    found = []
    at = text.find(literal)
    while at >= 0:
        found.append(at)
        at = text.find(literal, at + 1)
    return found
