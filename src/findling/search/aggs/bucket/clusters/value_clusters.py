"""Sorted clusters of values: how many values become few, in one pass."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(slots=True)
class Clusters:
    """Clusters by centroid, ascending.

    centroids, lows, highs: (n,) float64; members: (n_values,) int32, the cluster of each value
    """

    centroids: NDArray[np.float64]
    lows: NDArray[np.float64]
    highs: NDArray[np.float64]
    members: NDArray[np.int32]


def clusters_of(values: NDArray[np.float64], most: int, buffered: int) -> Clusters:
    """Returns clusters of values.

    The first ones are sorted and cut into equally many each; each of the others goes into the nearest cluster, or
    makes one of its own where it is far from all.
    values: (n,) in the order in which they came; most: clusters there may be; buffered: of how many the first are made
    """
    first = _equal_parts(values[:buffered], most * 3 // 4)
    return first if len(values) <= buffered else _Growing(first, most).with_values(values[buffered:])


def _equal_parts(values: NDArray[np.float64], n_parts: int) -> Clusters:
    n = len(values)
    size = max(-(-n // n_parts), 1)
    order = np.argsort(values, kind="stable")
    ranked = values[order]
    members = np.empty(n, np.int32)
    members[order] = np.arange(n) // size
    centroids = ranked[::size].copy()
    # as a running mean, so that it is rounded as Elasticsearch's
    for place in range(1, size):
        added = ranked[place::size]
        k = len(added)
        centroids[:k] = (centroids[:k] * place + added) / (place + 1)
    ends = np.minimum(np.arange(size - 1, n + size - 1, size), n - 1)
    return Clusters(centroids, ranked[::size].copy(), ranked[ends], members)


class _Growing:
    """Clusters that values are added to one by one."""

    def __init__(self, clusters: Clusters, most: int) -> None:
        self._most = most
        self._centroids: list[float] = clusters.centroids.tolist()
        self._lows: list[float] = clusters.lows.tolist()
        self._highs: list[float] = clusters.highs.tolist()
        self._sizes: list[int] = np.bincount(clusters.members, minlength=len(self._centroids)).tolist()
        # numbers that stay when places change
        self._numbers = list(range(len(self._centroids)))
        self._members = clusters.members.tolist()

    def with_values(self, values: NDArray[np.float64]) -> Clusters:
        """Adds values, (n,), and returns all clusters."""
        for value in values.tolist():
            self._add(value)
        places = np.empty(len(self._numbers), np.int32)
        places[self._numbers] = np.arange(len(self._numbers))
        return Clusters(
            np.array(self._centroids), np.array(self._lows), np.array(self._highs), places[np.array(self._members)]
        )

    def _add(self, value: float) -> None:
        place = self._nearest(value)
        centroids = self._centroids
        spread = (centroids[-1] - centroids[0]) / (len(centroids) - 1) if len(centroids) > 1 else float("nan")
        if abs(centroids[place] - value) > 2 * spread and len(centroids) < self._most:
            self._open(place + (value > centroids[place]), value)
            return
        size = self._sizes[place]
        centroids[place] = (centroids[place] * size + value) / (size + 1)
        self._sizes[place] = size + 1
        self._lows[place] = min(self._lows[place], value)
        self._highs[place] = max(self._highs[place], value)
        self._members.append(self._numbers[place])

    def _open(self, place: int, value: float) -> None:
        number = len(self._numbers)
        columns: tuple[tuple[list[float], float], ...] = (
            (self._centroids, value),
            (self._lows, value),
            (self._highs, value),
        )
        for column, entry in columns:
            column.insert(place, entry)
        self._sizes.insert(place, 1)
        self._numbers.insert(place, number)
        self._members.append(number)

    def _nearest(self, value: float) -> int:
        """Returns the place of the nearest centroid; of two that are as near, that which Elasticsearch's search finds.

        It halves: the upper one where it comes upon the lower one first, else the lower one.
        """
        centroids = self._centroids
        low, high = 0, len(centroids) - 1
        while low < high:
            mid = (low + high) // 2
            if centroids[mid] == value:
                return mid
            if centroids[mid] < value:
                if centroids[mid + 1] > value:
                    return mid if value - centroids[mid] < centroids[mid + 1] - value else mid + 1
                low = mid + 1
            else:
                if mid > low and centroids[mid - 1] < value:
                    return mid if centroids[mid] - value < value - centroids[mid - 1] else mid - 1
                if mid == 0:
                    return mid
                high = mid - 1
        return low
