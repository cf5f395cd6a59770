"""geohex_grid: buckets by hexagon of Uber's H3; needs the package h3 (`findling[hexagons]`)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from findling.mapping.types.geo.geo_point import decode_points
from findling.search.aggs.base.aggregation import register
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.bucket.grid.cells import Cells
from findling.search.aggs.bucket.grid.grid_aggregation import GridAggregation, read_precision
from findling.search.geo.hexagons import MOST_RESOLUTION, check_package, hexagons_of, outline_of
from findling.search.query.geo.geo_bounding_box import Box


@dataclass(frozen=True, slots=True)
class HexagonCells:
    """The hexagons of one resolution. box: None, or what their outlines have to reach into."""

    resolution: int
    box: Box | None = None

    def of_points(self, points: NDArray[np.int64]) -> NDArray[np.int64]:
        """Returns the hexagons of the points."""
        return hexagons_of(*decode_points(points), self.resolution)

    def inside(self, cells: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Returns which hexagons overlap the box."""
        if self.box is None:
            return np.ones(len(cells), np.bool_)
        distinct, places = np.unique(cells, return_inverse=True)
        found = np.array([self._overlaps(cell, self.box) for cell in distinct.tolist()], np.bool_)
        overlapping: NDArray[np.bool_] = found[places]
        return overlapping

    def text(self, cell: int) -> str:
        """Returns the hexagon's address."""
        return f"{cell:x}"

    def _overlaps(self, cell: int, box: Box) -> bool:
        lon, lat = outline_of(cell).T
        if lat.max() < box.bottom or lat.min() > box.top:
            return False
        right = box.right + (360 if box.left > box.right else 0)
        return any(lon.min() + turn < right and lon.max() + turn > box.left for turn in (-360, 0, 360))


@register("geohex_grid")
@dataclass(frozen=True, kw_only=True)
class GeohexGridAggregation(GridAggregation):
    """precision: the resolution."""

    type_name = "geohex_grid"
    default_precision = 6

    @property
    def factory_class(self) -> str:
        """Returns the name that Elasticsearch has for it."""
        return "GeoHexGridAggregatorFactory"

    @classmethod
    def cells_of(cls, params: NamedParameters, precision: object, box: Box | None) -> Cells:
        check_package()
        return HexagonCells(read_precision(params, precision, 0, MOST_RESOLUTION, "geohex_grid"), box)
