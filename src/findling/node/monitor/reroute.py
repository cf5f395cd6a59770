"""Commands that put shards elsewhere. With one node there is no elsewhere: each is refused, and says why."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from findling.base.errors import (
    FindlingError,
    IllegalArgumentError,
    IndexNotFoundError,
    NamedObjectNotFoundError,
    ParseError,
    ShardNotFoundError,
    not_supported,
)
from findling.base.json_values import json_token
from findling.base.lazy import lazy_module
from findling.base.object_parser import BOOLEAN, LIST, Member, parse_object
from findling.cluster.name_resolution import IndicesOptions
from findling.cluster.state import ClusterState, IndexMetadata
from findling.node.monitor.cluster_health import broken_shards
from findling.node.monitor.cluster_info import cluster_state
from findling.node.monitor.nodes_info import is_selected
from findling.node.services.node import Node

# only nodes of a cluster import these
_commands = lazy_module("findling.node.monitor.placement.commands")
_explained = lazy_module("findling.node.monitor.placement.explained")

_ISOLATED: Final = IndicesOptions(closed=True, hidden=True, forbid_closed=False)
# of each command: what it must say, and what it may say with what is meant otherwise
_REQUIRED: Final = {
    "move": ("index", "shard", "from_node", "to_node"),
    **dict.fromkeys(
        ("cancel", "allocate_replica", "allocate_stale_primary", "allocate_empty_primary"), ("index", "shard", "node")
    ),
}
_OPTIONAL: Final = {
    "cancel": "allow_primary",
    "allocate_stale_primary": "accept_data_loss",
    "allocate_empty_primary": "accept_data_loss",
}


class Rejected(Exception):
    """A command that cannot be carried out: an error of the request, or a decision where explanations are wanted."""

    def __init__(self, error: FindlingError, decider: str, explanation: str | None = None) -> None:
        super().__init__(error.reason)
        self.error = error
        self.decision = {"decider": decider, "decision": "NO", "explanation": explanation or error.reason}


@dataclass(frozen=True, slots=True)
class Command:
    """One command. parameters: as explanations show them, with those that were left out"""

    name: str
    parameters: dict[str, Any]

    @property
    def index(self) -> str:
        return str(self.parameters["index"])

    @property
    def shard(self) -> str:
        return f"[{self.index}][{self.parameters['shard']}]"


def parse_reroute(body: Mapping[str, object]) -> tuple[list[Command], bool]:
    """Returns the commands of a body, and whether it asks only what would be. Raises XContentParseError."""
    members = {"commands": Member(LIST, lambda listed: [_parse(item) for item in listed]), "dry_run": Member(BOOLEAN)}
    parsed = parse_object("cluster_reroute", body, members)
    return parsed.get("commands", []), parsed.get("dry_run") in (True, "true")


def _parse(item: object) -> Command:
    if not isinstance(item, dict):
        raise ParseError(f"allocation command is malformed, got [{json_token(item)}] instead")
    name, given = next(iter(item.items()), ("null", None))
    if name not in _REQUIRED:
        raise NamedObjectNotFoundError(f"[1:1] unknown field [{name}]")
    values = dict(given) if isinstance(given, dict) else {}
    known = (*_REQUIRED[name], *filter(None, [_OPTIONAL.get(name)]))
    for key, value in values.items():
        if isinstance(value, dict | list):
            raise ParseError(f"[{name}] command does not support complex json tokens [{json_token(value)}]")
        if key not in known:
            raise ParseError(f"[{name}] command does not support field [{key}]")
    for key in _REQUIRED[name]:
        if values.get(key) is None:
            raise ParseError(f"[{name}] command missing the {key} parameter")
    if len(item) > 1:
        raise ParseError(
            "allocation command is malformed, done parsing a command, but didn't get END_OBJECT, got "
            f"[{json_token(list(item.values())[1])}] instead"
        )
    return Command(name, {key: _read(name, key, values.get(key)) for key in known})


def _read(command: str, key: str, value: Any) -> Any:
    if key == _OPTIONAL.get(command):
        return value in (True, "true")
    if key != "shard":
        return str(value)
    try:
        return int(value)
    except ValueError as error:
        raise IllegalArgumentError(f'For input string: "{value}"') from error


def reroute(
    node: Node,
    commands: list[Command],
    metrics: list[str],
    explain: bool = False,
    retry_failed: bool = False,
    dry_run: bool = False,
) -> dict[str, object]:
    """Returns the answer to commands. Raises why the first of them is refused, unless explanations are wanted.

    retry_failed: opens shards anew that failed, those of system indices too; dry_run: nothing is done
    """
    if retry_failed:
        for service in (*node.indices.open_all(), *node.system.opened()):
            service.retry_failed()
    if node.others is not None:
        explanations = _among_nodes(node, commands, explain, dry_run)
    else:
        explanations = [_carried_out(node, command, explain) for command in commands]
    answer: dict[str, Any] = {"acknowledged": True}
    if metrics and metrics != ["none"]:
        answer["state"] = cluster_state(node, metrics, None, _ISOLATED)
    if explain:
        answer["explanations"] = explanations
    return answer


def _among_nodes(node: Node, commands: list[Command], explain: bool, dry_run: bool) -> list[dict[str, object]]:
    """Has the state changed by commands, all or none; returns their explanations."""
    explanations: list[dict[str, object]] = []

    def change(state: ClusterState) -> ClusterState:
        explanations.clear()
        for command in commands:
            try:
                view, now_ms = _explained.view_of(node, state), node.clock.now_ms()
                state, decisions = _commands.carried_out(command.name, command.parameters, view, now_ms)
            except _commands.Refused as refused:
                if not explain:
                    raise refused.error from None
                decisions = refused.decisions
            explanations.append({"command": command.name, "parameters": command.parameters, "decisions": decisions})
        return state

    if dry_run:
        change(node.cluster.state)
    else:
        node.cluster.update(change)
    return explanations


def _carried_out(node: Node, command: Command, explain: bool) -> dict[str, object]:
    try:
        decision = _COMMANDS[command.name](node, command)
    except Rejected as rejected:
        if not explain:
            raise rejected.error from None
        decision = rejected.decision
    return {"command": command.name, "parameters": command.parameters, "decisions": [decision]}


def _move(node: Node, command: Command) -> NoReturn:
    for key in ("from_node", "to_node"):
        _check_node(node, command.parameters[key])
    here, decider = shown(node), "move_allocation_command"
    if _find(node, command) is None:
        error = f"[move_allocation] can't move {command.shard}, failed to find it on node {here}"
        raise Rejected(IllegalArgumentError(error), decider, f"shard {command.shard} not found")
    why = f"this shard is already allocated to this node [{command.shard}, node[{node.id}], [P], s[STARTED]]"
    error = f"[move_allocation] can't move {command.shard}, from {here}, to {here}, since its not allowed, reason: "
    raise Rejected(IllegalArgumentError(f"{error}[NO({why})]"), "same_shard", why)


def _cancel(node: Node, command: Command) -> dict[str, object]:
    _check_node(node, command.parameters["node"])
    if command.index not in node.cluster.state.indices:
        raise IndexNotFoundError(command.index)
    decider = "cancel_allocation_command"
    if _find(node, command) is None:
        raise _rejected(
            "cancel_allocation", decider, f"can't cancel {command.shard}, failed to find it on node {shown(node)}"
        )
    if not command.parameters["allow_primary"]:
        why = f"can't cancel {command.shard} on node {shown(node)}, shard is primary and started"
        raise _rejected("cancel_allocation", decider, why)
    # what is cancelled here would be started here again
    why = f"shard {command.shard} on node {shown(node)} can be cancelled"
    return {"decider": decider, "decision": "YES", "explanation": why}


def _allocate_replica(node: Node, command: Command) -> NoReturn:
    index = _allocated(node, command)
    decider = f"{command.name} (allocation command)"
    if not index.number_of_replicas:
        why = f"all copies of {command.shard} are already assigned. Use the move allocation command instead"
        raise _rejected(command.name, decider, why)
    why = f"a copy of this shard is already allocated to this node [{command.shard}, node[{node.id}], [P], s[STARTED]]"
    error = f"[{command.name}] allocation of {command.shard} on node {shown(node)} is not allowed, reason: [NO({why})]"
    raise Rejected(IllegalArgumentError(error), "same_shard", why)


def _allocate_primary(node: Node, command: Command) -> NoReturn:
    index = _allocated(node, command)
    if command.parameters["shard"] in broken_shards(node, index):
        raise not_supported(command.name)
    decider = f"{command.name} (allocation command)"
    raise _rejected(command.name, decider, f"primary {command.shard} is already assigned")


_COMMANDS: Final[dict[str, Callable[[Node, Command], dict[str, Any]]]] = {
    "move": _move,
    "cancel": _cancel,
    "allocate_replica": _allocate_replica,
    "allocate_stale_primary": _allocate_primary,
    "allocate_empty_primary": _allocate_primary,
}


def _allocated(node: Node, command: Command) -> IndexMetadata:
    """Returns the index of a command that allocates a shard; raises Rejected if node, index or shard is not there."""
    try:
        _check_node(node, command.parameters["node"])
        index = node.cluster.state.indices.get(command.index)
        if index is None:
            raise IndexNotFoundError(command.index)
        number = command.parameters["shard"]
        if not 0 <= number < index.number_of_shards:
            raise ShardNotFoundError("no such shard", index_uuid=index.uuid, shard=str(number), index=index.name)
    except FindlingError as error:
        raise Rejected(error, f"{command.name} (allocation command)") from None
    return index


def _rejected(name: str, decider: str, why: str) -> Rejected:
    return Rejected(IllegalArgumentError(f"[{name}] {why}"), decider, why)


def _find(node: Node, command: Command) -> IndexMetadata | None:
    """Returns the index of a command if its shard is on this node."""
    index = node.cluster.state.indices.get(command.index)
    number = command.parameters["shard"]
    is_here = index is not None and 0 <= number < index.number_of_shards and number not in broken_shards(node, index)
    return index if is_here else None


def _check_node(node: Node, name: str) -> None:
    if not is_selected(node, [name]):
        raise IllegalArgumentError(f"failed to resolve [{name}], no matching nodes")


def shown(node: Node) -> str:
    """Returns a node as errors show it."""
    return f"{{{node.name}}}{{{node.id}}}"
