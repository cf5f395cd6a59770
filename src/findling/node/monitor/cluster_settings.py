"""Settings of the cluster: shown and changed."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from findling.base.errors import ActionRequestValidationError, XContentParseError
from findling.base.settings import flatten, unflatten
from findling.base.wildcards import matches
from findling.cluster.cluster_blocks import BLOCK_SETTINGS
from findling.cluster.cluster_settings import CLUSTER_SETTINGS, check_cluster_settings
from findling.cluster.disk_watermarks import DiskWatermarks
from findling.cluster.state import ClusterState
from findling.cluster.streams.settings import check_retention
from findling.node.services.node import Node


def _shown(settings: Mapping[str, object], flat: bool) -> dict[str, Any]:
    return dict(sorted(settings.items())) if flat else unflatten(settings)


def get_cluster_settings(node: Node, flat: bool = False, include_defaults: bool = False) -> dict[str, Any]:
    """Returns the settings that were set, and the defaults of the others if asked for."""
    state = node.cluster.state
    body = {"persistent": _shown(state.persistent, flat), "transient": _shown(state.transient, flat)}
    if include_defaults:
        defaults = CLUSTER_SETTINGS.defaults({**state.persistent, **state.transient})
        body["defaults"] = _shown({**defaults, "cluster.name": node.config.cluster_name, "node.name": node.name}, flat)
    return body


def put_cluster_settings(node: Node, body: dict[str, Any], flat: bool = False) -> dict[str, Any]:
    """Changes settings; null, also of a pattern, resets them. Raises IllegalArgumentError; nothing is changed then."""
    for key, value in body.items():
        if key in ("persistent", "transient") and value is not None and not isinstance(value, dict):
            raise XContentParseError(
                f"[1:1] [cluster_update_settings_request] failed to parse field [{key}]", line=1, col=1
            )
    changes = {scope: flatten(body.get(scope) or {}) for scope in ("persistent", "transient")}
    if not any(changes.values()):
        raise ActionRequestValidationError("Validation Failed: 1: no settings to update;")

    def change(state: ClusterState) -> ClusterState:
        for scope, flat_changes in changes.items():
            check_cluster_settings(flat_changes, scope)
        changed = replace(
            state,
            persistent=_changed(state.persistent, changes["persistent"]),
            transient=_changed(state.transient, changes["transient"]),
        )
        DiskWatermarks.of(changed)  # raises if they contradict each other
        check_retention({**changed.persistent, **changed.transient})
        return changed

    named = {**changes["persistent"], **changes["transient"]}
    if len(named) == 1 and named.keys() <= BLOCK_SETTINGS:
        node.cluster.change_blocks(change)
    else:
        node.cluster.change(change)
    shown = {scope: _shown(_set_only(settings), flat) for scope, settings in changes.items()}
    return {"acknowledged": True, **shown}


def _set_only(settings: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in settings.items() if value is not None}


def _changed(settings: Mapping[str, object], changes: Mapping[str, object]) -> dict[str, object]:
    changed = dict(settings)
    for key, value in changes.items():
        if value is None:
            changed = {name: old for name, old in changed.items() if not matches(key, name)}
        else:
            changed[key] = value
    return changed
