"""Lines and polygons that cross the date line, cut into parts that do not.

A polygon crosses it if it is wider than half the globe and runs the wrong way round: then the other, narrower area
between the same points is meant. Source: Elasticsearch's GeoShape documentation, on polygon orientation.
"""

from itertools import pairwise
from typing import Any

from findling.base.lazy import lazy_module

shapely = lazy_module("shapely", optional=True)

Ring = list[tuple[float, float]]


def split_line(line: Ring) -> object:
    """Returns a line, or its parts if its longitudes go on beyond 180; from 170 to -170 it goes through 0."""
    whole = shapely.LineString(line)
    return whole if _is_one_turn(line) else _wrapped(whole)


def polygon_of(rings: list[Ring], clockwise: bool) -> object:
    """Returns the polygon of closed rings, the outer one first, or its parts.

    clockwise: which way the outer ring is meant to run
    """
    if not all(map(_is_one_turn, rings)):
        return _wrapped(shapely.Polygon(rings[0], rings[1:]))
    xs = [x for x, _ in rings[0]]
    if max(xs) - min(xs) > 180 and _runs_clockwise(rings[0]) != clockwise:
        shifted = [[(x + 360 if x < 0 else x, y) for x, y in ring] for ring in rings]
        return _wrapped(shapely.Polygon(shifted[0], shifted[1:]))
    return shapely.Polygon(rings[0], rings[1:])


def _is_one_turn(line: Ring) -> bool:
    return all(-180 <= x <= 180 for x, _ in line)


def _runs_clockwise(ring: Ring) -> bool:
    doubled = sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(ring))
    return doubled < 0


def _wrapped(geometry: Any) -> Any:
    """Returns the geometry cut at the date line, all longitudes between -180 and 180."""
    west, _, east, _ = geometry.bounds
    parts = []
    for turn in range(round(west / 360), round(east / 360) + 1):
        world = shapely.box(360 * turn - 180, -90, 360 * turn + 180, 90)
        part = shapely.intersection(geometry, world)
        if not part.is_empty:
            parts.append(shapely.transform(part, lambda xy, by=360 * turn: xy - [by, 0]))
    return shapely.union_all(parts)
