"""How long the spans of time are that the buckets of an aggregation stand for: what `rate` divides by."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Lengths = NDArray[np.float64] | float


class TimeSpans(Protocol):
    """The spans of the buckets of one aggregator."""

    def lengths(self, unit: str | None, buckets: NDArray[np.int64] | None) -> Lengths:
        """Returns how many units the spans are long, 1 without a unit. Raises IllegalArgumentError.

        buckets: (n,) ordinals of the aggregator's buckets; None: any of them
        """


@dataclass(frozen=True, slots=True)
class NearestSpans:
    """The spans of the nearest aggregation around that has any. are_of_parent: whether it is the very next one"""

    spans: TimeSpans
    are_of_parent: bool

    def further(self) -> NearestSpans:
        """Returns what an aggregation below one without spans sees of them."""
        return replace(self, are_of_parent=False)
