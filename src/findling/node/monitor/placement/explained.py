"""Why a copy of a shard is where it is, or is nowhere, node by node."""

import time
from typing import Any, Final

from findling.cluster.index_settings import get_setting
from findling.cluster.shards.allocation import Allocator
from findling.cluster.shards.deciders import DECIDERS
from findling.cluster.shards.deciders.decider import NO, THROTTLE, YES
from findling.cluster.shards.members import Member
from findling.cluster.shards.routing_table import STARTED, ShardRouting, routing_of
from findling.cluster.shards.view import AllocationView, ShardCopy
from findling.cluster.state import ClusterState, IndexMetadata
from findling.node.services.iso_time import iso_time
from findling.node.services.node import Node
from findling.node.services.shown_node import ATTRIBUTES

_DELAY: Final = "index.unassigned.node_left.delayed_timeout"
_CANNOT: Final = (
    "Elasticsearch isn't allowed to allocate this shard to any of the nodes in the cluster. Choose a node to which you "
    "expect this shard to be allocated, find this node in the node-by-node explanation, and address the reasons which "
    "prevent Elasticsearch from allocating this shard there."
)
_BUSY: Final = (
    "Elasticsearch is currently busy with other activities. It expects to be able to allocate this shard when those "
    "activities finish. Please wait."
)
_LOST: Final = (
    "Elasticsearch can't allocate this shard because there are no copies of its data in the cluster. Elasticsearch "
    "will allocate this shard when a node holding a good copy of its data joins the cluster. If no such node is "
    "available, restore this index from a recent snapshot."
)
_CAN: Final = "Elasticsearch can allocate the shard."
_BALANCED: Final = (
    "Elasticsearch cannot rebalance this shard to another node since there is no node to which allocation is "
    "permitted which would improve the cluster balance. If you expect this shard to be rebalanced to another node, "
    "find this node in the node-by-node explanation and address the reasons which prevent Elasticsearch from "
    "rebalancing this shard there."
)
_MUST_MOVE: Final = {
    "yes": "Elasticsearch can move this shard to another node.",
    "throttled": _BUSY,
    "no": "This shard may not remain on its current node, but Elasticsearch isn't allowed to move it to another node. "
    "Choose a node to which you expect this shard to be allocated, find this node in the node-by-node explanation, and "
    "address the reasons which prevent Elasticsearch from allocating this shard there.",
}


def view_of(node: Node, state: ClusterState | None = None) -> AllocationView:
    """Returns the cluster as this node sees it, for allocation. state: in place of the present one"""
    assert node.others is not None
    others = node.others
    return AllocationView(state or node.cluster.state, {node.id, *others.others()}, others.membership.disks())


def explained(
    node: Node, index: IndexMetadata, number: int, primary: bool, current: str | None, with_yes: bool
) -> dict[str, Any]:
    """Returns what is told of a copy. current: name or id of the node whose copy is meant, None: any"""
    view = view_of(node)
    routing = routing_of(node.cluster.state, index.uuid, number)
    at = _where(view, index, routing, primary, current)
    if at is None:
        return _unassigned(view, ShardCopy(index, number, routing, primary), with_yes)
    return _assigned(view, ShardCopy(index, number, routing, primary, moves_from=at), at, with_yes)


def _where(
    view: AllocationView, index: IndexMetadata, routing: ShardRouting, primary: bool, current: str | None
) -> str | None:
    if primary:
        return routing.primary if routing.primary in view.place else None
    replicas = [node for node in sorted(routing.copies) if node != routing.primary and node in view.place]
    if current is not None:
        replicas = [node for node in replicas if current in (node, view.nodes[view.place[node]].name)]
        return replicas[0] if replicas else None
    missing = 1 + index.number_of_replicas > len(routing.copies) - len(routing.moves)
    return None if missing or not replicas else replicas[0]


def _assigned(view: AllocationView, copy: ShardCopy, at: str, with_yes: bool) -> dict[str, Any]:
    place, routing = view.place[at], copy.routing
    moving = at in routing.moves.values()
    state = "relocating" if moving else "started" if routing.copies[at] == STARTED else "initializing"
    refusals = [
        {"decider": decider.name, "decision": NO, "explanation": decider.says(view, copy, place, False)}
        for decider in DECIDERS
        if not decider.keeps(view, copy)[place]
    ]
    told: dict[str, Any] = {
        "current_state": state,
        "current_node": {**_node(view.nodes[place]), "weight_ranking": _ranks(view, copy)[at]},
        "can_remain_on_current_node": "no" if refusals else "yes",
    }
    others = [node for node in view.nodes if node.id != at]
    decisions = [_decided(view, copy, node, with_yes) for node in others]
    if refusals:
        answers = {decision["node_decision"] for decision in decisions}
        can = "yes" if "yes" in answers else "throttled" if "throttled" in answers else "no"
        told |= {"can_remain_decisions": refusals, "can_move_to_other_node": can, "move_explanation": _MUST_MOVE[can]}
    else:
        for decision in decisions:
            if decision["node_decision"] == "yes":
                decision["node_decision"] = "worse_balance"
        told |= {
            "can_rebalance_cluster": "yes" if view.setting("rebalance.enable") != "none" else "no",
            "can_rebalance_to_other_node": "no",
            "rebalance_explanation": _BALANCED,
        }
    return told | ({"node_allocation_decisions": decisions} if decisions else {})


