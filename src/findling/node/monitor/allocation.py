"""Where a shard copy is and why."""

from collections.abc import Mapping
from typing import Any, Final

from findling.base.error_body import error_object
from findling.base.errors import (
    ActionRequestValidationError,
    IllegalArgumentError,
    IndexNotFoundError,
    ShardNotFoundError,
    XContentParseError,
)
from findling.base.json_values import json_token
from findling.base.lazy import lazy_module
from findling.cluster.shards.routing_table import routing_of
from findling.cluster.state import IndexMetadata
from findling.node.monitor.cluster_health import broken_shards
from findling.node.services.iso_time import iso_time
from findling.node.services.node import Node
from findling.node.services.shard_failure import ShardFailure
from findling.node.services.shown_node import ATTRIBUTES, ROLES, allocation_id

# only nodes of a cluster import it
_explained = lazy_module("findling.node.monitor.placement.explained")
_PARSER: Final = "cluster_allocation_explain_request"
_KEYS: Final = ("index", "shard", "primary", "current_node")
_MAX_INT: Final = 2**31 - 1


def explain_allocation(
    node: Node, body: Mapping[str, object], with_disks: bool = False, with_yes: bool = False
) -> dict[str, object]:
    """Returns why a shard copy is where it is. Without a body: of the first copy that has no node.

    with_disks: whether what is known of the disks is shown too; with_yes: whether deciders that agree are shown
    """
    index, number, primary = _named(node, body) if body else _unassigned(node)
    known: dict[str, Any] = {"index": index.name, "shard": number, "primary": primary}
    if not body:
        known = {"note": _NOTE, **known}
    failure = node.indices.failures(index).get(number)
    if node.others is not None:
        current = None if body.get("current_node") is None else str(body["current_node"])
        known.update(_explained.explained(node, index, number, primary, current, with_yes))
    elif primary and failure is None:
        known.update(_assigned(node))
    elif failure is None:
        known.update(_unallocated(node, index, number))
    else:
        known.update(_failed(node, failure))
    if with_disks:
        known["cluster_info"] = {"nodes": {}, "shard_sizes": {}, "shard_paths": {}, "reserved_sizes": []}
    return known


_NOTE: Final = (
    "No shard was specified in the explain API request, so this response explains a randomly chosen unassigned shard. "
    "There may be other unassigned shards in this cluster which cannot be assigned for different reasons. It may not "
    "be possible to assign this shard until one of the other shards is assigned correctly. To explain the allocation "
    "of other shards (whether assigned or unassigned) you must specify the target shard in the request to this API."
)


def _named(node: Node, body: Mapping[str, Any]) -> tuple[IndexMetadata, int, bool]:
    """Returns the shard copy that a body names. Raises XContentParseError, ActionRequestValidationError..."""
    for key in body:
        if key not in _KEYS:
            raise XContentParseError(f"[1:1] [{_PARSER}] unknown field [{key}]", line=1, col=1)
    for key in ("index", "current_node"):
        if body.get(key) is not None and not isinstance(body[key], str):
            raise _unparsed(key, f"{key} doesn't support values of type: {json_token(body[key])}")
    number = None if body.get("shard") is None else _whole(body["shard"])
    primary = None if body.get("primary") is None else _truth(body["primary"])
    if body.get("index") is None or number is None or primary is None:
        raise _incomplete(body, number, primary)
    index = node.cluster.state.indices.get(body["index"])
    if index is None:
        raise IndexNotFoundError(body["index"])
    if not 0 <= number < index.number_of_shards:
        raise ShardNotFoundError("no such shard", index_uuid=index.uuid, shard=str(number), index=index.name)
    return index, number, primary


def _incomplete(body: Mapping[str, object], number: int | None, primary: bool | None) -> ActionRequestValidationError:
    absent = [
        f"{what} must be specified"
        for what, value in (("index", body.get("index")), ("shard", number), ("primary", primary))
        if value is None
    ]
    return ActionRequestValidationError.of(*absent)


def _whole(value: Any) -> int:
    try:
        number = int(float(value)) if not isinstance(value, (bool, list, dict)) else None
    except (TypeError, ValueError, OverflowError):
        number = None
    if number is None or abs(number) > _MAX_INT:
        raise _unparsed("shard", f"[{_PARSER}] failed to parse field [shard]")
    return number


