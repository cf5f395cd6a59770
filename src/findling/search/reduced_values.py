"""Several values of a document as one: the least, the greatest, their sum, average or median."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def reduce_by_owner(
    values: NDArray[np.generic], owners: NDArray[np.int64], mode: str
) -> tuple[NDArray[np.int64], NDArray[Any]]:
    """Returns the distinct owners and one value for each; owners: (n,) non-decreasing."""
    if len(owners) == 0:
        return owners, values
    first = np.flatnonzero(np.concatenate(([True], owners[1:] != owners[:-1])))
    found = owners[first]
    if len(first) == len(owners):
        return found, values
    if mode == "min":
        return found, np.minimum.reduceat(values, first)
    if mode == "max":
        return found, np.maximum.reduceat(values, first)
    if mode == "median":
        return found, _medians(values, owners, first)
    sums = np.add.reduceat(values, first)
    if mode == "sum":
        return found, sums
    return found, _rounded(sums / np.diff(np.append(first, len(owners))), values.dtype)


def _medians(values: NDArray[np.generic], owners: NDArray[np.int64], first: NDArray[np.intp]) -> NDArray[np.generic]:
    ordered = values[np.lexsort((values, owners))]
    counts = np.diff(np.append(first, len(owners)))
    low, high = ordered[first + (counts - 1) // 2], ordered[first + counts // 2]
    return _rounded((low.astype(np.float64) + high) / 2, values.dtype)


def _rounded(numbers: NDArray[np.float64], dtype: np.dtype[Any]) -> NDArray[np.generic]:
    # whole numbers round half up, as Java's Math.round
    return numbers if dtype.kind == "f" else np.floor(numbers + 0.5).astype(dtype)
