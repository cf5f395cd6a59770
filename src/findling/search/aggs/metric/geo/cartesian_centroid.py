"""cartesian_centroid: the middle of all points or shapes of a plane."""

from __future__ import annotations

from dataclasses import dataclass

from findling.search.aggs.base.aggregation import register
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator
from findling.search.aggs.metric.geo.centroid_aggregator import ShapeCentroidAggregator
from findling.search.aggs.metric.geo.geo_centroid import CentroidAggregation
from findling.search.aggs.values.shape_figures import ShapeValues, shape_field


@register("cartesian_centroid")
@dataclass(frozen=True, kw_only=True)
class CartesianCentroidAggregation(CentroidAggregation):
    """On a plane."""

    type_name = "cartesian_centroid"
    axes = {"x": "x", "y": "y"}  # noqa: RUF012

    def aggregator(self, ctx: AggregationContext, max_parents: int | None) -> Aggregator:
        """Returns the aggregator over the field's points or shapes."""
        field = shape_field(self.source, ctx.shard, "plane", self.type_name)
        return ShapeCentroidAggregator(ShapeValues(field, self.source.missing, ctx.shard))
