"""The names of aggregations and suggestions with and without their types, as `typed_keys` wants them."""

from collections.abc import Mapping
from typing import Any

Names = Mapping[str, Any]
"""Name of an aggregation -> those of its sub-aggregations."""


def aggregation_names(body: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the names in the `aggs` of a search, or of an aggregation, that has been found to be sound."""
    given = body.get("aggregations", body.get("aggs")) or {}
    return {name: aggregation_names(definition) for name, definition in given.items()}


def untyped(response: dict[str, Any], names: Names) -> dict[str, Any]:
    """Returns a response that was made with `typed_keys` as it is without."""
    plain = dict(response)
    if "aggregations" in plain:
        plain["aggregations"] = _untyped_level(plain["aggregations"], names)
    if "suggest" in plain:
        plain["suggest"] = {key.partition("#")[2]: found for key, found in plain["suggest"].items()}
    return plain


def _untyped_level(members: Mapping[str, Any], names: Names) -> dict[str, Any]:
    """members: of an object in which aggregations stand beside other things, whose names have no `#`."""
    plain = {}
    for key, value in members.items():
        name = key.partition("#")[2]
        plain[name if name in names else key] = _untyped_result(value, names[name]) if name in names else value
    return plain


def _untyped_result(result: Any, names: Names) -> Any:
    """Returns the result of one aggregation, whose sub-aggregations stand in its buckets or in itself."""
    if not names or not isinstance(result, dict):
        return result
    buckets = result.get("buckets")
    if isinstance(buckets, list):
        return {**result, "buckets": [_untyped_level(bucket, names) for bucket in buckets]}
    if isinstance(buckets, dict):
        return {**result, "buckets": {key: _untyped_level(bucket, names) for key, bucket in buckets.items()}}
    return _untyped_level(result, names)
