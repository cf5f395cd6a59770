"""What the centroids of a digest say of quantiles and ranks, as Elasticsearch's digests do."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]


def centroid_quantile(means: Doubles, weights: Doubles, fraction: float, bounds: Sequence[float]) -> float:
    """Returns the value below which a fraction lies, NaN for no centroids.

    Each stands at the middle of its weight; between two of them values grow evenly.

    bounds: the lowest and the highest value
    """
    if len(means) < 2:
        return float(means[0]) if len(means) else math.nan
    index = fraction * float(weights.sum())
    start = float(weights[0]) / 2
    if index < start and weights[0] > 1:
        return _between(bounds[0], start - index, float(means[0]), index)
    widths = (weights[:-1] + weights[1:]) / 2
    ends = start + np.cumsum(widths)
    place = int(np.searchsorted(ends, index, side="right"))
    if place == len(ends):
        beyond = index - float(ends[-1])
        return _between(float(means[-1]), float(weights[-1]) / 2 - beyond, bounds[1], beyond)
    behind, before = float(ends[place]) - index, index - float(ends[place] - widths[place])
    return _between(float(means[place]), behind, float(means[place + 1]), before)


def _between(low: float, weight: float, high: float, others_weight: float) -> float:
    if low == high:
        return low
    return max(low, min((low * weight + high * others_weight) / (weight + others_weight), high))


def centroid_rank(means: Doubles, weights: Doubles, value: float, bounds: Sequence[float], is_tree: bool) -> float:
    """Returns the fraction that lies below a value, NaN for no centroids.

    The share of each grows over the two halves of the gaps beside it.

    is_tree: beyond the last gap's middle all lies below, as in Elasticsearch's trees
    """
    if not len(means):
        return math.nan
    if len(means) == 1:
        return 0.5 if value == means[0] else float(value > means[0])
    total = float(weights.sum())
    if value < bounds[0] or value > bounds[1]:
        return float(value > bounds[0])
    if value == bounds[0]:
        return float(weights[means == value].sum()) / 2 / total
    if value == bounds[1]:
        return (total - float(weights[means == value].sum()) / 2) / total
    halves = np.diff(means) / 2
    place = int(np.searchsorted(means[:-1] + halves, value, side="right"))
    if place == len(halves):
        if is_tree:
            return 1.0
        left = right = float(halves[-1])
    else:
        left, right = float(halves[max(place - 1, 0)]), float(halves[place])
        if is_tree and place == len(halves) - 1:
            left = right
    mean = float(means[place])
    begin = mean - left
    share = (value - begin) / (mean + right - begin)
    return max((float(weights[:place].sum()) + float(weights[place]) * share) / total, 0.0)


def told(means: Doubles, weights: Doubles) -> Doubles:
    """Returns means as they are told to others: a product's quotient, which may be rounded otherwise."""
    return weights * means / weights
