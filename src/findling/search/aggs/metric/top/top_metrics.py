"""top_metrics: values of the first documents of a bucket in some order."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

from findling.base.errors import AggregationExecutionError, FindlingError, IllegalArgumentError
from findling.search.aggs.base.aggregation import Aggregation, Partial, register
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator
from findling.search.aggs.base.checks import not_built
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.base.partials import TopMetricsPartial
from findling.search.aggs.base.reduce_context import ReduceContext
from findling.search.aggs.metric.top.top_metrics_aggregator import TopMetricsAggregator
from findling.search.aggs.values.field_config import field_config
from findling.search.aggs.values.values_source import ValuesSource
from findling.search.sort import SortField, parse_sort

_MOST: Final = 10
_ARGUMENTS: Final = ("sort", "size", "metrics")


@register("top_metrics")
@dataclass(frozen=True, kw_only=True)
class TopMetricsAggregation(Aggregation):
    """Partial: {"top": [{"order", "sort", "metrics", "comparable"}]}, the first `size`; metrics by their place."""

    type_name = "top_metrics"
    partial_type = TopMetricsPartial

    metrics: tuple[ValuesSource, ...]
    sort: SortField
    size: int

    @classmethod
    def parse(cls, name: str, params: NamedParameters) -> Self:
        """Reads the parameters; raises XContentParseError and IllegalArgumentError."""
        sort = params.read("sort", _sorts, None) if _is_sort(params) else None
        size = params.integer("size", 1)
        metrics = _metrics(params)
        params.finish()
        absent = [key for key, value in (("sort", sort), ("metrics", metrics)) if value is None]
        if absent:
            raise IllegalArgumentError(f"Required [{', '.join(absent)}]")
        assert sort is not None
        assert metrics is not None
        if size < 1:
            raise _unbuilt(params, f"[size] must be more than 0 but was [{size}]")
        if len(sort) != 1:
            raise _unbuilt(params, "[sort] must contain exactly one sort")
        return cls(name=name, metrics=metrics, sort=sort[0], size=size)

    @property
    def has_several_figures(self) -> bool:
        """A path names the metric that it means."""
        return True

    @property
    def orders_no_buckets(self) -> str | None:
        """Only figures of one document order buckets."""
        if self.size == 1:
            return None
        return f"[top_metrics] can only the be target if [size] is [1] but was [{self.size}]"

    @property
    def needs_scores(self) -> bool:
        return self.sort.needs_scores

    @property
    def metric_names(self) -> list[str]:
        """The names that metrics have in answers and paths: those of their fields."""
        return ["null" if source.script is not None else source.field for source in self.metrics]

    def aggregator(self, ctx: AggregationContext, max_parents: int | None) -> Aggregator:
        """Returns the aggregator. Raises IllegalArgumentError and QueryShardError."""
        limit = ctx.shard.setting("index.top_metrics_max_size", _MOST)
        if self.size > limit:
            raise IllegalArgumentError(
                f"[top_metrics.size] must not be more than [{limit}] but was [{self.size}]. This limit can be set by "
                "changing the [index.top_metrics_max_size] index level setting."
            )
        return TopMetricsAggregator(self, ctx)

    def empty(self) -> Partial:
        """Returns no documents."""
        return {"top": []}

    def reduce(self, partials: Sequence[Partial], ctx: ReduceContext) -> Partial:
        """Merges; ties go to the earlier shard."""
        entries = [entry for partial in partials for entry in partial["top"]]
        if len(partials) > 1:
            entries.sort(key=lambda entry: entry["order"])
        return {"top": entries[: self.size]}

    def render(self, partial: Partial, typed_keys: bool) -> dict[str, object]:
        """Returns sort values and metrics of each document."""
        names = self.metric_names
        return {
            "top": [
                {"sort": [entry["sort"]], "metrics": dict(zip(names, entry["metrics"], strict=True))}
                for entry in partial["top"]
            ]
        }

    def figure(self, partial: Partial, names: Sequence[str], key: str | None) -> float:
        """Returns a metric of the first document. Raises IllegalArgumentError for a text."""
        if names or key is None:
            return super().figure(partial, names, key)
        value = self._first(partial, key)
        if isinstance(value, str):
            raise IllegalArgumentError(
                "buckets_path must reference either a number value or a single value numeric metric aggregation, got: "
                f"[BytesRef] at aggregation [{self.name}]"
            )
        return math.nan if value == -math.inf else float(value)

    def sort_value(self, partial: Partial, names: Sequence[str], key: str | None) -> float | str:
        """Returns a metric of the first document; texts are ordered too."""
        if names or key is None:
            return super().sort_value(partial, names, key)
        return self._first(partial, key)

    def place_of(self, key: str) -> int:
        """Returns the place of a metric. Raises AggregationExecutionError."""
        if key not in self.metric_names:
            raise AggregationExecutionError(self.no_such_figure(key))
        return self.metric_names.index(key)

    def _first(self, partial: Partial, key: str) -> float | str:
        place = self.place_of(key)
        if not partial["top"]:
            return math.nan
        value = partial["top"][0]["comparable"][place]
        return math.nan if value is None else value


def _is_sort(params: NamedParameters) -> bool:
    value = params.take("sort")
    if "sort" in params and not isinstance(value, str | list | dict):
        raise params.wrong_token("sort", value)
    return "sort" in params


def _sorts(value: object) -> tuple[SortField, ...]:
    return parse_sort(value)


def _metrics(params: NamedParameters) -> tuple[ValuesSource, ...] | None:
    given = params.array("metrics")
    if "metrics" not in params:
        return None
    for entry in [None] if given is None else given:
        if not isinstance(entry, dict):
            raise params.wrong_token("metrics", entry)
    return params.read("metrics", lambda _: tuple(field_config(entry).source for entry in given or ()), None)


def _unbuilt(params: NamedParameters, fault: str) -> FindlingError:
    """Returns the error of arguments that do not fit, told when the last of them has been read."""
    error = not_built(params.name, fault)
    if all(key in params for key in _ARGUMENTS):
        return params.refused([key for key in params.names() if key in _ARGUMENTS][-1], error)
    return error
