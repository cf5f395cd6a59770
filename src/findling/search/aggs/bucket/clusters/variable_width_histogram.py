"""variable_width_histogram: buckets of numbers that lie close together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

from findling.base.errors import IllegalArgumentError, UncollectableError
from findling.search.aggs.base.aggregation import Partial, register
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.base.partials import ClustersPartial
from findling.search.aggs.base.reduce_context import ReduceContext
from findling.search.aggs.bucket.clusters.merged_clusters import merged_clusters
from findling.search.aggs.bucket.clusters.variable_width_aggregator import VariableWidthAggregator
from findling.search.aggs.values.bound_numbers import is_numeric, numeric_values
from findling.search.aggs.values.sourced_aggregation import SourcedAggregation
from findling.search.aggs.values.value_format import RAW, text_of
from findling.search.aggs.values.values_source import ValuesSource, source_field, unsupported

if TYPE_CHECKING:
    from findling.search.context import ShardContext

_CLUSTERS_PER_BUCKET: Final = 50
_VALUES_PER_CLUSTER: Final = 10
_MOST_BUFFERED: Final = 50_000


@register("variable_width_histogram")
@dataclass(frozen=True, kw_only=True)
class VariableWidthHistogramAggregation(SourcedAggregation):
    """Partial: {"format", "buckets": [{"key": centroid, "min", "max", "count", "aggs"}]}, by centroid.

    buckets: there are at most
    shard_size: clusters of a shard; buffered: values of a shard that the first clusters are made of
    """

    type_name = "variable_width_histogram"
    takes_samples = False
    partial_type = ClustersPartial
    takes_children = True

    buckets: int
    shard_size: int
    buffered: int

    @classmethod
    def parse(cls, name: str, params: NamedParameters) -> Self:
        """Reads the parameters; raises IllegalArgumentError, XContentParseError."""
        source = ValuesSource.parse(params)
        buckets = _above(params, "buckets", 0, 10)
        shard_size = _above(params, "shard_size", 1, buckets * _CLUSTERS_PER_BUCKET)
        buffered = _above(params, "initial_buffer", 0, min(_VALUES_PER_CLUSTER * shard_size, _MOST_BUFFERED))
        item = cls(name=name, source=source, buckets=buckets, shard_size=shard_size, buffered=buffered)
        params.finish()
        return item

    @property
    def builder_package(self) -> str:
        """Returns the last part of where Elasticsearch has it."""
        return "bucket.histogram"

    def keeps_buckets(self, limit: int) -> bool:
        """Whether all clusters are in the answer: they are merged."""
        return False

    def aggregator(self, ctx: AggregationContext, max_parents: int | None) -> Aggregator:
        """Returns the aggregator of numbers. Raises IllegalArgumentError."""
        field = source_field(ctx.shard, self.source)
        numbers = None if field is None else field.type.numbers
        if field is not None and (
            not is_numeric(field) or field.type.time_unit is not None or (numbers is not None and numbers.is_truth)
        ):
            raise unsupported(field, self.type_name, self.source)
        self._check()
        if max_parents != 1 or any(parent.defers for parent in ctx.parents):
            raise UncollectableError(
                f"[{self.type_name}] cannot be nested inside an aggregation that collects more than a single bucket."
            )
        return VariableWidthAggregator(self, ctx, numeric_values(self.source, ctx.shard, self.type_name))

    def _check(self) -> None:
        if self.buffered < self.buckets:
            raise IllegalArgumentError(
                f"initial_buffer must be at least buckets but was [{self.buffered}<{self.buckets}] for [{self.name}]"
            )
        first = self.shard_size * 3 // 4
        if first < self.buckets:
            raise IllegalArgumentError(
                f"3/4 of shard_size must be at least buckets but was [{first}<{self.buckets}] for [{self.name}]"
            )

    def profile_type(self, ctx: ShardContext) -> str:
        """Returns the name of Elasticsearch's class."""
        return "VariableWidthHistogramAggregator"

    def empty(self) -> Partial:
        """Returns no clusters."""
        return {"format": RAW, "buckets": []}

    def reduce(self, partials: Sequence[Partial], ctx: ReduceContext) -> Partial:
        """Merges the clusters that lie closest until they are as few as wanted."""
        every = [bucket for partial in partials for bucket in partial["buckets"]]
        merged = merged_clusters(every, self.buckets)
        ctx.count_buckets(len(merged))
        for bucket in merged:
            bucket["aggs"] = self.children.reduce(bucket["aggs"], ctx)
        format = next((partial["format"] for partial in partials if partial["buckets"]), RAW)
        return {"format": format, "buckets": self.children.apply_inside(self, merged)}

    def render(self, partial: Partial, typed_keys: bool) -> dict[str, object]:
        """Returns the buckets."""
        return {"buckets": [self._bucket(partial["format"], bucket, typed_keys) for bucket in partial["buckets"]]}

    def _bucket(self, format: dict[str, object], bucket: Partial, typed_keys: bool) -> dict[str, object]:
        members: dict[str, object] = {}
        for name in ("min", "key", "max"):
            members[name] = bucket[name]
            text = text_of(format, bucket[name])
            if text is not None:
                members[f"{name}_as_string"] = text
        return {**members, "doc_count": bucket["count"], **self.children.render(bucket["aggs"], typed_keys)}


def _above(params: NamedParameters, key: str, least: int, default: int) -> int:
    value = params.integer(key, default)
    if value <= least and key in params:
        fault = f"{key} must be greater than [{least}] for [{params.aggregation}]"
        raise params.refused(key, IllegalArgumentError(fault))
    return value
