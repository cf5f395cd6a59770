"""Which geo points lie in the parts of a query's geometry."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from findling.base.lazy import lazy_module
from findling.mapping.types.geo.geo_point import decode_points, encode_points
from findling.search.geo.distance_values import distances
from findling.search.geo.query_geometry import QueryGeometry
from findling.search.geo.ring import Ring

shapely = lazy_module("shapely", optional=True)

Points = NDArray[np.int64]
Mask = NDArray[np.bool_]


def points_inside(points: Points, query: QueryGeometry) -> Mask:
    """Returns which encoded points intersect the geometry."""
    circle = query.circle
    if circle is not None:
        near: Mask = distances(points, circle.y, circle.x) <= circle.radius
        return near
    inside = np.zeros(len(points), np.bool_)
    for part in query.parts():
        inside |= points_of_part(points, part)
    return inside


def points_of_part(points: Points, part: Any) -> Mask:
    """Returns which encoded points intersect a point, line or polygon of shapely."""
    kind = part.geom_type
    if kind == "Point":
        equal: Mask = points == encode_points(np.array([part.y]), np.array([part.x]))[0]
        return equal
    if kind != "Polygon":
        return _on_line(points, part)
    inside = Ring(part.exterior).holds(points)
    for hole in part.interiors:
        # the edge of a hole is not in the polygon
        places = np.flatnonzero(inside)
        inside[places[Ring(hole).holds(points[places])]] = False
    return inside


def _on_line(points: Points, line: Any) -> Mask:
    lat, lon = decode_points(points)
    found = np.zeros(len(points), np.bool_)
    positions = shapely.get_coordinates(line)
    for (x1, y1), (x2, y2) in pairwise(positions):
        near = (lon >= min(x1, x2)) & (lon <= max(x1, x2)) & (lat >= min(y1, y2)) & (lat <= max(y1, y2))
        found |= near & ((x2 - x1) * (lat - y1) == (lon - x1) * (y2 - y1))
    return found
