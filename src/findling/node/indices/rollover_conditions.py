"""When an index is large or old enough to roll over: conditions of the forms `max_...` and `min_...`."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from findling.base.errors import ActionRequestValidationError
from findling.base.json_values import as_long
from findling.base.object_parser import NUMBER, Member, parse_object
from findling.base.units import parse_bytes, parse_time_ms
from findling.cluster.state import IndexMetadata
from findling.node.services.node import Node

_MEASURES: Final = ("age", "docs", "size", "primary_shard_size", "primary_shard_docs")


def parse_conditions(conditions: Mapping[str, object]) -> dict[str, object]:
    """Returns the conditions of a request; raises for those that are unknown or have no value to compare with."""
    return parse_object("rollover_conditions", conditions, _CONDITIONS)


def check_conditions(conditions: Mapping[str, object]) -> None:
    """Raises ActionRequestValidationError for conditions that can never be met."""
    if conditions and all(key.startswith("min_") for key in conditions):
        raise ActionRequestValidationError.of(
            "at least one max_* rollover condition must be set when using min_* conditions"
        )


def measured(node: Node, index: IndexMetadata, conditions: Mapping[str, object]) -> dict[str, bool]:
    """Returns which conditions hold, by the texts that answers have for them: "[max_docs: 10]"."""
    return {_shown(key, value): _figure(node, index, key) >= _limit(key, value) for key, value in conditions.items()}


def is_due(conditions: Mapping[str, object], met: dict[str, bool]) -> bool:
    """Tells whether to roll over: one of the max conditions holds and each of the min ones, or there are none."""
    upper = [met[_shown(key, value)] for key, value in conditions.items() if key.startswith("max_")]
    lower = [met[_shown(key, value)] for key, value in conditions.items() if key.startswith("min_")]
    return not met or (any(upper) and all(lower))


def _shown(key: str, value: object) -> str:
    return f"[{key}: {value}]"


def _limit(key: str, value: object) -> int:
    if key.endswith("_docs"):
        return as_long(value)
    parse: Callable[[str, str], float] = parse_time_ms if key.endswith("_age") else parse_bytes
    return int(parse(str(value), key))


def _figure(node: Node, index: IndexMetadata, key: str) -> int:
    measure = key.partition("_")[2]
    if measure == "age":
        return node.clock.now_ms() - index.creation_date
    stats = [shard.stats() for shard in node.indices.get(index).running().values()]
    figures = [shard.docs if measure.endswith("docs") else shard.store_bytes for shard in stats]
    return max(figures, default=0) if measure.startswith("primary_shard") else sum(figures)


def _condition(key: str, value: object) -> object:
    _limit(key, value)
    return value


_CONDITIONS: Final = {
    f"{bound}_{measure}": Member(NUMBER, partial(_condition, f"{bound}_{measure}"))
    for bound in ("max", "min")
    for measure in _MEASURES
}
