"""The spans of time of buckets that are made by rounding."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError
from findling.search.aggs.base.time_spans import Lengths
from findling.search.aggs.values.rounding import Rounding

_MS: Final = {
    "second": 1000, "minute": 60_000, "hour": 3_600_000, "day": 86_400_000, "week": 7 * 86_400_000,
}  # fmt: skip
_MONTHS: Final = {"month": 1, "quarter": 3, "year": 12}
_FIXED_UNITS: Final = "only week, day, hour, minute and second are supported for this histogram"


class RoundedSpans:
    """Lengths of intervals; months are as long as they are, all else is always of the same length.

    starts: ordinals of buckets -> (n,) int64 ms, where the intervals begin
    """

    def __init__(self, rounding: Rounding, starts: Callable[[NDArray[np.int64]], NDArray[np.int64]]) -> None:
        self._rounding = rounding
        self._starts = starts

    def lengths(self, unit: str | None, buckets: NDArray[np.int64] | None) -> Lengths:
        """Returns how many units the spans are long. Raises IllegalArgumentError for those that have none of it."""
        calendar = self._rounding.calendar
        if unit is None:
            return 1.0
        if calendar in _MONTHS:
            if unit in _MONTHS:
                return _MONTHS[calendar] / _MONTHS[unit]
            return self._measured(unit, buckets) / _MS[unit]
        if unit in _MS:
            return (self._rounding.length_ms if calendar is None else _MS[calendar]) / _MS[unit]
        if calendar is None:
            raise IllegalArgumentError(
                f"Cannot use month-based rate unit [{unit}] with fixed interval based histogram, {_FIXED_UNITS}"
            )
        raise IllegalArgumentError(
            f"Cannot use month-based rate unit [{unit}] with non-month based calendar interval histogram [{calendar}] "
            f"{_FIXED_UNITS}"
        )

    def _measured(self, unit: str, buckets: NDArray[np.int64] | None) -> Lengths:
        """Returns the ms that each span is long."""
        if buckets is None:
            raise IllegalArgumentError(
                f"Cannot use non month-based rate unit [{unit}] with calendar interval histogram "
                f"[{self._rounding.calendar}] only month, quarter and year are supported for this histogram"
            )
        if len(buckets) == 0:
            return np.empty(0)
        begin = self._starts(buckets)
        edges = self._rounding.starts(int(begin.min()), int(begin.max()))
        lengths: NDArray[np.float64] = (edges[np.searchsorted(edges, begin, side="right")] - begin).astype(np.float64)
        return lengths


class NoSingleSpan:
    """The spans of buckets that stand for several spans or for none. name: of their aggregation"""

    def __init__(self, name: str) -> None:
        self._name = name

    def lengths(self, unit: str | None, buckets: NDArray[np.int64] | None) -> Lengths:
        """Raises IllegalArgumentError."""
        raise IllegalArgumentError(
            f"aggregation [{self._name}] does not have exactly one date_histogram value source; exactly one is "
            "required when using with rate aggregation"
        )
