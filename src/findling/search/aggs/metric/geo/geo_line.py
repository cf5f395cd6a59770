"""geo_line: the points of documents in the order of a number, as a line."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np

from findling.base.errors import IllegalArgumentError
from findling.mapping.types.geo.geo_point import decode_points
from findling.search.aggs.base.aggregation import Aggregation, Partial, register
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.base.partials import LinePartial
from findling.search.aggs.base.reduce_context import ReduceContext
from findling.search.aggs.metric.geo.line_aggregator import NO_LINE, LineAggregator, cut
from findling.search.aggs.values.field_config import FieldConfig, config_numbers, read_field_config
from findling.search.aggs.values.geo_points import point_values
from findling.search.aggs.values.values_source import aggregated_field, read_value_type

_MOST_POINTS: Final = 10_000
_MICRODEGREES: Final = 10**6


@register("geo_line")
@dataclass(frozen=True, kw_only=True)
class GeoLineAggregation(Aggregation):
    """size: the most points that a line has; include_sort: whether the numbers are shown too."""

    type_name = "geo_line"
    partial_type = LinePartial

    point: FieldConfig | None
    sort: FieldConfig | None
    include_sort: bool
    descending: bool
    size: int

    @classmethod
    def parse(cls, name: str, params: NamedParameters) -> Self:
        """Reads the parameters; raises XContentParseError."""
        params.text("format")
        value_type = read_value_type(params)
        point, sort = (read_field_config(params, key, None, value_type) for key in ("point", "sort"))
        order = params.one_of("sort_order", ("asc", "desc"), "asc", _no_such_order)
        item = cls(
            name=name,
            point=point,
            sort=sort,
            include_sort=params.boolean("include_sort", False),
            descending=order == "desc",
            size=_size(params),
        )
        params.finish()
        return item

    def aggregator(self, ctx: AggregationContext, max_parents: int | None) -> Aggregator:
        """Returns the aggregator over points and numbers. Raises IllegalArgumentError."""
        for key, config in (("point", self.point), ("sort", self.sort)):
            if config is None:
                raise IllegalArgumentError(f"Could not find field name [{key}] in multiValuesSource")
        assert self.point is not None
        assert self.sort is not None
        aggregated_field(ctx.shard, self.point.source.field)
        points = point_values(self.point.source, ctx.shard, "multi-value")
        numbers = config_numbers(self.sort.source, ctx.shard, self.type_name)
        return LineAggregator(points, numbers, self.size, self.descending, ctx)

    def empty(self) -> Partial:
        """Returns no points."""
        return NO_LINE

    def reduce(self, partials: Sequence[Partial], ctx: ReduceContext) -> Partial:
        """Puts the lines together; equal numbers stay in the order of shards."""
        points, numbers = (np.concatenate([partial[part] for partial in partials]) for part in ("points", "numbers"))
        complete = all(partial["complete"] for partial in partials) and len(points) <= self.size
        return {**cut(points, numbers, self.size, self.descending), "complete": complete}

    def render(self, partial: Partial, typed_keys: bool) -> dict[str, object]:
        """Returns a feature of GeoJSON."""
        lat, lon = decode_points(np.ascontiguousarray(partial["points"], np.int64))
        places = [[_rounded(x), _rounded(y)] for x, y in zip(lon.tolist(), lat.tolist(), strict=True)]
        kind, coordinates = ("Point", places[0]) if len(places) == 1 else ("LineString", places)
        properties: dict[str, object] = {"complete": partial["complete"]}
        if self.include_sort:
            properties["sort_values"] = partial["numbers"].tolist()
        return {
            "type": "Feature",
            "geometry": {"coordinates": coordinates, "type": kind},
            "properties": properties,
        }

    def no_such_figure(self, key: str) -> str:
        return f"path not supported for [{self.name}]: [{key}]"


def _size(params: NamedParameters) -> int:
    size = params.integer("size", _MOST_POINTS)
    if not 0 < size <= _MOST_POINTS:
        fault = f"invalid [size] value [{size}] must be a positive integer <= {_MOST_POINTS}"
        raise params.refused("size", IllegalArgumentError(fault))
    return size


def _no_such_order(order: str) -> IllegalArgumentError:
    return IllegalArgumentError(f"No enum constant org.elasticsearch.search.sort.SortOrder.{order.upper()}")


def _rounded(degrees: float) -> float:
    return math.floor(degrees * _MICRODEGREES + 0.5) / _MICRODEGREES
