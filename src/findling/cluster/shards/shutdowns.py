"""Nodes that are about to be stopped: a section of the cluster state."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from findling.cluster.state import ClusterState

SECTION: Final = "shutdown"
RESTART: Final = "restart"
REMOVE: Final = "remove"
REPLACE: Final = "replace"
SIGTERM: Final = "sigterm"
TYPES: Final = (RESTART, REMOVE, REPLACE, SIGTERM)
DEFAULT_DELAY_MS: Final = 300_000


@dataclass(frozen=True, slots=True)
class Shutdown:
    """Why a node will be stopped, and what is to be done before.

    allocation_delay_ms: how long its copies are waited for, of a restart; target: name of the node that replaces it
    """

    type: str
    reason: str
    started_ms: int
    allocation_delay_ms: int | None = None
    target: str | None = None
    grace_ms: int | None = None

    @property
    def empties_node(self) -> bool:
        """Whether the node gives its shards away first."""
        return self.type != RESTART

    def to_json(self) -> dict[str, Any]:
        return {
            "type": self.type,
            "reason": self.reason,
            "started_ms": self.started_ms,
            "allocation_delay_ms": self.allocation_delay_ms,
            "target": self.target,
            "grace_ms": self.grace_ms,
        }


def shutdowns(state: ClusterState) -> dict[str, Shutdown]:
    """Returns what is known of nodes that are about to be stopped, by their ids."""
    body: Mapping[str, Any] = state.custom.get(SECTION, {})
    return {node: Shutdown(**entry) for node, entry in body.items()}


def with_shutdown(state: ClusterState, node: str, shutdown: Shutdown | None) -> ClusterState:
    """Returns the state with a node about to be stopped, or, with None, no longer."""
    known = {key: value for key, value in state.custom.get(SECTION, {}).items() if key != node}
    if shutdown is not None:
        known[node] = shutdown.to_json()
    return replace(state, custom={**state.custom, SECTION: known})
