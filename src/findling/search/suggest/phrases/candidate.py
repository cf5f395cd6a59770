"""Candidates: the words that may stand at one place of a phrase."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Candidate:
    """A word. Equal to others of the same term.

    distance: how like the word of the text it is; score: distance by frequency, by which candidates are chosen
    is_input: whether it is the word of the text
    """

    term: bytes
    total_term_freq: int = field(compare=False)
    doc_freq: int = field(compare=False)
    distance: float = field(compare=False)
    score: float = field(compare=False)
    is_input: bool = field(default=False, compare=False)

    @property
    def text(self) -> str:
        return self.term.decode("utf-8", "replace")


@dataclass(slots=True)
class CandidateSet:
    """The word of the text at one place, and the candidates for it, the best first."""

    original: Candidate
    candidates: list[Candidate] = field(default_factory=list)

    def add(self, candidates: Sequence[Candidate]) -> None:
        """Adds candidates; of the same term the first of the new ones stays."""
        found: dict[bytes, Candidate] = {}
        for candidate in (*candidates, *self.candidates):
            found.setdefault(candidate.term, candidate)
        self.candidates = sorted(found.values(), key=lambda candidate: (-candidate.score, candidate.term))

    def keep(self, n: int) -> None:
        """Leaves the best alone."""
        if len(self.candidates) > n:
            self.candidates = sorted(self.candidates, key=lambda candidate: -candidate.score)[:n]
