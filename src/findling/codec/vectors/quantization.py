"""Scalar quantization: floats as whole numbers of 7 or 4 bits, with what corrects their products.

Source: Lucene's ScalarQuantizer, whose float32 arithmetic is followed so that scores are Elasticsearch's.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from findling.mapping.vector_structures import VectorSimilarity

Floats = NDArray[np.float32]

_GROUP: Final = 20
# numbers that are worked on at a time: what is made on the way takes a few MB however many vectors there are
_CHUNK: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Quantization:
    """Values from lower to upper are spread over the numbers from 0 to 2^bits - 1; what is beyond gets the ends."""

    lower: float
    upper: float
    bits: int

    @property
    def step(self) -> np.float32:
        """The difference between neighbouring numbers."""
        return np.float32(np.float32(self.upper) - np.float32(self.lower)) / np.float32((1 << self.bits) - 1)

    @property
    def multiplier(self) -> float:
        """What a sum of products, or of squared differences, of the numbers is multiplied by."""
        return float(self.step * self.step)

    def quantize(self, rows: Floats, similarity: VectorSimilarity) -> tuple[NDArray[np.int8], Floats]:
        """Returns the numbers of each row and what has to be added to a product of it.

        rows: (n, dims) float32
        Returns (n, dims) int8 and (n,) float32.
        """
        numbers = np.empty(rows.shape, np.int8)
        corrections = np.zeros(len(rows), np.float32)
        for part in chunks(*rows.shape):
            numbers[part], found = self._quantize(rows[part])
            if similarity != "l2_norm":
                corrections[part] = found
        return numbers, corrections

    def _quantize(self, rows: Floats) -> tuple[NDArray[np.int8], Floats]:
        lower, upper = np.float32(self.lower), np.float32(self.upper)
        beyond = rows - lower
        within = np.clip(rows, lower, upper) - lower
        with np.errstate(invalid="ignore", divide="ignore"):
            scaled = np.float32((1 << self.bits) - 1) / (upper - lower) * within
        numbers = np.floor(np.nan_to_num(scaled, nan=0.0).astype(np.float64) + 0.5).astype(np.float32)
        back = numbers * self.step
        terms = lower * (rows - lower / np.float32(2)) + (beyond - back) * back
        # one after the other, as Lucene adds them
        return numbers.astype(np.int8), np.cumsum(terms, axis=1, dtype=np.float32)[:, -1]


def chunks(n: int, dims: int) -> Iterator[slice]:
    """Yields where to cut a matrix, (n, dims), so that no part has many numbers."""
    size = max(_CHUNK // max(dims, 1), 1)
    for start in range(0, n, size):
        yield slice(start, start + size)


def directions(rows: Floats, similarity: VectorSimilarity) -> Floats:
    """Returns rows, (n, dims) float32, as they are quantized: of unit length where only directions count."""
    if similarity != "cosine":
        return rows
    lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))
    unit = rows / np.where(lengths > 0, lengths, np.float32(1))[:, np.newaxis]
    return unit.astype(np.float32, copy=False)


def sampled(rows: Floats, most: int) -> Floats:
    """Returns all rows, or so many of them, the same ones every time."""
    if len(rows) <= most:
        return rows
    chosen = np.random.default_rng(42).choice(len(rows), most, replace=False)
    return rows[np.sort(chosen)]


def mean_quantiles(rows: Floats, interval: float) -> tuple[float, float]:
    """Returns the means of the lower and the upper quantiles of groups of rows; rows of no full group do not count."""
    size = min(_GROUP, len(rows))
    n_groups = len(rows) // size
    groups = rows[: n_groups * size].reshape(n_groups, -1)
    n = groups.shape[1]
    cut = int(np.float32(n) * (np.float32(1) - np.float32(interval)) / np.float32(2) + np.float32(0.5)) if n > 2 else 0
    if cut:
        groups = np.partition(groups, (cut, n - 1 - cut), axis=1)
        lower, upper = groups[:, cut], groups[:, n - 1 - cut]
    else:
        lower, upper = groups.min(axis=1), groups.max(axis=1)
    count = np.float32(n_groups)
    return tuple(float(np.float32(ends.sum(dtype=np.float64)) / count) for ends in (lower, upper))  # type: ignore[return-value]
