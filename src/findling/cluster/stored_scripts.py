"""The stored scripts that the cluster's metadata keep: id -> script."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from findling.base.errors import ResourceNotFoundError
from findling.cluster.state import ClusterState
from findling.script.stored_script import StoredScript

SECTION: Final = "stored_scripts"


def shown_scripts(state: ClusterState) -> Mapping[str, Any]:
    """Returns all stored scripts as JSON, by id."""
    scripts: Mapping[str, Any] = state.custom.get(SECTION, {})
    return scripts


def stored_script(state: ClusterState, name: str) -> StoredScript | None:
    """Returns a script, None if there is none of the id."""
    body = shown_scripts(state).get(name)
    return None if body is None else StoredScript.from_json(body)


def with_script(state: ClusterState, name: str, script: StoredScript) -> ClusterState:
    """Returns the state with a script put."""
    return _with(state, {**shown_scripts(state), name: script.to_json()})


def without_script(state: ClusterState, name: str) -> ClusterState:
    """Returns the state without a script. Raises ResourceNotFoundError."""
    scripts = shown_scripts(state)
    if name not in scripts:
        raise ResourceNotFoundError(f"stored script [{name}] does not exist and cannot be deleted")
    return _with(state, {key: value for key, value in scripts.items() if key != name})


def _with(state: ClusterState, scripts: Mapping[str, Any]) -> ClusterState:
    return replace(state, custom={**state.custom, SECTION: dict(sorted(scripts.items()))})
