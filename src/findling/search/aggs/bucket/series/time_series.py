"""time_series: a bucket for each time series, by the values of its dimensions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

from findling.base.errors import AggregationExecutionError, IllegalArgumentError
from findling.base.java_values import shown
from findling.search.aggs.base.aggregation import Partial, register
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.base.partials import SeriesPartial
from findling.search.aggs.base.reduce_context import ReduceContext
from findling.search.aggs.bucket.keyed_buckets import KeyedBucketsAggregation, parts_by_key
from findling.search.aggs.bucket.series.time_series_aggregator import TimeSeriesAggregator

if TYPE_CHECKING:
    from findling.search.context import ShardContext

_MOST: Final = 65_536


@register("time_series")
@dataclass(frozen=True, kw_only=True)
class TimeSeriesAggregation(KeyedBucketsAggregation):
    """Partial: that of keyed buckets, with the dimensions of each. The key orders the series as Elasticsearch does.

    size: so many series, the first by `_tsid`, are kept on each shard
    """

    type_name = "time_series"
    partial_type = SeriesPartial
    takes_samples = False

    keyed: bool
    size: int

    @classmethod
    def parse(cls, name: str, params: NamedParameters) -> Self:
        """Reads the parameters; raises XContentParseError."""
        item = cls(name=name, keyed=params.boolean("keyed", True), size=params.integer("size", _MOST))
        params.finish()
        return item

    @property
    def builder_package(self) -> str:
        """Returns the last part of where Elasticsearch has it."""
        return "bucket.timeseries"

    @property
    def factory_class(self) -> str:
        """Returns the name that Elasticsearch has for it."""
        return "TimeSeriesAggregationFactory"

    def profile_type(self, ctx: ShardContext) -> str:
        """Returns the name of Elasticsearch's class."""
        return "TimeSeriesAggregator"

    def aggregator(self, ctx: AggregationContext, max_parents: int | None) -> Aggregator:
        """Returns the aggregator over the series. Raises IllegalArgumentError and AggregationExecutionError."""
        for parent in ctx.parents:
            if parent.defers:
                raise _incompatible(parent.name_of_deferring)
            if parent.only_at_top:
                raise AggregationExecutionError("Time series aggregations cannot be used inside global aggregation.")
        return TimeSeriesAggregator(self, ctx, max_parents, max(self.size, 1))

    def reduce(self, partials: Sequence[Partial], ctx: ReduceContext) -> Partial:
        """Adds up buckets of the same series; those of all shards are kept."""
        parts = parts_by_key(partials)
        ctx.count_buckets(len(parts))
        buckets = [
            {
                "key": key,
                "dimensions": own[0]["dimensions"],
                "count": sum(part["count"] for part in own),
                "aggs": self.children.reduce([part["aggs"] for part in own], ctx),
            }
            for key, own in sorted(parts.items())
        ]
        return {"buckets": self.children.apply_inside(self, buckets)}

    def bucket_names(self, partial: Partial) -> Sequence[str]:
        """Returns the dimensions of each bucket as text."""
        return [_text(bucket["dimensions"]) for bucket in partial["buckets"]]

    def render(self, partial: Partial, typed_keys: bool) -> dict[str, object]:
        """Returns the buckets, by their dimensions as text or in order."""
        buckets = [
            {
                "key": bucket["dimensions"],
                "doc_count": bucket["count"],
                **self.children.render(bucket["aggs"], typed_keys),
            }
            for bucket in partial["buckets"]
        ]
        if self.keyed:
            return {"buckets": dict(zip(self.bucket_names(partial), buckets, strict=True))}
        return {"buckets": buckets}


def _text(dimensions: Mapping[str, Any]) -> str:
    return shown(dict(dimensions))


def _incompatible(name: str) -> IllegalArgumentError:
    return IllegalArgumentError(f"[{name}] aggregation is incompatible with time series execution mode")
