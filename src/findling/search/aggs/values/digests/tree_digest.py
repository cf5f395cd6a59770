"""A t-digest that takes values one by one to the nearest centroid: slower than a merging one, and finer."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from findling.kernels.columns import centroids

Doubles = NDArray[np.float64]

_MOST: Final = 20  # centroids, in times of the compression


class TreeDigest:
    """Sorted centroids.

    Elasticsearch keeps them in a tree; where several are as near it takes one by lot, and it compresses them in an
    order by lot. Here it is the first one, and the order that they are in.
    Source: Dunning and Ertl's AVLTreeDigest.
    """

    def __init__(self, compression: float) -> None:
        self.compression = compression
        self._means: Doubles = np.empty(64)
        self._counts: NDArray[np.int64] = np.zeros(64, np.int64)
        self._n = 0
        self._total = 0

    def add(self, means: Doubles, weights: Doubles | None = None) -> None:
        """Adds centroids in their order. weights: None for values, which weigh 1"""
        counts = [1] * len(means) if weights is None else weights.astype(np.int64).tolist()
        for mean, count in zip(means.tolist(), counts, strict=True):
            self._add(mean, count)

    def _add(self, mean: float, count: int) -> None:
        if self._n == len(self._means):
            self._means = np.concatenate((self._means, np.empty(self._n)))
            self._counts = np.concatenate((self._counts, np.zeros(self._n, np.int64)))
        if self._n:
            self._n = centroids.insert(self._means, self._counts, self._n, mean, count, self._total, self.compression)
        else:
            self._means[0], self._counts[0], self._n = mean, count, 1
        self._total += count
        if self._n > _MOST * self.compression:
            self.compress()

    def compress(self) -> None:
        """Adds all centroids anew."""
        if self._n <= 1:
            return
        means, weights = self.centroids()
        self._n = self._total = 0
        for mean, count in zip(means.tolist(), weights.astype(np.int64).tolist(), strict=True):
            self._add(mean, count)

    def centroids(self) -> tuple[Doubles, Doubles]:
        """Returns means, non-decreasing, and weights."""
        return self._means[: self._n].copy(), self._counts[: self._n].astype(np.float64)
