"""The repositories that the cluster's metadata keep: name -> type and settings."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from findling.cluster.state import ClusterState

SECTION: Final = "repositories"


def repositories(state: ClusterState) -> Mapping[str, Mapping[str, Any]]:
    """Returns the definitions of all repositories by name."""
    found: Mapping[str, Mapping[str, Any]] = state.custom.get(SECTION, {})
    return found


def with_repository(state: ClusterState, name: str, definition: Mapping[str, Any]) -> ClusterState:
    """Returns the state with a repository registered."""
    return _with(state, {**repositories(state), name: dict(definition)})


def without_repositories(state: ClusterState, names: frozenset[str]) -> ClusterState:
    """Returns the state without some repositories."""
    return _with(state, {name: one for name, one in repositories(state).items() if name not in names})


def _with(state: ClusterState, found: Mapping[str, Mapping[str, Any]]) -> ClusterState:
    return replace(state, custom={**state.custom, SECTION: dict(found)})
