"""Collects boxes around points and shapes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from findling.search.aggs.base.aggregator import Aggregator, Leaf, Partial
from findling.search.aggs.base.reductions import Bounds
from findling.search.aggs.base.rows import Rows
from findling.search.aggs.values.geo_points import coordinates
from findling.search.aggs.values.numeric_values import NumericValues
from findling.search.aggs.values.shape_figures import ShapeValues

# of latitudes, and of longitudes west and east of Greenwich; of y and x on a plane, where nothing is west
BOX_SIDES: Final = ("bottom", "top", "west_low", "west_high", "east_low", "east_high")


class BoundsAggregator(Aggregator):
    """Base: bounds of latitudes and of both halves of longitudes per bucket."""

    def __init__(self) -> None:
        self.latitudes, self.west, self.east = (Bounds(np.float64) for _ in range(3))

    def partials(self, buckets: Sequence[int]) -> list[Partial]:
        """Returns the boxes."""
        n_buckets = max(buckets, default=-1) + 1
        ends = [end(n_buckets) for b in (self.latitudes, self.west, self.east) for end in (b.lows, b.highs)]
        return [{side: float(end[bucket]) for side, end in zip(BOX_SIDES, ends, strict=True)} for bucket in buckets]


class PointBoundsAggregator(BoundsAggregator):
    """Boxes around points of the globe."""

    def __init__(self, values: NumericValues) -> None:
        super().__init__()
        self._values = values

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Widens the boxes by the rows' points."""
        lat, lon, owners = coordinates(self._values, leaf, rows.docs)
        buckets = rows.buckets_at(owners)
        self.latitudes.add(lat, buckets, rows.n_buckets)
        for bounds, half in ((self.west, lon < 0), (self.east, lon >= 0)):
            chosen = np.flatnonzero(half)
            bounds.add(lon[chosen], None if buckets is None else buckets[chosen], rows.n_buckets)


class ShapeBoundsAggregator(BoundsAggregator):
    """Boxes around shapes."""

    def __init__(self, values: ShapeValues) -> None:
        super().__init__()
        self._values = values

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Widens the boxes by the rows' shapes."""
        shapes, owners = self._values.read(leaf, rows.docs)
        buckets = rows.buckets_at(owners)
        for place, bounds in enumerate((self.latitudes, self.west, self.east)):
            for side in (shapes.sides[:, 2 * place], shapes.sides[:, 2 * place + 1]):
                some = np.flatnonzero(np.isfinite(side))
                bounds.add(side[some], None if buckets is None else buckets[some], rows.n_buckets)
