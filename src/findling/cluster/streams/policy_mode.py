"""Which lifecycle policies of indices there are, and whether they are carried out: what the metadata keep of them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from findling.cluster.state import ClusterState

SECTION: Final = "index_lifecycle"
RUNNING: Final = "RUNNING"
STOPPED: Final = "STOPPED"


def kept_policies(state: ClusterState) -> Mapping[str, Mapping[str, Any]]:
    """Returns what is kept of policies, by their names: policy, version, modified."""
    found: Mapping[str, Mapping[str, Any]] = _section(state).get("policies", {})
    return found


def is_used(state: ClusterState) -> bool:
    """Whether there was ever a policy, or a change of the mode."""
    return SECTION in state.custom


def mode(state: ClusterState) -> str:
    """Returns whether policies are carried out."""
    return str(_section(state).get("operation_mode", RUNNING))


def with_mode(state: ClusterState, wanted: str) -> ClusterState:
    """Returns the state with policies carried out, or not."""
    return state if mode(state) == wanted else _with(state, operation_mode=wanted)


def with_policies(state: ClusterState, policies: Mapping[str, Mapping[str, Any]]) -> ClusterState:
    """Returns the state with these policies and no others."""
    return _with(state, policies=policies)


def _section(state: ClusterState) -> Mapping[str, Any]:
    section: Mapping[str, Any] = state.custom.get(SECTION, {})
    return section


def _with(state: ClusterState, **members: Any) -> ClusterState:
    return replace(state, custom={**state.custom, SECTION: {**_section(state), **members}})
