"""Divergence from independence: how far a term's frequency exceeds what the length of the field makes us expect."""

from __future__ import annotations

import numpy as np

from findling.mapping.similarity_models import Dfi
from findling.search.explanation import Explanation
from findling.search.similarities.normalization import log2
from findling.search.similarities.term_statistics import Doubles, TermStatistics


class DfiFormula:
    """Mirrors Lucene's DFISimilarity; a frequency no higher than expected scores 0."""

    name = "DFISimilarity"
    summary = "computed as boost * log2(measure + 1) from:"

    def __init__(self, model: Dfi, stats: TermStatistics) -> None:
        self._measure = model.measure
        self._stats = stats

    def scores(self, freqs: Doubles, lengths: Doubles) -> Doubles:
        expected = self._expected(lengths)
        excess = np.maximum(freqs - expected, 0.0)
        return self._stats.boost * log2(self._diverges(excess, expected) + 1)

    def _expected(self, lengths: Doubles) -> Doubles:
        return (self._stats.total_term_freq + 1) * lengths / (self._stats.n_tokens + 1)

    def _diverges(self, excess: Doubles, expected: Doubles) -> Doubles:
        if self._measure == "standardized":
            return excess / np.sqrt(expected)
        return excess / expected if self._measure == "saturated" else excess * excess / expected

    def explain(self, freq: float, length: float) -> list[Explanation]:
        expected = self._expected(np.array([length]))
        measure = self._diverges(np.maximum(freq - expected, 0.0), expected)
        details = [
            Explanation.match(
                self._stats.total_term_freq, "F, total number of occurrences of term across all documents"
            ),
            Explanation.match(length, "dl, length of field"),
            Explanation.match(self._stats.n_tokens, "T, total number of tokens in the field"),
        ]
        return [
            Explanation.match(self._stats.boost, "boost, query boost"),
            Explanation.match(
                float(measure[0]),
                "measure, computed as independence.score(freq, expected) from:",
                [
                    Explanation.match(freq, "freq, occurrences of term within document"),
                    Explanation.match(
                        float(expected[0]), "expected, computed as (F + 1) * dl / (T + 1) from:", details
                    ),
                ],
            ),
        ]
