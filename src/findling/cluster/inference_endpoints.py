"""The inference endpoints that the cluster's metadata keep: id -> what they were made of, secrets included."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from findling.cluster.state import ClusterState

SECTION: Final = "inference_endpoints"


def inference_endpoints(state: ClusterState) -> Mapping[str, Mapping[str, Any]]:
    """Returns the bodies of all endpoints by id. They are not to be shown: they hold secrets."""
    endpoints: Mapping[str, Mapping[str, Any]] = state.custom.get(SECTION, {})
    return endpoints


def with_endpoint(state: ClusterState, name: str, body: Mapping[str, Any]) -> ClusterState:
    """Returns the state with an endpoint put."""
    return _with(state, {**inference_endpoints(state), name: dict(body)})


def without_endpoint(state: ClusterState, name: str) -> ClusterState:
    """Returns the state without an endpoint."""
    return _with(state, {key: body for key, body in inference_endpoints(state).items() if key != name})


def _with(state: ClusterState, endpoints: Mapping[str, Mapping[str, Any]]) -> ClusterState:
    return replace(state, custom={**state.custom, SECTION: dict(sorted(endpoints.items()))})
