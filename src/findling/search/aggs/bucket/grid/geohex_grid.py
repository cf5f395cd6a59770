"""geohex_grid: buckets by hexagon of Uber's H3; needs the package h3 (`findling[hexagons]`)."""

from __future__ import annotations

from dataclasses import dataclass

from findling.search.aggs.base.aggregation import register
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.bucket.grid.cells import Cells
from findling.search.aggs.bucket.grid.grid_aggregation import GridAggregation, read_precision
from findling.search.aggs.bucket.grid.hexagon_cells import HexagonCells
from findling.search.geo.hexagons import MOST_RESOLUTION, check_package
from findling.search.query.geo.geo_bounding_box import Box


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
