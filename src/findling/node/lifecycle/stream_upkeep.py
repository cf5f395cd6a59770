"""Does what the lifecycles of data streams say: rolls over, deletes, and moves the windows of time series."""

import logging
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from findling.base.errors import FindlingError
from findling.cluster.access import under
from findling.cluster.index_settings import get_setting
from findling.cluster.state import ClusterState, IndexMetadata
from findling.cluster.streams.data_stream import Component, DataStream
from findling.cluster.streams.settings import STREAM_POLL, effective_retention, global_retention, rollover_conditions
from findling.mapping.time_series.bounds import END, time_series_of
from findling.node.indices.rollover_conditions import is_due, measured
from findling.node.lifecycle.downsampling.rounds import downsample_in_stream, due_interval
from findling.node.lifecycle.managed import asking, is_managed_by_stream, lifecycle_of, setting_ms
from findling.node.lifecycle.stream_lifecycle import generation_ms
from findling.node.lifecycle.upkeep_errors import UpkeepErrors
from findling.node.services.iso_time import iso_time
from findling.node.services.node import Node
from findling.node.streams.backing_index import next_index
from findling.node.streams.stream_rollover import add_rolled

logger = logging.getLogger("findling.lifecycle")
_COMPONENTS: Final[tuple[Component, ...]] = ("data", "failures")


class StreamUpkeep:
    """Looks after all streams from time to time: `node.kept(StreamUpkeep)`."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._started_ms: int | None = None
        self._took_ms = 0
        self._between_ms = 0

    def run(self) -> None:
        """Does now what is due."""
        now_ms, started = self._node.clock.now_ms(), time.monotonic()
        if self._started_ms is not None:
            self._between_ms = now_ms - self._started_ms
        self._started_ms = now_ms
        with under(None):
            for stream in self._node.cluster.state.streams:
                self._look_after(stream.name)
        self._took_ms = int((time.monotonic() - started) * 1000)

    def figures(self) -> dict[str, int]:
        """Returns how long the last run took, and how long after the one before it began."""
        if self._started_ms is None:
            return {}
        between = {} if not self._between_ms else {"time_between_starts_in_millis": self._between_ms}
        return {"last_run_duration_in_millis": self._took_ms, **between}

    def _look_after(self, name: str) -> None:
        for component in _COMPONENTS:
            members = self._members(name, component)
            if members:
                self._guarded(members[-1], lambda component=component: roll_if_due(self._node, name, component))  # type: ignore[misc]
        for index in [*self._members(name, "data"), *self._members(name, "failures")]:
            self._guarded(index, lambda index=index: delete_if_old(self._node, name, index))  # type: ignore[misc]
        for index in self._members(name, "data")[:-1]:
            self._guarded(index, lambda index=index: downsample_if_due(self._node, name, index))  # type: ignore[misc]
        if self._members(name, "data"):
            self._guarded(self._members(name, "data")[-1], lambda: move_window(self._node, name))

    def _members(self, name: str, component: Component) -> tuple[str, ...]:
        stream = self._node.cluster.state.streams.get(name)
        return () if stream is None else stream.members(component)

    def _guarded(self, index: str, work: Callable[[], object]) -> None:
        errors = self._node.kept(UpkeepErrors)
        try:
            work()
            errors.clear(index)
        except FindlingError as error:
            errors.note(index, error)
            logger.warning("lifecycle failed index=%s reason=%s", index, error.reason)


def stream_poll_ms(state: ClusterState) -> int:
    """Returns how often streams are looked after."""
    return setting_ms(state, STREAM_POLL)


def roll_if_due(node: Node, name: str, component: Component) -> bool:
    """Rolls a stream over if its lifecycle says so, and whether it did."""
    state = node.cluster.state
    stream = state.streams.streams[name]
    index = state.indices[stream.members(component)[-1]]
    if not is_managed_by_stream(state, index):
        return False
    retention = effective_retention(_lifecycle(state, stream, index), _for_all(state, stream, index))
    conditions, _ = rollover_conditions(asking(state), retention)
    if not is_due(conditions, measured(node, index, conditions)):
        return False
    add_rolled(node, stream, next_index(state, stream, node.clock.now_ms(), component), component)
    return True


def _lifecycle(state: ClusterState, stream: DataStream, index: IndexMetadata) -> Mapping[str, Any]:
    return lifecycle_of(state, stream, index.name) or {}


def _for_all(state: ClusterState, stream: DataStream, index: IndexMetadata) -> dict[str, str]:
    return global_retention(asking(state), failures=index.name in stream.failure_indices)


def delete_if_old(node: Node, name: str, index_name: str) -> bool:
    """Deletes a backing index whose documents have had their time, and whether it did. Never one that takes writes."""

    def is_old(state: ClusterState) -> bool:
        stream, index = state.streams.get(name), state.indices.get(index_name)
        if stream is None or index is None or not is_managed_by_stream(state, index):
            return False
        born_ms = generation_ms(stream, index)
        kept_ms = effective_retention(_lifecycle(state, stream, index), _for_all(state, stream, index)).ms
        if born_ms is None or kept_ms is None:
            return False
        series = time_series_of(index.settings)
        if series is not None and series.end_ms > node.clock.now_ms():
            return False  # it may get documents still
        return born_ms + kept_ms < node.clock.now_ms()

    if not is_old(node.cluster.state):
        return False
    node.cluster.change(lambda state: state.without_indices({index_name}) if is_old(state) else state, deletes=True)
    return True


def downsample_if_due(node: Node, name: str, index_name: str) -> bool:
    """Downsamples a backing index if a round of its stream's lifecycle says so, and whether it did."""
    state = node.cluster.state
    stream, index = state.streams.get(name), state.indices.get(index_name)
    if stream is None or index is None or not is_managed_by_stream(state, index):
        return False
    born_ms, series = generation_ms(stream, index), time_series_of(index.settings)
    now_ms = node.clock.now_ms()
    if born_ms is None or series is None or series.end_ms > now_ms:
        return False
    interval = due_interval(_lifecycle(state, stream, index), index, now_ms - born_ms)
    if interval is None:
        return False
    downsample_in_stream(node, name, index_name, interval)
    return True


