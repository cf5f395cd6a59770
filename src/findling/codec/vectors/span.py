"""Chooses the span of values that floats are quantized over.

It is that of most values: of every 20 vectors the quantiles are taken, and the mean of these.
Source: Lucene's ScalarQuantizer.fromVectors.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from findling.codec.vectors.interval_search import best_interval
from findling.codec.vectors.quantization import Quantization, chunks, directions, mean_quantiles, sampled
from findling.mapping.vector_structures import VectorSimilarity

Floats = NDArray[np.float32]

_SAMPLE: Final = 25_000
_LEAST_INTERVAL: Final = 0.9


def quantization_of(
    rows: Floats, bits: int, confidence_interval: float | None, similarity: VectorSimilarity
) -> Quantization:
    """Returns the quantization that suits the rows of a segment.

    rows: (n, dims) float32, n at least 1
    confidence_interval: None for the default of so many dimensions, 0 to find out which keeps the neighbours best
    """
    if confidence_interval == 0:
        return Quantization(*best_interval(rows, bits, similarity), bits)
    interval = default_interval(rows.shape[1]) if confidence_interval is None else confidence_interval
    if interval == 1:
        return Quantization(*_ends(rows, similarity), bits)
    lower, upper = mean_quantiles(directions(sampled(rows, _SAMPLE), similarity), interval)
    return Quantization(lower, upper, bits)


def _ends(rows: Floats, similarity: VectorSimilarity) -> tuple[float, float]:
    ends = [(float(part.min()), float(part.max())) for part in _parts(rows, similarity)]
    return min(lower for lower, _ in ends), max(upper for _, upper in ends)


def _parts(rows: Floats, similarity: VectorSimilarity) -> Iterator[Floats]:
    for part in chunks(*rows.shape):
        yield directions(rows[part], similarity)


def default_interval(dims: int) -> float:
    """Returns the share of values that are spread over the numbers where the mapping does not say it."""
    return max(_LEAST_INTERVAL, float(np.float32(1) - np.float32(1) / np.float32(dims + 1)))
