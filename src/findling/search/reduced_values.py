"""Several values of a document as one: the least, the greatest, their sum, average or median."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.runs import run_starts

# the greatest double that is a whole number of 64 bits
_GREATEST: Final = 2.0**63 - 1_024


def reduce_by_owner(
    values: NDArray[np.generic], owners: NDArray[np.int64], mode: str
) -> tuple[NDArray[np.int64], NDArray[Any]]:
    """Returns the distinct owners and one value for each; owners: (n,) non-decreasing."""
    if len(owners) == 0:
        return owners, values
    first = np.flatnonzero(run_starts(owners))
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
    return numbers if dtype.kind == "f" else saturated(np.floor(numbers + 0.5))


def saturated(numbers: NDArray[Any]) -> NDArray[np.int64]:
    """Returns doubles as whole numbers, as Java casts them: what is too large is the largest one."""
    whole: NDArray[np.int64] = np.trunc(np.clip(numbers, -(2.0**63), _GREATEST)).astype(np.int64)
    whole[numbers > _GREATEST] = np.iinfo(np.int64).max
    return whole
