"""The policies that the cluster's metadata keep, and whether they are carried out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from findling.cluster.state import ClusterState
from findling.node.lifecycle.ilm.policy import Policy

SECTION: Final = "index_lifecycle"
RUNNING: Final = "RUNNING"
STOPPED: Final = "STOPPED"


@dataclass(frozen=True, slots=True)
class KeptPolicy:
    """A policy with what is known of it. modified: ms since 1970"""

    policy: Policy
    version: int
    modified: int

    def phase_execution(self, phase: str) -> dict[str, Any]:
        """Returns what an index keeps of the phase that it is in."""
        found = self.policy.phases.get(phase)
        return {
            "policy": self.policy.name,
            **({} if found is None else {"phase_definition": found.to_json()}),
            "version": self.version,
            "modified_date_in_millis": self.modified,
        }


def policy_names(state: ClusterState) -> list[str]:
    return sorted(_section(state).get("policies", {}))


def is_known(state: ClusterState, name: str) -> bool:
    return name in _section(state).get("policies", {})


def is_used(state: ClusterState) -> bool:
    """Whether there was ever a policy, or a change of the mode."""
    return SECTION in state.custom


def kept_policy(state: ClusterState, name: str) -> KeptPolicy | None:
    """Returns a policy by its name."""
    kept = _section(state).get("policies", {}).get(name)
    return None if kept is None else KeptPolicy(Policy.of(name, kept["policy"]), kept["version"], kept["modified"])


def with_policy(state: ClusterState, kept: KeptPolicy) -> ClusterState:
    """Returns the state with a policy added or replaced."""
    body = {"policy": kept.policy.to_json(), "version": kept.version, "modified": kept.modified}
    return _with(state, policies={**_section(state).get("policies", {}), kept.policy.name: body})


def without_policy(state: ClusterState, name: str) -> ClusterState:
    """Returns the state without a policy."""
    known = _section(state).get("policies", {})
    return _with(state, policies={other: kept for other, kept in known.items() if other != name})


def mode(state: ClusterState) -> str:
    """Returns whether policies are carried out."""
    return str(_section(state).get("operation_mode", RUNNING))


def with_mode(state: ClusterState, wanted: str) -> ClusterState:
    """Returns the state with policies carried out, or not."""
    return state if mode(state) == wanted else _with(state, operation_mode=wanted)


def _section(state: ClusterState) -> Mapping[str, Any]:
    section: Mapping[str, Any] = state.custom.get(SECTION, {})
    return section


def _with(state: ClusterState, **members: Any) -> ClusterState:
    return replace(state, custom={**state.custom, SECTION: {**_section(state), **members}})
