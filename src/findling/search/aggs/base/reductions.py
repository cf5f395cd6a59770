"""Figures per bucket that grow with every segment: counts, sums, bounds."""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from findling.kernels.columns import aggs

_LANES = 4
_MAX_LANED_BUCKETS = 4096
_MIN_LANED_ROWS = 4096
NO_COUNTS: NDArray[np.int64] = np.empty(0, np.int64)
NO_SUMS: NDArray[np.float64] = np.empty(0, np.float64)

_Array = TypeVar("_Array", bound=np.generic)
# (n,) int64 or float64
Numbers = NDArray[Any]


def grown(array: NDArray[_Array], size: int, fill: float) -> NDArray[_Array]:
    """Returns the array with at least `size` entries, new ones set to `fill`; itself if it is long enough."""
    if len(array) >= size:
        return array
    longer = np.full(max(size, min(2 * len(array), len(array) + 1_000_000)), fill, array.dtype)
    longer[: len(array)] = array
    return longer


class Counts:
    """Number of rows per bucket."""

    def __init__(self) -> None:
        self._counts = NO_COUNTS

    def add(
        self,
        buckets: NDArray[np.int32] | None,
        n_rows: int,
        n_buckets: int,
        weights: NDArray[np.int64] | None = None,
    ) -> None:
        """Counts rows.

        buckets: (n_rows,) below n_buckets, or None for all in bucket 0
        weights: (n_rows,) how often each row counts, None: once
        """
        counts = self.upto(n_buckets)
        if weights is not None:
            np.add.at(counts, np.zeros(n_rows, np.int32) if buckets is None else buckets, weights)
        elif buckets is None:
            counts[0] += n_rows
        else:
            add_counts_of(buckets, None, n_buckets, counts)

    @property
    def n_filled(self) -> int:
        """The number of buckets with rows."""
        return int(np.count_nonzero(self._counts))

    def add_counts(self, buckets: NDArray[np.int64] | slice, counts: NDArray[Any], n_buckets: int) -> None:
        """Adds ready counts; buckets: distinct ordinals below n_buckets."""
        self.upto(n_buckets)[buckets] += counts

    def upto(self, n_buckets: int) -> NDArray[np.int64]:
        """Returns the counts of the first n_buckets, (n_buckets,), to be read or added to before the next call."""
        counts = self._counts
        if len(counts) == n_buckets:
            return counts
        if len(counts) < n_buckets:
            self._counts = counts = grown(counts, n_buckets, 0) if len(counts) else np.zeros(n_buckets, np.int64)
        return counts[:n_buckets]


def add_counts_of(
    ords: NDArray[np.generic], docs: NDArray[np.int32] | None, n_ords: int, counts: NDArray[np.int64]
) -> None:
    """Adds how often each ordinal stands in a column, under a list of docs or in all, to counts.

    ords: (max_doc,) uint8, uint16, uint32 or int32, each below n_ords
    counts: (n_ords,) or longer, modified
    """
    n_rows = len(ords) if docs is None else len(docs)
    # lanes only pay where many rows meet in the same counts
    if n_ords > _MAX_LANED_BUCKETS or n_rows < max(_MIN_LANED_ROWS, n_ords):
        _count(ords, docs, n_ords, counts[:n_ords])
        return
    lanes = np.zeros(_LANES * n_ords, np.int64)
    _count(ords, docs, n_ords, lanes)
    counts[:n_ords] += lanes.reshape(_LANES, n_ords).sum(axis=0)


def _count(ords: NDArray[np.generic], docs: NDArray[np.int32] | None, n_ords: int, counts: NDArray[np.int64]) -> None:
    if docs is None:
        aggs.count_ords(ords, n_ords, counts)
    else:
        aggs.count_ords_of(ords, docs, n_ords, counts)


