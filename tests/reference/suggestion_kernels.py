"""What the kernels of suggestions mean, written from their definitions."""

from collections.abc import Sequence

import numpy as np


def read_weights(terms: Sequence[bytes]) -> list[float]:
    """Returns the weight of each term: 0 where nothing follows the first zero byte and four more."""
    rests = [term.partition(b"\0")[2] for term in terms]
    return [float(np.float32(2**31 - 1 - int.from_bytes(rest[:4]))) if len(rest) > 3 else 0.0 for rest in rests]


def heaviest(weights: Sequence[float], low: int, high: int, n: int) -> list[int]:
    """Returns the numbers of the `n` heaviest of [low, high), of equal ones the first."""
    return sorted(range(low, high), key=lambda number: (-weights[number], number))[:n]
