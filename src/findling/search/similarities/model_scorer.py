"""Scores by a model of the index settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.field_lengths import FIELD_LENGTHS
from findling.mapping.scripted_similarity import Scripted
from findling.mapping.similarity_models import Dfi, Dfr, InformationBased, LmDirichlet, LmJelinekMercer, Model
from findling.search.explanation import Explanation
from findling.search.similarities.dfi import DfiFormula
from findling.search.similarities.dfr import DfrFormula
from findling.search.similarities.information_based import InformationBasedFormula
from findling.search.similarities.language_model import DirichletFormula, JelinekMercerFormula
from findling.search.similarities.scripted import ScriptedScorer
from findling.search.similarities.sim_scorer import SimScorer
from findling.search.similarities.term_statistics import Formula, TermStatistics

_FORMULAS: Final[Mapping[type[Model], Callable[[Any, TermStatistics], Formula]]] = {
    Dfr: DfrFormula,
    Dfi: DfiFormula,
    InformationBased: InformationBasedFormula,
    LmDirichlet: DirichletFormula,
    LmJelinekMercer: JelinekMercerFormula,
}
_LENGTHS: Final = FIELD_LENGTHS.astype(np.float32).astype(np.float64)
_SHORTEST: Final = 1.0


class ModelScorer:
    """The scorer of one term, or of the terms of a phrase, whose scores are added up (Lucene's MultiSimilarity)."""

    def __init__(self, model: Model, statistics: Sequence[TermStatistics]) -> None:
        self._formulas = [_FORMULAS[type(model)](model, stats) for stats in statistics]

    def score(self, freqs: NDArray[np.generic], norms: NDArray[np.uint8] | None) -> NDArray[np.float32]:
        """Returns the score of each document; arguments as for SimScorer."""
        lengths = np.full(len(freqs), _SHORTEST) if norms is None else _LENGTHS[norms]
        return self._sum(freqs.astype(np.float32).astype(np.float64), lengths)

    def _sum(self, freqs: NDArray[np.float64], lengths: NDArray[np.float64]) -> NDArray[np.float32]:
        total = np.zeros(len(freqs), np.float32)
        # a parameter of 0 divides by 0, as it does in Lucene
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            for formula in self._formulas:
                total += formula.scores(freqs, lengths).astype(np.float32)
        return total

    def explain(self, freq: float, norm: int | None, freq_name: str, with_value: bool = False) -> Explanation:
        """Returns the tree of one document's score; arguments as for SimScorer."""
        length = _SHORTEST if norm is None else float(_LENGTHS[norm])
        parts = [_explain_one(formula, float(freq), length) for formula in self._formulas]
        if len(parts) == 1:
            return parts[0]
        norms = None if norm is None else np.array([norm], np.uint8)
        total = float(self.score(np.array([freq]), norms)[0])
        return Explanation.match(total, "sum of:", parts)


def _explain_one(formula: Formula, freq: float, length: float) -> Explanation:
    with np.errstate(divide="ignore", invalid="ignore"):
        score = float(formula.scores(np.array([freq]), np.array([length]))[0].astype(np.float32))
        details = formula.explain(freq, length)
    return Explanation.match(score, f"score({formula.name}, freq={freq}), {formula.summary}", details)


def model_scorer(model: Model, statistics: Sequence[TermStatistics]) -> SimScorer:
    """Returns the scorer of one term, or of the terms of a phrase."""
    return ScriptedScorer(model, statistics) if isinstance(model, Scripted) else ModelScorer(model, statistics)
