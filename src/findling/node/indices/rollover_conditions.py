"""When an index is large or old enough to roll over: conditions of the forms `max_...` and `min_...`."""

from collections.abc import Callable
from typing import Any, Final

from findling.base.errors import ActionRequestValidationError, XContentParseError
from findling.base.json_values import json_token
from findling.base.units import parse_bytes, parse_time_ms
from findling.cluster.state import IndexMetadata
from findling.node.services.node import Node

_MEASURES: Final = ("age", "docs", "size", "primary_shard_size", "primary_shard_docs")


def check_conditions(conditions: Any) -> dict[str, Any]:
    """Returns the conditions of a request; raises for those that are unknown or have no value to compare with."""
    if not isinstance(conditions, dict):
        raise _unparsed("rollover", f"conditions doesn't support values of type: {json_token(conditions)}")
    for key, value in conditions.items():
        bound, _, measure = key.partition("_")
        if bound not in ("max", "min") or measure not in _MEASURES:
            raise _unparsed("conditions", f"unknown field [{key}]")
        if value is None or isinstance(value, bool | dict | list):
            raise _unparsed("conditions", f"{key} doesn't support values of type: {json_token(value)}")
        _limit(key, value)
    if conditions and all(key.startswith("min_") for key in conditions):
        raise ActionRequestValidationError(
            "Validation Failed: 1: at least one max_* rollover condition must be set when using min_* conditions;"
        )
    return conditions


def measured(node: Node, index: IndexMetadata, conditions: dict[str, Any]) -> dict[str, bool]:
    """Returns which conditions hold, by the texts that answers have for them: "[max_docs: 10]"."""
    return {_shown(key, value): _figure(node, index, key) >= _limit(key, value) for key, value in conditions.items()}


def is_due(conditions: dict[str, Any], met: dict[str, bool]) -> bool:
    """Tells whether to roll over: one of the max conditions holds and each of the min ones, or there are none."""
    upper = [met[_shown(key, value)] for key, value in conditions.items() if key.startswith("max_")]
    lower = [met[_shown(key, value)] for key, value in conditions.items() if key.startswith("min_")]
    return not met or (any(upper) and all(lower))


def _shown(key: str, value: Any) -> str:
    return f"[{key}: {value}]"


def _limit(key: str, value: Any) -> int:
    if key.endswith("_docs"):
        return _count(key, value)
    parse: Callable[[str, str], float] = parse_time_ms if key.endswith("_age") else parse_bytes
    return int(parse(str(value), key))


def _count(key: str, value: Any) -> int:
    try:
        return int(value)
    except ValueError:
        raise _unparsed("conditions", f"failed to parse field [{key}]") from None


def _figure(node: Node, index: IndexMetadata, key: str) -> int:
    measure = key.partition("_")[2]
    if measure == "age":
        return node.clock.now_ms() - index.creation_date
    stats = [shard.stats() for shard in node.indices.get(index).running().values()]
    figures = [shard.docs if measure.endswith("docs") else shard.store_bytes for shard in stats]
    return max(figures, default=0) if measure.startswith("primary_shard") else sum(figures)


def _unparsed(parser: str, fault: str) -> XContentParseError:
    return XContentParseError(f"[1:1] [{parser}] {fault}", line=1, col=1)
