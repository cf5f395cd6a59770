"""Figures along the buckets of an aggregation, for pipelines."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from findling.base.errors import (
    AggregationExecutionError,
    IllegalArgumentError,
    InvalidAggregationPathError,
    ParsingError,
)
from findling.search.aggs.base.aggregation import Aggregation
from findling.search.aggs.base.path import AggregationPath
from findling.search.aggs.pipeline.pipeline_order import invalid
from findling.search.aggs.values.value_format import plain_text

if TYPE_CHECKING:
    from findling.search.aggs.base.aggregation import Aggregations, Partial
    from findling.search.aggs.base.parameters import HandParameters, NamedParameters

GAP_POLICIES = ("skip", "insert_zeros", "keep_values")
_NO_FIGURE = "buckets_path must reference either a number value or a single value numeric metric aggregation"


def parse_path(params: HandParameters | NamedParameters) -> AggregationPath:
    """Reads buckets_path, the first of several. Raises what the reader does, and ActionRequestValidationError."""
    path = params.take("buckets_path")
    if "buckets_path" not in params:
        raise params.missing("buckets_path")
    if isinstance(path, list) and path:
        path = path[0]
    if not isinstance(path, str):
        raise params.wrong_token("buckets_path", path)
    if not path:
        raise invalid("Invalid path []")
    return checked_path(path)


def checked_path(text: str) -> AggregationPath:
    """Returns a path that is well-formed. Raises ActionRequestValidationError."""
    try:
        return AggregationPath.parse(text)
    except IllegalArgumentError as error:
        raise invalid(str(error)) from None


def parse_gap_policy(params: HandParameters) -> str:
    """Reads gap_policy. Raises ParsingError."""
    return gap_policy(params.text("gap_policy", "skip"))


def gap_policy(value: object) -> str:
    """Returns a policy that there is. Raises ParsingError."""
    policy = str(value).lower()
    if policy not in GAP_POLICIES:
        raise ParsingError(f"Invalid gap policy: [{policy}], accepted values: [insert_zeros, skip, keep_values]")
    return policy


def buckets_of(partial: Partial) -> list[Partial]:
    """Returns the reduced buckets of any multi-bucket aggregation. Raises AggregationExecutionError for others."""
    if "buckets" in partial:
        return partial["buckets"]  # type: ignore[no-any-return]
    if "counts" in partial:
        pairs = zip(partial["counts"], partial["aggs"], strict=True)
        return [{"key": i, "count": count, "aggs": aggs} for i, (count, aggs) in enumerate(pairs)]
    raise AggregationExecutionError("buckets_path must reference a multi-bucket aggregation")


def key_text(partial: Partial, bucket: Partial) -> str:
    """Returns a bucket's key as text."""
    if isinstance(bucket["key"], str) or partial.get("format") is None:
        return str(bucket.get("text", bucket["key"]))
    return plain_text(partial["format"], bucket["key"])


def value_in(
    children: Aggregations, bucket: Partial, path: AggregationPath, gap_policy: str, steps: Sequence[str] | None = None
) -> float:
    """Returns the figure at a path inside a bucket; NaN for a gap that is to be skipped, and for a missing bucket.

    steps: the last ones of the path, where the bucket does not stand at its beginning
    """
    children, inner, left = _walked(children, bucket, path.steps if steps is None else steps)
    if not left or left[0] == "_key":
        fault = "[String] at aggregation [_key]" if left else f"[Bucket] at aggregation [{path.names[0]}]"
        raise IllegalArgumentError(f"{_NO_FIGURE}, got: {fault}")
    if left[0] == "_count":
        return float(inner["count"])
    if left[0] not in children.by_name():
        return math.nan
    has_key = path.key is not None and len(left) > 1
    value = _figure(children, inner["aggs"], left[:-1] if has_key else left, left[-1] if has_key else None)
    if math.isnan(value) or math.isinf(value) or (bucket["count"] == 0 and gap_policy != "keep_values"):
        return 0.0 if gap_policy == "insert_zeros" else math.nan
    return value


def _walked(
    children: Aggregations, bucket: Partial, steps: Sequence[str]
) -> tuple[Aggregations, Partial, Sequence[str]]:
    """Goes down through single buckets and those that steps name: returns where that ends and the steps left."""
    while len(steps) > 1:
        item: Any = children.by_name().get(steps[0])
        partial = bucket["aggs"].get(steps[0])
        if item is None or partial is None:
            break
        if is_bucket_key(steps[1]) and _has_buckets(partial):
            inner = _named(item, partial).get(steps[1][1:-1])
            steps = steps[2:] if inner is not None else steps[1:]
        elif "count" in partial and "aggs" in partial:
            inner, steps = partial, steps[1:]
        else:
            break
        if inner is None:
            break
        children, bucket = item.children, inner
    return children, bucket, steps


