"""How the scores of a list are made comparable with those of others, by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError

Scores = NDArray[np.float32]
Normalizer = Callable[[Scores], Scores]
_EPSILON: Final = np.float32(1e-6)
NONE: Final = "none"


def _none(scores: Scores) -> Scores:
    return scores


def _minmax(scores: Scores) -> Scores:
    """From 0 for the least to 1 for the greatest; scores that are all alike stay what they are."""
    known = scores[~np.isnan(scores)]
    if not len(known):
        return scores
    least, most = known.min(), max(known.max(), np.float32(1.4e-45))
    if abs(least - most) < _EPSILON:
        return np.full(len(scores), least, np.float32)
    spread: Scores = (scores - least) / (most - least)
    return spread


def _l2_norm(scores: Scores) -> Scores:
    """Divided by the length of the vector that they are."""
    known = scores[~np.isnan(scores)]
    norm = float(np.sqrt(np.sum((known * known).astype(np.float64))))
    if not len(known) or norm < _EPSILON:
        return scores
    return (scores.astype(np.float64) / norm).astype(np.float32)


_NORMALIZERS: Final[dict[str, Normalizer]] = {NONE: _none, "minmax": _minmax, "l2_norm": _l2_norm}


def read_normalizer(value: str) -> str:
    """Returns the name of a normalizer, in any case. Raises IllegalArgumentError."""
    if value.lower() not in _NORMALIZERS:
        raise IllegalArgumentError(f"Unknown normalizer [{value}]")
    return value.lower()


def normalized(name: str, scores: Scores) -> Scores:
    """Returns the scores as the normalizer of a name makes them: (n,) float32, NaN where there are none."""
    return _NORMALIZERS[name](scores)
