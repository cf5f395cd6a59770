"""Cluster health: green, yellow (replicas without a node) or red (shards that cannot be opened)."""

import time
from dataclasses import dataclass
from typing import Any, Final

from findling.base.errors import IllegalArgumentError, NumberFormatError
from findling.cluster.name_resolution import IndicesOptions, resolve_names, split_names
from findling.cluster.state import IndexMetadata
from findling.index.set_aside import count_set_aside
from findling.node.search.shards.copies_shown import delayed_copies, index_health_of, node_counts, shard_health
from findling.node.services.node import Node

OPTIONS: Final = IndicesOptions(ignore_unavailable=True, closed=True, hidden=True, forbid_closed=False)
_ORDER: Final = ("green", "yellow", "red")
_EVENTS: Final = ("IMMEDIATE", "URGENT", "HIGH", "NORMAL", "LOW", "LANGUID")
_POLL_S: Final = 0.05


@dataclass(frozen=True, slots=True)
class HealthRequest:
    """What to look at and what to wait for."""

    index: str | None = None
    level: str = "cluster"
    wait_for_status: str | None = None
    wait_for_nodes: str | None = None
    wait_for_active_shards: str | None = None
    wait_for_events: str | None = None
    wait_for_no_relocating: bool = False
    wait_for_no_initializing: bool = False
    timeout_ms: int = 30_000


def cluster_health(node: Node, request: HealthRequest, options: IndicesOptions = OPTIONS) -> dict[str, Any]:
    """Returns the health once everything waited for holds, or when the time is up (`timed_out`)."""
    _check(request)
    deadline = time.monotonic() + request.timeout_ms / 1000
    while True:
        body = _health(node, request, options)
        if _satisfied(request, body, node):
            return body
        if time.monotonic() >= deadline:
            return {**body, "timed_out": True}
        time.sleep(min(_POLL_S, max(0.0, deadline - time.monotonic())))


def _check(request: HealthRequest) -> None:
    if request.level not in ("cluster", "indices", "shards"):
        raise IllegalArgumentError(
            f"level parameter must be one of [cluster] or [indices] or [shards] but was [{request.level}]"
        )
    status = request.wait_for_status
    if status is not None and status.lower() not in _ORDER:
        raise IllegalArgumentError(
            f"No enum constant org.elasticsearch.cluster.health.ClusterHealthStatus.{status.upper()}"
        )
    nodes = request.wait_for_nodes
    if nodes is not None and not _nodes_expression(nodes)[1].isdigit():
        raise NumberFormatError.of(nodes)
    events = request.wait_for_events
    if events is not None and events.upper() not in _EVENTS:
        raise IllegalArgumentError(f"No enum constant org.elasticsearch.common.Priority.{events.upper()}")
    shards = request.wait_for_active_shards
    if shards is not None and shards != "all" and not shards.isdigit():
        cause = NumberFormatError.of(shards)
        raise IllegalArgumentError(f"cannot parse ActiveShardCount[{shards}]") from cause


def _nodes_expression(text: str) -> tuple[str, str]:
    for sign, word in ((">=", "ge"), ("<=", "le"), (">", "gt"), ("<", "lt")):
        if text.startswith(sign):
            return sign, text[len(sign) :]
        if text.startswith(f"{word}(") and text.endswith(")"):
            return sign, text[len(word) + 1 : -1]
    return "=", text


def _nodes_reached(text: str, n_nodes: int) -> bool:
    sign, number = _nodes_expression(text)
    wanted = int(number)
    reached = {
        ">=": n_nodes >= wanted,
        "<=": n_nodes <= wanted,
        ">": n_nodes > wanted,
        "<": n_nodes < wanted,
        "=": n_nodes == wanted,
    }
    return reached[sign]


def _satisfied(request: HealthRequest, body: dict[str, Any], node: Node) -> bool:
    wanted = request.wait_for_status
    if wanted is not None and _ORDER.index(body["status"]) > _ORDER.index(wanted.lower()):
        return False
    if request.wait_for_nodes is not None and not _nodes_reached(request.wait_for_nodes, body["number_of_nodes"]):
        return False
    if request.wait_for_no_relocating and body["relocating_shards"]:
        return False
    if request.wait_for_no_initializing and body["initializing_shards"]:
        return False
    shards = request.wait_for_active_shards
    if shards == "all":
        return bool(body["unassigned_shards"] == 0)
    if shards is not None and body["active_shards"] < int(shards):
        return False
    return not _missing(node, request)


