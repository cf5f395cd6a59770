"""Gathering of the values of multi-valued columns."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def gather_values(
    starts: NDArray[np.integer], values: NDArray[np.generic], rows: NDArray[np.integer]
) -> tuple[NDArray[Any], NDArray[np.int32]]:
    """Returns the values of some rows, and for each value the index in `rows` of the row that it belongs to.

    starts: (n_rows + 1,), first value of each row; values: (n_values,); rows: (n,) row numbers
    """
    first = starts[rows].astype(np.int64)
    counts = starts[rows + 1] - first
    owners = np.repeat(np.arange(len(rows), dtype=np.int32), counts)
    skipped = np.cumsum(counts) - counts  # values gathered before those of each row
    return values[np.arange(len(owners)) + (first - skipped)[owners]], owners
