"""avg_bucket, sum_bucket, min_bucket, max_bucket, stats_bucket: figures over the buckets of a sibling aggregation."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from findling.search.aggs.base.aggregation import Aggregation, Aggregations, Partial, Pipeline, register
from findling.search.aggs.base.parameters import UNEXPECTED_TOKEN_OF, HandParameters
from findling.search.aggs.base.path import AggregationPath
from findling.search.aggs.pipeline.bucket_values import (
    checked_path,
    is_bucket_key,
    read_format,
    read_gap_policy,
    read_path,
    sibling_values,
)
from findling.search.aggs.values.value_format import Format, figure_members


@dataclass(frozen=True, kw_only=True)
class SiblingPipeline(Pipeline):
    """Base. path: through the sibling's buckets to a figure in each."""

    path: AggregationPath

    def paths(self) -> Sequence[str]:
        """Returns the path."""
        return (self.path.text,)

    def faults_beside(self, level: Aggregations) -> Iterator[str]:
        """Yields what is wrong if the path does not lead, through single buckets, to an aggregation with several."""
        item = self._spread(level)
        if item is None:
            steps = ", ".join(self.path.steps)
            yield f"buckets_path aggregation does not exist for aggregation [{self.name}]: [{steps}]"
            return
        if not item.has_many_buckets:
            yield (
                "Unable to find unqualified multi-bucket aggregation in buckets_path. Path must include a multi-bucket "
                f"aggregation for aggregation [{self.name}] found :{item.builder_class} for buckets path: "
                f"{self.path.text}"
            )

    def _spread(self, level: Aggregations) -> Aggregation | None:
        """Returns the aggregation on whose buckets the path ends, or where that is looked for; None for none."""
        steps = self.path.steps
        item, place = level.by_name().get(steps[0]), 1
        while isinstance(item, Aggregation) and place < len(steps):
            if item.has_many_buckets:
                if not is_bucket_key(steps[place]) or place + 1 == len(steps):
                    break
                place += 1
            elif item.hides_buckets or not item.children.items:
                break
            item, place = item.children.by_name().get(steps[place]), place + 1
        return item if isinstance(item, Aggregation) else None


@dataclass(frozen=True, kw_only=True)
class BucketFigurePipeline(SiblingPipeline):
    """Base."""

    gap_policy: str
    format: Format

    @classmethod
    def parameters(cls, name: str, body: Mapping[str, object]) -> HandParameters:
        """Returns a reader by hand."""
        return HandParameters(cls.type_name, body, name, UNEXPECTED_TOKEN_OF)

    @classmethod
    def parse(cls, name: str, params: HandParameters) -> Self:
        """Reads the parameters; raises IllegalArgumentError."""
        format, path = read_format(params), read_path(params)
        policy, more = read_gap_policy(params), cls.more(params)
        params.finish()
        return cls(name=name, path=checked_path(path), gap_policy=policy, format=format, **more)

    @classmethod
    def more(cls, params: HandParameters) -> dict[str, Any]:
        """Returns further members read from the parameters."""
        return {}

    def apply_beside(self, siblings: Aggregations, partial: Partial) -> Partial | None:
        """Returns the figure over the sibling's buckets."""
        return {"value": self.calculated(sibling_values(siblings, partial, self.path, self.gap_policy))}

    def calculated(self, values: list[tuple[str, float]]) -> dict[str, object]:
        """Returns the members of the response. values: (key, figure) of each bucket."""
        raise NotImplementedError


@register("sum_bucket")
class SumBucketPipeline(BucketFigurePipeline):
    """The sum of the figures."""

    type_name = "sum_bucket"

    def calculated(self, values: list[tuple[str, float]]) -> dict[str, object]:
        """Returns the sum, 0 for no buckets."""
        return figure_members(self.format, "value", math.fsum(value for _, value in values))


@register("avg_bucket")
class AvgBucketPipeline(BucketFigurePipeline):
    """The mean of the figures."""

    type_name = "avg_bucket"

    def calculated(self, values: list[tuple[str, float]]) -> dict[str, object]:
        """Returns the mean."""
        mean = math.fsum(value for _, value in values) / len(values) if values else None
        return figure_members(self.format, "value", mean)


@dataclass(frozen=True, kw_only=True)
class ExtremeBucketPipeline(BucketFigurePipeline):
    """Base of min_bucket and max_bucket: the extreme figure and the keys of the buckets that have it."""

    def typed_name(self, partial: Partial) -> str:
        """Returns Elasticsearch's name of the kind of result."""
        return "bucket_metric_value"

    def extreme(self, values: list[float]) -> float:
        """Returns the extreme of some figures."""
        raise NotImplementedError

    def calculated(self, values: list[tuple[str, float]]) -> dict[str, object]:
        """Returns figure and keys."""
        best = self.extreme([value for _, value in values]) if values else None
        keys = [key for key, value in values if value == best]
        return {**figure_members(self.format, "value", best), "keys": keys}


@register("min_bucket")
class MinBucketPipeline(ExtremeBucketPipeline):
    """The smallest figure."""

    type_name = "min_bucket"

    def extreme(self, values: list[float]) -> float:
        """Returns the minimum."""
        return min(values)


@register("max_bucket")
class MaxBucketPipeline(ExtremeBucketPipeline):
    """The greatest figure."""

    type_name = "max_bucket"

    def extreme(self, values: list[float]) -> float:
        """Returns the maximum."""
        return max(values)


@register("stats_bucket")
class StatsBucketPipeline(BucketFigurePipeline):
    """stats over the figures."""

    type_name = "stats_bucket"

    def typed_name(self, partial: Partial) -> str:
        """Returns the type's name."""
        return "stats_bucket"

    def calculated(self, values: list[tuple[str, float]]) -> dict[str, object]:
        """Returns count, min, max, avg and sum."""
        figures = [value for _, value in values]
        total = math.fsum(figures)
        result: dict[str, Any] = {
            "count": len(figures),
            "min": min(figures, default=None),
            "max": max(figures, default=None),
            "avg": total / len(figures) if figures else None,
            "sum": total,
        }
        if figures:
            for name in ("min", "max", "avg", "sum"):
                members = figure_members(self.format, name, result[name])
                result |= {key: text for key, text in members.items() if key.endswith("_as_string")}
        return result
