"""geo_bounds: the smallest box that holds all points or shapes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from findling.search.aggs.base.aggregation import Aggregation, Partial, register
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.base.partials import BoxPartial
from findling.search.aggs.base.reduce_context import ReduceContext
from findling.search.aggs.metric.geo.bounds_aggregator import BOX_SIDES, PointBoundsAggregator, ShapeBoundsAggregator
from findling.search.aggs.values.geo_points import point_values
from findling.search.aggs.values.shape_figures import ShapeValues, shape_field
from findling.search.aggs.values.values_source import ValuesSource


@dataclass(frozen=True, kw_only=True)
class BoundsAggregation(Aggregation):
    """Base. Partial: latitudes bottom and top, longitudes west and east of Greenwich apart; infinite without any."""

    partial_type = BoxPartial

    source: ValuesSource

    def empty(self) -> Partial:
        """Returns no points."""
        return dict(zip(BOX_SIDES, (math.inf, -math.inf) * 3, strict=True))

    def reduce(self, partials: Sequence[Partial], ctx: ReduceContext) -> Partial:
        """Unites the boxes."""
        lows, highs = BOX_SIDES[::2], BOX_SIDES[1::2]
        return {side: min(p[side] for p in partials) for side in lows} | {
            side: max(p[side] for p in partials) for side in highs
        }


@register("geo_bounds")
@dataclass(frozen=True, kw_only=True)
class GeoBoundsAggregation(BoundsAggregation):
    """wrap_longitude: whether the box may cross the date line."""

    type_name = "geo_bounds"

    wrap_longitude: bool

    @classmethod
    def parse(cls, name: str, params: NamedParameters) -> Self:
        """Reads the parameters; raises IllegalArgumentError."""
        item = cls(
            name=name,
            source=ValuesSource.parse(params, formats=False),
            wrap_longitude=params.boolean("wrap_longitude", True),
        )
        params.finish()
        return item

    def no_such_figure(self, key: str) -> str:
        """Returns what is said of a figure that there is not."""
        return f"Found unknown path element [{key}] in [{self.name}]"

    def aggregator(self, ctx: AggregationContext, max_parents: int | None) -> Aggregator:
        """Returns the aggregator over the field's points or shapes."""
        field = ctx.shard.field(self.source.field)
        if field is None or field.type.shapes_on is None:
            return PointBoundsAggregator(point_values(self.source, ctx.shard, self.type_name))
        shapes = shape_field(self.source, ctx.shard, "globe", self.type_name)
        return ShapeBoundsAggregator(ShapeValues(shapes, self.source.missing, ctx.shard))

    def render(self, partial: Partial, typed_keys: bool) -> dict[str, object]:
        """Returns the corners, nothing for no points."""
        if math.isinf(partial["top"]):
            return {}
        left, right = self._sides(partial)
        return {
            "bounds": {
                "top_left": {"lat": partial["top"], "lon": left},
                "bottom_right": {"lat": partial["bottom"], "lon": right},
            }
        }

    def _sides(self, partial: Partial) -> tuple[float, float]:
        """Returns the left and right side: around the other way if that is narrower and allowed."""
        if math.isinf(partial["east_low"]):
            return partial["west_low"], partial["west_high"]
        if math.isinf(partial["west_low"]):
            return partial["east_low"], partial["east_high"]
        unwrapped = partial["east_high"] - partial["west_low"]
        wrapped = (180 - partial["east_low"]) - (-180 - partial["west_high"])
        if unwrapped <= wrapped or not self.wrap_longitude:
            return partial["west_low"], partial["east_high"]
        return partial["east_low"], partial["west_high"]
