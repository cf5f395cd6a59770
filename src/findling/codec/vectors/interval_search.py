"""The interval of values to quantize, found by trial: the one that keeps the scores of nearest neighbours best.

Between the quantiles of a narrow and a wide confidence interval 16 lower and 16 upper ends are tried, every fourth
first, then those behind the best of them. What is tried: how little the errors of the scores of each vector's 10
nearest neighbours vary, compared with the scores. Source: Lucene's ScalarQuantizer.fromVectorsAutoInterval.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from findling.codec.vectors.quantization import Quantization, directions, mean_quantiles, sampled
from findling.codec.vectors.scores import scores_of
from findling.mapping.vector_structures import VectorSimilarity

Floats = NDArray[np.float32]

_SAMPLE: Final = 1_000
_NEIGHBOURS: Final = 10
_STEPS: Final = 16
_COARSE: Final = 4


class _Neighbours(NamedTuple):
    """places: (n, k) the nearest other vectors of each; scores: (n, k); variances: (n,) of the scores."""

    places: NDArray[np.intp]
    scores: Floats
    variances: Floats


def best_interval(rows: Floats, bits: int, similarity: VectorSimilarity) -> tuple[float, float]:
    """Returns the lower and the upper end for rows, (n, dims) float32, of any length if directions are compared."""
    rows = directions(sampled(rows, _SAMPLE), similarity)
    dims = rows.shape[1]
    wide = np.float32(1) - np.float32(1) / np.float32(dims + 1)
    narrow = np.float32(1) - np.float32(min(32, dims / 10)) / np.float32(dims + 1)
    lower_wide, upper_wide = mean_quantiles(rows, float(wide))
    lower_narrow, upper_narrow = mean_quantiles(rows, float(narrow))
    lowers = _between(lower_wide, lower_narrow)
    uppers = _between(upper_narrow, upper_wide)
    neighbours = _neighbours(rows, similarity)

    best, chosen = -np.inf, (0, 0)
    coarse = [(i, j) for i in range(0, _STEPS, _COARSE) for j in range(0, _STEPS, _COARSE)]
    best, chosen = _try(coarse, lowers, uppers, (best, chosen), (rows, bits, similarity, neighbours))
    fine = [(chosen[0] + i, chosen[1] + j) for i in range(1, _COARSE) for j in range(1, _COARSE)]
    best, chosen = _try(fine, lowers, uppers, (best, chosen), (rows, bits, similarity, neighbours))
    return (float(lowers[chosen[0]]), float(uppers[chosen[1]])) if best > -np.inf else (0.0, 0.0)


def _between(first: float, last: float) -> Floats:
    steps = np.arange(0, 2 * _STEPS, 2, dtype=np.float32)
    return np.float32(first) + steps * (np.float32(last) - np.float32(first)) / np.float32(2 * _STEPS)


def _try(
    pairs: list[tuple[int, int]],
    lowers: Floats,
    uppers: Floats,
    found: tuple[float, tuple[int, int]],
    trial: tuple[Floats, int, VectorSimilarity, _Neighbours],
) -> tuple[float, tuple[int, int]]:
    for pair in pairs:
        lower, upper = float(lowers[pair[0]]), float(uppers[pair[1]])
        if upper > lower:
            mean = _correlation(Quantization(lower, upper, trial[1]), *trial)
            if mean > found[0]:
                found = mean, pair
    return found


def _nearness(rows: Floats, similarity: VectorSimilarity) -> Floats:
    products: Floats = rows @ rows.T
    if similarity != "l2_norm":
        return products
    squares = np.diagonal(products)
    nearness: Floats = np.minimum(2 * products - squares - squares[:, np.newaxis], np.float32(0))
    return nearness


def _neighbours(rows: Floats, similarity: VectorSimilarity) -> _Neighbours:
    scores = scores_of(_nearness(rows, similarity), similarity, "float", rows.shape[1]).astype(np.float32)
    np.fill_diagonal(scores, -np.inf)
    count = min(_NEIGHBOURS, len(rows) - 1)
    places = np.argsort(-scores, axis=1, kind="stable")[:, :count]
    kept = np.take_along_axis(scores, places, axis=1)
    return _Neighbours(places, kept, _variances(kept) if count > 1 else np.zeros(len(rows), np.float32))


def _variances(values: Floats) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        apart = values.astype(np.float64) - values.mean(axis=1, keepdims=True, dtype=np.float64)
        variances: Floats = ((apart**2).sum(axis=1) / np.float64(values.shape[1] - 1)).astype(np.float32)
    return variances


def _correlation(
    quantization: Quantization, rows: Floats, bits: int, similarity: VectorSimilarity, neighbours: _Neighbours
) -> float:
    """Returns how well quantized scores follow the scores, at most 1; 0 if that cannot be said."""
    if neighbours.scores.shape[1] < 2:
        return 0.0
    numbers, corrections = quantization.quantize(rows, similarity)
    nearness = _nearness(numbers.astype(np.float32), similarity) * np.float32(quantization.multiplier)
    nearness = nearness + corrections + corrections[:, np.newaxis]
    scores = scores_of(nearness, similarity, "float", rows.shape[1]).astype(np.float32)
    errors = np.take_along_axis(scores, neighbours.places, axis=1) - neighbours.scores
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = float((1 - _variances(errors) / neighbours.variances).mean(dtype=np.float64))
    return 0.0 if np.isnan(mean) else mean
