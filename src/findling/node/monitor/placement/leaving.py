"""The shutdown API: nodes that are about to be stopped, and how far they are emptied."""

from collections.abc import Mapping
from typing import Any, Final

from findling.base.errors import ActionRequestValidationError, IllegalArgumentError, ResourceNotFoundError
from findling.base.object_parser import STRING, Member, parse_object
from findling.base.units import parse_time_ms
from findling.cluster.shards.members import DATA, members
from findling.cluster.shards.routing_table import SECTION
from findling.cluster.shards.shutdowns import REPLACE, RESTART, SIGTERM, TYPES, Shutdown, shutdowns, with_shutdown
from findling.cluster.state import ClusterState
from findling.node.services.node import Node

_ENUM: Final = "No enum constant org.elasticsearch.cluster"
_MEMBERS: Final = {name: Member(STRING) for name in
                   ("type", "reason", "allocation_delay", "target_node_name", "grace_period")}  # fmt: skip


def put_shutdown(node: Node, node_id: str, body: Mapping[str, object]) -> None:
    """Notes that a node is about to be stopped. Raises IllegalArgumentError, ActionRequestValidationError."""
    asked = parse_object("put_node_shutdown_request", body, _MEMBERS)
    missing = [f"the {name} is required" for name in ("type", "reason") if not asked.get(name)]
    if missing:
        raise ActionRequestValidationError.of(*missing)
    kind = str(asked["type"]).lower()
    if kind not in TYPES:
        raise IllegalArgumentError(f"{_ENUM}.metadata.SingleNodeShutdownMetadata.Type.{kind.upper()}")
    faults = _faults(kind, asked)
    if faults:
        raise ActionRequestValidationError.of(*faults)
    delay, grace = asked.get("allocation_delay"), asked.get("grace_period")
    shutdown = Shutdown(
        kind,
        asked["reason"],
        node.clock.now_ms(),
        None if delay is None else parse_time_ms(delay, "allocation_delay"),
        asked.get("target_node_name"),
        None if grace is None else parse_time_ms(grace, "grace_period"),
    )
    node.cluster.update(lambda state: with_shutdown(state, node_id, shutdown))


def _faults(kind: str, asked: Mapping[str, Any]) -> list[str]:
    faults = []
    if kind != RESTART and asked.get("allocation_delay"):
        faults.append("allocation delay is only allowed for RESTART-type shutdown requests")
    if kind == REPLACE and not asked.get("target_node_name"):
        faults.append("target node name is required for REPLACE type shutdowns")
    if kind != REPLACE and asked.get("target_node_name"):
        faults.append(
            f"target node name is only valid for REPLACE type shutdowns, but was given type [{kind.upper()}] and "
            f"target node name [{asked['target_node_name']}]"
        )
    if kind == SIGTERM and not asked.get("grace_period"):
        faults.append("grace period is required for SIGTERM shutdowns")
    if kind != SIGTERM and asked.get("grace_period"):
        faults.append(
            f"grace period is only valid for SIGTERM type shutdowns, but was given type [{kind.upper()}] and grace "
            f"period [{asked['grace_period']}]"
        )
    return faults


def delete_shutdown(node: Node, node_id: str) -> None:
    """Forgets that a node is about to be stopped. Raises ResourceNotFoundError if it was not."""
    if node_id not in shutdowns(node.cluster.state):
        raise ResourceNotFoundError(f"node [{node_id}] is not currently shutting down")
    node.cluster.update(lambda state: with_shutdown(state, node_id, None))


def shown_shutdowns(node: Node, node_ids: list[str]) -> dict[str, object]:
    """Returns the nodes that are about to be stopped, all of them or some, and what they still hold."""
    state = node.cluster.state
    known = shutdowns(state)
    chosen = {key: known[key] for key in known if not node_ids or key in node_ids}
    return {"nodes": [_shown(state, key, shutdown) for key, shutdown in chosen.items()]}


def _shown(state: ClusterState, node_id: str, shutdown: Shutdown) -> dict[str, object]:
    left = _held(state, node_id) if shutdown.empties_node else 0
    there = [node for node in members(state).values() if DATA in node.roles and node.id not in shutdowns(state)]
    status = "COMPLETE" if not left else "IN_PROGRESS" if there else "STALLED"
    if node_id not in members(state):
        status = "COMPLETE" if shutdown.type == RESTART or not left else "NOT_STARTED"
    migration: dict[str, Any] = {"status": status, "shard_migrations_remaining": left}
    if shutdown.type == RESTART:
        migration["explanation"] = "no shard relocation is necessary for a node restart"
    told: dict[str, Any] = {
        "node_id": node_id,
        "node_ephemeral_id": node_id,
        "type": shutdown.type.upper(),
        "reason": shutdown.reason,
        "shutdown_startedmillis": shutdown.started_ms,
    }
    if shutdown.allocation_delay_ms is not None:
        told["allocation_delay"] = f"{shutdown.allocation_delay_ms}ms"
    told |= {
        "status": status,
        "shard_migration": migration,
        "persistent_tasks": {"status": "COMPLETE"},
        "plugins": {"status": "COMPLETE"},
    }
    return told if shutdown.target is None else {**told, "target_node_name": shutdown.target}


def _held(state: ClusterState, node_id: str) -> int:
    return sum(
        node_id in body["copies"] for shards in state.custom.get(SECTION, {}).values() for body in shards.values()
    )
