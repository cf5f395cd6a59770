"""What the tests of a sibling's buckets have in common."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from findling.base.errors import AggregationExecutionError, FindlingError
from findling.search.aggs.base.aggregation import Aggregations, Partial
from findling.search.aggs.base.checks import not_built
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.base.path import AggregationPath
from findling.search.aggs.pipeline.bucket_figures import SiblingPipeline
from findling.search.aggs.pipeline.bucket_values import checked_path, declared_gap_policy, sibling_buckets, value_in


@dataclass(frozen=True, kw_only=True)
class BucketTestPipeline(SiblingPipeline):
    """Base."""

    @classmethod
    def parameters(cls, name: str, body: Mapping[str, object]) -> NamedParameters:
        """Returns a reader of members that are declared."""
        return NamedParameters(cls.type_name, body, name)


@dataclass(frozen=True, kw_only=True)
class CountTestPipeline(BucketTestPipeline):
    """Base of tests of counts. not_counts: what is said of a path that does not lead to them, with {name}"""

    not_counts = ""

    def faults_beside(self, level: Aggregations) -> Iterator[str]:
        """Yields what is wrong with the path, also if it does not end at counts."""
        yield from super().faults_beside(level)
        if not self.path.text.endswith("_count"):
            yield "buckets_path " + self.not_counts.format(name=self.name)

    def counts(self, siblings: Aggregations, partial: Partial) -> tuple[list[float], list[int]]:
        """Returns the figures, and the number of documents, of all buckets. Raises AggregationExecutionError."""
        found = sibling_buckets(siblings, partial, self.path)
        values = []
        for name, bucket in found.buckets:
            value = value_in(found.children, bucket, self.path, "insert_zeros", found.steps)
            if math.isnan(value):
                raise AggregationExecutionError(
                    f"missing or invalid bucket value found for path [{self.path.text}] in bucket [{name}]"
                )
            values.append(value)
        return values, [bucket["count"] for _, bucket in found.buckets]


def read_path(params: NamedParameters) -> AggregationPath:
    """Reads buckets_path. Raises XContentParseError, IllegalArgumentError, ActionRequestValidationError."""
    text = params.text("buckets_path")
    if text is None:
        raise params.missing("buckets_path")
    return checked_path(text)


def only_zeros(params: NamedParameters, arguments: Sequence[str]) -> None:
    """Reads gap_policy, which can only be insert_zeros. arguments: what the aggregation is made of, see unbuilt"""
    if "gap_policy" in params and declared_gap_policy(params) != "insert_zeros":
        raise unbuilt(params, "only [gap_policy] of [insert_zeros] is supported", arguments)


def unbuilt(params: NamedParameters, fault: str, arguments: Sequence[str]) -> FindlingError:
    """Returns the error of arguments that do not fit, told when the last one of all of them has been read."""
    error = not_built(params.name, fault)
    if all(key in params for key in arguments):
        return params.refused([key for key in params.names() if key in arguments][-1], error)
    return error
