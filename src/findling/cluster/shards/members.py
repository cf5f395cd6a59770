"""The nodes of the cluster: a section of its state."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from findling.base.errors import IllegalStateError
from findling.cluster.state import ClusterState

SECTION: Final = "nodes"
MASTER: Final = "master_node"
EXCLUSIONS: Final = "voting_config_exclusions"
"""What names those that are to leave the voting configuration."""
DATA: Final = "data"
MASTER_ROLE: Final = "master"
ROLES: Final = ("master", "data", "ingest")
STATE_FORMAT: Final = 2
"""The newest format of the state's messages that this version reads (findling.cluster.nats.state_messages)."""


@dataclass(frozen=True, slots=True)
class Member:
    """A node. address: HOST:PORT of its REST API; format: the newest of the state's messages that it reads"""

    id: str
    name: str
    address: str
    roles: tuple[str, ...] = ROLES
    attributes: Mapping[str, str] = field(default_factory=dict)
    version: str = ""
    format: int = 1

    @property
    def host(self) -> str:
        return self.address.rpartition(":")[0]

    def to_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "address": self.address,
            "roles": list(self.roles),
            "attributes": dict(self.attributes),
            "version": self.version,
            "format": self.format,
        }

    @classmethod
    def from_json(cls, node: str, body: Mapping[str, Any]) -> "Member":
        return cls(
            node,
            body["name"],
            body["address"],
            tuple(body["roles"]),
            body["attributes"],
            body["version"],
            body.get("format", 1),
        )


def members(state: ClusterState) -> dict[str, Member]:
    """Returns the nodes by id."""
    return {node: Member.from_json(node, body) for node, body in state.custom.get(SECTION, {}).items()}


def common_format(state: ClusterState) -> int:
    """Returns the newest format of the state's messages that all members read."""
    return min((member.format for member in members(state).values()), default=1)


def master_of(state: ClusterState) -> str | None:
    """Returns the id of the node that has the duties of the master."""
    found: str | None = state.custom.get(MASTER)
    return found


def excluded_masters(state: ClusterState) -> set[str]:
    """Returns the ids of the nodes that are to leave the voting configuration."""
    named = [(entry["node_id"], entry["node_name"]) for entry in state.custom.get(EXCLUSIONS, ())]
    return {node.id for node in members(state).values() for id_, name in named if node.id == id_ or node.name == name}


def with_member(state: ClusterState, member: Member) -> ClusterState:
    """Returns the state with a node. Raises IllegalStateError if another has its name."""
    for other in members(state).values():
        if other.name == member.name and other.id != member.id:
            raise IllegalStateError(
                f"the cluster has a node [{member.name}] already, with the id [{other.id}] at [{other.address}]: give "
                "this one another --node-name"
            )
    body, known = member.to_json(), state.custom.get(SECTION, {})
    if known.get(member.id) == body:
        return state
    return replace(state, custom={**state.custom, SECTION: {**known, member.id: body}})


def without_members(state: ClusterState, gone: set[str]) -> ClusterState:
    """Returns the state without nodes that have left."""
    known = state.custom.get(SECTION, {})
    left = {node: body for node, body in known.items() if node not in gone}
    return state if len(left) == len(known) else replace(state, custom={**state.custom, SECTION: left})


def with_master(state: ClusterState, node: str) -> ClusterState:
    """Returns the state with another master."""
    return state if master_of(state) == node else replace(state, custom={**state.custom, MASTER: node})
