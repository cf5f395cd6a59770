"""Divergence from randomness: how unlikely the frequency of a term would be if it were spread by chance."""

from __future__ import annotations

import math

import numpy as np

from findling.mapping.similarity_models import Dfr
from findling.search.explanation import Explanation
from findling.search.similarities.normalization import explain_normalized, normalized
from findling.search.similarities.term_statistics import Doubles, TermStatistics

_TFN = "tfn, normalized term frequency"


class DfrFormula:
    """Mirrors Lucene's DFRSimilarity: boost * basic model * after effect, of the normalized frequency."""

    name = "DFRSimilarity"
    summary = "computed as boost * basicModel.score(stats, tfn) * afterEffect.score(stats, tfn) from:"

    def __init__(self, model: Dfr, stats: TermStatistics) -> None:
        self._model = model
        self._stats = stats
        self._effect = 1.0
        if model.after_effect == "b":
            self._effect = (stats.total_term_freq + 2.0) / (stats.doc_freq + 1)

    def scores(self, freqs: Doubles, lengths: Doubles) -> Doubles:
        tfn = normalized(self._model.normalization, self._stats, freqs, lengths)
        return self._stats.boost * self._basic(tfn)

    def _basic(self, tfn: Doubles) -> Doubles:
        """Returns basic model times after effect, arranged so that it never falls as the frequency grows."""
        if self._model.basic_model == "g":
            low, high = _bose_einstein(self._stats)
            return (high - (high - low) / (1 + tfn)) * self._effect
        factor = _inverse_frequency(self._model.basic_model, self._stats)
        return factor * self._effect * (1 - 1 / (1 + tfn))

    def explain(self, freq: float, length: float) -> list[Explanation]:
        boost = [Explanation.match(self._stats.boost, "boost, query boost")] if self._stats.boost != 1 else []
        tfn = explain_normalized(self._model.normalization, self._stats, freq, length)
        return [*boost, tfn, self._explain_basic(freq, length), self._explain_effect(freq, length)]

    def _explain_basic(self, freq: float, length: float) -> Explanation:
        tfn = normalized(self._model.normalization, self._stats, np.array([freq]), np.array([length]))
        value = float((self._basic(tfn) / self._effect * (1 + tfn))[0])
        name = {"g": "G", "if": "IF", "in": "In", "ine": "Ine"}[self._model.basic_model]
        return Explanation.match(value, f"BasicModel{name}, computed from:", [Explanation.match(float(tfn[0]), _TFN)])

    def _explain_effect(self, freq: float, length: float) -> Explanation:
        tfn = float(normalized(self._model.normalization, self._stats, np.array([freq]), np.array([length]))[0])
        details = [Explanation.match(tfn, _TFN)]
        if self._model.after_effect == "l":
            return Explanation.match(1 / (tfn + 1), "AfterEffectL, computed as 1 / (tfn + 1) from:", details)
        details.append(
            Explanation.match(
                self._stats.total_term_freq + 1, "F, total number of occurrences of term across all documents + 1"
            )
        )
        details.append(Explanation.match(self._stats.doc_freq + 1, "n, number of documents containing term + 1"))
        title = "AfterEffectB, computed as (F + 1) / (n * (tfn + 1)) from:"
        return Explanation.match(self._effect / (tfn + 1), title, details)


def _bose_einstein(stats: TermStatistics) -> tuple[float, float]:
    """Returns the two logarithms of the geometric approximation (BasicModelG)."""
    frequency = float(stats.total_term_freq + 1)
    ratio = frequency / (stats.n_docs + frequency)
    return _log2(ratio + 1), _log2((1 + ratio) / ratio)


def _inverse_frequency(model: str, stats: TermStatistics) -> float:
    n_docs, total = stats.n_docs, stats.total_term_freq
    if model == "if":
        return _log2(1 + (n_docs + 1) / (total + 0.5))
    if model == "in":
        return _log2((n_docs + 1) / (stats.doc_freq + 0.5))
    expected = n_docs * (1 - math.pow((n_docs - 1) / n_docs, total)) if n_docs else 0.0
    return _log2((n_docs + 1) / (expected + 0.5))


def _log2(value: float) -> float:
    return math.log(value) / math.log(2.0)
