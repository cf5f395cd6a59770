"""What weights ask of a similarity once it is bound to statistics."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from findling.search.explanation import Explanation


class SimScorer(Protocol):
    """The scorer of one term, or of several taken as one. `similarity.Bm25` is the one that kernels can read."""

    def score(self, freqs: NDArray[np.generic], norms: NDArray[np.uint8] | None) -> NDArray[np.float32]:
        """Returns the score of each document.

        freqs: (n,) term or phrase frequencies; norms: (n,) uint8 of the same documents, None if the field has none
        """
        ...

    def explain(self, freq: float, norm: int | None, freq_name: str, with_value: bool = False) -> Explanation:
        """Returns the tree of one document's score."""
        ...
