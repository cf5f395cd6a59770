"""The search pipelines that the cluster's metadata keep: name -> body."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from findling.base.wildcards import matches
from findling.cluster.state import ClusterState

SECTION: Final = "search_pipelines"


def search_pipelines(state: ClusterState) -> Mapping[str, Mapping[str, Any]]:
    """Returns the bodies of all pipelines by name."""
    pipelines: Mapping[str, Mapping[str, Any]] = state.custom.get(SECTION, {})
    return pipelines


def pipelines_named(state: ClusterState, patterns: list[str]) -> dict[str, Mapping[str, Any]]:
    """Returns the pipelines that any of some names and patterns means; all for no pattern."""
    pipelines = search_pipelines(state)
    if not patterns:
        return dict(pipelines)
    return {name: body for name, body in pipelines.items() if any(matches(pattern, name) for pattern in patterns)}


def with_pipeline(state: ClusterState, name: str, body: Mapping[str, Any]) -> ClusterState:
    """Returns the state with a pipeline put."""
    return _with(state, {**search_pipelines(state), name: dict(body)})


def without_pipelines(state: ClusterState, names: list[str]) -> ClusterState:
    """Returns the state without the pipelines of some names."""
    return _with(state, {name: body for name, body in search_pipelines(state).items() if name not in names})


def _with(state: ClusterState, pipelines: Mapping[str, Mapping[str, Any]]) -> ClusterState:
    return replace(state, custom={**state.custom, SECTION: dict(sorted(pipelines.items()))})