class Sums:
    """Sum of the values per bucket, as float64.

    Whole numbers are added exactly as long as that cannot overflow, others with Kahan's compensation.
    """

    def __init__(self) -> None:
        self._sums = NO_SUMS
        # what is still to be added; shorter than the sums where nothing is
        self._errors = NO_SUMS

    def add(self, values: Numbers, buckets: NDArray[np.int32] | None, n_buckets: int) -> None:
        """Adds values: (n,) int64 or float64 to the sums of their buckets."""
        if len(values) == 0:
            return
        if values.dtype == np.int64 and _fits(values):
            self._add_longs(values.astype(np.int64, copy=False), buckets, n_buckets)
        else:
            self._add_doubles(values.astype(np.float64, copy=False), buckets, n_buckets)

    def add_totals(self, totals: NDArray[np.float64]) -> None:
        """Adds a number to each of the first buckets; totals: (n,), not used otherwise."""
        if len(self._sums) == 0:
            self._sums = totals + 0.0  # no -0.0
            return
        n = len(totals)
        self._grow(n)
        corrected = totals + self._errors[:n]
        updated = self._sums[:n] + corrected
        with np.errstate(invalid="ignore"):
            errors = corrected - (updated - self._sums[:n])
        self._errors[:n] = np.where(np.isfinite(updated), errors, self._errors[:n])
        self._sums[:n] = updated

    def upto(self, n_buckets: int) -> NDArray[np.float64]:
        """Returns the sums of the first n_buckets, (n_buckets,), not to be changed."""
        if len(self._errors) == 0 and len(self._sums) >= n_buckets:
            return self._sums[:n_buckets]
        self._grow(n_buckets)
        return self._sums[:n_buckets] + self._errors[:n_buckets]

    def _grow(self, n_buckets: int) -> None:
        self._sums = grown(self._sums, n_buckets, 0)
        self._errors = grown(self._errors, len(self._sums), 0)

    def _add_longs(self, values: NDArray[np.int64], buckets: NDArray[np.int32] | None, n_buckets: int) -> None:
        if buckets is None:
            self.add_totals(np.array([values.sum(dtype=np.int64)], np.float64))
            return
        lanes = _LANES if n_buckets <= _MAX_LANED_BUCKETS else 1
        sums = np.zeros(lanes * n_buckets, np.int64)
        aggs.sum_longs(values, buckets, n_buckets, sums)
        self.add_totals(sums.reshape(lanes, n_buckets).sum(axis=0).astype(np.float64))

    def _add_doubles(self, values: NDArray[np.float64], buckets: NDArray[np.int32] | None, n_buckets: int) -> None:
        if buckets is None:
            self.add_totals(np.array([values.sum()], np.float64))
        elif n_buckets <= _MAX_LANED_BUCKETS:
            sums, errors = np.zeros(_LANES * n_buckets), np.zeros(_LANES * n_buckets)
            aggs.sum_doubles(values, buckets, n_buckets, sums, errors)
            for lane in range(_LANES):
                of_lane = slice(lane * n_buckets, (lane + 1) * n_buckets)
                self.add_totals(sums[of_lane])
                self.add_totals(errors[of_lane])
        else:
            self._grow(n_buckets)
            aggs.sum_doubles(values, buckets, n_buckets, self._sums, self._errors)


def _fits(values: Numbers) -> bool:
    """Tells whether no sum of these whole numbers can leave int64."""
    largest = max(abs(int(values.min())), abs(int(values.max())))
    return largest * len(values) < 2**63


class Bounds:
    """Minimum and maximum of the values per bucket; values of one instance are all int64 or all float64."""

    def __init__(self, dtype: type[np.int64] | type[np.float64]) -> None:
        self._dtype = dtype
        if dtype is np.int64:
            self._low_fill: float = np.iinfo(np.int64).max
            self._high_fill: float = np.iinfo(np.int64).min
        else:
            self._low_fill, self._high_fill = np.inf, -np.inf
        self._lows: Numbers = np.zeros(0, dtype)
        self._highs: Numbers = np.zeros(0, dtype)

    def add(self, values: Numbers, buckets: NDArray[np.int32] | None, n_buckets: int) -> None:
        """Widens the bounds of the values' buckets."""
        self._grow(n_buckets)
        if len(values) == 0:
            return
        if buckets is None:
            self.widen(values.min(), values.max())
        else:
            aggs.bound_rows(values.astype(self._dtype, copy=False), buckets, self._lows, self._highs)

    def widen(self, low: float, high: float) -> None:
        """Widens the bounds of bucket 0 to values from `low` to `high`."""
        self._grow(1)
        self._lows[0] = min(self._lows[0], low)
        self._highs[0] = max(self._highs[0], high)

    def lows(self, n_buckets: int) -> Numbers:
        """Returns the minima of the first n_buckets; the type's highest value where there is none."""
        self._grow(n_buckets)
        return self._lows[:n_buckets]

    def highs(self, n_buckets: int) -> Numbers:
        """Returns the maxima of the first n_buckets; the type's lowest value where there is none."""
        self._grow(n_buckets)
        return self._highs[:n_buckets]

    def _grow(self, n_buckets: int) -> None:
        self._lows = grown(self._lows, n_buckets, self._low_fill)
        self._highs = grown(self._highs, n_buckets, self._high_fill)


def population_variance(count: Any, total: Any, squares: Any) -> Any:
    """Returns the variance of what was counted and added up, of numbers or arrays of them; NaN for nothing.

    total: the sum; squares: the sum of squares
    """
    return np.maximum((squares - total * total / count) / count, 0.0)
