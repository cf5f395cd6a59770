"""The one door through which metadata changes."""

import threading
from collections.abc import Callable
from dataclasses import replace

from findling.base.work.current import unstopped
from findling.cluster.cluster_blocks import check_cluster_blocks, cluster_read_only
from findling.cluster.graphql_paths import check_paths
from findling.cluster.state import ClusterState
from findling.cluster.state_store import ClusterStateStore

Change = Callable[[ClusterState], ClusterState]
Listener = Callable[[ClusterState, ClusterState], None]


class ClusterService:
    """Holds the current state, applies changes to it one after another and tells listeners.

    A change is a pure function of the state; it may run again if somebody else stored a newer state in between.
    Listeners run inside the lock, in the order of the versions, after the state is durable.

    is_copy: the state follows what somebody else publishes: no client changes it, not even its blocks
    published: waits until the other nodes know a state that a client is told of
    """

    is_copy = False

    def __init__(self, store: ClusterStateStore) -> None:
        self._store = store
        self._state = store.load()
        self._listeners: list[Listener] = []
        self._lock = threading.RLock()
        self.published: Callable[[ClusterState], None] = lambda state: None

    @property
    def state(self) -> ClusterState:
        return self._state

    def listen(self, listener: Listener) -> None:
        self._listeners.append(listener)

    def change(self, change: Change, deletes: bool = False) -> ClusterState:
        """Applies a change that a client asks for, as `update`. Raises ClusterBlockError if the cluster is read-only.

        deletes: the change deletes indices
        """
        self.check_blocks(deletes)
        return self._changed(change)

    def check_blocks(self, deletes: bool = False) -> None:
        """Raises ClusterBlockError if the cluster is read-only. deletes: for what deletes indices"""
        if self.is_copy:
            raise cluster_read_only()
        check_cluster_blocks(self._state, deletes)

    def change_blocks(self, change: Change) -> ClusterState:
        """Applies a change of blocks that a client asks for, which blocks let pass. Raises ClusterBlockError."""
        if self.is_copy:
            raise cluster_read_only()
        return self._changed(change)

    def _changed(self, change: Change) -> ClusterState:
        state = self.update(change)
        self.published(state)
        return state

    def check_writes(self) -> None:
        """Raises ClusterBlockError if writes are blocked, StateNotStoredError while a start may find another state."""
        self._store.settle()
        check_cluster_blocks(self._state)

    def update(self, change: Change) -> ClusterState:
        """Applies a change and returns the state that holds it.

        What the change raises passes through, nothing is stored.
        """
        with self._lock:
            while True:
                before = self._state
                after = change(before)
                if after is before:
                    return before
                check_paths(before, after)
                after = replace(after, version=before.version + 1)
                if self._store.compare_and_set(before.version, after):
                    break
                self._take_over(self._store.load())
            self._take_over(after)
            return after

    def follow(self, state: ClusterState) -> None:
        """Takes over a state that another node has stored; older ones than the present are passed by."""
        with self._lock:
            self._take_over(state)

    def _take_over(self, after: ClusterState) -> None:
        before = self._state
        if after.version <= before.version:
            return
        self._state = after
        with unstopped():  # what is stored is known to all, whoever goes away meanwhile
            for listener in self._listeners:
                listener(before, after)
