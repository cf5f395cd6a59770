"""Puts a new index on disk: data first, then the state that names it.

A process that dies in between leaves a directory of no index, which the next start removes; an index that the state
names has all its shards, with all their documents.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol

from findling.base.errors import IndexGoneError, StateNotStoredError, StorageError
from findling.cluster.service import ClusterService
from findling.cluster.state import ClusterState, IndexMetadata
from findling.index.shard import Shard
from findling.node.services.index_directories import IndexDirectories
from findling.node.services.indices import Indices

_PRIMARIES_S: Final = 30.0

Fill = Callable[[Path, IndexMetadata], None]
"""Directory of an index, its metadata: makes the shards in it, named by their numbers."""


Store = Callable[[Callable[[ClusterState], ClusterState]], ClusterState]


class IndexHome(Protocol):
    """Where indices are: a node has those of clients, and system indices beside them."""

    @property
    def data(self) -> IndexDirectories: ...

    @property
    def cluster(self) -> ClusterService: ...

    @property
    def indices(self) -> Indices: ...


def add_index(
    home: IndexHome,
    planned: IndexMetadata,
    change: Callable[[ClusterState], ClusterState],
    fill: Fill | None = None,
    store: Store | None = None,
) -> IndexMetadata:
    """Makes the shards of an index, then applies the change that adds it to the state; returns it as it was stored.

    Whoever deletes it at once may come before this returns.
    fill: makes the shards; without it they are empty
    store: applies the change; without it blocks of the cluster forbid it
    Raises what the change raises; nothing is left behind then.
    """
    placement, stored = home.indices.placement, store or home.cluster.change
    try:
        if placement is None or fill is not None:
            _make(home, planned, fill)
        if placement is None:
            state = stored(change)
        else:
            state = stored(lambda state: placement.place(change(state), planned, fill is not None))
    except StateNotStoredError:
        raise  # nobody knows whether the state is on disk: the next start removes the directory if it is not
    except BaseException:
        home.data.remove_index(planned.uuid)
        raise
    home.data.finish_index(planned.uuid)
    if placement is not None:
        placement.wait_for_primaries(planned, _PRIMARIES_S)
    made = state.indices[planned.name]
    _open(home, made)
    return made


def _make(home: IndexHome, planned: IndexMetadata, fill: Fill | None) -> None:
    try:
        path = home.data.make_index(planned.uuid)
        if fill is None:
            _make_empty(path, planned, home.data.sync)
        else:
            fill(path, planned)
        home.data.sync_index(planned.uuid)
    except OSError as error:
        raise StorageError(f"{error.strerror}: new index", index=planned.name) from error


def _make_empty(path: Path, planned: IndexMetadata, sync: bool) -> None:
    for number in range(planned.number_of_shards):
        Shard.create(path / str(number), planned.primary_terms[number], sync)


def _open(home: IndexHome, made: IndexMetadata) -> None:
    """Opens the shards; takes the index back if that fails."""

    def taken_back(state: ClusterState) -> ClusterState:
        current = state.indices.get(made.name)
        return state if current is None or current.uuid != made.uuid else state.without_indices({made.name})

    try:
        home.indices.get(made).shards()
    except IndexGoneError:
        return  # somebody has deleted or closed it already
    except Exception:
        home.cluster.update(taken_back)
        raise
