"""The intervals that auto_date_histogram chooses from: units of time, and how many of each may be one bucket.

Source: Elasticsearch's AutoDateHistogramAggregationBuilder.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from findling.search.aggs.values.rounding import Rounding, parse_rounding

_SECOND_MS: Final = 1000
# name, abbreviation, about how long, how many of them are one bucket
_STEPS: Final = (
    ("second", "s", _SECOND_MS, (1, 5, 10, 30)),
    ("minute", "m", 60 * _SECOND_MS, (1, 5, 10, 30)),
    ("hour", "h", 3600 * _SECOND_MS, (1, 3, 12)),
    ("day", "d", 86_400 * _SECOND_MS, (1, 7)),
    ("month", "M", 30 * 86_400 * _SECOND_MS, (1, 3)),
    ("year", "y", 365 * 86_400 * _SECOND_MS, (1, 5, 10, 20, 50, 100)),
)
UNITS: Final = tuple(step[0] for step in _STEPS)


@dataclass(frozen=True, slots=True)
class IntervalStep:
    """One unit. multiples: how many of it may be one bucket, ascending; rough_ms: about how long it is"""

    unit: str
    abbreviation: str
    rough_ms: int
    multiples: Sequence[int]
    rounding: Rounding

    @property
    def most(self) -> int:
        """Returns the greatest of the multiples."""
        return self.multiples[-1]

    def needed(self, low: int, high: int) -> int:
        """Returns how many buckets reach from one instant to another, that of the latter not counted."""
        if low >= high:
            return 0
        starts = self.rounding.starts(low, high)
        return 1 + int(np.count_nonzero((starts > low) & (starts < high)))


@lru_cache(maxsize=64)
def interval_steps(zone: str | None, least: str | None) -> tuple[IntervalStep, ...]:
    """Returns the steps from the unit `least` on, from seconds on for None."""
    steps = [
        IntervalStep(unit, short, rough, multiples, parse_rounding(unit, None, zone, None, "auto_date_histogram"))
        for unit, short, rough, multiples in _STEPS
    ]
    return tuple(steps[0 if least is None else UNITS.index(least) :])


def fitting_step(steps: Sequence[IntervalStep], place: int, low: int, high: int, buckets: int) -> int:
    """Returns the place of the first step, from one on, by which few enough buckets reach from `low` to `high`.

    What is rough first and exact then: seconds of a century are not to be counted.
    """
    last = len(steps) - 1
    if place == last:
        return place
    for following in range(place + 1, len(steps)):
        step = steps[following]
        if (high - low) // step.rough_ms < buckets * step.most:
            place = following - 1
            break
    else:
        return last
    while place < last and steps[place].needed(low, high) > buckets * steps[place].most:
        place += 1
    return place
