"""geo_grid: documents with a point in a cell of one of the grids that aggregations have, or a shape that meets it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError, ParsingError, QueryShardError
from findling.base.lazy import lazy_module
from findling.mapping.geo.geo_point_text import geohash_bounds
from findling.mapping.geo.quantized import on_the_globe
from findling.mapping.types.geo.geo_point import LAT_STEP, LON_STEP, decode_points, last_before
from findling.search.doc_set import DocSet
from findling.search.geo.hexagons import hexagon_of, hexagons_of, outline_of, resolution_of
from findling.search.geo.query_geometry import QueryGeometry, globe_geometry
from findling.search.geo.tiles import MOST_ZOOM, tile_bounds, tile_numbers
from findling.search.parameters import Parameters
from findling.search.query.base import InnerParser, Query, Weight, register
from findling.search.query.geo.geo_field import docs_where
from findling.search.query.geo.geo_shape import geometry_query
from findling.search.query.match_all import unmapped

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField
    from findling.search.context import SegmentContext, ShardContext

shapely = lazy_module("shapely", optional=True)

_OPTIONS: Final = ("ignore_unmapped", "boost", "_name")
_GRIDS: Final = ("geohash", "geotile")
Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, kw_only=True)
class GeoGridQuery(Query):
    """The geo_grid query of the query DSL.

    bounds: south, north, west, east of what can be stored in the cell; None for a hexagon
    """

    field: str
    bounds: Bounds | None
    hexagon: int | None = None
    ignore_unmapped: bool = False

    def rewrite(self, ctx: ShardContext) -> Query:
        field = ctx.field(self.field)
        if field is None:
            if self.ignore_unmapped:
                return unmapped(self.field)
            raise QueryShardError(f"failed to find geo field [{self.field}]", index=ctx.index)
        if self.bounds is None or self.hexagon is not None:
            return self._in_hexagon(field, ctx)
        south, north, west, east = self.bounds
        box = shapely.box(west, south, east, north)
        geometry = QueryGeometry(wkb=bytes(shapely.to_wkb(on_the_globe(box))))
        return geometry_query(field, geometry, "intersects", self.boost, "geo_grid", ctx)

    def _in_hexagon(self, field: MappedField, ctx: ShardContext) -> Query:
        assert self.hexagon is not None, "the parser wants one of them"
        if field.type.is_point:
            return HexagonQuery(field=field.name, cell=self.hexagon, boost=self.boost)
        geometry = globe_geometry({"type": "polygon", "coordinates": [outline_of(self.hexagon).tolist()]})
        return geometry_query(field, geometry, "intersects", self.boost, "geo_grid", ctx)


@dataclass(frozen=True, kw_only=True)
class HexagonQuery(Query):
    """Documents with any point in a hexagon of H3, whose edges are no straight lines of degrees."""

    lucene_class: ClassVar[str] = "ConstantScoreQuery"

    field: str
    cell: int

    def weight(self, ctx: ShardContext, scoring: bool) -> Weight:
        return HexagonWeight(self)


class HexagonWeight(Weight):
    """Asks H3 for the hexagon of each point."""

    query: HexagonQuery

    def __init__(self, query: HexagonQuery) -> None:
        super().__init__(query)
        self.query = query

    def match(self, segment: SegmentContext) -> DocSet:
        return docs_where(segment.reader.numeric(self.query.field), segment.max_doc, self._inside)

    def _inside(self, points: NDArray[np.int64]) -> NDArray[np.bool_]:
        cell = self.query.cell
        found: NDArray[np.bool_] = hexagons_of(*decode_points(points), resolution_of(cell)) == cell
        return found

    def describe(self) -> str:
        return f"{self.query.field}:{self.query.cell:x}"


@register("geo_grid")
def parse_geo_grid(body: object, inner: InnerParser) -> Query:
    """Parses {"geo_grid": {"location": {"geohash": "u0"}}}."""
    parameters = Parameters("geo_grid", body)
    common = parameters.common()
    fields = parameters.others(*_OPTIONS)
    if not fields:
        raise IllegalArgumentError("Missing required geo_grid field")
    cell = parameters.take(fields[0])
    if len(fields) > 1 or not isinstance(cell, Mapping) or len(cell) != 1:
        raise ParsingError(f"[geo_grid] query does not support [{fields[-1]}]")
    (grid, text), *_ = cell.items()
    is_hexagon = grid == "geohex"
    query = GeoGridQuery(
        field=fields[0],
        bounds=None if is_hexagon else cell_bounds(str(grid), str(text)),
        hexagon=hexagon_of(str(text)) if is_hexagon else None,
        ignore_unmapped=parameters.boolean("ignore_unmapped", False),
        **common,
    )
    parameters.finish()
    return query


def cell_bounds(grid: str, cell: str) -> Bounds:
    """Returns south, north, west, east of a cell: the outermost of what can be stored that lies in it.

    Raises ParsingError, ParseError, IllegalArgumentError.
    """
    if grid not in _GRIDS:
        raise ParsingError(f"[geo_grid] query does not support [{grid}]")
    if grid == "geohash":
        south, north, west, east = geohash_bounds(cell)
        # a point on the upper edges is the next cell's
        return south, _before(north, LAT_STEP), west, _before(east, LON_STEP)
    return _tile_bounds(cell)


def _tile_bounds(text: str) -> Bounds:
    zoom, x, y = tile_numbers(text)
    if zoom > MOST_ZOOM:
        raise IllegalArgumentError(f"Invalid geotile_grid precision of {zoom}. Must be between 0 and {MOST_ZOOM}.")
    tiles = 1 << zoom
    if x >= tiles or y >= tiles:
        raise IllegalArgumentError(f"Zoom/X/Y combination is not valid: {text}")
    west, south, east, north = (edge.item() for edge in tile_bounds(np.array([[x, x, y, y]]), zoom))
    return south, north, west, east


def _before(value: float, step: float) -> float:
    return float(last_before(np.array(value), step))
