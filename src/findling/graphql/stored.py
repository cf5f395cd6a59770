"""What is declared about GraphQL, in the cluster state."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from findling.cluster.graphql_paths import SECTION
from findling.cluster.state import ClusterState
from findling.node.services.node import Node


def stored(state: ClusterState, name: str) -> Any:
    """Returns a part of what is declared, None if there is none."""
    return state.custom.get(SECTION, {}).get(name)


def store(node: Node, name: str, change: Callable[[Any], Any]) -> None:
    """Changes a part of what is declared. change: returns the new part for the old one; None removes it"""

    def changed(state: ClusterState) -> ClusterState:
        section = dict(state.custom.get(SECTION, {}))
        section[name] = change(section.get(name))
        kept = {key: value for key, value in section.items() if value is not None}
        return replace(state, custom={**state.custom, SECTION: kept})

    node.cluster.change(changed)
