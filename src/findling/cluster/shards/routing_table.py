"""The copies of each shard: a section of the cluster state."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from findling.cluster.state import ClusterState

SECTION: Final = "routing"
INITIALIZING: Final = "initializing"
STARTED: Final = "started"


@dataclass(frozen=True, slots=True)
class ShardRouting:
    """One shard.

    primary: id of the node that decides about writes, None if there is none
    copies: node id -> INITIALIZING or STARTED
    in_sync: nodes whose copy has, or gets from the log, everything that was ever acknowledged
    fresh: whether there has never been a copy
    missing_since_ms: when a node with a copy left, None if none is awaited
    moves: node that gets a copy -> the one whose copy goes once that can be read
    """

    primary: str | None = None
    copies: Mapping[str, str] = field(default_factory=dict)
    in_sync: tuple[str, ...] = ()
    fresh: bool = True
    missing_since_ms: int | None = None
    moves: Mapping[str, str] = field(default_factory=dict)

    @property
    def started(self) -> list[str]:
        """Nodes with a copy that can be read, the primary first."""
        nodes = [node for node, state in self.copies.items() if state == STARTED]
        return sorted(nodes, key=lambda node: node != self.primary)

    @property
    def is_active(self) -> bool:
        """Whether there is a primary that takes writes."""
        return self.primary is not None and self.copies.get(self.primary) == STARTED

    def with_started(self, node: str) -> "ShardRouting":
        """Returns the shard with a copy that can be read now."""
        if node not in self.copies:
            return self
        in_sync = self.in_sync if node in self.in_sync else (*self.in_sync, node)
        return replace(self, copies={**self.copies, node: STARTED}, in_sync=in_sync, fresh=False)

    def without(self, node: str) -> "ShardRouting":
        """Returns the shard without a copy that is of no use any more; the last one in sync is kept in mind."""
        copies = {other: state for other, state in self.copies.items() if other != node}
        in_sync = tuple(other for other in self.in_sync if other != node)
        return replace(
            self,
            copies=copies,
            in_sync=in_sync or self.in_sync,
            primary=None if self.primary == node else self.primary,
        )

    def to_json(self) -> dict[str, Any]:
        body = {
            "primary": self.primary,
            "copies": dict(self.copies),
            "in_sync": list(self.in_sync),
            "fresh": self.fresh,
            "missing_since_ms": self.missing_since_ms,
        }
        # nodes that know of no moves read the state as long as there are none
        return {**body, "moves": dict(self.moves)} if self.moves else body

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> "ShardRouting":
        return cls(**{**body, "in_sync": tuple(body["in_sync"])})


NOWHERE: Final = ShardRouting()


def routing_of(state: ClusterState, uuid: str, number: int) -> ShardRouting:
    """Returns where a shard is."""
    body = state.custom.get(SECTION, {}).get(uuid, {}).get(str(number))
    return NOWHERE if body is None else ShardRouting.from_json(body)


def with_routing(state: ClusterState, changes: Mapping[tuple[str, int], ShardRouting]) -> ClusterState:
    """Returns the state with other places of some shards; as it is if nothing changes."""
    table: dict[str, Any] = dict(state.custom.get(SECTION, {}))
    changed = False
    for (uuid, number), routing in changes.items():
        body = routing.to_json()
        if table.get(uuid, {}).get(str(number)) != body:
            table[uuid] = {**table.get(uuid, {}), str(number): body}
            changed = True
    return replace(state, custom={**state.custom, SECTION: table}) if changed else state
