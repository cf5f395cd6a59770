"""Opens and closes indices, and adds blocks to them."""

from dataclasses import replace

from findling.base.errors import ActionRequestValidationError, IllegalArgumentError, IllegalStateError
from findling.cluster.cluster_settings import cluster_setting
from findling.cluster.name_resolution import IndicesOptions
from findling.cluster.state import ClusterState, IndexMetadata
from findling.node.services.active_shards import AT_ONCE, ActiveShards
from findling.node.services.index_blocks import check_all_blocks, check_blocks
from findling.node.services.index_selection import forbid_wildcards, select
from findling.node.services.node import Node

CLOSE_OPTIONS = IndicesOptions(allow_no_indices=True, forbid_closed=False, streams=False)
OPEN_OPTIONS = IndicesOptions(open=False, closed=True, allow_no_indices=True, forbid_closed=False)
BLOCK_OPTIONS = IndicesOptions(forbid_closed=False, streams=False)
BLOCKS = ("read_only", "read", "write", "metadata", "read_only_allow_delete")


def close_index(
    node: Node, expression: str, options: IndicesOptions = CLOSE_OPTIONS, active_shards: ActiveShards = AT_ONCE
) -> dict[str, object]:
    """Closes indices: flushed, then without shards in memory until they are opened again."""
    if not cluster_setting(node.cluster.state, "cluster.indices.close.enable"):
        raise IllegalStateError(
            "closing indices is disabled - set [cluster.indices.close.enable: true] to enable it. NOTE: closed indices "
            "still consume a significant amount of diskspace"
        )
    forbid_wildcards(node, expression)
    chosen = [index for index in select(node, expression, options) if not index.closed]
    for index in chosen:
        check_blocks(index, "metadata_write")
    close_indices(node, chosen)
    acknowledged = bool(chosen) and all(active_shards.reached(node, index) for index in chosen)
    indices = {index.name: {"closed": True} for index in chosen}
    return {"acknowledged": True, "shards_acknowledged": acknowledged, "indices": indices}


def close_indices(node: Node, chosen: list[IndexMetadata]) -> None:
    """Flushes indices and lets go of their shards."""
    for index in chosen:
        for shard in node.indices.get(index).shards():
            shard.flush()
    set_closed(node, {index.uuid for index in chosen}, closed=True)


def open_index(
    node: Node, expression: str, options: IndicesOptions = OPEN_OPTIONS, active_shards: ActiveShards = AT_ONCE
) -> dict[str, object]:
    """Opens closed indices."""
    forbid_wildcards(node, expression)
    chosen = [index for index in select(node, expression, options) if index.closed]
    for index in chosen:
        check_blocks(index, "metadata_write")
    set_closed(node, {index.uuid for index in chosen}, closed=False)
    return {"acknowledged": True, "shards_acknowledged": all(active_shards.reached(node, index) for index in chosen)}


def set_closed(node: Node, uuids: set[str], closed: bool) -> None:
    """Marks indices as closed or open; the node follows the state."""

    def change(state: ClusterState) -> ClusterState:
        for index in list(state.indices.values()):
            if index.uuid in uuids:
                state = state.with_index(replace(index, closed=closed, version=index.version + 1))
        return state

    if uuids:
        node.cluster.change(change)


def add_block(node: Node, expression: str, block: str, options: IndicesOptions = BLOCK_OPTIONS) -> dict[str, object]:
    """Adds a block to indices. Returns which got it."""
    forbid_wildcards(node, expression)
    if block == "read_only_allow_delete":
        raise ActionRequestValidationError(
            "Validation Failed: 1: read_only_allow_delete block is for internal use only;"
        )
    if block not in BLOCKS:
        raise IllegalArgumentError(f"No block found with name {block}")
    chosen = select(node, expression, options)
    check_all_blocks(chosen, "metadata_write")
    _set_block(node, {index.uuid for index in chosen}, block, "true")
    indices = [{"name": index.name, "blocked": True} for index in chosen]
    return {"acknowledged": True, "shards_acknowledged": bool(indices), "indices": indices}


def remove_block(node: Node, expression: str, block: str, options: IndicesOptions = BLOCK_OPTIONS) -> dict[str, object]:
    """Removes a block from indices."""
    forbid_wildcards(node, expression)
    if block not in BLOCKS:
        raise IllegalArgumentError(f"No block found with name {block}")
    chosen = select(node, expression, options)
    _set_block(node, {index.uuid for index in chosen}, block, None)
    return {"acknowledged": True, "indices": [{"name": index.name, "unblocked": True} for index in chosen]}


def _set_block(node: Node, uuids: set[str], block: str, value: str | None) -> None:
    def change(state: ClusterState) -> ClusterState:
        for index in list(state.indices.values()):
            if index.uuid in uuids:
                settings = {key: old for key, old in index.settings.items() if key != f"index.blocks.{block}"}
                if value is not None:
                    settings[f"index.blocks.{block}"] = value
                changed = replace(
                    index, settings=settings, settings_version=index.settings_version + 1, version=index.version + 1
                )
                state = state.with_index(changed)
        return state

    if uuids:
        node.cluster.change(change)
