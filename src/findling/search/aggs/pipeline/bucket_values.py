"""Figures along the buckets of an aggregation, for pipelines."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from findling.base.errors import AggregationExecutionError, IllegalArgumentError, ParsingError
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
    return AggregationPath.parse(path)


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


def value_in(children: Aggregations, bucket: Partial, names: Sequence[str], key: str | None, gap_policy: str) -> float:
    """Returns the figure at a path inside a bucket; NaN for a gap that is to be skipped."""
    if not names or names[0] == "_count":
        return float(bucket["count"])
    _check_single(children, bucket["aggs"], names, key)
    try:
        value = children.figure(bucket["aggs"], names, key)
    except AggregationExecutionError:
        if len(names) == 1 and key is not None:
            raise IllegalArgumentError(f"path not supported for [{names[0]}]: [{key}]") from None
        raise
    if math.isnan(value) or math.isinf(value) or (bucket["count"] == 0 and gap_policy != "keep_values"):
        return 0.0 if gap_policy == "insert_zeros" else math.nan
    return value


def _check_single(children: Aggregations, partials: Partial, names: Sequence[str], key: str | None) -> None:
    """Raises IllegalArgumentError if a path leads to several values."""
    item, partial = children.by_name().get(names[0]), partials.get(names[0])
    if item is None or partial is None:
        return
    fault = None
    if "buckets" in partial:
        is_last = len(names) == 1 and key is None
        fault = f", got: [{item.result_class(partial) if is_last else 'Object[]'}] at aggregation [{names[0]}]"
    elif len(names) == 1 and key is None and "aggs" in partial:
        fault = f", got: [{item.result_class(partial)}] at aggregation [{names[0]}]"
    elif len(names) == 1 and key is None and item.has_several_figures:
        fault = f", but [{names[0]}] contains multiple values. Please specify which to use."
    if fault is not None:
        raise IllegalArgumentError(f"{_NO_FIGURE}{fault}")


def sibling_values(
    siblings: Aggregations, partials: Partial, path: AggregationPath, gap_policy: str
) -> list[tuple[str, float]]:
    """Returns (key, figure) of the buckets on a path, gaps left out. Raises AggregationExecutionError."""
    item: Any = next((item for item in siblings.items if item.name == path.names[0]), None)
    names = list(path.names[1:])
    partial = partials.get(path.names[0])
    while item is not None and partial is not None and "count" in partial and "aggs" in partial and names:
        # through single-bucket aggregations
        partial, siblings = partial["aggs"].get(names[0]), item.children
        item, names = next((item for item in siblings.items if item.name == names[0]), None), names[1:]
    if item is None or partial is None:
        raise AggregationExecutionError(f"No aggregation found for path [{path.text}]")
    key = path.key
    if not names and key not in (None, "_count"):
        # for siblings a dot leads into the buckets too
        names, key = [str(key)], None
        if all(child.name != names[0] for child in item.children.everything):
            raise AggregationExecutionError(f"No aggregation found for path [{path.text}]")
    if not names and key not in (None, "_count"):
        raise AggregationExecutionError(f"No aggregation found for path [{path.text}]")
    if not names and key is None:
        raise IllegalArgumentError(f"{_NO_FIGURE}, got: [Bucket] at aggregation [{item.name}]")
    values = [
        (key_text(partial, bucket), value_in(item.children, bucket, names, key, gap_policy))
        for bucket in buckets_of(partial)
    ]
    return [(key, value) for key, value in values if not math.isnan(value)]
