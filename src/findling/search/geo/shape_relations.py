"""How the geometries of documents lie to the geometry of a query: the judgements of Lucene's shape fields.

intersects   a point in common, be it on the edge
disjoint     none
within       the document's lies in the query's, edges included
contains     the query's lies inside the document's, and meets no edge of it; a point may lie on the edge
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.lazy import lazy_module
from findling.base.runs import distinct
from findling.codec.columns.shapes import ShapeColumn
from findling.search.geo import circles
from findling.search.geo.query_geometry import Circle, QueryGeometry, flat_parts

shapely = lazy_module("shapely", optional=True)

RELATIONS: Final = ("intersects", "disjoint", "within", "contains")
Ords = NDArray[np.intp]
_EVERYWHERE: Final = np.array([-np.inf, -np.inf, np.inf, np.inf])


def meeting(column: ShapeColumn, query: QueryGeometry, on_globe: bool) -> Ords:
    """Returns the ordinals of the geometries that intersect the query's."""
    circle = query.circle
    if circle is not None:
        candidates = column.meeting(_EVERYWHERE)
        return candidates[circles.meets(circle, column.geometries(candidates), on_globe)]
    shape = query.shape()
    candidates = column.meeting(shape.bounds)
    found: Ords = candidates[shapely.intersects(shape, column.geometries(candidates))]
    return found


def lying_within(column: ShapeColumn, query: QueryGeometry, on_globe: bool) -> Ords:
    """Returns the ordinals of the geometries that lie within the query's."""
    circle = query.circle
    if circle is not None:
        candidates = column.meeting(_EVERYWHERE)
        return candidates[circles.holds(circle, column.geometries(candidates), on_globe)]
    shape = query.shape()
    candidates = column.meeting(shape.bounds)
    found: Ords = candidates[shapely.covers(shape, column.geometries(candidates))]
    return found


def around(column: ShapeColumn, part: Any, on_globe: bool) -> tuple[Ords, Ords]:
    """Returns the ordinals of the geometries that one part of a query lies in, and of those whose edges it meets.

    part: a circle, or a point, line or polygon
    """
    candidates = column.meeting(_EVERYWHERE if isinstance(part, Circle) else part.bounds)
    if len(candidates) == 0:
        return candidates, candidates
    pieces, owners = flat_parts(column.geometries(candidates))
    if isinstance(part, Circle):
        inside = circles.held_by(part, pieces, on_globe)
        cut = circles.meets(part, _edges(pieces, on_globe), on_globe)
    else:
        shapely.prepare(part)
        inside = shapely.covered_by(part, pieces)
        cut = shapely.intersects(part, _edges(pieces, on_globe)) & (shapely.get_dimensions(part) > 0)
    return distinct(candidates[owners[inside]]), distinct(candidates[owners[cut]])


def _edges(pieces: NDArray[np.object_], on_globe: bool) -> NDArray[np.object_]:
    """Returns what is cut if a query meets it: the outlines of areas without the date line, lines and points whole."""
    edges = circles.outlines(pieces)
    bounds = shapely.bounds(pieces)
    is_cut = on_globe & ((bounds[:, 0] <= -180) | (bounds[:, 2] >= _EAST_END)) & (shapely.get_dimensions(pieces) == 2)
    edges[is_cut] = shapely.difference(edges[is_cut], _date_line())
    return edges


_EAST_END: Final = (2.0**31 - 1) * 360 / 2**32


def _date_line() -> Any:
    return shapely.MultiLineString([[(x, -90), (x, 90)] for x in (-180.0, _EAST_END)])
