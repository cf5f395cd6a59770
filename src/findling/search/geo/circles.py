"""Circles beside geometries, on the globe and on a plane.

On the globe distances from the centre are true in the azimuthal equidistant projection, and so a circle is one there.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.lazy import lazy_module
from findling.search.geo.query_geometry import Circle, flat_parts

shapely = lazy_module("shapely", optional=True)

_MEAN_RADIUS_M: Final = 6_371_008.7714
# degrees between the points of an edge, which is no straight line in the projection
_LONGEST_EDGE: Final = 1.0

Geometries = NDArray[np.object_]
Mask = NDArray[np.bool_]


def projected(circle: Circle, geometries: Geometries, on_globe: bool) -> Geometries:
    """Returns geometries with the circle's centre at (0, 0), in units of its radius.

    What encloses the other end of the globe is turned inside out: compare points and lines, not areas.
    """
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
    parts, owners = flat_parts(geometries)
    near = _distances(circle, outlines(parts), on_globe) <= circle.radius
    found = np.zeros(len(geometries), np.bool_)
    found[owners[near | shapely.covers(parts, _center(circle))]] = True
    return found


def holds(circle: Circle, geometries: Geometries, on_globe: bool) -> Mask:
    """Returns which geometries lie in the circle with all their points."""
    flat = projected(circle, geometries, on_globe)
    points, owners = shapely.get_coordinates(flat, return_index=True)
    furthest = np.zeros(len(flat))
    np.maximum.at(furthest, owners, np.hypot(points[:, 0], points[:, 1]))
    return furthest <= circle.radius


def held_by(circle: Circle, parts: Geometries, on_globe: bool) -> Mask:
    """Returns which points, lines and polygons have the whole circle inside."""
    around: Mask = shapely.covers(parts, _center(circle)) & (shapely.get_dimensions(parts) == 2)
    return around & (_distances(circle, outlines(parts), on_globe) > circle.radius)


def outlines(parts: Geometries) -> Geometries:
    """Returns the outlines of polygons, points and lines as they are."""
    found: Geometries = np.where(shapely.get_dimensions(parts) == 2, shapely.boundary(parts), parts)
    return found


def _center(circle: Circle) -> Any:
    return shapely.Point(circle.x, circle.y)


def _distances(circle: Circle, lines: Geometries, on_globe: bool) -> NDArray[np.float64]:
    """Returns how far points and lines are from the centre."""
    found: NDArray[np.float64] = shapely.distance(projected(circle, lines, on_globe), shapely.Point(0, 0))
    return found