def _unassigned(view: AllocationView, copy: ShardCopy, with_yes: bool) -> dict[str, Any]:
    routing, index = copy.routing, copy.index
    left = routing.missing_since_ms is not None
    lost = copy.primary and not routing.fresh
    told: dict[str, Any] = {
        "current_state": "unassigned",
        "unassigned_info": {
            "reason": "NODE_LEFT" if left else "INDEX_CREATED",
            "at": iso_time(routing.missing_since_ms or index.creation_date),
            "last_allocation_status": "no_valid_shard_copy" if lost else "no_attempt",
        },
    }
    decisions = [_decided(view, copy, node, with_yes) for node in view.nodes]
    answers = {decision["node_decision"] for decision in decisions}
    now_ms = time.time_ns() // 1_000_000
    if lost:
        told |= {"can_allocate": "no_valid_shard_copy", "allocate_explanation": _LOST}
    elif not copy.primary and Allocator(view, now_ms).is_awaited(index, routing):
        told |= _delayed(index, now_ms - (routing.missing_since_ms or now_ms))
    elif "yes" in answers:
        told |= {"can_allocate": "yes", "allocate_explanation": _CAN}
    elif "throttled" in answers:
        told |= {"can_allocate": "throttled", "allocate_explanation": _BUSY}
    else:
        told |= {"can_allocate": "no", "allocate_explanation": _CANNOT}
    return told | ({"node_allocation_decisions": decisions} if decisions else {})


def _delayed(index: IndexMetadata, past_ms: int) -> dict[str, Any]:
    delay_ms: int = get_setting(index.settings, _DELAY)
    shown = index.settings.get(_DELAY, "1m")
    return {
        "can_allocate": "allocation_delayed",
        "allocate_explanation": "The node containing this shard copy recently left the cluster. Elasticsearch is "
        f"waiting for it to return. If the node does not return within [{shown}] then Elasticsearch will allocate this "
        "shard to another node. Please wait.",
        "configured_delay_in_millis": delay_ms,
        "remaining_delay_in_millis": max(0, delay_ms - past_ms),
    }


def _decided(view: AllocationView, copy: ShardCopy, node: Member, with_yes: bool) -> dict[str, Any]:
    """Returns what the deciders say of one node."""
    place = view.place[node.id]
    decisions = [decider.decision(view, copy, place) for decider in DECIDERS]
    if copy.primary is False and not copy.routing.is_active:
        why = "primary shard for this replica is not yet active"
        decisions.append(type(decisions[0])(NO, "replica_after_primary_active", why))
    kinds = {decision.kind for decision in decisions}
    told: dict[str, Any] = {
        "node_id": node.id,
        "node_name": node.name,
        "transport_address": node.address,
        "node_attributes": {**ATTRIBUTES, **node.attributes},
        "roles": sorted(node.roles),
        "node_decision": "no" if NO in kinds else "throttled" if THROTTLE in kinds else "yes",
        "weight_ranking": _ranks(view, copy)[node.id],
    }
    shown = [decision for decision in decisions if with_yes or decision.kind != YES]
    listed = [{"decider": who, "decision": kind, "explanation": why} for kind, who, why in shown]
    return {**told, "deciders": listed} if listed else told


def _ranks(view: AllocationView, copy: ShardCopy) -> dict[str, int]:
    """Returns the places of the nodes in the order of their weights, from 1 on."""
    weights = Allocator(view, 0).balance.weights(copy.index)
    order = sorted(range(len(view.nodes)), key=lambda place: (weights[place], place))
    return {view.nodes[place].id: rank for rank, place in enumerate(order, 1)}


def _node(node: Member) -> dict[str, Any]:
    return {
        "id": node.id,
        "name": node.name,
        "transport_address": node.address,
        "attributes": {**ATTRIBUTES, **node.attributes},
        "roles": sorted(node.roles),
    }
