"""Puts a new index on disk: data first, then the state that names it.

A process that dies in between leaves a directory of no index, which the next start removes; an index that the state
names has all its shards, with all their documents.
"""

from collections.abc import Callable
from pathlib import Path

from findling.base.errors import StateNotStoredError, StorageError
from findling.cluster.state import ClusterState, IndexMetadata
from findling.index.shard import Shard
from findling.node.services.node import Node

Fill = Callable[[Path, IndexMetadata], None]
"""Directory of an index, its metadata: makes the shards in it, named by their numbers."""


def add_index(
    node: Node, planned: IndexMetadata, change: Callable[[ClusterState], ClusterState], fill: Fill | None = None
) -> IndexMetadata:
    """Makes the shards of an index, then applies the change that adds it to the state; returns it as it is there.

    fill: makes the shards; without it they are empty
    Raises what the change raises; nothing is left behind then.
    """
    try:
        _make(node, planned, fill)
        node.cluster.change(change)
    except StateNotStoredError:
        raise  # nobody knows whether the state is on disk: the next start removes the directory if it is not
    except BaseException:
        node.data.remove_index(planned.uuid)
        raise
    node.data.finish_index(planned.uuid)
    made = node.cluster.state.indices[planned.name]
    _open(node, made)
    return made


def _make(node: Node, planned: IndexMetadata, fill: Fill | None) -> None:
    try:
        path = node.data.make_index(planned.uuid)
        if fill is None:
            _make_empty(path, planned, node.config.sync)
        else:
            fill(path, planned)
        node.data.sync_index(planned.uuid)
    except OSError as error:
        raise StorageError(f"{error.strerror}: new index", index=planned.name) from error


def _make_empty(path: Path, planned: IndexMetadata, sync: bool) -> None:
    for number in range(planned.number_of_shards):
        Shard.create(path / str(number), planned.primary_terms[number], sync)


def _open(node: Node, made: IndexMetadata) -> None:
    """Opens the shards; takes the index back if that fails."""
    try:
        node.indices.get(made).shards()
    except Exception:
        node.cluster.update(lambda state: state.without_indices({made.name}))
        raise
