"""geotile_grid: buckets by tile of a map."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from findling.mapping.types.geo.geo_point import decode_points
from findling.search.aggs.base.aggregation import register
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.bucket.geotiles import Geotiles, tile_text
from findling.search.aggs.bucket.grid.cells import Cells
from findling.search.aggs.bucket.grid.grid_aggregation import GridAggregation, read_precision
from findling.search.aggs.bucket.grid.rectangles import Edges, Rectangles, Window, windows_of
from findling.search.geo.tiles import MOST_ZOOM, across, beyond_tiles, down, tile_bounds
from findling.search.query.geo.geo_bounding_box import Box


@dataclass(frozen=True, slots=True)
class TileCells(Rectangles):
    """Tiles as cells."""

    tiles: Geotiles

    def of_points(self, points: NDArray[np.int64]) -> NDArray[np.int64]:
        """Returns the keys of the points' tiles."""
        return self.tiles.keys(*decode_points(points))

    @property
    def size(self) -> tuple[int, int]:
        return 1 << self.tiles.zoom, 1 << self.tiles.zoom

    def spans(self, bounds: NDArray[np.float64]) -> NDArray[np.int64]:
        west, south, east, north = bounds.T
        columns, rows = self.tiles.columns, self.tiles.rows
        spans = np.stack((columns(west), columns(east), rows(north), rows(south)), axis=1)
        spans[beyond_tiles(south, north), 1] = -1
        return spans

    def edges(self, spans: NDArray[np.int64]) -> Edges:
        return tile_bounds(spans, self.tiles.zoom)

    def keys(self, columns: NDArray[np.int64], rows: NDArray[np.int64]) -> NDArray[np.int64]:
        return self.tiles.key(columns, rows)

    def windows(self) -> list[Window]:
        box = self.tiles.box
        if box is None:
            return [Window(0, self.size[0] - 1, 0, self.size[1] - 1)]
        west, east = across(np.array([box.left, box.right])).tolist()
        north, south = down(np.array([box.top, box.bottom])).tolist()
        return windows_of((west, east), (north, south), self.size)

    def inside(self, cells: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Returns which tiles overlap the box."""
        return self.tiles.inside(cells)

    def text(self, cell: int) -> str:
        """Returns zoom/x/y."""
        return tile_text(cell)


@register("geotile_grid")
@dataclass(frozen=True, kw_only=True)
class GeotileGridAggregation(GridAggregation):
    """precision: the zoom."""

    type_name = "geotile_grid"
    default_precision = 7

    @property
    def factory_class(self) -> str:
        """Returns the name that Elasticsearch has for it."""
        return "GeoTileGridAggregatorFactory"

    @classmethod
    def cells_of(cls, params: NamedParameters, precision: object, box: Box | None) -> Cells:
        zoom = read_precision(params, precision, 0, MOST_ZOOM, "geotile_grid")
        return TileCells(Geotiles(zoom, box))
