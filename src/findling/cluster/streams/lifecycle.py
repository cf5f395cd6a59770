"""What a data stream, or a template, says of its lifecycle: how long documents stay, when they are downsampled.

In templates a member may be null, which takes back what a template below says; `composed` lays them one over the other.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from findling.base.errors import FindlingError, IllegalArgumentError
from findling.base.json_values import as_boolean
from findling.base.object_parser import (
    BOOLEAN,
    LIST,
    STRING,
    Member,
    field_fault,
    not_built,
    parse_object,
    require,
    whole_object,
)
from findling.base.units import parse_time_ms

_MAX_ROUNDS: Final = 10
_LEAST_INTERVAL_MS: Final = 5 * 60_000
_NULL: Final = "VALUE_NULL"


def parse_lifecycle(body: object) -> dict[str, Any]:
    """Returns the lifecycle that a stream gets. Raises XContentParseError."""
    return _parse("put_data_stream_lifecycle_request", body, nulls=False)


def parse_lifecycle_template(body: object) -> dict[str, Any]:
    """Returns the lifecycle of a template, whose members may be null. Raises XContentParseError."""
    return _parse("lifecycle_template", body, nulls=True)


def parse_failures_lifecycle(body: object) -> dict[str, Any]:
    """Returns the lifecycle of a failure store, which is never downsampled. Raises XContentParseError."""
    return _parse("failures_lifecycle", body, nulls=False, downsamples=False)


def parse_failures_template(body: object) -> dict[str, Any]:
    """Returns the lifecycle of a failure store as a template has it. Raises XContentParseError."""
    return _parse("failures_lifecycle_template", body, nulls=True, downsamples=False)


def _parse(name: str, body: object, nulls: bool, downsamples: bool = True) -> dict[str, Any]:
    null = (_NULL,) if nulls else ()
    members = {
        "enabled": Member(BOOLEAN, as_boolean),
        "data_retention": Member((*STRING, *null), _or_null(_retention)),
    }
    if downsamples:
        members["downsampling"] = Member((*LIST, *null), _or_null(lambda value: [_round(name, one) for one in value]))
    parsed = parse_object(name, whole_object(name, body), members)
    rounds = parsed.get("downsampling")
    if rounds is not None:
        fault = _fault_of(rounds)
        if fault is not None:
            raise not_built(IllegalArgumentError(fault), name)
    ordered = {"enabled": True, **parsed}
    return {key: ordered[key] for key in ("enabled", "data_retention", "downsampling") if key in ordered}


def _or_null(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else read(value)


def _retention(value: object) -> str:
    parse_time_ms(str(value), "data_retention")
    return str(value)


def _round(name: str, body: object) -> dict[str, str]:
    parsed = parse_object("downsampling_round", whole_object("downsampling_round", body), _ROUND)
    require(parsed, "after", "fixed_interval")
    fault = _interval_fault(parsed["fixed_interval"])
    if fault is not None:
        raise field_fault("downsampling_round", "fixed_interval") from not_built(fault, "downsampling_round")
    return {"after": parsed["after"], "fixed_interval": parsed["fixed_interval"]}


def _interval_fault(interval: str) -> FindlingError | None:
    if parse_time_ms(interval, "fixed_interval") < _LEAST_INTERVAL_MS:
        return IllegalArgumentError(
            f"A downsampling round must have a fixed interval of at least five minutes but found: {interval}"
        )
    return None


def _time(name: str) -> Member:
    def read(value: object) -> str:
        parse_time_ms(str(value), name)
        return str(value)

    return Member(STRING, read)


_ROUND: Final = {"after": _time("after"), "fixed_interval": _time("fixed_interval")}


def _fault_of(rounds: Sequence[Mapping[str, str]]) -> str | None:
    """Returns why rounds of downsampling cannot follow each other."""
    if not rounds:
        return "Downsampling configuration should have at least one round configured."
    if len(rounds) > _MAX_ROUNDS:
        return f"Downsampling configuration supports maximum {_MAX_ROUNDS} configured rounds. Found: {len(rounds)}"
    for before, after in pairwise(rounds):
        if parse_time_ms(after["after"], "after") < parse_time_ms(before["after"], "after"):
            return (
                f"A downsampling round must have a later 'after' value than the proceeding, {after['after']} is not "
                f"after {before['after']}."
            )
        finer, coarser = (parse_time_ms(one["fixed_interval"], "fixed_interval") for one in (before, after))
        if coarser <= finer:
            return (
                f"Downsampling interval [{after['fixed_interval']}] must be greater than the source index interval "
                f"[{before['fixed_interval']}]."
            )
        if coarser % finer:
            return (
                f"Downsampling interval [{after['fixed_interval']}] must be a multiple of the source index interval "
                f"[{before['fixed_interval']}]."
            )
    return None


def composed(layers: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """Returns the lifecycle of templates laid over each other, without what was taken back; None if none says any."""
    if not layers:
        return None
    merged: dict[str, Any] = {}
    for layer in layers:
        merged.update(layer)
    return {key: value for key, value in merged.items() if value is not None}
