"""Rounds of downsampling in the lifecycle of a stream: the older a backing index, the longer the intervals."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from findling.base.errors import ResourceNotFoundError
from findling.base.units import parse_time_ms
from findling.cluster.state import ClusterState, IndexMetadata
from findling.node.indices.delete_index import delete_index
from findling.node.indices.update_settings import with_settings
from findling.node.lifecycle.downsampling.downsample import INTERVAL, downsample_index
from findling.node.services.node import Node

_BLOCKED = {"index.blocks.write": "true"}


def due_interval(lifecycle: Mapping[str, Any], index: IndexMetadata, age_ms: int) -> str | None:
    """Returns the interval that an index of this age is to have by its stream's lifecycle, None if it is as it is."""
    rounds = lifecycle.get("downsampling") or ()
    due = [one["fixed_interval"] for one in rounds if parse_time_ms(one["after"], "after") <= age_ms]
    if not due or not index.is_time_series:
        return None
    current = index.settings.get(INTERVAL)
    wanted_ms = parse_time_ms(due[-1], INTERVAL)
    return due[-1] if current is None or parse_time_ms(current, INTERVAL) < wanted_ms else None


def downsample_in_stream(node: Node, stream: str, name: str, interval: str) -> None:
    """Puts a downsampled index in the place of one of a stream. Can be done again after it was broken off."""
    index = node.cluster.state.indices[name]
    target = f"downsample-{interval}-{index.settings.get('index.downsample.origin.name', name)}"
    node.cluster.change(lambda state: state.with_index(with_settings(state.indices[name], _BLOCKED)))
    with suppress(ResourceNotFoundError):
        delete_index(node, target)  # what an earlier run has left half done
    downsample_index(node, name, target, interval)

    def swap(state: ClusterState) -> ClusterState:
        found = state.streams.get(stream)
        if found is None or name not in found.indices:
            return state
        made = state.indices[target]
        hidden = replace(made, settings={**made.settings, "index.hidden": "true"}, rolled_over_ms=index.rolled_over_ms)
        swapped = replace(state, streams=state.streams.with_stream(found.replaced(name, target)))
        return swapped.with_index(hidden).without_indices({name})

    node.cluster.change(swap, deletes=True)
