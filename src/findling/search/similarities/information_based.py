"""Information-based models: how surprising the frequency of a term is under a distribution with one parameter."""

from __future__ import annotations

import math

import numpy as np

from findling.mapping.similarity_models import InformationBased
from findling.search.explanation import Explanation
from findling.search.similarities.normalization import explain_normalized, normalized
from findling.search.similarities.term_statistics import Doubles, TermStatistics


class InformationBasedFormula:
    """Mirrors Lucene's IBSimilarity: minus the logarithm of the probability of a higher normalized frequency."""

    name = "IBSimilarity"
    summary = (
        "computed as boost * distribution.score(stats, normalization.tfn(stats, freq, docLen), lambda.lambda(stats)) "
        "from:"
    )

    def __init__(self, model: InformationBased, stats: TermStatistics) -> None:
        self._model = model
        self._stats = stats
        self._lambda = _lambda(model.lambda_, stats)

    def scores(self, freqs: Doubles, lengths: Doubles) -> Doubles:
        tfn = normalized(self._model.normalization, self._stats, freqs, lengths)
        return self._stats.boost * self._distribution(tfn)

    def _distribution(self, tfn: Doubles) -> Doubles:
        if self._model.distribution == "ll":
            return -np.log(self._lambda / (tfn + self._lambda))
        return _smoothed_power_law(tfn, self._lambda)

    def explain(self, freq: float, length: float) -> list[Explanation]:
        boost = [Explanation.match(self._stats.boost, "boost, query boost")] if self._stats.boost != 1 else []
        tfn = explain_normalized(self._model.normalization, self._stats, freq, length)
        return [*boost, tfn, self._explain_lambda()]

    def _explain_lambda(self) -> Explanation:
        stats, kind = self._stats, self._model.lambda_
        letter, count, text = "n", stats.doc_freq, "number of documents containing term"
        if kind == "ttf":
            letter, count, text = "F", stats.total_term_freq, "total number of occurrences of term across all documents"
        details = [
            Explanation.match(count, f"{letter}, {text}"),
            Explanation.match(stats.n_docs, "N, total number of documents with field"),
        ]
        title = f"Lambda{kind.upper()}, computed as ({letter} + 1) / (N + 1) from:"
        return Explanation.match(self._lambda, title, details)


def _lambda(kind: str, stats: TermStatistics) -> float:
    """Returns the parameter of the distribution, a float32 that is never 1."""
    count = stats.doc_freq if kind == "df" else stats.total_term_freq
    value = np.float32((count + 1.0) / (stats.n_docs + 1.0))
    if value == 1:
        value = np.nextafter(value, np.float32(0 if kind == "df" else 2))
    return float(value)


def _smoothed_power_law(tfn: Doubles, lambda_: float) -> Doubles:
    exponent = np.minimum(1 - 1 / (tfn + 1), np.nextafter(1.0, 0.0))
    power = np.power(lambda_, exponent)
    # rounding can make the power lambda itself, of which the logarithm below would be infinite
    beside = math.nextafter(lambda_, math.inf if lambda_ < 1 else -math.inf)
    power = np.where(power == lambda_, beside, power)
    result: Doubles = -np.log((power - lambda_) / (1 - lambda_))
    return result
