"""Frequencies normalized by the length of the field: none, H1, H2, H3 and Z."""

from __future__ import annotations

import numpy as np

from findling.mapping.similarity_models import Normalization
from findling.search.explanation import Explanation
from findling.search.similarities.term_statistics import Doubles, TermStatistics

_TF = "tf, number of occurrences of term in the document"
_TOTAL = "total number of occurrences of term across all documents"
_LENGTH = "fl, field length of the document"
_AVERAGE = "avgfl, average length of field across all documents"
# by kind: the formula, the name of its parameter
_EXPLAINED = {
    "h1": ("tf * c * (avgfl / fl)", "c, hyper-parameter"),
    "h2": ("tf * log2(1 + c * avgfl / fl)", "c, hyper-parameter"),
    "h3": ("(tf + mu * ((F+1) / (T+1))) / (fl + mu) * mu", "mu, smoothing parameter"),
    "z": ("tf * Math.pow(avgfl / fl, z)", "z, relates to specificity of the language"),
}


def normalized(normalization: Normalization, stats: TermStatistics, freqs: Doubles, lengths: Doubles) -> Doubles:
    """Returns the normalized frequencies; freqs, lengths: (n,) float64."""
    kind, parameter, average = normalization.kind, normalization.parameter, stats.average_length
    if kind == "no":
        return freqs
    if kind == "h1":
        return freqs * parameter * (average / lengths)
    if kind == "h2":
        return freqs * log2(1 + parameter * average / lengths)
    if kind == "h3":
        return (freqs + _expected(stats, parameter)) / (lengths + parameter) * parameter
    return freqs * np.power(average / lengths, parameter)


def _expected(stats: TermStatistics, mu: float) -> float:
    """Returns the frequency that the collection gives the term in mu tokens, in float32 as Lucene."""
    share = np.float32(stats.total_term_freq + 1) / np.float32(stats.n_tokens + 1)
    return float(np.float32(mu) * share)


def log2(values: Doubles) -> Doubles:
    """Returns the logarithm to base 2, by natural ones as Lucene."""
    result: Doubles = np.log(values) / np.log(2.0)
    return result


def explain_normalized(normalization: Normalization, stats: TermStatistics, freq: float, length: float) -> Explanation:
    """Returns the node of a normalized frequency."""
    kind = normalization.kind
    if kind == "no":
        return Explanation.match(1, "no normalization")
    value = normalized(normalization, stats, np.array([freq]), np.array([length]))[0]
    formula, parameter = _EXPLAINED[kind]
    details = [Explanation.match(freq, _TF), Explanation.match(normalization.parameter, parameter)]
    if kind == "h3":
        details.append(Explanation.match(stats.total_term_freq, "F,  " + _TOTAL))
        details.append(Explanation.match(stats.n_tokens, "T, total number of tokens of the field across all documents"))
    else:
        details.append(Explanation.match(stats.average_length, _AVERAGE))
    details.append(Explanation.match(length, _LENGTH))
    return Explanation.match(float(value), f"Normalization{kind.upper()}, computed as {formula} from:", details)
