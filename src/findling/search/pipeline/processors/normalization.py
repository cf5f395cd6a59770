"""normalization-processor: the scores of a hybrid query's lists, made comparable and combined."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError
from findling.base.java_numbers import java_float
from findling.search.pipeline.configuration import Configuration
from findling.search.pipeline.processor import PhaseProcessor, register
from findling.search.retriever.fusion import Fusion

Scores = NDArray[np.float32]
_LEAST: Final = np.float32(0.001)
_SINGLE: Final = np.float32(1)


def _min_max(scores: Scores) -> Scores:
    if not len(scores):
        return scores
    least, most = scores.min(), scores.max()
    if least == most:
        return np.full(len(scores), _SINGLE, np.float32)
    spread = (scores - least) / (most - least)
    return np.where(spread == 0, _LEAST, spread)


def _l2(scores: Scores) -> Scores:
    length = np.sqrt(np.sum(scores * scores, dtype=np.float32))
    if length == 0:
        return np.zeros(len(scores), np.float32)
    divided: Scores = scores / np.float32(length)
    return divided


def _z_score(scores: Scores) -> Scores:
    if not len(scores):
        return scores
    wide = scores.astype(np.float64)
    mean = np.float32(wide.mean())
    deviation = np.float32(wide.std(ddof=1)) if len(scores) > 1 else np.float32(0)
    scaled: Scores
    if deviation == 0:
        scaled = np.where(scores == mean, scores.max(), scores.min())
    else:
        apart = (scores - mean) / deviation
        scaled = np.where(scores == mean, scores.max(), np.where(apart <= 0, _LEAST, apart))
    return scaled


def _arithmetic(scores: NDArray[np.float32], weights: Scores) -> Scores:
    total: Scores = (scores * weights[:, None]).sum(axis=0, dtype=np.float32)
    mean: Scores = total / weights.sum(dtype=np.float32)
    return mean


def _geometric(scores: NDArray[np.float32], weights: Scores) -> Scores:
    given = scores > 0
    logs = np.log(np.where(given, scores, 1).astype(np.float64)).astype(np.float32) * weights[:, None]
    shares = (given * weights[:, None]).sum(axis=0, dtype=np.float32)
    means = np.exp(logs.sum(axis=0, dtype=np.float32) / np.where(shares == 0, 1, shares)).astype(np.float32)
    return np.where(shares == 0, np.float32(0), means)


def _harmonic(scores: NDArray[np.float32], weights: Scores) -> Scores:
    given = scores > 0
    inverse = np.where(given, weights[:, None] / np.where(given, scores, 1), 0).sum(axis=0, dtype=np.float32)
    shares = (given * weights[:, None]).sum(axis=0, dtype=np.float32)
    return np.where(inverse == 0, np.float32(0), shares / np.where(inverse == 0, 1, inverse)).astype(np.float32)


_NORMALIZATIONS: Final[dict[str, Callable[[Scores], Scores]]] = {"min_max": _min_max, "l2": _l2, "z_score": _z_score}
_COMBINATIONS: Final[dict[str, Callable[[NDArray[np.float32], Scores], Scores]]] = {
    "arithmetic_mean": _arithmetic,
    "geometric_mean": _geometric,
    "harmonic_mean": _harmonic,
}


class NormalizationFusion(Fusion):
    """Means of normalized scores. weights: empty for lists that weigh the same"""

    def __init__(self, normalization: str, combination: str, weights: Sequence[float]) -> None:
        self._normalize = _NORMALIZATIONS[normalization]
        self._combine = _COMBINATIONS[combination]
        self._weights = weights

    def normalized(self, scores: Scores, number: int) -> Scores:
        return self._normalize(scores)

    def combined(self, scores: NDArray[np.float32]) -> Scores:
        return self._combine(scores, weights_for(self._weights, len(scores)))


def weights_for(weights: Sequence[float], n_lists: int) -> Scores:
    """Returns (n_lists,) float32 weights, 1 for lists without any. Raises IllegalArgumentError for another number."""
    if weights and len(weights) != n_lists:
        raise IllegalArgumentError(
            f"number of weights [{len(weights)}] must match number of sub-queries [{n_lists}] in hybrid query"
        )
    return np.array(weights or [1.0] * n_lists, np.float32)


class NormalizationProcessor(PhaseProcessor):
    """The processor of a pipeline."""

    kind = "normalization-processor"

    def __init__(self, fusion: Fusion) -> None:
        self._fusion = fusion

    def fusion(self) -> Fusion:
        return self._fusion


@register("phase_results_processors", "normalization-processor")
def make_normalization(configuration: Configuration) -> NormalizationProcessor:
    """Reads {"normalization": {"technique": "l2"}, "combination": {"technique": "...", "parameters": {...}}}."""
    normalization = configuration.mapping("normalization") or {}
    combination = configuration.mapping("combination") or {}
    name, mean = normalization.get("technique", "min_max"), combination.get("technique", "arithmetic_mean")
    if name not in _NORMALIZATIONS:
        raise IllegalArgumentError("provided normalization technique is not supported")
    if normalization.get("parameters"):
        raise IllegalArgumentError("unrecognized parameters in normalization technique")
    if mean not in _COMBINATIONS:
        raise IllegalArgumentError("provided combination technique is not supported")
    if name == "z_score" and mean != "arithmetic_mean":
        raise IllegalArgumentError("Z Score supports only arithmetic_mean technique")
    return NormalizationProcessor(NormalizationFusion(name, mean, read_weights(combination)))


def read_weights(combination: Mapping[str, Any]) -> tuple[float, ...]:
    """Returns the weights of a combination, none if they are not given. Raises IllegalArgumentError."""
    parameters = combination.get("parameters") or {}
    if any(name != "weights" for name in parameters):
        raise IllegalArgumentError(
            "provided parameter for combination technique is not supported. supported parameters are [weights]"
        )
    given = parameters.get("weights", [])
    if not isinstance(given, list) or not all(isinstance(weight, (int, float)) for weight in given):
        raise IllegalArgumentError("parameter [weights] must be a collection of numbers")
    shown = f"[{', '.join(java_float(weight) for weight in given)}]"
    if any(not 0 <= weight <= 1 for weight in given):
        raise IllegalArgumentError(f"all weights must be in range [0.0 ... 1.0], submitted weights: {shown}")
    if given and abs(sum(given) - 1) > 0.01:
        raise IllegalArgumentError(f"sum of weights for combination must be equal to 1.0, submitted weights: {shown}")
    return tuple(map(float, given))
