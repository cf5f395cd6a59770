"""Distances of the values of a geo_point column from given points."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from findling.kernels.columns import geo
from findling.mapping.geo.geo_point_text import Point


def distances(points: NDArray[np.int64], lat: float, lon: float) -> NDArray[np.float64]:
    """Returns the distance of each encoded point from (lat, lon) in metres."""
    out = np.empty(len(points), np.float64)
    geo.haversine_distances(np.ascontiguousarray(points), lat, lon, out)
    return out


def nearest_distances(points: NDArray[np.int64], origins: Sequence[Point]) -> NDArray[np.float64]:
    """Returns the distance of each encoded point from the nearest of several origins in metres."""
    nearest = distances(points, *origins[0])
    for origin in origins[1:]:
        np.minimum(nearest, distances(points, *origin), out=nearest)
    return nearest
