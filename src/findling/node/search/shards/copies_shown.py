"""The copies of shards as health, `_cat/shards` and the routing table show them, in a cluster."""

from collections import Counter
from typing import Any

from findling.cluster.shards.members import members
from findling.cluster.shards.routing_table import STARTED, ShardRouting, routing_of
from findling.cluster.state import IndexMetadata
from findling.node.services.iso_time import iso_time
from findling.node.services.node import Node


def node_counts(node: Node) -> tuple[int, int]:
    """Returns how many nodes there are, and how many of them hold data."""
    if node.others is None:
        return 1, 1
    known = members(node.cluster.state).values()
    return len(known), sum("data" in member.roles for member in known)


def shown_copies(node: Node, index: IndexMetadata, number: int) -> list[dict[str, Any]]:
    """Returns the copies of a shard as the routing table shows them: primary, replicas, those that are missing."""
    routing = routing_of(node.cluster.state, index.uuid, number)
    shown = [_assigned(index, number, routing, place) for place in sorted(routing.copies, key=_primary_first(routing))]
    missing = 1 + index.number_of_replicas - len(routing.copies) + len(routing.moves)
    without_primary = routing.primary is None
    for place in range(max(missing, 0)):
        shown.append(_unassigned(node, index, number, routing, without_primary and place == 0))
    return sorted(shown, key=lambda copy: not copy["primary"])


def _primary_first(routing: ShardRouting) -> Any:
    return lambda node: (node != routing.primary, node)


def _assigned(index: IndexMetadata, number: int, routing: ShardRouting, place: str) -> dict[str, Any]:
    started = routing.copies[place] == STARTED
    leaves_for = next((target for target, source in routing.moves.items() if source == place), None)
    copy: dict[str, Any] = {
        "state": "RELOCATING" if leaves_for else "STARTED" if started else "INITIALIZING",
        "primary": place == routing.primary,
        "node": place,
        "relocating_node": leaves_for or routing.moves.get(place),
        "shard": number,
        "index": index.name,
        "allocation_id": {"id": f"{index.uuid[:11]}{place[:11]}"},
        "relocation_failure_info": {"failed_attempts": 0},
    }
    if not started:
        kind = "PEER" if place != routing.primary else "EMPTY_STORE" if routing.fresh else "EXISTING_STORE"
        copy["recovery_source"] = {"type": kind}
        copy["unassigned_info"] = {"reason": "INDEX_CREATED", "delayed": False, "allocation_status": "no_attempt"}
    return copy


def _unassigned(node: Node, index: IndexMetadata, number: int, routing: ShardRouting, primary: bool) -> dict[str, Any]:
    left = routing.missing_since_ms is not None
    at = routing.missing_since_ms or index.creation_date
    return {
        "state": "UNASSIGNED",
        "primary": primary,
        "node": None,
        "relocating_node": None,
        "shard": number,
        "index": index.name,
        "recovery_source": {"type": "EXISTING_STORE" if primary else "PEER"},
        "unassigned_info": {
            "reason": "NODE_LEFT" if left else "INDEX_CREATED",
            "at": iso_time(at),
            "delayed": left and not primary and len(routing.in_sync) > len(routing.copies),
            "allocation_status": "no_valid_shard_copy" if primary else "no_attempt",
        },
    }


def shard_health(node: Node, index: IndexMetadata, number: int) -> dict[str, Any]:
    """Returns the health of one shard."""
    copies = [] if index.closed else shown_copies(node, index, number)
    states = Counter(copy["state"] for copy in copies)
    started = states["STARTED"] + states["RELOCATING"]
    active = index.closed or any(copy["primary"] and copy["state"] in ("STARTED", "RELOCATING") for copy in copies)
    wanted = 1 + index.number_of_replicas
    complete = index.closed or started >= wanted
    return {
        "status": "red" if not active else "green" if complete else "yellow",
        "primary_active": bool(active),
        "active_shards": wanted if index.closed else started,
        "relocating_shards": states["RELOCATING"],
        "initializing_shards": states["INITIALIZING"],
        "unassigned_shards": states["UNASSIGNED"],
        "unassigned_primary_shards": sum(copy["primary"] for copy in copies if copy["state"] == "UNASSIGNED"),
    }


def index_health_of(node: Node, index: IndexMetadata) -> dict[str, Any]:
    """Returns the health of one index."""
    shards = [shard_health(node, index, number) for number in range(index.number_of_shards)]
    sums: Counter[str] = Counter()
    for shard in shards:
        sums.update({name: value for name, value in shard.items() if name != "status"})
    worst = max((shard["status"] for shard in shards), key=("green", "yellow", "red").index)
    return {
        "status": worst,
        "number_of_shards": index.number_of_shards,
        "number_of_replicas": index.number_of_replicas,
        "active_primary_shards": sums["primary_active"],
        "active_shards": sums["active_shards"],
        "relocating_shards": sums["relocating_shards"],
        "initializing_shards": sums["initializing_shards"],
        "unassigned_shards": sums["unassigned_shards"],
        "unassigned_primary_shards": sums["unassigned_primary_shards"],
    }


def delayed_copies(node: Node, indices: list[IndexMetadata]) -> int:
    """Returns how many replicas wait for a node to come back."""
    copies = (copy for index in indices for n in range(index.number_of_shards) for copy in shown_copies(node, index, n))
    return sum(copy["state"] == "UNASSIGNED" and copy["unassigned_info"]["delayed"] for copy in copies)
