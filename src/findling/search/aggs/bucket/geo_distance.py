"""geo_distance: rings around a point."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from findling.base.errors import IllegalArgumentError
from findling.mapping.geo.geo_point_text import parse_point
from findling.search.aggs.base.aggregation import register
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.bucket.range import end_of
from findling.search.aggs.bucket.range_aggregation import RangeLikeAggregation, in_order, key_of_entry, parse_entries
from findling.search.aggs.bucket.range_aggregator import Range, RangeAggregator
from findling.search.aggs.values.geo_points import point_values
from findling.search.aggs.values.value_format import RAW
from findling.search.aggs.values.values_source import ValuesSource
from findling.search.geo.distance_unit import meters_per
from findling.search.geo.distance_values import distances


@register("geo_distance")
@dataclass(frozen=True, kw_only=True)
class GeoDistanceAggregation(RangeLikeAggregation):
    """ranges: in the unit, by lower end."""

    type_name = "geo_distance"

    source: ValuesSource
    origin: tuple[float, float]
    unit_m: float
    ranges: Sequence[Range]

    @classmethod
    def parse(cls, name: str, params: NamedParameters) -> Self:
        """Reads the parameters; raises IllegalArgumentError and XContentParseError."""
        source = ValuesSource.parse(params, formats=False)
        if "origin" not in params:
            raise IllegalArgumentError("Missing [origin] in geo_distance aggregator")
        ranges = [_range_of(entry) for entry in parse_entries(params)]
        lat, lon = parse_point(params.take("origin"), True)
        params.take("distance_type")
        item = cls(
            name=name,
            source=source,
            origin=(lat, lon),
            unit_m=meters_per(params.text("unit", "m") or "m"),
            ranges=in_order(ranges),
            keyed=params.boolean("keyed", False),
        )
        params.finish()
        return item

    def aggregator(self, ctx: AggregationContext, max_parents: int | None) -> Aggregator:
        """Returns the aggregator over the distances of the field's points."""
        values = point_values(self.source, ctx.shard, self.type_name)

        def mapped(leaf: Any, docs: Any, function: Any) -> Any:
            points, owners = values.read(leaf.reader, docs)
            return function(distances(points, *self.origin) / self.unit_m), owners

        return RangeAggregator(self, ctx, max_parents, mapped, self.ranges, RAW)

    def ends(self, format: Any, low: float, high: float) -> dict[str, Any]:
        """Returns from and to; distances begin at 0."""
        return super().ends(format, 0.0 if math.isinf(low) else low, high)


def _range_of(entry: Any) -> Range:
    return Range(key_of_entry(entry), end_of(entry.get("from"), -math.inf), end_of(entry.get("to"), math.inf))
