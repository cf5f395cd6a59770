"""geo_bounds: the smallest box that holds all points."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from findling.search.aggs.base.aggregation import Aggregation, Partial, register
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator, Leaf
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.base.partials import BoxPartial
from findling.search.aggs.base.reduce_context import ReduceContext
from findling.search.aggs.base.reductions import Bounds
from findling.search.aggs.base.rows import Rows
from findling.search.aggs.values.geo_points import coordinates, point_values
from findling.search.aggs.values.numeric_values import NumericValues
from findling.search.aggs.values.values_source import ValuesSource

_SIDES = ("bottom", "top", "west_low", "west_high", "east_low", "east_high")


@register("geo_bounds")
@dataclass(frozen=True, kw_only=True)
class GeoBoundsAggregation(Aggregation):
    """Partial: latitudes bottom and top, longitudes west and east of Greenwich apart; infinite where there are none.

    wrap_longitude: whether the box may cross the date line
    """

    type_name = "geo_bounds"
    partial_type = BoxPartial

    source: ValuesSource
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

    def aggregator(self, ctx: AggregationContext, max_parents: int | None) -> Aggregator:
        """Returns the aggregator over the field's points."""
        return GeoBoundsAggregator(point_values(self.source, ctx.shard, self.type_name))

    def empty(self) -> Partial:
        """Returns no points."""
        return dict(zip(_SIDES, (math.inf, -math.inf) * 3, strict=True))

    def reduce(self, partials: Sequence[Partial], ctx: ReduceContext) -> Partial:
        """Unites the boxes."""
        lows, highs = _SIDES[::2], _SIDES[1::2]
        return {side: min(p[side] for p in partials) for side in lows} | {
            side: max(p[side] for p in partials) for side in highs
        }

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


class GeoBoundsAggregator(Aggregator):
    """Bounds of latitudes and of both halves of longitudes per bucket."""

    def __init__(self, values: NumericValues) -> None:
        self._values = values
        self._latitudes, self._west, self._east = (Bounds(np.float64) for _ in range(3))

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Widens the boxes by the rows' points."""
        lat, lon, owners = coordinates(self._values, leaf, rows.docs)
        buckets = rows.buckets_at(owners)
        self._latitudes.add(lat, buckets, rows.n_buckets)
        for bounds, half in ((self._west, lon < 0), (self._east, lon >= 0)):
            chosen = np.flatnonzero(half)
            bounds.add(lon[chosen], None if buckets is None else buckets[chosen], rows.n_buckets)

    def partials(self, buckets: Sequence[int]) -> list[Partial]:
        """Returns the boxes."""
        n_buckets = max(buckets, default=-1) + 1
        ends = [end(n_buckets) for b in (self._latitudes, self._west, self._east) for end in (b.lows, b.highs)]
        return [{side: float(end[bucket]) for side, end in zip(_SIDES, ends, strict=True)} for bucket in buckets]
