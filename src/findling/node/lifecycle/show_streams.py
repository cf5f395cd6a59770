"""`GET _data_stream`: streams with their indices, who manages them, and their failure stores."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from findling.base.settings import unflatten
from findling.cluster.name_resolution import IndicesOptions
from findling.cluster.state import ClusterState, IndexMetadata
from findling.cluster.streams.data_stream import TIMESTAMP_FIELD, DataStream
from findling.cluster.streams.named_streams import OPTIONS, named_streams
from findling.cluster.streams.settings import shown_lifecycle
from findling.cluster.templates import compose, find_stream_template
from findling.mapping.time_series.bounds import TimeSeries, time_series_of
from findling.node.documents.failure_store import is_kept
from findling.node.lifecycle.managed import (
    asking,
    failures_lifecycle,
    manager,
    policy_of,
    prefers_policy,
)
from findling.node.lifecycle.newest import newest_timestamp
from findling.node.monitor.cluster_health import index_health, worst
from findling.node.services.iso_time import iso_time
from findling.node.services.node import Node

_GREEN: Final = "green"


def get_data_streams(
    node: Node,
    names: Sequence[str],
    options: IndicesOptions = OPTIONS,
    include_defaults: bool = False,
    verbose: bool = False,
) -> dict[str, Any]:
    """Returns streams by name or pattern. Raises IndexNotFoundError. verbose: with their newest timestamps"""
    state = node.cluster.state
    found = named_streams(state, names, options)
    return {"data_streams": [_shown(node, state, stream, include_defaults, verbose) for stream in found]}


def _shown(
    node: Node, state: ClusterState, stream: DataStream, include_defaults: bool, verbose: bool
) -> dict[str, Any]:
    template = find_stream_template(state, stream.name)
    settings = {} if template is None else compose(state, template, state.index_templates[template]).settings
    settings = {**settings, **stream.settings}
    ask = asking(state)
    body: dict[str, Any] = {
        "name": stream.name,
        "timestamp_field": {"name": TIMESTAMP_FIELD},
        "indices": [_index(state, stream, state.indices[name]) for name in stream.indices],
        "generation": stream.generation,
    }
    if stream.meta is not None:
        body["_meta"] = stream.meta
    body["status"] = worst([_health(node, state.indices[name]) for name in stream.indices]).upper()
    if template is not None:
        body["template"] = template
    if stream.lifecycle is not None:
        body["lifecycle"] = shown_lifecycle(stream.lifecycle, ask, include_defaults)
    if policy_of(settings) is not None:
        body["ilm_policy"] = policy_of(settings)
    body |= {
        "next_generation_managed_by": manager(settings, stream.lifecycle),
        "prefer_ilm": prefers_policy(settings),
        "hidden": stream.hidden,
        "system": False,
        "allow_custom_routing": stream.allow_custom_routing,
        "replicated": stream.replicated,
        "rollover_on_write": stream.rollover_on_write,
    }
    if verbose:
        body["maximum_timestamp"] = newest_timestamp(node, stream)
    body["index_mode"] = str(settings.get("index.mode", "standard"))
    ranges = _ranges(state, stream)
    if ranges:
        body["time_series"] = {"temporal_ranges": ranges}
    body["settings"] = unflatten(stream.settings)
    body["mappings"] = stream.mappings
    body["failure_store"] = _failure_store(state, stream, include_defaults)
    return body


def _health(node: Node, index: IndexMetadata) -> str:
    return str(index_health(node, index)["status"])


def _index(state: ClusterState, stream: DataStream, index: IndexMetadata) -> dict[str, Any]:
    policy = policy_of(index.settings)
    return {
        "index_name": index.name,
        "index_uuid": index.uuid,
        "managed_by": manager(index.settings, stream.lifecycle),
        "prefer_ilm": prefers_policy(index.settings),
        **({} if policy is None else {"ilm_policy": policy}),
        "index_mode": str(index.settings.get("index.mode", "standard")),
    }


def _ranges(state: ClusterState, stream: DataStream) -> list[dict[str, str]]:
    """Returns the windows of time that the backing indices cover, those that touch as one."""
    merged: list[TimeSeries] = []
    for name in stream.indices:
        series = time_series_of(state.indices[name].settings)
        if series is not None and merged and merged[-1].end_ms == series.start_ms:
            merged[-1] = replace(merged[-1], end_ms=series.end_ms)
        elif series is not None:
            merged.append(series)
    return [{"start": iso_time(one.start_ms), "end": iso_time(one.end_ms)} for one in merged]


def _failure_store(state: ClusterState, stream: DataStream, include_defaults: bool) -> dict[str, Any]:
    lifecycle = failures_lifecycle(state, stream)
    indices = []
    for name in stream.failure_indices:
        index = state.indices[name]
        policy = policy_of(index.settings)
        of_policy = {} if policy is None else {"prefer_ilm": prefers_policy(index.settings), "ilm_policy": policy}
        managed = {"managed_by": manager(index.settings, lifecycle)}
        indices.append({"index_name": name, "index_uuid": index.uuid, **managed, **of_policy})
    shown = {
        "enabled": is_kept(state, stream),
        "rollover_on_write": stream.failure_rollover_on_write,
        "indices": indices,
    }
    if lifecycle is None:
        return shown
    return {**shown, "lifecycle": shown_lifecycle(lifecycle, asking(state), include_defaults, failures=True)}
