"""Changes the settings of indices."""

from dataclasses import replace
from typing import Any

from findling.base.errors import ActionRequestValidationError, IllegalArgumentError
from findling.base.settings import FlatSettings
from findling.base.wildcards import matches
from findling.cluster.index_settings import check_update, expand_replicas, normal_form
from findling.cluster.name_resolution import IndicesOptions
from findling.cluster.state import ClusterState, IndexMetadata
from findling.mapping.mapping import Mapping
from findling.mapping.time_series.bounds import check_time_series_settings
from findling.node.indices.open_close import close_indices, set_closed
from findling.node.services.index_blocks import check_all_blocks, check_blocks
from findling.node.services.index_selection import select
from findling.node.services.index_service import analysis_of
from findling.node.services.node import Node

OPTIONS = IndicesOptions(closed=True, forbid_closed=False, selectors=False)
_BLOCKS_PREFIX = "index.blocks."


def update_settings(
    node: Node,
    expression: str | None,
    body: dict[str, Any],
    options: IndicesOptions = OPTIONS,
    preserve_existing: bool = False,
    reopen: bool = False,
) -> dict[str, object]:
    """Changes settings of every index, or of none if one cannot take them; null resets to the default.

    reopen: settings that an open index cannot change are changed by closing and opening it
    """
    if not isinstance(body.get("settings", {}), dict):
        raise IllegalArgumentError("[settings] must be an object")
    changes = normal_form(body["settings"] if set(body) == {"settings"} else body)
    if not changes:
        raise ActionRequestValidationError("Validation Failed: 1: no settings to update;")
    chosen = select(node, expression, options)
    only_blocks = all(key.startswith(_BLOCKS_PREFIX) for key in changes)
    if not only_blocks:
        node.cluster.check_blocks()
        check_all_blocks(chosen, "metadata_write")
    shown = [_shown(index) for index in chosen if not index.closed]
    if shown and not (reopen or preserve_existing):
        check_update(changes, False, "], [".join(shown))
    uuids = {index.uuid for index in chosen}
    opened = [index for index in chosen if not index.closed and reopen and check_update(changes, True, _shown(index))]
    close_indices(node, opened)
    try:
        store = node.cluster.change_blocks if only_blocks else node.cluster.change
        store(lambda state: _changed(state, uuids, changes, preserve_existing))
    finally:
        set_closed(node, {index.uuid for index in opened}, closed=False)
    return {"acknowledged": True}


def _shown(index: IndexMetadata) -> str:
    return f"{index.name}/{index.uuid}"


def _changed(state: ClusterState, uuids: set[str], changes: FlatSettings, preserve_existing: bool) -> ClusterState:
    for index in list(state.indices.values()):
        if index.uuid in uuids:
            state = state.with_index(with_settings(index, changes, preserve_existing))
    return state


def with_settings(index: IndexMetadata, changes: FlatSettings, preserve_existing: bool = False) -> IndexMetadata:
    """Returns an index with changed settings. Raises IllegalArgumentError if they cannot change."""
    if not all(key.startswith(_BLOCKS_PREFIX) for key in changes):
        check_blocks(index, "metadata_write")
    wanted = {key: value for key, value in changes.items() if not (preserve_existing and key in index.settings)}
    check_update(wanted, index.closed, _shown(index))
    settings = dict(index.settings)
    for key, value in wanted.items():
        for name in [name for name in settings if matches(key, name)] if "*" in key else [key]:
            if value is None:
                settings.pop(name, None)
            else:
                settings[name] = value
    check_time_series_settings(settings)
    settings.setdefault("index.number_of_replicas", "1")
    expand_replicas(settings)
    if any(key.startswith("index.analysis.") for key in wanted):
        Mapping.from_json(dict(index.mapping), analysis_of(settings), settings)
    return replace(index, settings=settings, settings_version=index.settings_version + 1, version=index.version + 1)
