"""Distances of the values of a geo_point column from given points."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from findling.kernels.columns import geo
from findling.mapping.geo.geo_point_text import Point
from findling.mapping.types.geo.geo_point import decode_points

_MEAN_RADIUS_M: Final = 6_371_008.7714


def distances(points: NDArray[np.int64], lat: float, lon: float) -> NDArray[np.float64]:
    """Returns the distance of each encoded point from (lat, lon) in metres."""
    out = np.empty(len(points), np.float64)
    geo.haversine_distances(np.ascontiguousarray(points), lat, lon, out)
    return out


def plane_distances(points: NDArray[np.int64], lat: float, lon: float) -> NDArray[np.float64]:
    """Returns the distance of each encoded point from (lat, lon) in metres as if the earth were flat between them.

    Source: Elasticsearch's GeoUtils.planeDistance.
    """
    lats, lons = decode_points(points)
    x = np.radians(lon - lons) * np.cos(np.radians((lat + lats) / 2.0))
    metres: NDArray[np.float64] = np.hypot(x, np.radians(lat - lats)) * _MEAN_RADIUS_M
    return metres


_COMBINED: Final[dict[str, Callable[..., Any]]] = {"min": np.min, "max": np.max, "avg": np.mean}


def distances_by_mode(
    points: NDArray[np.int64], origins: Sequence[Point], mode: str, plane: bool = False
) -> NDArray[np.float64]:
    """Returns the distance of each encoded point from several origins in metres, as the mode combines them.

    Medians are those of all points of a document, so that for them all distances are returned: (n, n_origins).
    """
    measure = plane_distances if plane else distances
    if len(origins) == 1:
        return measure(points, *origins[0])
    table = np.stack([measure(points, *origin) for origin in origins])
    if mode == "median":
        return np.ascontiguousarray(table.T)
    combined: NDArray[np.float64] = _COMBINED[mode](table, axis=0)
    return combined
