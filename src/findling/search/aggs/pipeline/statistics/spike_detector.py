"""Finds a value that stands out of the others: a spike or a dip.

Source: the values' density is estimated by kernels with Silverman's rule of thumb for the bandwidth, oversmoothed.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from findling.base.statistics.distributions import normal_below
from findling.search.aggs.pipeline.statistics.change_detector import Change

Doubles = NDArray[np.float64]

_SMOOTHING: Final = 1.36
_REACH: Final = 3.0  # bandwidths; beyond, all of a kernel is on one side
_SMALL: Final = 1e-10


def detect_spike(values: Doubles, threshold: float) -> Change:
    """Returns the spike or dip that is less likely than the threshold, a stationary state if there is none."""
    extent = min(max(int(0.1 * len(values) + 0.5), 2) - 1, len(values) - 1)
    spike, dip = int(np.argmax(values)), int(np.argmin(values))
    found = []
    for kind, signed, place, other in (("dip", -values, dip, spike), ("spike", values, spike, dip)):
        rest = np.ones(len(values), np.bool_)
        start = _widest(signed, place, extent)
        rest[start : start + extent] = False
        rest[other] = rest[place] = False
        likelihood, distance = _beyond(np.sort(signed[rest]), float(signed[place]))
        p_value = _of_many(likelihood, len(values))
        if p_value < threshold:
            found.append((likelihood, -distance, Change(kind, p_value, place)))
    if not found:
        return Change("stationary")
    return min(found, key=lambda one: one[:2])[2]


def _widest(values: Doubles, place: int, extent: int) -> int:
    """Returns where the stretch of the greatest sum around a place starts."""
    start = max(0, place + 1 - extent)
    best, most = start, float(values[start : start + extent].sum())
    for other in range(start + 1, place + 1):
        if other + extent >= len(values):
            break
        total = float(values[other : other + extent].sum())
        if total > most:
            best, most = other, total
    return best


def _beyond(ordered: Doubles, value: float) -> tuple[float, float]:
    """Returns how likely a number is at least `value`, and how far the nearest of the others is."""
    n = len(ordered)
    if n == 0:
        return 1.0, 0.0
    deviation = float(np.std(ordered, ddof=1)) if n > 1 else 0.0
    bandwidth = _SMOOTHING * n**-0.2 * deviation
    first = min(int(np.searchsorted(ordered, value - _REACH * bandwidth)), n - 1)
    last = min(max(int(np.searchsorted(ordered, value + _REACH * bandwidth)), first + 1), n)
    near = ordered[first:last].tolist()
    total = float(n - last) + sum(_above(center, bandwidth, value) for center in near)
    return total / n, min(abs(center - value) for center in near)


def _above(center: float, bandwidth: float, value: float) -> float:
    distance = value - center
    if abs(distance) > 40 * bandwidth:
        return 0.0 if distance > 0 else 1.0
    return normal_below(-distance / bandwidth) if bandwidth else 0.5


def _of_many(likelihood: float, n: int) -> float:
    """Returns how likely one of n numbers is that unlikely."""
    return 1 - math.pow(1 - likelihood, n) if likelihood > _SMALL else n * likelihood
