"""Circles beside geometries, on the globe and on a plane.

On the globe distances from the centre are true in the azimuthal equidistant projection, and so a circle is one there.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.lazy import lazy_module
from findling.search.geo.query_geometry import Circle

shapely = lazy_module("shapely", optional=True)

_MEAN_RADIUS_M: Final = 6_371_008.7714
# degrees between the points of an edge, which is no straight line in the projection
_LONGEST_EDGE: Final = 1.0

Geometries = NDArray[np.object_]
Mask = NDArray[np.bool_]


def projected(circle: Circle, geometries: Geometries, on_globe: bool) -> Geometries:
    """Returns geometries with the circle's centre at (0, 0), in units of its radius."""
    if not on_globe:
        moved: Geometries = shapely.transform(geometries, lambda points: points - [circle.x, circle.y])
        return moved
    dense = shapely.segmentize(geometries, _LONGEST_EDGE)
    found: Geometries = shapely.transform(dense, lambda points: _azimuthal(points, circle))
    return found


def _azimuthal(points: NDArray[np.float64], circle: Circle) -> NDArray[np.float64]:
    lon, lat = np.radians(points[:, 0] - circle.x), np.radians(points[:, 1])
    center = np.radians(circle.y)
    half = np.sin((lat - center) / 2) ** 2 + np.cos(center) * np.cos(lat) * np.sin(lon / 2) ** 2
    distance = 2 * _MEAN_RADIUS_M * np.arcsin(np.minimum(np.sqrt(half), 1.0))
    east = np.cos(lat) * np.sin(lon)
    north = np.cos(center) * np.sin(lat) - np.sin(center) * np.cos(lat) * np.cos(lon)
    length = np.hypot(east, north)
    factor = np.divide(distance, length, out=np.zeros_like(distance), where=length > 0)
    return np.stack([east * factor, north * factor], axis=1)


def meets(circle: Circle, geometries: Geometries, on_globe: bool) -> Mask:
    """Returns which geometries have a point in the circle."""
    centre: Any = shapely.Point(0, 0)
    near: Mask = shapely.distance(projected(circle, geometries, on_globe), centre) <= circle.radius
    return near


def holds(circle: Circle, geometries: Geometries, on_globe: bool) -> Mask:
    """Returns which geometries lie in the circle with all their points."""
    flat = projected(circle, geometries, on_globe)
    points, owners = shapely.get_coordinates(flat, return_index=True)
    furthest = np.zeros(len(flat))
    np.maximum.at(furthest, owners, np.hypot(points[:, 0], points[:, 1]))
    return furthest <= circle.radius


def held_by(circle: Circle, geometries: Geometries, on_globe: bool) -> Mask:
    """Returns which geometries have the whole circle inside."""
    flat, centre = projected(circle, geometries, on_globe), shapely.Point(0, 0)
    inside: Mask = shapely.covers(flat, centre) & (shapely.distance(shapely.boundary(flat), centre) > circle.radius)
    return inside & (shapely.get_dimensions(flat) == 2)
