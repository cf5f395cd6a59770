"""The policies to enrich documents that the cluster's metadata keep: name -> kind and body."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from findling.cluster.state import ClusterState

SECTION: Final = "enrich_policies"
PREFIX: Final = ".enrich-"


def enrich_policies(state: ClusterState) -> Mapping[str, Mapping[str, Any]]:
    """Returns all policies by name: an object of `kind` and `body`."""
    policies: Mapping[str, Mapping[str, Any]] = state.custom.get(SECTION, {})
    return policies


def with_policies(state: ClusterState, policies: Mapping[str, Mapping[str, Any]]) -> ClusterState:
    """Returns the state with other policies."""
    return replace(state, custom={**state.custom, SECTION: dict(sorted(policies.items()))})
