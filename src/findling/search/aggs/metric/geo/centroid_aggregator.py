"""Collects centroids of points and shapes: of those of the greatest dimension, by length or area."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from findling.base.runs import distinct
from findling.search.aggs.base.aggregator import Aggregator, Leaf, Partial
from findling.search.aggs.base.reductions import Counts, Sums
from findling.search.aggs.base.rows import Rows
from findling.search.aggs.values.geo_points import coordinates
from findling.search.aggs.values.numeric_values import NumericValues
from findling.search.aggs.values.shape_figures import ShapeValues

DIMENSIONS: Final = 3


class PointCentroidAggregator(Aggregator):
    """Sums of the coordinates of geo points per bucket."""

    def __init__(self, values: NumericValues) -> None:
        self._values = values
        self._counts = Counts()
        self._x, self._y = Sums(), Sums()

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Adds the rows' points."""
        lat, lon, owners = coordinates(self._values, leaf, rows.docs)
        buckets = rows.buckets_at(owners)
        self._counts.add(buckets, len(lat), rows.n_buckets)
        self._x.add(lon, buckets, rows.n_buckets)
        self._y.add(lat, buckets, rows.n_buckets)

    def partials(self, buckets: Sequence[int]) -> list[Partial]:
        """Returns count and sums; every point weighs 1."""
        n_buckets = max(buckets, default=-1) + 1
        counts = self._counts.upto(n_buckets)
        x, y = self._x.upto(n_buckets), self._y.upto(n_buckets)
        return [_partial(int(counts[b]), 0, float(counts[b]), float(x[b]), float(y[b])) for b in buckets]


class ShapeCentroidAggregator(Aggregator):
    """Weighted sums of the centroids of shapes per bucket, for each dimension apart."""

    def __init__(self, values: ShapeValues) -> None:
        self._values = values
        self._counts = Counts()
        self._sums = [(Sums(), Sums(), Sums()) for _ in range(DIMENSIONS)]

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Adds the rows' shapes; several of one document count once."""
        shapes, owners = self._values.read(leaf, rows.docs)
        documents = distinct(owners)
        self._counts.add(rows.buckets_at(documents), len(documents), rows.n_buckets)
        for dimension, sums in enumerate(self._sums):
            chosen = np.flatnonzero(shapes.dimensions == dimension)
            weights, centers = shapes.weights[chosen], shapes.centroids[chosen]
            buckets = rows.buckets_at(owners[chosen])
            for sum_, values in zip(sums, (weights, weights * centers[:, 0], weights * centers[:, 1]), strict=True):
                sum_.add(values, buckets, rows.n_buckets)

    def partials(self, buckets: Sequence[int]) -> list[Partial]:
        """Returns count, and the sums of the greatest dimension that there is."""
        n_buckets = max(buckets, default=-1) + 1
        counts = self._counts.upto(n_buckets)
        sums = [[part.upto(n_buckets) for part in of_dimension] for of_dimension in self._sums]
        return [_greatest(int(counts[bucket]), sums, bucket) for bucket in buckets]


def _greatest(count: int, sums: list[list[NDArray[np.float64]]], bucket: int) -> Partial:
    found = [dimension for dimension in range(DIMENSIONS) if sums[dimension][0][bucket] > 0]
    dimension = max(found, default=0)
    weight, x, y = (float(part[bucket]) for part in sums[dimension])
    return _partial(count, dimension, weight, x, y)


def _partial(count: int, dimension: int, weight: float, x: float, y: float) -> Partial:
    return {"count": count, "dimension": dimension, "weight": weight, "x": x, "y": y}
