"""geohash_grid: buckets by geohash."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from findling.base.errors import IllegalArgumentError
from findling.search.aggs.base.aggregation import register
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.bucket.grid.cells import Cells
from findling.search.aggs.bucket.grid.geohash_cells import MOST_DIGITS, GeohashCells, digits_for
from findling.search.aggs.bucket.grid.grid_aggregation import GridAggregation, beyond_precision, read_precision
from findling.search.geo.distance_unit import parse_distance
from findling.search.query.geo.geo_bounding_box import Box

_LABEL: Final = "geohash aggregation"
_WHOLE: Final = re.compile(r"[+-]?\d+", re.ASCII)


@register("geohash_grid")
@dataclass(frozen=True, kw_only=True)
class GeohashGridAggregation(GridAggregation):
    """precision: digits, or the size of cells as a distance."""

    type_name = "geohash_grid"
    default_precision = 5

    @property
    def factory_class(self) -> str:
        """Returns the name that Elasticsearch has for it."""
        return "GeoHashGridAggregatorFactory"

    @classmethod
    def cells_of(cls, params: NamedParameters, precision: object, box: Box | None) -> Cells:
        if isinstance(precision, str) and not _WHOLE.fullmatch(precision):
            digits = digits_for(params.read("precision", lambda _: parse_distance(precision), 0.0))
            if digits > MOST_DIGITS:
                fault = IllegalArgumentError(f"precision too high [{precision}]")
                fault.__cause__ = beyond_precision(digits, 1, MOST_DIGITS, _LABEL)
                raise params.refused("precision", fault)
            return GeohashCells(digits, box)
        return GeohashCells(read_precision(params, precision, 1, MOST_DIGITS, _LABEL), box)
