"""What an HdrHistogram of some values says of percentiles and ranks: values to so many significant digits.

A value is recorded in a step of its power of two: each power is cut into at least 10 to the number of digits steps. The
histogram is not built: steps are found from the sorted values, which are kept anyway. Source: HdrHistogram's
DoubleHistogram (Gil Tene) as of version 2.1.9, which Elasticsearch has: it rounds the number of values up to a
percentile to the nearest, and reports the highest value of a step, less the smallest step that there is.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray


class HdrSteps:
    """The steps of a histogram.

    digits: significant decimal digits, 0 to 5
    smallest: the smallest value above zero, None if all are zero
    """

    def __init__(self, digits: int, smallest: float | None) -> None:
        self._per_power = 1 << (math.ceil(math.log2(2 * 10**digits)) - 1)
        self._lowest = 1.0 if smallest is None else 2.0 ** math.floor(math.log2(smallest))
        # below the lowest power of two all steps are of this size
        self._unit = self._lowest / self._per_power

    def floor(self, value: float) -> float:
        """Returns where the step of a value begins."""
        size = self._size(value)
        return math.floor(value / size) * size

    def ceiling(self, value: float) -> float:
        """Returns where the next step begins."""
        return self.floor(value) + self._size(value)

    def highest(self, value: float) -> float:
        """Returns the highest value that is reported for the step of a value."""
        return self.ceiling(value) - self._unit

    def _size(self, value: float) -> float:
        if value < self._lowest:
            return self._unit
        return float(2.0 ** math.floor(math.log2(value)) / self._per_power)


def hdr_quantile(values: NDArray[np.float64], ends: NDArray[Any] | None, percent: float, digits: int) -> float:
    """Returns the value at a percent, NaN for no values.

    values: (n,) non-decreasing, not negative; ends: (n,) how many values there are up to each, None: one each
    """
    if len(values) == 0:
        return math.nan
    n = len(values) if ends is None else int(ends[-1])
    wanted = max(int(percent / 100 * n + 0.5), 1)
    place = wanted - 1 if ends is None else int(np.searchsorted(ends, wanted, side="left"))
    value, steps = float(values[place]), _steps_of(values, digits)
    return steps.floor(value) if percent == 0 else steps.highest(value)


def hdr_rank(values: NDArray[np.float64], ends: NDArray[Any] | None, value: float, digits: int) -> float:
    """Returns the fraction of values in the step of one value and below it, see hdr_quantile."""
    if len(values) == 0:
        return math.nan
    if value < 0 or not math.isfinite(value):
        return float(value > 0)
    place = int(np.searchsorted(values, _steps_of(values, digits).ceiling(value), side="left"))
    if ends is None:
        return place / len(values)
    return float(ends[place - 1] / ends[-1]) if place else 0.0


def _steps_of(values: NDArray[np.float64], digits: int) -> HdrSteps:
    first = int(np.searchsorted(values, 0.0, side="right"))
    return HdrSteps(digits, float(values[first]) if first < len(values) else None)