def _truth(value: object) -> bool:
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return bool(value == "true")
    raise _unparsed("primary", f"[{_PARSER}] failed to parse field [primary]")


def _unparsed(key: str, fault: str) -> XContentParseError:
    text = fault if fault.startswith("[") else f"[{_PARSER}] {fault}"
    return XContentParseError(f"[1:1] {text}", line=1, col=1)


def _unassigned(node: Node) -> tuple[IndexMetadata, int, bool]:
    if node.others is not None:
        for index in node.cluster.state.indices.values():
            for number in range(index.number_of_shards):
                routing = routing_of(node.cluster.state, index.uuid, number)
                if len(routing.copies) - len(routing.moves) < 1 + index.number_of_replicas:
                    return index, number, routing.primary is None
    for index in node.cluster.state.indices.values():
        for number in broken_shards(node, index):
            return index, number, True
    for index in node.cluster.state.indices.values():
        if index.number_of_replicas and not index.closed and node.others is None:
            return index, 0, False
    raise IllegalArgumentError(
        "No shard was specified in the request which means the response should explain a randomly-chosen unassigned "
        "shard, but there are no unassigned shards in this cluster. To explain the allocation of an assigned shard you "
        "must specify the target shard in the request."
    )


def _assigned(node: Node) -> dict[str, object]:
    return {
        "current_state": "started",
        "current_node": {
            "id": node.id,
            "name": node.name,
            "transport_address": node.bound_address,
            "attributes": ATTRIBUTES,
            "roles": ROLES,
            "weight_ranking": 1,
        },
        "can_remain_on_current_node": "yes",
        "can_rebalance_cluster": "no",
        "can_rebalance_to_other_node": "no",
        "rebalance_explanation": "cannot rebalance as no target node exists that can both allocate this shard and "
        "improve the cluster balance",
    }


def _unallocated(node: Node, index: IndexMetadata, number: int) -> dict[str, object]:
    return {
        "current_state": "unassigned",
        "unassigned_info": {
            "reason": "INDEX_CREATED",
            "at": iso_time(index.creation_date),
            "last_allocation_status": "no_attempt",
        },
        "can_allocate": "no",
        "allocate_explanation": "Elasticsearch isn't allowed to allocate this shard to any of the nodes in the "
        "cluster. Choose a node to which you expect this shard to be allocated, find this node in the node-by-node "
        "explanation, and address the reasons which prevent Elasticsearch from allocating this shard there.",
        "node_allocation_decisions": [_decision(node, index, number)],
    }


def _failed(node: Node, failure: ShardFailure) -> dict[str, object]:
    """Returns why a shard that cannot be opened, or takes no more writes, is nowhere."""
    return {
        "current_state": "unassigned",
        "unassigned_info": {
            "reason": "ALLOCATION_FAILED",
            "at": iso_time(failure.at_ms),
            "failed_allocation_attempts": 1,
            "details": failure.details,
            "last_allocation_status": "no_valid_shard_copy",
        },
        "can_allocate": "no_valid_shard_copy",
        "allocate_explanation": "Elasticsearch can't allocate this shard because all the copies of its data in the "
        "cluster are stale or corrupt. Elasticsearch will allocate this shard when a node containing a good copy of "
        "its data joins the cluster. If no such node is available, restore this index from a recent snapshot.",
        "node_allocation_decisions": [
            {
                "node_id": node.id,
                "node_name": node.name,
                "transport_address": node.bound_address,
                "node_attributes": ATTRIBUTES,
                "roles": ROLES,
                "node_decision": "no",
                "store": {"in_sync": True, "store_exception": error_object(failure.error)},
            }
        ],
    }


def _decision(node: Node, index: IndexMetadata, number: int) -> dict[str, object]:
    return {
        "node_id": node.id,
        "node_name": node.name,
        "transport_address": node.bound_address,
        "node_attributes": ATTRIBUTES,
        "roles": ROLES,
        "node_decision": "no",
        "weight_ranking": 1,
        "deciders": [
            {
                "decider": "same_shard",
                "decision": "NO",
                "explanation": f"a copy of this shard is already allocated to this node [[{index.name}][{number}], "
                f"node[{node.id}], [P], s[STARTED], a[id={allocation_id(index.uuid, number)}], failed_attempts[0]]",
            }
        ],
    }
