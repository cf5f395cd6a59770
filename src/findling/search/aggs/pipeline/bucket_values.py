"""Figures along the buckets of an aggregation, for pipelines."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from findling.base.errors import (
    AggregationExecutionError,
    ArrayIndexOutOfBoundsError,
    IllegalArgumentError,
    InvalidAggregationPathError,
    ParsingError,
)
from findling.base.json_values import required_text
from findling.search.aggs.base.aggregation import Aggregation
from findling.search.aggs.base.path import AggregationPath
from findling.search.aggs.pipeline.pipeline_order import invalid
from findling.search.aggs.values.value_format import RAW, Format, format_of, plain_text

if TYPE_CHECKING:
    from findling.search.aggs.base.aggregation import Aggregations, Partial
    from findling.search.aggs.base.parameters import HandParameters, NamedParameters
    from findling.search.parameters import Parameters

# what value_in returns for a bucket that is not there: itself, not another NaN
NO_BUCKET: Final = float("nan")
GAP_POLICIES = ("skip", "insert_zeros", "keep_values")
_NO_FIGURE = "buckets_path must reference either a number value or a single value numeric metric aggregation"


def read_path(params: HandParameters) -> str:
    """Reads buckets_path, the first of several, which is checked once all is read. Raises what the reader does."""
    path = params.take("buckets_path")
    if "buckets_path" not in params:
        raise params.missing("buckets_path")
    if isinstance(path, list):
        if not path:
            raise ArrayIndexOutOfBoundsError("Index 0 out of bounds for length 0")
        return text_in(params, path[0])
    if not isinstance(path, str):
        raise params.wrong_token("buckets_path", path)
    return path


def read_only_path(params: NamedParameters) -> list[str]:
    """Reads buckets_path, a text or a list of them, which is checked once all is read. Raises XContentParseError."""
    paths = params.array("buckets_path")
    if "buckets_path" not in params:
        raise params.missing("buckets_path")
    if paths is None or not isinstance(params.take("buckets_path"), str | list):
        raise params.wrong_token("buckets_path", params.take("buckets_path"))
    try:
        return [text_in(params, path) for path in paths]
    except IllegalArgumentError as error:
        raise params.refused("buckets_path", error) from error


def text_in(params: Parameters, path: object) -> str:
    """Returns one of the paths of buckets_path. Raises IllegalArgumentError if it is no text."""
    try:
        return required_text(path)
    except IllegalArgumentError as error:
        error.place = (params.name, "buckets_path")
        raise


def only_path(paths: list[str], name: str) -> AggregationPath:
    """Returns the path of a list of one. Raises ActionRequestValidationError."""
    if len(paths) != 1:
        raise invalid(f"buckets_path must contain a single entry for aggregation [{name}]")
    return checked_path(paths[0])


def read_format(params: Parameters) -> Format:
    """Reads `format`, how the figure is shown. Raises what the reader does."""
    pattern = params.text("format")
    return RAW if pattern is None else format_of(None, pattern, None)


def checked_path(text: str) -> AggregationPath:
    """Returns a path that is well-formed. Raises ActionRequestValidationError."""
    if not text:
        raise invalid("Invalid path []")
    try:
        return AggregationPath.parse(text)
    except IllegalArgumentError as error:
        raise invalid(str(error)) from None


def read_gap_policy(params: HandParameters) -> str:
    """Reads gap_policy. Raises ParsingError."""
    return gap_policy(params.text("gap_policy", "skip") or "")


def declared_gap_policy(params: NamedParameters) -> str:
    """Reads gap_policy. Raises XContentParseError."""
    params.text("gap_policy")
    return params.read("gap_policy", gap_policy, "skip")


def gap_policy(text: str) -> str:
    """Returns a policy that there is. Raises ParsingError."""
    policy = text.lower()
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
    """Returns the figure at a path inside a bucket; NaN for a gap that is to be skipped.

    Another NaN is NO_BUCKET, for a bucket on the path that is missing.

    steps: the last ones of the path, where the bucket does not stand at its beginning
    """
    children, inner, left = _walked(children, bucket, path.steps if steps is None else steps)
    if not left:
        raise IllegalArgumentError(f"{_NO_FIGURE}, got: [Bucket] at aggregation [{path.names[0]}]")
    if left[0] == "_key":
        return _key_number(inner)
    if left[0] == "_count":
        return _or_gap(float(inner["count"]), inner is not bucket and bucket["count"] == 0, gap_policy)
    if left[0] not in children.by_name() or _names_no_bucket(children, inner, left):
        return NO_BUCKET
    has_key = path.key is not None and len(left) > 1
    value = _figure(children, inner["aggs"], left[:-1] if has_key else left, left[-1] if has_key else None)
    return _or_gap(value, bucket["count"] == 0, gap_policy)


def _or_gap(value: float, is_empty: bool, gap_policy: str) -> float:
    """Returns a figure, or what the policy has for one of an empty bucket or for none; NaN is skipped."""
    if math.isfinite(value) and (not is_empty or gap_policy == "keep_values"):
        return value
    return 0.0 if gap_policy == "insert_zeros" else math.nan


def _key_number(bucket: Partial) -> float:
    """Returns the key of a bucket. Raises IllegalArgumentError if it is none that one could calculate with."""
    key = bucket["key"]
    # whole numbers are instants, but for those of terms
    is_number = isinstance(key, float) or (isinstance(key, int) and "error" in bucket)
    if is_number:
        return float(key)
    kind = "ZonedDateTime" if isinstance(key, int) and "aggs" in bucket else "String"
    raise IllegalArgumentError(f"{_NO_FIGURE}, got: [{kind}] at aggregation [_key]")


def _names_no_bucket(children: Aggregations, bucket: Partial, steps: Sequence[str]) -> bool:
    """Whether a path goes on from buckets to something that is not in them."""
    item, partial = children.by_name()[steps[0]], bucket["aggs"].get(steps[0])
    if not isinstance(item, Aggregation) or len(steps) < 2 or partial is None or not partial.get("buckets"):
        return False
    return steps[1] != "_bucket_count" and not is_bucket_key(steps[1]) and steps[1] not in item.children.by_name()


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
            if steps[0] != "_count" and steps[0] not in item.children.by_name():
                raise IllegalArgumentError(f"Cannot find an aggregation named [{steps[0]}] in [{item.name}]")
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
