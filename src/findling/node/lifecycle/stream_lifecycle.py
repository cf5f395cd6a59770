"""Lifecycles of data streams, their options, settings and mappings: put, shown, deleted; what they do with an index."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final

from findling.base.units import format_time
from findling.cluster.name_resolution import IndicesOptions
from findling.cluster.state import ClusterState, IndexMetadata
from findling.cluster.streams.data_stream import DataStream
from findling.cluster.streams.named_streams import OPTIONS, named_streams
from findling.cluster.streams.settings import global_retention, shown_lifecycle
from findling.node.lifecycle.managed import asking, is_managed_by_stream, lifecycle_of
from findling.node.lifecycle.upkeep_errors import UpkeepErrors
from findling.node.services.index_selection import select
from findling.node.services.iso_time import iso_time
from findling.node.services.node import Node

_ACKNOWLEDGED: Final = {"acknowledged": True}
EXPLAINED: Final = IndicesOptions(closed=True, forbid_closed=False, hidden=True)


def change_streams(
    node: Node, names: Sequence[str], change: Callable[[DataStream], DataStream], options: IndicesOptions = OPTIONS
) -> dict[str, Any]:
    """Changes all streams of these names. Raises IndexNotFoundError."""

    def apply(state: ClusterState) -> ClusterState:
        streams = state.streams
        for stream in named_streams(state, names, options):
            streams = streams.with_stream(change(stream))
        return replace(state, streams=streams)

    node.cluster.change(apply)
    return _ACKNOWLEDGED


def get_lifecycles(
    node: Node, names: Sequence[str], options: IndicesOptions = OPTIONS, include_defaults: bool = False
) -> dict[str, Any]:
    """Returns what streams say of their lifecycles."""
    state = node.cluster.state
    ask = asking(state)
    shown = []
    for stream in named_streams(state, names, options):
        said = (
            {} if stream.lifecycle is None else {"lifecycle": shown_lifecycle(stream.lifecycle, ask, include_defaults)}
        )
        shown.append({"name": stream.name, **said})
    return {"global_retention": global_retention(ask), "data_streams": shown}


def get_options(node: Node, names: Sequence[str], options: IndicesOptions = OPTIONS) -> dict[str, Any]:
    """Returns the options of streams."""
    shown = []
    for stream in named_streams(node.cluster.state, names, options):
        said = {} if stream.options is None else {"options": stream.options}
        shown.append({"name": stream.name, **said})
    return {"data_streams": shown}


def explain_lifecycles(
    node: Node, expression: str, options: IndicesOptions, include_defaults: bool = False, human: bool = False
) -> dict[str, Any]:
    """Returns for each index what the lifecycle of its stream does with it."""
    state = node.cluster.state
    shown = {
        index.name: _explained(node, state, index, include_defaults, human)
        for index in select(node, expression, options)
    }
    return {"indices": shown}


def _explained(
    node: Node, state: ClusterState, index: IndexMetadata, include_defaults: bool, human: bool
) -> dict[str, Any]:
    stream = state.streams.parent(index.name)
    if stream is None or not is_managed_by_stream(state, index):
        return {"index": index.name, "managed_by_lifecycle": False}
    now_ms = node.clock.now_ms()
    body: dict[str, Any] = {"index": index.name, "managed_by_lifecycle": True}
    body |= _moment("index_creation_date", index.creation_date, human)
    body["time_since_index_creation"] = _age(now_ms - index.creation_date)
    if index.rolled_over_ms is not None:
        body |= _moment("rollover_date", index.rolled_over_ms, human)
        body["time_since_rollover"] = _age(now_ms - index.rolled_over_ms)
    born_ms = generation_ms(stream, index)
    if born_ms is not None:
        body["generation_time"] = _age(now_ms - born_ms)
    lifecycle = lifecycle_of(state, stream, index.name) or {}
    failures = index.name in stream.failure_indices
    body["lifecycle"] = shown_lifecycle(lifecycle, asking(state), include_defaults, failures)
    error = node.kept(UpkeepErrors).of(index.name)
    return body if error is None else {**body, "error": error}


def generation_ms(stream: DataStream, index: IndexMetadata) -> int | None:
    """Returns when an index was done with, from which its documents' age counts; None while it takes writes."""
    if index.name in (stream.write_index, stream.failure_write_index):
        return None
    return index.creation_date if index.rolled_over_ms is None else index.rolled_over_ms


def _moment(name: str, milliseconds: int, human: bool) -> dict[str, Any]:
    shown = {name: iso_time(milliseconds)} if human else {}
    return {**shown, f"{name}_millis": milliseconds}


def _age(milliseconds: int) -> str:
    """Returns a duration as Elasticsearch shows ages: with two decimals in the largest unit."""
    for unit, size in (("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000)):
        if milliseconds >= size:
            text = f"{int(milliseconds * 100 / size) / 100:.2f}".rstrip("0").rstrip(".")
            return text + unit
    return format_time(milliseconds) if milliseconds else "0s"
