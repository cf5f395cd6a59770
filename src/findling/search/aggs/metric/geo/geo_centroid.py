"""geo_centroid: the middle of all points, or of all shapes by how great they are."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from findling.search.aggs.base.aggregation import Aggregation, Partial, register
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.base.partials import CentroidPartial
from findling.search.aggs.base.reduce_context import ReduceContext
from findling.search.aggs.base.scaling import scaled_count
from findling.search.aggs.metric.figures import compensated_sum
from findling.search.aggs.metric.geo.centroid_aggregator import PointCentroidAggregator, ShapeCentroidAggregator
from findling.search.aggs.values.geo_points import point_values
from findling.search.aggs.values.shape_figures import ShapeValues, shape_field
from findling.search.aggs.values.values_source import ValuesSource


@dataclass(frozen=True, kw_only=True)
class CentroidAggregation(Aggregation):
    """Base. axes: the names of the coordinates as they are shown, each with that of the partial."""

    partial_type = CentroidPartial
    axes: ClassVar[dict[str, str]]

    source: ValuesSource

    @classmethod
    def parse(cls, name: str, params: NamedParameters) -> Self:
        """Reads the parameters; raises IllegalArgumentError."""
        item = cls(name=name, source=ValuesSource.parse(params, formats=False))
        params.finish()
        return item

    def empty(self) -> Partial:
        """Returns no points."""
        return {"count": 0, "dimension": 0, "weight": 0.0, "x": 0.0, "y": 0.0}

    def reduce(self, partials: Sequence[Partial], ctx: ReduceContext) -> Partial:
        """Adds up those of the greatest dimension."""
        dimension = max((p["dimension"] for p in partials if p["weight"]), default=0)
        greatest = [partial for partial in partials if partial["dimension"] == dimension]
        sums = {part: compensated_sum([partial[part] for partial in greatest]) for part in ("weight", "x", "y")}
        return {"count": sum(partial["count"] for partial in partials), "dimension": dimension, **sums}

    def scaled(self, partial: Partial, share: float) -> Partial:
        """Returns the partial with the count scaled; the mean of a sample is told as it is."""
        return {**partial, "count": scaled_count(partial["count"], share)}

    def render(self, partial: Partial, typed_keys: bool) -> dict[str, object]:
        """Returns the middle and the number of points or shapes."""
        count, weight = partial["count"], partial["weight"]
        if not count or not weight:
            return {"count": count}
        location = {shown: partial[part] / weight for shown, part in self.axes.items()}
        return {"location": location, "count": count}

    def figure(self, partial: Partial, names: Sequence[str], key: str | None) -> float:
        """Returns the number of points, or one coordinate."""
        axis = (key or "").removeprefix("location.")
        if names or (axis != "count" and axis not in self.axes):
            return super().figure(partial, names, key)
        if axis == "count":
            return float(partial["count"])
        weight = partial["weight"]
        return partial[self.axes[axis]] / weight if weight else math.nan


@register("geo_centroid")
@dataclass(frozen=True, kw_only=True)
class GeoCentroidAggregation(CentroidAggregation):
    """On the globe."""

    type_name = "geo_centroid"
    axes = {"lat": "y", "lon": "x"}  # noqa: RUF012

    def aggregator(self, ctx: AggregationContext, max_parents: int | None) -> Aggregator:
        """Returns the aggregator over the field's points or shapes."""
        field = None if self.source.script is not None else ctx.shard.field(self.source.field)
        if field is None or field.type.shapes_on is None:
            return PointCentroidAggregator(point_values(self.source, ctx.shard, self.type_name))
        shapes = shape_field(self.source, ctx.shard, "globe", self.type_name)
        return ShapeCentroidAggregator(ShapeValues(shapes, self.source.missing, ctx.shard))
