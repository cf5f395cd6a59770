"""`_migration/reindex`: backing indices of earlier versions are rebuilt. There are none, so that it ends at once."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from findling.base.errors import IllegalArgumentError, ResourceAlreadyExistsError, ResourceNotFoundError
from findling.base.object_parser import OBJECT, STRING, Member, parse_object, require
from findling.cluster.state import ClusterState
from findling.node.services.iso_time import iso_time
from findling.node.services.node import Node

_SECTION: Final = "migration_reindex"
_MODE: Final = "upgrade"


def _mode(value: str) -> str:
    if value.lower() != _MODE:
        raise IllegalArgumentError(f"No enum constant org.elasticsearch.xpack.migrate.action.Mode.{value.upper()}")
    return value


def _source(body: Mapping[str, Any]) -> str:
    parsed = parse_object("source", body, {"index": Member(STRING)})
    require(parsed, "index")
    return str(parsed["index"])


_MEMBERS: Final = {"mode": Member(STRING, _mode), "source": Member(OBJECT, _source)}


def start_reindex(node: Node, body: Mapping[str, Any]) -> dict[str, Any]:
    """Begins to rebuild a stream. Raises XContentParseError, ResourceNotFoundError, ResourceAlreadyExistsError."""
    parsed = parse_object("migration_reindex", body, _MEMBERS)
    require(parsed, "mode", "source")
    name, now_ms = parsed["source"], node.clock.now_ms()

    def change(state: ClusterState) -> ClusterState:
        if state.streams.get(name) is None:
            raise ResourceNotFoundError(f"Data stream named [{name}] does not exist")
        if name in _tasks(state):
            raise ResourceAlreadyExistsError(f"task with id {{reindex-data-stream-{name}}} already exist")
        return _with(state, {**_tasks(state), name: now_ms})

    node.cluster.change(change)
    return {"acknowledged": True}


def reindex_status(node: Node, name: str, human: bool) -> dict[str, Any]:
    """Returns how far the rebuilding of a stream is. Raises ResourceNotFoundError. human: with dates as text"""
    state = node.cluster.state
    started_ms, stream = _tasks(state).get(name), state.streams.get(name)
    if started_ms is None or stream is None:
        raise ResourceNotFoundError(f"No migration reindex status found for [{name}]")
    return {
        **({"start_time": iso_time(started_ms)} if human else {}),
        "start_time_millis": started_ms,
        "complete": True,
        "total_indices_in_data_stream": len(stream.indices),
        "total_indices_requiring_upgrade": 0,
        "successes": 0,
        "in_progress": [],
        "pending": 0,
        "errors": [],
    }


def cancel_reindex(node: Node, name: str) -> dict[str, Any]:
    """Forgets the rebuilding of a stream. Raises ResourceNotFoundError."""

    def change(state: ClusterState) -> ClusterState:
        if name not in _tasks(state):
            raise ResourceNotFoundError(f"No migration reindex task found for [{name}]")
        return _with(state, {other: begun for other, begun in _tasks(state).items() if other != name})

    node.cluster.change(change)
    return {"acknowledged": True}


def _tasks(state: ClusterState) -> Mapping[str, int]:
    """Returns when the rebuilding of streams began, by their names."""
    found: Mapping[str, int] = state.custom.get(_SECTION, {})
    return found


def _with(state: ClusterState, tasks: Mapping[str, int]) -> ClusterState:
    return replace(state, custom={**state.custom, _SECTION: dict(tasks)})
