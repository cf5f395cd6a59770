"""cumulative_cardinality and moving_percentiles: what the values of several buckets have together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from findling.base.errors import FindlingError, IllegalArgumentError, InvalidPathError
from findling.base.object_parser import parse_fault
from findling.search.aggs.base.aggregation import Aggregation, Aggregations, Partial, Pipeline, register
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.base.path import AggregationPath
from findling.search.aggs.base.reduce_context import ReduceContext
from findling.search.aggs.metric.cardinality import CardinalityAggregation
from findling.search.aggs.metric.percentiles import PercentilesAggregation
from findling.search.aggs.pipeline.bucket_values import read_format
from findling.search.aggs.values.distinct.distinct_counts import NONE, estimate, merge
from findling.search.aggs.values.value_format import Format, figure_members


def _path(params: NamedParameters) -> AggregationPath:
    text = params.text("buckets_path")
    if text is None:
        raise params.missing("buckets_path")
    return AggregationPath.parse(text)


def _at_end(children: Aggregations, bucket: Partial, path: AggregationPath) -> tuple[Aggregation | None, Partial, str]:
    """Returns the aggregation that a path ends at, its partial in a bucket, and what else is there if it is none."""
    level, partials = children, bucket["aggs"]
    item: Aggregation | None = None
    for name in path.names:
        found, partial = level.by_name().get(name), partials.get(name)
        if not isinstance(found, Aggregation) or partial is None:
            return None, {}, "Long" if name == "_count" else "null"
        item, level, partials = found, found.children, partial.get("aggs", {})
        if isinstance(partials, list):
            return None, {}, "Object[]"
    if item is None or path.key is not None:
        return None, {}, "Double"
    return item, partial, item.result_class(partial)


@register("cumulative_cardinality")
@dataclass(frozen=True, kw_only=True)
class CumulativeCardinalityPipeline(Pipeline):
    """How many distinct values all buckets up to each have."""

    type_name = "cumulative_cardinality"
    needs_ordered_parent = True
    takes_gaps = True

    path: AggregationPath
    format: Format

    @classmethod
    def parse(cls, name: str, params: NamedParameters) -> Self:
        """Reads the parameters; raises XContentParseError and IllegalArgumentError."""
        item = cls(name=name, path=_path(params), format=read_format(params))
        params.finish()
        return item

    def typed_name(self, partial: Partial) -> str:
        """Returns Elasticsearch's name of the kind of result."""
        return "simple_long_value"

    def paths(self) -> Sequence[str]:
        """Returns the path."""
        return (self.path.text,)

    def apply_inside(self, parent: Aggregation, children: Aggregations, buckets: list[Partial]) -> list[Partial]:
        """Adds the number to each bucket. Raises InvalidPathError if the path ends at anything but a cardinality."""
        united: Partial = NONE
        for bucket in buckets:
            item, partial, what = _at_end(children, bucket, self.path)
            if not isinstance(item, CardinalityAggregation):
                raise InvalidPathError(
                    f"buckets_path must reference a cardinality aggregation, got: [{what}] at aggregation "
                    f"[{self.path.names[0]}]"
                )
            united = merge((united, partial))
            bucket["aggs"][self.name] = {"value": figure_members(self.format, "value", estimate(united))}
        return buckets


@register("moving_percentiles")
@dataclass(frozen=True, kw_only=True)
class MovingPercentilesPipeline(Pipeline):
    """The percentiles of the values of all buckets in a window that goes along them.

    window: how many buckets it has; shift: how many buckets it is moved on from those before each bucket
    """

    type_name = "moving_percentiles"
    needs_ordered_parent = True
    takes_gaps = True

    path: AggregationPath
    window: int
    shift: int

    @classmethod
    def parse(cls, name: str, params: NamedParameters) -> Self:
        """Reads the parameters; raises XContentParseError and IllegalArgumentError."""
        path = _path(params)
        window = params.integer("window", None)
        if window is None:
            raise params.missing("window")
        item = cls(name=name, path=path, window=window, shift=params.integer("shift", 0))
        params.finish()
        if window <= 0:
            fault = parse_fault("Failed to build [moving_percentiles] after last required field arrived")
            fault.__cause__ = IllegalArgumentError("[window] must be a positive, non-zero integer.")
            last = [key for key in params.names() if key in ("window", "buckets_path")][-1]
            raise params.refused(last, fault) from fault
        return item

    def typed_name(self, partial: Partial) -> str:
        """Returns the name of the percentiles."""
        return str(partial["typed_name"])

    def paths(self) -> Sequence[str]:
        """Returns the path."""
        return (self.path.text,)

    def figure(self, partial: Partial, names: Sequence[str], key: str | None) -> float:
        """Returns the figure of a percent."""
        value = partial["value"]["values"].get(key) if isinstance(partial["value"].get("values"), dict) else None
        return float("nan") if value is None else float(value)

    def apply_inside(self, parent: Aggregation, children: Aggregations, buckets: list[Partial]) -> list[Partial]:
        """Adds the percentiles to each bucket whose window has buckets. Raises IllegalArgumentError."""
        found = [self._percentiles(children, bucket) for bucket in buckets]
        for place, bucket in enumerate(buckets):
            low, high = (min(max(end, 0), len(buckets)) for end in (place - self.window + self.shift,
                                                                    place + self.shift))  # fmt: skip
            if low < high:
                item = found[0][0]
                united = item.reduce([partial for _, partial in found[low:high]], ReduceContext())
                shown = {"value": item.render(united, False), "typed_name": item.typed_name(united)}
                bucket["aggs"][self.name] = shown
        return buckets

    def _percentiles(self, children: Aggregations, bucket: Partial) -> tuple[PercentilesAggregation, Partial]:
        item, partial, what = _at_end(children, bucket, self.path)
        if not isinstance(item, PercentilesAggregation):
            raise self._no_percentiles(what)
        return item, partial

    def _no_percentiles(self, what: str) -> FindlingError:
        if what == "null":
            return IllegalArgumentError("buckets_path must reference a percentiles percentile aggregation")
        return IllegalArgumentError(
            "buckets_path must reference a percentiles percentiles aggregation, got: "
            f"[{what}] at aggregation [{self.path.names[0]}]"
        )
