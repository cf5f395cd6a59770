"""Rollover of a data stream, or of its failure store: a new index takes the writes."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from findling.base.errors import (
    ActionRequestValidationError,
    BrokenStateError,
    IllegalArgumentError,
    InvalidIndexNameError,
)
from findling.base.object_parser import parse_object
from findling.cluster.access import check_names
from findling.cluster.date_math_names import resolve_date_math
from findling.cluster.state import ClusterState, IndexMetadata
from findling.cluster.streams.data_stream import Component, DataStream
from findling.cluster.streams.selectors import split_selector
from findling.node.indices.create_index import parse_create_body
from findling.node.indices.rollover import ROLLOVER_MEMBERS, rollover
from findling.node.indices.rollover_conditions import check_conditions, is_due, measured
from findling.node.services.active_shards import AT_ONCE, ActiveShards
from findling.node.services.new_index import add_index
from findling.node.services.node import Node
from findling.node.streams.backing_index import next_index


def roll_over(
    node: Node,
    target: str,
    new_name: str | None,
    body: dict[str, Any],
    dry_run: bool = False,
    lazy: bool = False,
    active_shards: ActiveShards = AT_ONCE,
) -> dict[str, Any]:
    """Rolls over what a name means: an alias, a data stream, or with its selector a failure store."""
    try:
        name, component = split_selector(resolve_date_math(target, node.clock.now_ms()))
    except InvalidIndexNameError as error:
        raise ActionRequestValidationError.of(error.reason) from None
    check_names([name])
    state = node.cluster.state
    if name in state.streams.aliases:
        raise BrokenStateError("Aliases to data streams cannot be rolled over. Please rollover the data stream itself.")
    stream = state.streams.get(name)
    if stream is None:
        return rollover(node, name, new_name, body, dry_run, active_shards, lazy)
    conditions = _conditions(new_name, body, lazy)
    return _roll(node, stream, component, conditions, dry_run, lazy, active_shards)


def _conditions(new_name: str | None, body: Mapping[str, Any], lazy: bool) -> dict[str, Any]:
    parsed = parse_object("rollover", body, ROLLOVER_MEMBERS)
    conditions: dict[str, Any] = parsed.pop("conditions", {})
    check_conditions(conditions)
    creation = parse_create_body(parsed)
    if lazy and conditions:
        raise IllegalArgumentError(
            "Lazy rollover can be used only without any conditions. Please remove the conditions from the request body "
            "or the query parameter 'lazy'."
        )
    if new_name is not None:
        raise IllegalArgumentError("new index name may not be specified when rolling over a data stream")
    if creation.settings or creation.mappings or creation.aliases:
        raise IllegalArgumentError(
            "aliases, mappings, and index settings may not be specified when rolling over a data stream"
        )
    return conditions


def _roll(
    node: Node,
    stream: DataStream,
    component: Component,
    conditions: Mapping[str, Any],
    dry_run: bool,
    lazy: bool,
    active_shards: ActiveShards,
) -> dict[str, Any]:
    state, now_ms = node.cluster.state, node.clock.now_ms()
    members = stream.members(component)
    if not members and conditions:
        raise BrokenStateError("Rolling over/initializing an empty failure store is only supported without conditions.")
    planned = next_index(state, stream, now_ms, component)
    met = measured(node, state.indices[members[-1]], conditions) if members else {}
    answer: dict[str, Any] = {
        "acknowledged": False,
        "shards_acknowledged": False,
        "old_index": members[-1] if members else "_none_",
        "new_index": planned.name,
        "rolled_over": False,
        "dry_run": dry_run,
        "lazy": lazy,
        "conditions": met,
    }
    if dry_run or not is_due(conditions, met):
        return answer
    if lazy:
        node.cluster.change(lambda state: _with_flag(state, stream.name, component))
        return {**answer, "acknowledged": True}
    made = add_rolled(node, stream, planned, component)
    reached = active_shards.reached(node, made)
    return {**answer, "acknowledged": True, "shards_acknowledged": reached, "rolled_over": True}


def _with_flag(state: ClusterState, name: str, component: Component) -> ClusterState:
    stream = state.streams.streams[name]
    flag = {"rollover_on_write" if component == "data" else "failure_rollover_on_write": True}
    return replace(state, streams=state.streams.with_stream(replace(stream, **flag)))  # type: ignore[arg-type]


def add_rolled(node: Node, stream: DataStream, planned: IndexMetadata, component: Component) -> IndexMetadata:
    """Makes the next index of a stream, which takes the writes. Raises if somebody else has changed the stream."""
    now_ms = node.clock.now_ms()

    def change(state: ClusterState) -> ClusterState:
        current = state.streams.get(stream.name)
        if current is None or current.generation != stream.generation:
            raise IllegalArgumentError(f"data stream [{stream.name}] was rolled over or deleted meanwhile")
        members = current.members(component)
        if members:
            state = state.with_index(replace(state.indices[members[-1]], rolled_over_ms=now_ms))
        rolled = current.rolled(planned.name, _generation(planned.name), component)
        return replace(state.with_index(planned), streams=state.streams.with_stream(rolled))

    return add_index(node, planned, change)


def _generation(index: str) -> int:
    return int(index.rpartition("-")[2])


def roll_if_asked(node: Node, stream: DataStream, component: Component = "data") -> DataStream:
    """Returns the stream that a write goes to: rolled over first if a lazy rollover was asked for."""
    if not (stream.rollover_on_write if component == "data" else stream.failure_rollover_on_write):
        return stream
    planned = next_index(node.cluster.state, stream, node.clock.now_ms(), component)
    add_rolled(node, stream, planned, component)
    return node.cluster.state.streams.streams[stream.name]
