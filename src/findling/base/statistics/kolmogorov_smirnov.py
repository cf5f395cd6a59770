"""The test of Kolmogorov and Smirnov: how likely two samples are of the same distribution.

Source: exact probabilities by counting lattice paths, as in Hodges, The Significance Probability of the Smirnov
Two-Sample Test, 1958.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

_TOLERANCE: Final = 1e-12


def largest_difference(x: NDArray[np.float64], y: NDArray[np.float64]) -> float:
    """Returns the largest difference between the cumulative distributions of two samples."""
    points = np.concatenate((x, y))
    below = [np.searchsorted(np.sort(sample), points, side="right") / len(sample) for sample in (x, y)]
    return float(np.abs(below[0] - below[1]).max())


def exact_p_value(difference: float, n: int, m: int) -> float:
    """Returns the probability that samples of n and m numbers of one distribution differ by that much or more.

    Every order of the numbers is a path from (0, 0) to (n, m); what is counted are those that stay closer to the
    diagonal. Counts are scaled by the number of all paths, so that they fit.
    """
    limit = math.ceil((difference - _TOLERANCE) * n * m)
    columns = np.arange(m + 1, dtype=np.float64)
    inside = np.abs(columns * n) < limit
    paths = np.where(np.cumprod(inside), 1.0, 0.0)
    scale = 0.0
    for row in range(1, n + 1):
        inside = np.abs(row * m - columns * n) < limit
        paths = _along(np.where(inside, paths, 0.0), inside)
        most = paths.max()
        if most == 0.0:
            return 1.0
        paths /= most
        scale += math.log(most)
    all_paths = math.lgamma(n + m + 1) - math.lgamma(n + 1) - math.lgamma(m + 1)
    if paths[m] == 0.0:
        return 1.0
    return min(max(-math.expm1(math.log(paths[m]) + scale - all_paths), 0.0), 1.0)


def _along(paths: NDArray[np.float64], inside: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Returns how many paths there are to each column of a row, of which those inside are one piece."""
    total = np.cumsum(paths)
    return np.where(inside, total, 0.0)
