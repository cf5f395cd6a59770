"""Figures per bucket that grow with every segment: counts, sums, bounds."""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from findling.kernels import aggs

_LANES = 4
_MAX_LANED_BUCKETS = 4096

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
        self._counts = np.zeros(0, np.int64)

    def add(self, buckets: NDArray[np.int32] | None, n_rows: int, n_buckets: int) -> None:
        """Counts rows. buckets: (n_rows,) below n_buckets, or None for all in bucket 0."""
        self._counts = grown(self._counts, n_buckets, 0)
        if buckets is None:
            self._counts[0] += n_rows
        elif n_buckets <= _MAX_LANED_BUCKETS:
            lanes = np.zeros(_LANES * n_buckets, np.int64)
            aggs.count_ords(buckets, n_buckets, lanes)
            self._counts[:n_buckets] += lanes.reshape(_LANES, n_buckets).sum(axis=0)
        else:
            aggs.count_ords(buckets, n_buckets, self._counts)

    def add_counts(self, buckets: NDArray[np.int64] | slice, counts: NDArray[np.int64], n_buckets: int) -> None:
        """Adds ready counts; buckets: distinct ordinals below n_buckets."""
        self._counts = grown(self._counts, n_buckets, 0)
        self._counts[buckets] += counts

    def upto(self, n_buckets: int) -> NDArray[np.int64]:
        """Returns the counts of the first n_buckets, (n_buckets,)."""
        self._counts = grown(self._counts, n_buckets, 0)
        return self._counts[:n_buckets]


def count_narrow(ords: NDArray[np.unsignedinteger], docs: NDArray[np.int32] | None, n_ords: int) -> NDArray[np.int64]:
    """Returns how often each ordinal stands in a narrow column, under a list of docs or in all.

    ords: (max_doc,) uint8, uint16 or uint32, each below n_ords
    """
    lanes = _LANES if n_ords <= _MAX_LANED_BUCKETS else 1
    counts = np.zeros(lanes * n_ords, np.int64)
    if docs is None:
        aggs.count_ords(ords, n_ords, counts)
    else:
        aggs.count_ords_of(ords, docs, n_ords, counts)
    return counts.reshape(lanes, n_ords).sum(axis=0) if lanes > 1 else counts


class Sums:
    """Sum of the values per bucket, as float64.

    Whole numbers are added exactly as long as that cannot overflow, others with Kahan's compensation.
    """

    def __init__(self) -> None:
        self._sums = np.zeros(0, np.float64)
        self._errors = np.zeros(0, np.float64)

    def add(self, values: Numbers, buckets: NDArray[np.int32] | None, n_buckets: int) -> None:
        """Adds values: (n,) int64 or float64 to the sums of their buckets."""
        self._sums, self._errors = grown(self._sums, n_buckets, 0), grown(self._errors, n_buckets, 0)
        if len(values) == 0:
            return
        if values.dtype == np.int64 and _fits(values):
            self._add_longs(values.astype(np.int64, copy=False), buckets, n_buckets)
        else:
            self._add_doubles(values.astype(np.float64, copy=False), buckets, n_buckets)

    def upto(self, n_buckets: int) -> NDArray[np.float64]:
        """Returns the sums of the first n_buckets, (n_buckets,)."""
        self._sums, self._errors = grown(self._sums, n_buckets, 0), grown(self._errors, n_buckets, 0)
        return self._sums[:n_buckets] + self._errors[:n_buckets]

    def _add_longs(self, values: NDArray[np.int64], buckets: NDArray[np.int32] | None, n_buckets: int) -> None:
        if buckets is None:
            self._add_totals(np.array([values.sum(dtype=np.int64)], np.float64))
            return
        lanes = _LANES if n_buckets <= _MAX_LANED_BUCKETS else 1
        sums = np.zeros(lanes * n_buckets, np.int64)
        aggs.sum_longs(values, buckets, n_buckets, sums)
        self._add_totals(sums.reshape(lanes, n_buckets).sum(axis=0).astype(np.float64))

    def _add_doubles(self, values: NDArray[np.float64], buckets: NDArray[np.int32] | None, n_buckets: int) -> None:
        if buckets is None:
            self._add_totals(np.array([values.sum()], np.float64))
        elif n_buckets <= _MAX_LANED_BUCKETS:
            sums, errors = np.zeros(_LANES * n_buckets), np.zeros(_LANES * n_buckets)
            aggs.sum_doubles(values, buckets, n_buckets, sums, errors)
            for lane in range(_LANES):
                of_lane = slice(lane * n_buckets, (lane + 1) * n_buckets)
                self._add_totals(sums[of_lane])
                self._add_totals(errors[of_lane])
        else:
            aggs.sum_doubles(values, buckets, n_buckets, self._sums, self._errors)

    def _add_totals(self, totals: NDArray[np.float64]) -> None:
        n = len(totals)
        corrected = totals + self._errors[:n]
        updated = self._sums[:n] + corrected
        with np.errstate(invalid="ignore"):
            errors = corrected - (updated - self._sums[:n])
        self._errors[:n] = np.where(np.isfinite(updated), errors, self._errors[:n])
        self._sums[:n] = updated


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
