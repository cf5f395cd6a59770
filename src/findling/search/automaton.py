"""Automata over the characters of terms, and the walk that finds the terms of a sorted dictionary that one accepts.

The sorted dictionary is the trie that it is: where the automaton dies inside a term, all terms with that prefix are
skipped.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from findling.codec.postings import TermsReader

_CHUNK: Final = 2_048


class Automaton(Protocol):
    """A deterministic automaton whose states are made as they are met; a state is any hashable value, None is dead."""

    @property
    def start(self) -> Any:
        """The state before the first character."""

    def step(self, state: Any, char: str) -> Any:
        """Returns the state after one more character, None if no continuation can be accepted."""

    def accepts(self, state: Any) -> bool:
        """Returns whether the characters so far are accepted."""


class Runner:
    """Runs an automaton over texts and remembers its transitions."""

    def __init__(self, automaton: Automaton) -> None:
        self._automaton = automaton
        self._transitions: dict[Any, dict[str, Any]] = {}
        self._accepts: dict[Any, bool] = {}

    def run(self, text: str) -> tuple[bool, int]:
        """Returns whether the text is accepted, and after how many characters the automaton died (-1: it did not)."""
        state = self._automaton.start
        transitions = self._transitions
        for i, char in enumerate(text):
            row = transitions.get(state)
            if row is None:
                row = transitions[state] = {}
            try:
                state = row[char]
            except KeyError:
                row[char] = state = self._automaton.step(state, char)
            if state is None:
                return False, i + 1
        return self._accepted(state), -1

    def _accepted(self, state: Any) -> bool:
        accepted = self._accepts.get(state)
        if accepted is None:
            accepted = self._accepts[state] = self._automaton.accepts(state)
        return accepted


def accepted_ords(terms: TermsReader, automaton: Automaton, low: int, high: int) -> NDArray[np.int64]:
    """Returns the ordinals within [low, high) of the terms that the automaton accepts, increasing."""
    runner = Runner(automaton)
    found: list[int] = []
    at = low
    while at < high:
        end = min(at + _CHUNK, high)
        at = _walk_chunk(terms, runner, at, end, high, found)
    return np.array(found, np.int64)


def _walk_chunk(terms: TermsReader, runner: Runner, low: int, end: int, high: int, found: list[int]) -> int:
    """Appends the accepted ordinals of [low, end) and returns where to go on."""
    chunk = terms.terms(np.arange(low, end))
    i, size = 0, end - low
    while i < size:
        text = chunk[i].decode("utf-8", "replace")
        accepted, died_at = runner.run(text)
        if accepted:
            found.append(low + i)
        i += 1
        if 0 < died_at < len(text) and i < size:
            after = _after_prefix(text[:died_at].encode())
            if chunk[size - 1] < after:
                return min(max(terms.seek_ceil(after), end), high)
            if chunk[i] < after:
                i = bisect_left(chunk, after, i)
    return end


def _after_prefix(prefix: bytes) -> bytes:
    """Returns the least bytes above every term with the prefix; UTF-8 has no byte 255, so the last one can grow."""
    return prefix[:-1] + bytes([prefix[-1] + 1])
