"""How significant terms are: scores of how often they are in some documents and how often in the background."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError
from findling.script.contexts.aggregations import HEURISTIC
from findling.script.definition import ScriptDefinition
from findling.script.language import CompiledScript
from findling.script.service import ScriptService

Scores = NDArray[np.float64]
_NEGLIGIBLE: Final = 1e-7
_HINT: Final = (
    ", does your background filter not include all documents in the bucket? "
    'If so and it is intentional, set "background_is_superset": false\n'
)


@dataclass(frozen=True, slots=True)
class Frequencies:
    """found, background: (n,) documents that have each term; n_found, n_background: documents there are."""

    found: NDArray[np.int64]
    n_found: int
    background: NDArray[np.int64]
    n_background: int


class Heuristic(ABC):
    """Scores terms."""

    def bound(self, scripts: ScriptService) -> Heuristic:
        """Returns what can score; scripts: what compiles the script, if there is one."""
        return self

    @abstractmethod
    def scores(self, counts: Frequencies) -> Scores:
        """Returns (n,) scores; what is not above 0 is not significant. Raises IllegalArgumentError."""


@dataclass(frozen=True, slots=True)
class Jlh(Heuristic):
    """The change of the share times its ratio."""

    def scores(self, counts: Frequencies) -> Scores:
        """Returns the scores."""
        if counts.n_found == 0 or counts.n_background == 0:
            return np.zeros(len(counts.found))
        share = counts.found / counts.n_found
        usual = np.maximum(counts.background, 1) / counts.n_background
        change = share - usual
        return np.where(change <= 0, 0.0, change * (share / usual))


@dataclass(frozen=True, slots=True)
class Percentage(Heuristic):
    """The share of the documents with the term that are found."""

    def scores(self, counts: Frequencies) -> Scores:
        """Returns the scores."""
        shares = counts.found / np.maximum(counts.background, 1)
        return np.where(counts.background == 0, 0.0, shares)


@dataclass(frozen=True, slots=True)
class _Table:
    """Documents by whether they have the term, and whether they are found; n_1 is the sum of n01 and n11."""

    n00: Scores
    n01: Scores
    n10: Scores
    n11: Scores
    n0_: Scores
    n1_: Scores
    n_0: Scores
    n_1: Scores
    n: float


@dataclass(frozen=True, slots=True)
class TableHeuristic(Heuristic):
    """Base. negatives: terms that are rarer among those found count too; superset: those found are in the background"""

    negatives: bool
    superset: bool

    def table(self, counts: Frequencies) -> _Table:
        """Returns the table of each term. Raises IllegalArgumentError for a background without documents found."""
        found, background = counts.found.astype(np.float64), counts.background.astype(np.float64)
        n_found, n_background = float(counts.n_found), float(counts.n_background)
        if self.superset:
            self._check(counts)
            background, n_background = background - found, n_background - n_found
        n01, n00 = n_found - found, n_background - background
        of_all = np.ones(len(found))
        return _Table(
            n00, n01, background, found, n00 + n01, background + found, of_all * n_background, of_all * n_found,
            n_background + n_found,
        )  # fmt: skip

    def positive_only(self, table: _Table, scores: Scores) -> Scores:
        """Returns scores without those of terms that are rarer among the documents found, if these do not count."""
        if self.negatives:
            return scores
        with np.errstate(all="ignore"):
            return np.where(table.n11 / table.n_1 < table.n10 / table.n_0, -np.inf, scores)

    def _check(self, counts: Frequencies) -> None:
        """Raises IllegalArgumentError for the first term that contradicts the background."""
        n = len(counts.found)
        faults = (
            ("subsetFreq > supersetFreq", counts.found > counts.background),
            ("subsetSize > supersetSize", np.full(n, counts.n_found > counts.n_background)),
            (
                "supersetFreq - subsetFreq > supersetSize - subsetSize",
                counts.background - counts.found > counts.n_background - counts.n_found,
            ),
        )
        first = [int(np.argmax(wrong)) if wrong.any() else n for _, wrong in faults]
        if min(first) < n:
            raise IllegalArgumentError(faults[first.index(min(first))][0] + _HINT)


@dataclass(frozen=True, slots=True)
class ChiSquare(TableHeuristic):
    """Manning et al., Information Retrieval, 13.19."""

    def scores(self, counts: Frequencies) -> Scores:
        """Returns the scores."""
        t = self.table(counts)
        with np.errstate(all="ignore"):
            scores = t.n * (t.n11 * t.n00 - t.n01 * t.n10) ** 2 / (t.n_1 * t.n1_ * t.n0_ * t.n_0)
        return self.positive_only(t, scores)


@dataclass(frozen=True, slots=True)
class MutualInformation(TableHeuristic):
    """Manning et al., Information Retrieval, 13.17."""

    def scores(self, counts: Frequencies) -> Scores:
        """Returns the scores."""
        t = self.table(counts)
        parts = (
            _information(t.n00, t.n0_, t.n_0, t.n)
            + _information(t.n01, t.n0_, t.n_1, t.n)
            + _information(t.n10, t.n1_, t.n_0, t.n)
            + _information(t.n11, t.n1_, t.n_1, t.n)
        )
        scores = parts / np.log(2.0)
        return self.positive_only(t, np.where(np.isnan(scores), -np.inf, scores))


@dataclass(frozen=True, slots=True)
class NormalizedDistance(TableHeuristic):
    """Cilibrasi and Vitanyi, The Google Similarity Distance; near is high."""

    def scores(self, counts: Frequencies) -> Scores:
        """Returns the scores."""
        t = self.table(counts)
        with np.errstate(all="ignore"):
            term, found, both = np.log(t.n1_), np.log(t.n_1), np.log(t.n11)
            distance = (np.maximum(term, found) - both) / (np.log(t.n) - np.minimum(term, found))
            scores = np.exp(-distance)
        scores = np.where((t.n1_ == t.n_1) & (t.n1_ == t.n11), 1.0, scores)
        return np.where(t.n11 == 0, 0.0, scores)


def _information(cell: Scores, row: Scores, column: Scores, n: float) -> Scores:
    with np.errstate(all="ignore"):
        factor = np.abs(cell / n)
        value = factor * np.log(np.abs(n * cell) / np.abs(row * column))
    return np.where((np.abs(n * cell) < _NEGLIGIBLE) & (factor < _NEGLIGIBLE), 0.0, value)


@dataclass(frozen=True, slots=True)
class ScriptHeuristic(Heuristic):
    """What a script makes of the four numbers of each term. script: None until it is bound"""

    definition: ScriptDefinition
    script: CompiledScript | None = None

    def bound(self, scripts: ScriptService) -> Heuristic:
        return ScriptHeuristic(self.definition, scripts.compile(self.definition, HEURISTIC))

    def scores(self, counts: Frequencies) -> Scores:
        """Returns the scores. Raises what keeps the script from its end."""
        assert self.script is not None
        sizes = {"_subset_size": counts.n_found, "_superset_size": counts.n_background}
        scores = np.zeros(len(counts.found))
        for place, (found, usual) in enumerate(zip(counts.found.tolist(), counts.background.tolist(), strict=True)):
            params = {**self.definition.params, "_subset_freq": found, "_superset_freq": usual, **sizes}
            result: Any = self.script.execute({"params": params})
            scores[place] = float(result)
        return scores
