"""A t-digest that takes values into a buffer, and merges that into its centroids when it is full."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from findling.kernels.columns import centroids

Doubles = NDArray[np.float64]

_LEAST_COMPRESSION: Final = 10.0
_SPARE: Final = 10
_BUFFERS: Final = 5


class MergingDigest:
    """Centroids of values, as Elasticsearch has them whatever order values and merges come in.

    compression: about how many centroids there are once `compress` was called; four times as many before
    Source: Dunning and Ertl's MergingDigest.
    """

    def __init__(self, compression: float) -> None:
        self.compression = max(compression, _LEAST_COMPRESSION)
        size = int(self.compression + _SPARE)
        buffer = _BUFFERS * size
        # fewer are kept in the end than while values come
        self._working = math.sqrt(buffer // size - 1) * self.compression
        size = max(size, math.ceil(self._working + _SPARE))
        self._kept: Doubles = np.empty((2, size))
        self._spare: Doubles = np.empty((2, size))
        self._new: Doubles = np.empty((2, max(buffer, 2 * size)))
        self._n_kept = self._n_new = self._n_merges = 0
        self._weight = 0.0
        self._are_plain = True

    def add(self, means: Doubles, weights: Doubles | None = None) -> None:
        """Adds centroids in their order. weights: None for values, which weigh 1"""
        done = 0
        while done < len(means):
            room = self._new.shape[1] - self._n_kept - 1 - self._n_new
            if room <= 0:
                self._merge(self._working)
                continue
            there = slice(self._n_new, self._n_new + min(room, len(means) - done))
            taken = slice(done, done + there.stop - there.start)
            self._new[0, there] = means[taken]
            self._new[1, there] = 1.0 if weights is None else weights[taken]
            self._are_plain = self._are_plain and weights is None
            self._n_new, done = there.stop, taken.stop

    def compress(self) -> None:
        """Leaves about as many centroids as were asked for."""
        self._merge(self.compression)

    def centroids(self) -> tuple[Doubles, Doubles]:
        """Returns means, non-decreasing, and weights."""
        self._merge(self._working)
        return self._kept[0, : self._n_kept].copy(), self._kept[1, : self._n_kept].copy()

    def _merge(self, compression: float) -> None:
        if not self._n_new:
            return
        incoming = self._new[:, : self._n_new]
        if self._are_plain:
            incoming = np.stack((np.sort(incoming[0]), incoming[1]))
        else:
            incoming = np.ascontiguousarray(incoming[:, np.argsort(incoming[0], kind="stable")])
        self._weight += float(incoming[1].sum())
        normalizer = compression / (4 * math.log(self._weight / compression) + 24)
        # every other pass begins at the other end, so that errors lean to neither
        backwards = self._n_merges % 2 == 1
        self._n_kept = centroids.merge_pass(
            incoming, self._kept, self._n_kept, self._weight, normalizer, backwards, self._spare
        )
        self._kept, self._spare = self._spare, self._kept
        if backwards:
            self._kept[:, : self._n_kept] = self._kept[:, : self._n_kept][:, ::-1].copy()
        self._n_new = 0
        self._n_merges += 1
        self._are_plain = True
