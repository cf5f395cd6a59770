"""Copies that have to leave their nodes, and copies that move so that all nodes have about as much."""

from collections.abc import Iterator
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from findling.cluster.shards.deciders import DECIDERS
from findling.cluster.shards.deciders.disk_threshold import below_high
from findling.cluster.shards.routing_table import SECTION, STARTED, ShardRouting
from findling.cluster.shards.view import AllocationView, ShardCopy
from findling.cluster.state import IndexMetadata

_PREFIX: Final = "allocation.balance."
_ANY: Final = ("index.routing.allocation.include.", "index.routing.allocation.exclude.",
               "index.routing.allocation.require.", "index.routing.allocation.total_shards_per_node")  # fmt: skip
_TIER: Final = "_tier_preference"


class Allocation(Protocol):
    """What moves are begun in. changes: the shards that have changed so far"""

    view: AllocationView
    changes: dict[tuple[str, int], ShardRouting]

    def routing(self, index: IndexMetadata, number: int) -> ShardRouting:
        """Returns where a shard is by now."""

    def move(self, copy: ShardCopy, source: str, target: str) -> None:
        """Begins to move a copy."""

    def best(self, copy: ShardCopy) -> str | None:
        """Returns the allowed node of the least weight, None if none is allowed."""


class Balance:
    """Begins moves. The weight of a node is Elasticsearch's: its copies, and those of the index, by two factors."""

    def __init__(self, allocator: Allocation) -> None:
        self._allocator = allocator
        view = allocator.view
        self._shard = _factor(view, "shard", 0.45)
        self._index = _factor(view, "index", 0.55)
        self._threshold = max(_factor(view, "threshold", 1.0), 1.0)

    def weights(self, index: IndexMetadata) -> NDArray[np.float64]:
        """Returns the weights of all nodes for a copy of an index."""
        view = self._allocator.view
        found: NDArray[np.float64] = self._shard * view.load + self._index * view.counts_of(index)
        return found

    def run(self) -> None:
        """Moves what may not stay, then, if nothing else is under way, what makes nodes too unequal."""
        view = self._allocator.view
        if len(view.nodes) < 2:
            return
        for copy, source in list(self._unwelcome()):
            self._move_away(copy, source)
        if view.setting("rebalance.enable") != "none" and not self._allocator.changes:
            self._rebalance()

    # what may not stay

    def _unwelcome(self) -> Iterator[tuple[ShardCopy, str]]:
        """Yields the copies that can be read, and may not stay where they are."""
        view = self._allocator.view
        table = view.state.custom.get(SECTION, {})
        everywhere = self._is_filtered(view)
        for index in view.state.indices.values():
            if not everywhere and not any(key.startswith(_ANY) and _TIER not in key for key in index.settings):
                continue
            for text in table.get(index.uuid, {}):
                routing = self._allocator.routing(index, int(text))
                copy = ShardCopy(index, int(text), routing)
                kept = view.all()
                for decider in DECIDERS:
                    kept &= decider.keeps(view, copy)
                for node in routing.started:
                    if node in view.place and not kept[view.place[node]] and node not in routing.moves.values():
                        yield copy, node

    def _is_filtered(self, view: AllocationView) -> bool:
        """Whether something about the whole cluster may drive copies away."""
        prefix = "cluster.routing.allocation."
        given = view.given(prefix)
        if any(key.startswith(("include.", "exclude.", "require.", "total_shards_per_node")) for key in given):
            return True
        if any(shutdown.empties_node for shutdown in view.shutdowns.values()):
            return True
        return not below_high(view).all()

    def _move_away(self, copy: ShardCopy, source: str) -> None:
        routing = self._allocator.routing(copy.index, copy.number)
        if not routing.is_active or len(routing.moves) > 0:
            return
        moving = ShardCopy(copy.index, copy.number, routing, source == routing.primary, moves_from=source)
        target = self._allocator.best(moving)
        if target is not None:
            self._allocator.move(moving, source, target)

    # balance

    def _rebalance(self) -> None:
        view = self._allocator.view
        limit = int(view.setting("allocation.cluster_concurrent_rebalance"))
        under_way = sum(len(body.get("moves", ())) for shards in view.state.custom.get(SECTION, {}).values()
                        for body in shards.values())  # fmt: skip
        left = limit - under_way if limit >= 0 else 1 << 30
        if left <= 0 or not self._is_uneven():
            return
        held = self._held()
        while left > 0 and self._move_one(held):
            left -= 1

    def _is_uneven(self) -> bool:
        load = self._allocator.view.load
        return self._shard * float(load.max() - load.min()) > self._threshold

    def _held(self) -> dict[int, list[tuple[IndexMetadata, int]]]:
        """Returns the shards that have copies on each node, by its place."""
        view = self._allocator.view
        found: dict[int, list[tuple[IndexMetadata, int]]] = {}
        for index in view.state.indices.values():
            if index.settings.get("index.routing.rebalance.enable", "all") == "none":
                continue
            for text, body in view.state.custom.get(SECTION, {}).get(index.uuid, {}).items():
                for node, state in body["copies"].items():
                    if state == STARTED and node in view.place:
                        found.setdefault(view.place[node], []).append((index, int(text)))
        return found

    def _move_one(self, held: dict[int, list[tuple[IndexMetadata, int]]]) -> bool:
        """Begins the move of one copy from the fullest node that one can leave. Returns whether there was any."""
        view = self._allocator.view
        if not self._is_uneven():
            return False
        lowest = float(view.load.min())
        for source in np.argsort(-view.load, kind="stable").tolist():
            if self._shard * (view.load[source] - lowest) <= self._threshold:
                return False
            for index, number in sorted(held.get(source, ()), key=lambda one: -int(view.counts_of(one[0])[source])):
                if self._moved(index, number, source):
                    return True
        return False

    def _moved(self, index: IndexMetadata, number: int, source: int) -> bool:
        view = self._allocator.view
        routing, node = self._allocator.routing(index, number), view.nodes[source].id
        if not routing.is_active or routing.moves or routing.copies.get(node) != STARTED:
            return False
        if not self._may(index, routing, node):
            return False
        copy = ShardCopy(index, number, routing, node == routing.primary, moves_from=node)
        target = self._allocator.best(copy)
        if target is None:
            return False
        weights = self.weights(index)
        # what is gained: the node that gives has one less, the other one more
        if weights[source] - weights[view.place[target]] - (self._shard + self._index) <= 0:
            return False
        self._allocator.move(copy, node, target)
        return True

    def _may(self, index: IndexMetadata, routing: ShardRouting, node: str) -> bool:
        kinds = {
            str(self._allocator.view.setting("rebalance.enable")),
            str(index.settings.get("index.routing.rebalance.enable", "all")),
        }
        if "none" in kinds:
            return False
        is_primary = routing.primary == node
        return not ("primaries" in kinds and not is_primary) and not ("replicas" in kinds and is_primary)


def _factor(view: AllocationView, name: str, default: float) -> float:
    found = view.given("cluster.routing.allocation.balance.").get(name)
    return default if found is None else float(found)
