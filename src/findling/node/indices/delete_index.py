"""Deletes indices."""

from findling.base.errors import IllegalArgumentError, IndexNotFoundError
from findling.cluster.name_resolution import IndicesOptions
from findling.cluster.state import ClusterState
from findling.node.services.index_blocks import check_blocks
from findling.node.services.index_selection import forbid_wildcards, select
from findling.node.services.node import Node

OPTIONS = IndicesOptions(closed=True, forbid_closed=False, aliases=False, streams=False)


def delete_index(node: Node, expression: str, options: IndicesOptions = OPTIONS) -> dict[str, object]:
    """Deletes the indices that an expression means; aliases are not followed. Raises IndexNotFoundError..."""
    forbid_wildcards(node, expression)
    doomed = select(node, expression, options)
    check_write_indices_kept(node.cluster.state, {index.name for index in doomed})
    for index in doomed:
        check_blocks(index, "metadata_write", skip=frozenset({"read_only_allow_delete"}))
    uuids = {index.uuid for index in doomed}

    def without(state: ClusterState) -> ClusterState:
        names = {name for name, index in state.indices.items() if index.uuid in uuids}
        if len(names) < len(uuids):
            raise IndexNotFoundError(expression)
        check_write_indices_kept(state, names)
        return state.without_indices(names) if names else state

    node.cluster.change(without, deletes=True)
    return {"acknowledged": True}


def check_write_indices_kept(state: ClusterState, names: set[str]) -> None:
    """Raises IllegalArgumentError if data streams would lose the index that takes their writes."""
    for name in sorted(names):
        stream = state.streams.parent(name)
        if stream is not None and name in (stream.write_index, stream.failure_write_index):
            kind = "write index" if name == stream.write_index else "failure store write index"
            raise IllegalArgumentError(
                f"index [{name}] is the {kind} for data stream [{stream.name}] and cannot be deleted"
            )
