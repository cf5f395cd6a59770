"""geo_centroid: the mean of all points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from findling.search.aggs.base.aggregation import Aggregation, Partial, register
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator, Leaf
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.base.partials import CentroidPartial
from findling.search.aggs.base.reduce_context import ReduceContext
from findling.search.aggs.base.reductions import Counts, Sums
from findling.search.aggs.base.rows import Rows
from findling.search.aggs.metric.figures import compensated_sum
from findling.search.aggs.values.geo_points import coordinates, point_values
from findling.search.aggs.values.numeric_values import NumericValues
from findling.search.aggs.values.values_source import ValuesSource


@register("geo_centroid")
@dataclass(frozen=True, kw_only=True)
class GeoCentroidAggregation(Aggregation):
    """Partial: {"count", "lat", "lon"} with the sums of the coordinates."""

    type_name = "geo_centroid"
    partial_type = CentroidPartial

    source: ValuesSource

    @classmethod
    def parse(cls, name: str, params: NamedParameters) -> Self:
        """Reads the parameters; raises IllegalArgumentError."""
        item = cls(name=name, source=ValuesSource.parse(params, formats=False))
        params.finish()
        return item

    def aggregator(self, ctx: AggregationContext, max_parents: int | None) -> Aggregator:
        """Returns the aggregator over the field's points."""
        return GeoCentroidAggregator(point_values(self.source, ctx.shard, self.type_name))

    def empty(self) -> Partial:
        """Returns no points."""
        return {"count": 0, "lat": 0.0, "lon": 0.0}

    def reduce(self, partials: Sequence[Partial], ctx: ReduceContext) -> Partial:
        """Adds everything."""
        sums = {axis: compensated_sum([partial[axis] for partial in partials]) for axis in ("lat", "lon")}
        return {"count": sum(partial["count"] for partial in partials), **sums}

    def render(self, partial: Partial, typed_keys: bool) -> dict[str, object]:
        """Returns the mean point and the number of points."""
        count = partial["count"]
        if not count:
            return {"count": 0}
        return {"location": {"lat": partial["lat"] / count, "lon": partial["lon"] / count}, "count": count}

    def figure(self, partial: Partial, names: Sequence[str], key: str | None) -> float:
        """Returns the number of points, or one coordinate."""
        if names or key not in ("count", "lat", "lon", "location.lat", "location.lon"):
            return super().figure(partial, names, key)
        count = partial["count"]
        axis = key.removeprefix("location.")
        return float(count) if axis == "count" else partial[axis] / count if count else float("nan")


class GeoCentroidAggregator(Aggregator):
    """Sums of coordinates per bucket."""

    def __init__(self, values: NumericValues) -> None:
        self._values = values
        self._counts = Counts()
        self._lat, self._lon = Sums(), Sums()

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Adds the rows' points."""
        lat, lon, owners = coordinates(self._values, leaf, rows.docs)
        buckets = rows.buckets_at(owners)
        self._counts.add(buckets, len(lat), rows.n_buckets)
        self._lat.add(lat, buckets, rows.n_buckets)
        self._lon.add(lon, buckets, rows.n_buckets)

    def partials(self, buckets: Sequence[int]) -> list[Partial]:
        """Returns count and sums."""
        n_buckets = max(buckets, default=-1) + 1
        counts, lat, lon = (figure.upto(n_buckets) for figure in (self._counts, self._lat, self._lon))
        return [{"count": int(counts[b]), "lat": float(lat[b]), "lon": float(lon[b])} for b in buckets]
