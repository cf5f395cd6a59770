"""What the kernels of vectors compute, in NumPy."""

import numpy as np
from numpy.typing import NDArray

from findling.kernels.vectors.distances import BITS, BYTE_DOT, FLOAT_DOT


def nearness(
    kind: int,
    matrix: NDArray[np.generic],
    query: NDArray[np.generic],
    multiplier: float = 1.0,
    scale: NDArray[np.float32] | None = None,
    add: NDArray[np.float32] | None = None,
) -> NDArray[np.float64]:
    """Returns how near each row is to the query, in double precision."""
    rows, vector = matrix.astype(np.float64), query.astype(np.float64)
    if kind == BITS:
        apart = (matrix.view(np.uint8) ^ query.view(np.uint8)).view(np.uint8)
        sums = -np.unpackbits(apart, axis=1).sum(axis=1).astype(np.float64)
    elif kind in (FLOAT_DOT, BYTE_DOT):
        sums = rows @ vector
    else:
        sums = -((rows - vector) ** 2).sum(axis=1)
    sums = sums * multiplier
    sums = sums if scale is None else sums * scale
    return sums if add is None else sums + add