def _missing(node: Node, request: HealthRequest) -> bool:
    """Whether an index asked for by name is not there; the health is red until it is."""
    state = node.cluster.state
    names = [name for name in split_names(request.index) if "*" not in name and name != "_all"]
    known = state.alias_names() | state.streams.streams.keys()
    return any(name not in state.indices and name not in known for name in names)


def _health(node: Node, request: HealthRequest, options: IndicesOptions) -> dict[str, Any]:
    indices = resolve_names(node.cluster.state, request.index, options, node.clock.now_ms())
    shown = {index.name: index_health(node, index) for index in indices}
    status = worst([entry["status"] for entry in shown.values()])
    if _missing(node, request):
        status = "red"
    active = sum(entry["active_shards"] for entry in shown.values())
    initializing = sum(entry["initializing_shards"] for entry in shown.values())
    n_nodes, n_data_nodes = node_counts(node)
    every = active + initializing
    unassigned = sum(entry["unassigned_shards"] for entry in shown.values())
    body: dict[str, Any] = {
        "cluster_name": node.config.cluster_name,
        "status": status,
        "timed_out": False,
        "number_of_nodes": n_nodes,
        "number_of_data_nodes": n_data_nodes,
        "active_primary_shards": sum(entry["active_primary_shards"] for entry in shown.values()),
        "active_shards": active,
        "relocating_shards": sum(entry["relocating_shards"] for entry in shown.values()),
        "initializing_shards": initializing,
        "unassigned_shards": unassigned,
        "unassigned_primary_shards": sum(entry["unassigned_primary_shards"] for entry in shown.values()),
        "delayed_unassigned_shards": 0 if node.others is None else delayed_copies(node, indices),
        "number_of_pending_tasks": 0,
        "number_of_in_flight_fetch": 0,
        "task_max_waiting_in_queue_millis": 0,
        "active_shards_percent_as_number": 100.0 * active / (every + unassigned) if every + unassigned else 100.0,
    }
    if request.level != "cluster":
        for index in indices if request.level == "shards" else ():
            shown[index.name]["shards"] = _shards(node, index)
        body["indices"] = shown
    return body


def worst(statuses: list[str]) -> str:
    """Returns the worst of several health colours; green for none."""
    return max(statuses, key=_ORDER.index, default="green")


def index_health(node: Node, index: IndexMetadata) -> dict[str, Any]:
    """Returns the health of one index."""
    if node.others is not None:
        return index_health_of(node, index)
    broken = broken_shards(node, index)
    active = index.number_of_shards - len(broken)
    n_set_aside = set_aside_in(node, index)
    unassigned = active * index.number_of_replicas + len(broken) * (1 + index.number_of_replicas)
    return {
        "status": "red" if broken else "yellow" if unassigned else "green",
        "number_of_shards": index.number_of_shards,
        "number_of_replicas": index.number_of_replicas,
        "active_primary_shards": active,
        "active_shards": active,
        "relocating_shards": 0,
        "initializing_shards": 0,
        "unassigned_shards": unassigned,
        "unassigned_primary_shards": len(broken),
    } | ({"operations_set_aside": n_set_aside} if n_set_aside else {})


def broken_shards(node: Node, index: IndexMetadata) -> list[int]:
    """Returns the shards of an open index that cannot be opened, or take no more writes."""
    return sorted(node.indices.failures(index))


def set_aside_in(node: Node, index: IndexMetadata) -> int:
    """Returns how many logged operations of an index could not be applied again and lie beside its logs."""
    directory = node.data.index(index.uuid)
    return sum(count_set_aside(directory / str(number)) for number in range(index.number_of_shards))


def _shards(node: Node, index: IndexMetadata) -> dict[str, Any]:
    if node.others is not None:
        return {str(number): shard_health(node, index, number) for number in range(index.number_of_shards)}
    broken = broken_shards(node, index)
    return {str(number): _shard(index, number not in broken) for number in range(index.number_of_shards)}


def _shard(index: IndexMetadata, active: bool) -> dict[str, object]:
    return {
        "status": "red" if not active else "yellow" if index.number_of_replicas else "green",
        "primary_active": active,
        "active_shards": int(active),
        "relocating_shards": 0,
        "initializing_shards": 0,
        "unassigned_shards": index.number_of_replicas + (not active),
        "unassigned_primary_shards": int(not active),
    }