def move_window(node: Node, name: str) -> bool:
    """Lets the write index of time series take documents of the time to come, and whether it had to be moved."""
    state = node.cluster.state
    index = state.indices[state.streams.streams[name].write_index]
    series = time_series_of(index.settings)
    if series is None:
        return False
    ahead_ms = int(get_setting(index.settings, "index.look_ahead_time"))
    wanted_ms = node.clock.now_ms() + ahead_ms + setting_ms(state, "time_series.poll_interval")
    wanted_ms -= wanted_ms % 1000
    if series.end_ms >= wanted_ms - setting_ms(state, "time_series.poll_interval"):
        return False
    node.cluster.update(lambda state: _with_end(state, index.name, wanted_ms))
    return True


def _with_end(state: ClusterState, name: str, end_ms: int) -> ClusterState:
    index = state.indices.get(name)
    if index is None:
        return state
    settings = {**index.settings, END: iso_time(end_ms)}
    return state.with_index(
        replace(index, settings=settings, settings_version=index.settings_version + 1, version=index.version + 1)
    )


def lifecycle_stats(node: Node) -> dict[str, Any]:
    """Returns how the upkeep of streams goes."""
    state = node.cluster.state
    managed = {stream.name: _managed(state, stream) for stream in state.streams}
    errors = node.kept(UpkeepErrors)
    return {
        **node.kept(StreamUpkeep).figures(),
        "data_stream_count": sum(1 for indices in managed.values() if indices),
        "data_streams": [
            {
                "name": name,
                "backing_indices_in_total": len(indices),
                "backing_indices_in_error": sum(1 for index in indices if errors.of(index) is not None),
            }
            for name, indices in managed.items()
            if indices
        ],
    }


def _managed(state: ClusterState, stream: DataStream) -> list[str]:
    names: Iterable[str] = stream.indices
    return [name for name in names if is_managed_by_stream(state, state.indices[name])]
