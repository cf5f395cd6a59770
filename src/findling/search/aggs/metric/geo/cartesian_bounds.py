"""cartesian_bounds: the smallest box on a plane that holds all points or shapes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Self

from findling.search.aggs.base.aggregation import Partial, register
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.metric.geo.bounds_aggregator import ShapeBoundsAggregator
from findling.search.aggs.metric.geo.geo_bounds import BoundsAggregation
from findling.search.aggs.values.shape_figures import ShapeValues, shape_field
from findling.search.aggs.values.values_source import ValuesSource


@register("cartesian_bounds")
@dataclass(frozen=True, kw_only=True)
class CartesianBoundsAggregation(BoundsAggregation):
    """Partials are those of geo_bounds, with y as latitude and all of x in the east."""

    type_name = "cartesian_bounds"

    @classmethod
    def parse(cls, name: str, params: NamedParameters) -> Self:
        """Reads the parameters; raises IllegalArgumentError."""
        item = cls(name=name, source=ValuesSource.parse(params, formats=False))
        params.finish()
        return item

    def aggregator(self, ctx: AggregationContext, max_parents: int | None) -> Aggregator:
        """Returns the aggregator over the field's points or shapes."""
        field = shape_field(self.source, ctx.shard, "plane", self.type_name)
        return ShapeBoundsAggregator(ShapeValues(field, self.source.missing, ctx.shard))

    def render(self, partial: Partial, typed_keys: bool) -> dict[str, object]:
        """Returns the corners, nothing for no points."""
        if math.isinf(partial["top"]):
            return {}
        return {
            "bounds": {
                "top_left": {"x": partial["east_low"], "y": partial["top"]},
                "bottom_right": {"x": partial["east_high"], "y": partial["bottom"]},
            }
        }
