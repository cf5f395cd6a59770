"""The policies that the cluster's metadata keep, with what is known of them."""

from dataclasses import dataclass
from typing import Any

from findling.cluster.state import ClusterState
from findling.cluster.streams.policy_mode import kept_policies, with_policies
from findling.node.lifecycle.ilm.policy import Policy


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
    return sorted(kept_policies(state))


def is_known(state: ClusterState, name: str) -> bool:
    return name in kept_policies(state)


def kept_policy(state: ClusterState, name: str) -> KeptPolicy | None:
    """Returns a policy by its name."""
    kept = kept_policies(state).get(name)
    return None if kept is None else KeptPolicy(Policy.of(name, kept["policy"]), kept["version"], kept["modified"])


def with_policy(state: ClusterState, kept: KeptPolicy) -> ClusterState:
    """Returns the state with a policy added or replaced."""
    body = {"policy": kept.policy.to_json(), "version": kept.version, "modified": kept.modified}
    return with_policies(state, {**kept_policies(state), kept.policy.name: body})


def without_policy(state: ClusterState, name: str) -> ClusterState:
    """Returns the state without a policy."""
    return with_policies(state, {other: kept for other, kept in kept_policies(state).items() if other != name})
