"""Doubles as integers that sort the same way."""

import numpy as np
from numpy.typing import NDArray

_ALL_BUT_SIGN = np.int64(0x7FFFFFFFFFFFFFFF)


def to_sortable(values: NDArray[np.float64]) -> NDArray[np.int64]:
    """Returns the bits of doubles, turned around below zero (Lucene's NumericUtils.doubleToSortableLong)."""
    bits = np.ascontiguousarray(values, np.float64).view(np.int64)
    return bits ^ ((bits >> 63) & _ALL_BUT_SIGN)


def from_sortable(bits: NDArray[np.int64]) -> NDArray[np.float64]:
    """Returns the doubles of to_sortable."""
    bits = np.ascontiguousarray(bits, np.int64)
    return (bits ^ ((bits >> 63) & _ALL_BUT_SIGN)).view(np.float64)
