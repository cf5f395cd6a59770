"""The commands of `_cluster/reroute` in a cluster: each a function of the state."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from findling.base.errors import (
    FindlingError,
    IllegalArgumentError,
    IndexNotFoundError,
    ShardNotFoundError,
    not_supported,
)
from findling.cluster.shards.allocation import Allocator
from findling.cluster.shards.deciders import DECIDERS
from findling.cluster.shards.deciders.decider import NO
from findling.cluster.shards.members import Member, members
from findling.cluster.shards.routing_table import INITIALIZING, STARTED, ShardRouting, routing_of, with_routing
from findling.cluster.shards.view import AllocationView, ShardCopy
from findling.cluster.state import ClusterState, IndexMetadata

Parameters = dict[str, Any]
Done = tuple[ClusterState, list[dict[str, object]]]


class Refused(Exception):
    """A command that cannot be carried out: an error, or decisions where explanations are wanted."""

    def __init__(self, error: FindlingError, decisions: list[dict[str, object]]) -> None:
        super().__init__(error.reason)
        self.error = error
        self.decisions = decisions


def carried_out(name: str, parameters: Parameters, view: AllocationView, now_ms: int) -> Done:
    """Returns the state after a command, and the decisions that led there. Raises Refused."""
    return _COMMANDS[name](parameters, view, now_ms)


def _decision(decider: str, kind: str, why: str) -> dict[str, object]:
    return {"decider": decider, "decision": kind, "explanation": why}


def _refused(command: str, why: str) -> Refused:
    return Refused(IllegalArgumentError(f"[{command}] {why}"), [_decision(f"{command}_command", NO, why)])


def _node(view: AllocationView, name: str) -> Member:
    for node in members(view.state).values():
        if name in (node.id, node.name, node.address, node.host):
            return node
    raise IllegalArgumentError(f"failed to resolve [{name}], no matching nodes")


def _shard(view: AllocationView, parameters: Parameters) -> tuple[IndexMetadata, int, ShardRouting]:
    index = view.state.indices.get(parameters["index"])
    if index is None:
        raise IndexNotFoundError(parameters["index"])
    number = parameters["shard"]
    if not 0 <= number < index.number_of_shards:
        raise ShardNotFoundError("no such shard", index_uuid=index.uuid, shard=str(number), index=index.name)
    return index, number, routing_of(view.state, index.uuid, number)


def _shown(node: Member) -> str:
    return f"{{{node.name}}}{{{node.id}}}"


def _decided(view: AllocationView, copy: ShardCopy, node: Member) -> list[dict[str, object]]:
    """Returns what all deciders say of a node; throttles count as yes: who commands does not wait."""
    place = view.place.get(node.id)
    if place is None:
        raise _refused("move_allocation", f"node {_shown(node)} is not a data node")
    found = [decider.decision(view, copy, place) for decider in DECIDERS]
    return [_decision(who, kind, why) for kind, who, why in found]


def _check(command: str, what: str, decisions: list[dict[str, object]]) -> None:
    reasons = [f"[NO({entry['explanation']})]" for entry in decisions if entry["decision"] == NO]
    if reasons:
        error = IllegalArgumentError(f"[{command}] {what}, reason: {''.join(reasons)}")
        raise Refused(error, decisions)


def _move(parameters: Parameters, view: AllocationView, now_ms: int) -> Done:
    source, target = _node(view, parameters["from_node"]), _node(view, parameters["to_node"])
    index, number, routing = _shard(view, parameters)
    label = f"[{index.name}][{number}]"
    if source.id not in routing.copies:
        raise _refused("move_allocation", f"can't move {label}, failed to find it on node {_shown(source)}")
    if routing.copies[source.id] != STARTED or source.id in routing.moves.values():
        state = "relocating" if source.id in routing.moves.values() else "initializing"
        raise _refused("move_allocation", f"can't move {label}, shard is not started (state = {state.upper()}]")
    copy = ShardCopy(index, number, routing, source.id == routing.primary, moves_from=source.id)
    decisions = _decided(view, copy, target)
    what = f"can't move {label}, from {_shown(source)}, to {_shown(target)}, since its not allowed"
    _check("move_allocation", what, decisions)
    allocator = Allocator(view, now_ms)
    allocator.move(copy, source.id, target.id)
    return with_routing(view.state, allocator.changes), decisions


def _cancel(parameters: Parameters, view: AllocationView, now_ms: int) -> Done:
    node = _node(view, parameters["node"])
    index, number, routing = _shard(view, parameters)
    label = f"[{index.name}][{number}]"
    if node.id not in routing.copies:
        raise _refused("cancel_allocation", f"can't cancel {label}, failed to find it on node {_shown(node)}")
    if node.id == routing.primary and not parameters.get("allow_primary"):
        state = "started" if routing.copies[node.id] == STARTED else "initializing its primary"
        why = f"can't cancel {label} on node {_shown(node)}, shard is primary and {state}"
        raise _refused("cancel_allocation", why)
    moves = {target: source for target, source in routing.moves.items() if node.id not in (target, source)}
    if node.id in routing.moves.values():
        # what moves away from here stays: its new copy is given up
        target = next(target for target, source in routing.moves.items() if source == node.id)
        changed = replace(routing.without(target), moves=moves)
    else:
        changed = replace(routing.without(node.id), moves=moves)
    why = f"shard {label} on node {_shown(node)} can be cancelled"
    return with_routing(view.state, {(index.uuid, number): changed}), [
        _decision("cancel_allocation_command", "YES", why)
    ]


def _allocate_replica(parameters: Parameters, view: AllocationView, now_ms: int) -> Done:
    node = _node(view, parameters["node"])
    index, number, routing = _shard(view, parameters)
    label = f"[{index.name}][{number}]"
    if not routing.is_active:
        raise _refused(
            "allocate_replica",
            f"trying to allocate a replica shard {label}, while corresponding primary shard is still unassigned",
        )
    if len(routing.copies) - len(routing.moves) >= 1 + index.number_of_replicas:
        raise _refused(
            "allocate_replica", f"all copies of {label} are already assigned. Use the move allocation command instead"
        )
    decisions = _decided(view, ShardCopy(index, number, routing), node)
    _check("allocate_replica", f"allocation of {label} on node {_shown(node)} is not allowed", decisions)
    changed = replace(routing, copies={**routing.copies, node.id: INITIALIZING})
    return with_routing(view.state, {(index.uuid, number): changed}), decisions


def _allocate_stale_primary(parameters: Parameters, view: AllocationView, now_ms: int) -> Done:
    name = "allocate_stale_primary"
    node = _node(view, parameters["node"])
    index, number, routing = _shard(view, parameters)
    label = f"[{index.name}][{number}]"
    if routing.primary is not None:
        raise _refused(name, f"primary {label} is already assigned")
    if not parameters.get("accept_data_loss") and not routing.fresh:
        why = f"allocating a stale primary for {label} can lead to a loss of acknowledged writes"
        raise _refused(name, f"{why}. Please confirm by setting the accept_data_loss parameter to true")
    if node.id not in view.place:
        raise _refused(name, f"node {_shown(node)} is not a data node")
    changed = replace(routing, primary=node.id, copies={node.id: INITIALIZING}, in_sync=(node.id,), fresh=False)
    state = with_routing(view.state, {(index.uuid, number): changed})
    terms = list(index.primary_terms)
    terms[number] += 1
    state = state.with_index(replace(index, primary_terms=tuple(terms), version=index.version + 1))
    return state, [_decision(f"{name} (allocation command)", "YES", "ignore deciders")]


def _allocate_empty_primary(parameters: Parameters, view: AllocationView, now_ms: int) -> Done:
    index, number, routing = _shard(view, parameters)
    if routing.primary is not None:
        raise _refused("allocate_empty_primary", f"primary [{index.name}][{number}] is already assigned")
    # the log of a shard outlives its copies: an empty copy would only follow it again
    raise Refused(not_supported("allocate_empty_primary"), [])


_COMMANDS: Final[dict[str, Callable[[Parameters, AllocationView, int], Done]]] = {
    "move": _move,
    "cancel": _cancel,
    "allocate_replica": _allocate_replica,
    "allocate_stale_primary": _allocate_stale_primary,
    "allocate_empty_primary": _allocate_empty_primary,
}
