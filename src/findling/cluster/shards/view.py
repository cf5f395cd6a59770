"""What allocation looks at: nodes in a row, and arrays that go along with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from findling.cluster.cluster_settings import cluster_setting
from findling.cluster.shards.members import DATA, Member, members
from findling.cluster.shards.routing_table import INITIALIZING, SECTION, ShardRouting
from findling.cluster.shards.shutdowns import Shutdown, shutdowns
from findling.cluster.state import ClusterState, IndexMetadata

Mask = NDArray[np.bool_]
Counts = NDArray[np.int64]
Disks = Mapping[str, tuple[int, int]]
"""Node id -> (total, free) bytes, of those that have told."""


@dataclass(frozen=True, slots=True)
class ShardCopy:
    """A copy that is to be placed. moves_from: the node that it leaves, None if it is a new one"""

    index: IndexMetadata
    number: int
    routing: ShardRouting
    primary: bool = False
    moves_from: str | None = None

    @property
    def label(self) -> str:
        return f"[{self.index.name}][{self.number}]"


class AllocationView:
    """The cluster while its shards are allocated.

    nodes: those that live and hold data, sorted by id; all arrays have one entry for each
    load: copies; incoming, outgoing: copies that are being made there, and from there
    """

    def __init__(self, state: ClusterState, live: set[str], disks: Disks | None = None) -> None:
        self.state = state
        known = members(state)
        self.nodes: list[Member] = sorted(
            (node for node in known.values() if node.id in live and DATA in node.roles), key=lambda node: node.id
        )
        self.place = {node.id: place for place, node in enumerate(self.nodes)}
        self.disks: Disks = disks or {}
        self.shutdowns: dict[str, Shutdown] = shutdowns(state)
        self.load = self.zeros()
        self.incoming = self.zeros()
        self.outgoing = self.zeros()
        self.of_index: dict[str, Counts] = {}
        self._settings: dict[str, Any] = {}
        self._given: dict[str, dict[str, str]] = {}
        self._count()

    def zeros(self) -> Counts:
        return np.zeros(len(self.nodes), np.int64)

    def all(self) -> Mask:
        return np.ones(len(self.nodes), np.bool_)

    def setting(self, name: str) -> Any:
        """Returns a cluster setting below `cluster.routing`."""
        if name not in self._settings:
            self._settings[name] = cluster_setting(self.state, f"cluster.routing.{name}")
        return self._settings[name]

    def given(self, prefix: str) -> dict[str, str]:
        """Returns the cluster settings that begin with a prefix, without it."""
        found = self._given.get(prefix)
        if found is None:
            both = {**self.state.persistent, **self.state.transient}
            found = {key[len(prefix) :]: str(value) for key, value in both.items() if key.startswith(prefix)}
            self._given[prefix] = found
        return found

    def counts_of(self, index: IndexMetadata) -> Counts:
        """Returns the copies of one index by node."""
        found = self.of_index.get(index.uuid)
        if found is None:
            found = self.of_index[index.uuid] = self.zeros()
        return found

    def add(self, index: IndexMetadata, node: str, by: int = 1) -> None:
        """Counts a copy more, or one less."""
        place = self.place.get(node)
        if place is not None:
            self.load[place] += by
            self.counts_of(index)[place] += by

    def recovers(self, routing: ShardRouting, node: str, by: int = 1) -> None:
        """Counts a copy that is made from the primary's."""
        if node in self.place:
            self.incoming[self.place[node]] += by
        if routing.primary in self.place and routing.primary != node:
            self.outgoing[self.place[routing.primary]] += by

    def _count(self) -> None:
        table: Mapping[str, Any] = self.state.custom.get(SECTION, {})
        for index in self.state.indices.values():
            counts = None
            for body in table.get(index.uuid, {}).values():
                for node, copy in body["copies"].items():
                    place = self.place.get(node)
                    if place is None:
                        continue
                    if counts is None:
                        counts = self.counts_of(index)
                    counts[place] += 1
                    if copy == INITIALIZING and not body["fresh"]:
                        self.incoming[place] += 1
                        primary = self.place.get(body["primary"])
                        if primary is not None and primary != place:
                            self.outgoing[primary] += 1
        for counts in self.of_index.values():
            self.load += counts