def is_bucket_key(step: str) -> bool:
    """Whether a step of a path names a bucket: it stands between quotes."""
    return len(step) > 1 and step.startswith("'") and step.endswith("'")


def _has_buckets(partial: Partial) -> bool:
    return "buckets" in partial or "counts" in partial


def _figure(children: Aggregations, partials: Partial, names: Sequence[str], key: str | None) -> float:
    """Returns the figure at a path in partials; raises IllegalArgumentError if it leads to several or to none."""
    item, partial = children.by_name().get(names[0]), partials.get(names[0])
    if not isinstance(item, Aggregation) or partial is None:
        return children.figure(partials, names, key)
    if len(names) == 1 and key == "_bucket_count" and "buckets" in partial:
        return float(len(partial["buckets"]))
    meant = item.figure_meant(key)
    is_last = len(names) == 1 and meant is None
    if "buckets" in partial or (is_last and "aggs" in partial):
        raise _no_figure(item, item.result_class(partial) if is_last else "Object[]")
    if is_last and item.has_several_figures:
        raise IllegalArgumentError(
            f"{_NO_FIGURE}, but [{item.name}] contains multiple values. Please specify which to use."
        )
    try:
        return children.figure(partials, names, meant)
    except AggregationExecutionError:
        if len(names) > 1:
            raise
        if meant is None:
            raise _no_figure(item, item.result_class(partial)) from None
        raise IllegalArgumentError(item.no_such_figure(meant)) from None


def _no_figure(item: Aggregation, shown: str) -> IllegalArgumentError:
    return IllegalArgumentError(f"{_NO_FIGURE}, got: [{shown}] at aggregation [{item.name}]")


def sibling_values(
    siblings: Aggregations, partials: Partial, path: AggregationPath, gap_policy: str
) -> list[tuple[str, float]]:
    """Returns (key, figure) of the buckets on a path, gaps left out. Raises AggregationExecutionError."""
    found = sibling_buckets(siblings, partials, path)
    values = [(name, value_in(found.children, bucket, path, gap_policy, found.steps)) for name, bucket in found.buckets]
    return [(key, value) for key, value in values if not math.isnan(value)]


@dataclass(frozen=True, slots=True)
class SiblingBuckets:
    """The buckets that a path goes along, each with its key. children: what is in them; steps: the rest of the path"""

    buckets: list[tuple[str, Partial]]
    children: Aggregations
    steps: Sequence[str]


def sibling_buckets(siblings: Aggregations, partials: Partial, path: AggregationPath) -> SiblingBuckets:
    """Returns the buckets that a path goes along. Raises AggregationExecutionError if there are none."""
    item: Any = siblings.by_name().get(path.steps[0])
    partial, steps = partials.get(path.steps[0]), path.steps[1:]
    while item is not None and partial is not None and steps:
        # through single-bucket aggregations, and buckets that are named
        if is_bucket_key(steps[0]) and _has_buckets(partial) and len(steps) > 1:
            partial, steps = _named_bucket(item, partial, steps[0]), steps[1:]
        elif "count" not in partial or "aggs" not in partial:
            break
        partial, siblings = partial["aggs"].get(steps[0]), item.children
        item, steps = siblings.by_name().get(steps[0]), steps[1:]
    if item is None or partial is None:
        raise AggregationExecutionError(f"No aggregation found for path [{path.text}]")
    return SiblingBuckets(_with_names(item, partial), item.children, steps)


def _with_names(item: Aggregation, partial: Partial) -> list[tuple[str, Partial]]:
    buckets = buckets_of(partial)
    names = item.bucket_names(partial) or [key_text(partial, bucket) for bucket in buckets]
    return list(zip(names, buckets, strict=True))


def _named(item: Aggregation, partial: Partial) -> dict[str, Partial]:
    return dict(_with_names(item, partial))


def _named_bucket(item: Any, partial: Partial, step: str) -> Partial:
    named = _named(item, partial)
    if step[1:-1] not in named:
        raise InvalidAggregationPathError(f"Cannot find an key [{step}] in [{item.name}]")
    return named[step[1:-1]]
