"""Finds the interval of each value among sorted edges, through a kernel."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from findling.kernels.columns import aggs

_SLOTS_PER_INTERVAL = 8
_MAX_SLOTS = 1 << 16


class Edges:
    """Half-open intervals side by side.

    edges: (n_intervals + 1,) strictly increasing int64 or float64
    """

    def __init__(self, edges: NDArray[Any]) -> None:
        self.edges = edges
        n_slots = max(min(_SLOTS_PER_INTERVAL * (len(edges) - 1), _MAX_SLOTS), 1)
        span = float(edges[-1]) - float(edges[0])
        self._scale = n_slots / span
        starts = float(edges[0]) + np.arange(n_slots) / self._scale
        found = np.searchsorted(edges.astype(np.float64), starts, side="right") - 1
        self._slots = np.clip(found, 0, len(edges) - 2).astype(np.int32)

    def interval_of(self, values: NDArray[np.generic]) -> NDArray[np.int32]:
        """Returns the interval of each value, -1 outside of all, (n,) int32. values: of the dtype of the edges."""
        out = np.empty(len(values), np.int32)
        aggs.bucket_by_edges(np.ascontiguousarray(values), self.edges, self._slots, self._scale, out)
        return out
