"""Which node shall have which copy: a pure function from the state, and who lives, to the next state.

A copy that is lost is replaced by another at once where that one has everything, so that writes go on; a new replica is
made only after `index.unassigned.node_left.delayed_timeout`, because the node may come back with its files. Deciders
say where a copy may be; of the nodes that are left the one with the least weight gets it. A copy that moves is made on
its new node first; the old one goes when the new one can be read.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import numpy as np

from findling.cluster.index_settings import get_setting
from findling.cluster.shards.balance import Balance
from findling.cluster.shards.deciders import DECIDERS
from findling.cluster.shards.routing_table import (
    INITIALIZING,
    NOWHERE,
    SECTION,
    STARTED,
    ShardRouting,
    with_routing,
)
from findling.cluster.shards.shutdowns import DEFAULT_DELAY_MS, RESTART
from findling.cluster.shards.view import AllocationView, Disks, Mask, ShardCopy
from findling.cluster.state import ClusterState, IndexMetadata

_DELAY: Final = "index.unassigned.node_left.delayed_timeout"
Key = tuple[str, int]


def allocated(state: ClusterState, live: set[str], now_ms: int, disks: Disks | None = None) -> ClusterState:
    """Returns the state after what has to change, the very same one if nothing has.

    live: ids of the nodes that are taken to live; disks: what is known of theirs
    """
    return Allocator(AllocationView(state, live, disks), now_ms).run()


class Allocator:
    """Allocates the shards of a view's state. `run`, once."""

    def __init__(self, view: AllocationView, now_ms: int) -> None:
        self.view = view
        self._now_ms = now_ms
        self._terms: dict[str, list[int]] = {}
        self._steady: dict[object, Mask] = {}
        self.changes: dict[Key, ShardRouting] = {}
        self.balance = Balance(self)

    def run(self) -> ClusterState:
        state = self.view.state
        table: Mapping[str, Any] = state.custom.get(SECTION, {})
        for index in state.indices.values():
            bodies = table.get(index.uuid, {})
            wanted = 1 + index.number_of_replicas
            for number in range(index.number_of_shards):
                body = bodies.get(str(number))
                if body is None or self._needs_work(body, wanted):
                    before = NOWHERE if body is None else ShardRouting.from_json(body)
                    self._change(index, number, before, self._placed(index, number, before))
        self.balance.run()
        return self._with_terms(self._swept(with_routing(state, self.changes)))

    def routing(self, index: IndexMetadata, number: int) -> ShardRouting:
        """Returns where a shard is by now."""
        found = self.changes.get((index.uuid, number))
        if found is None:
            body = self.view.state.custom.get(SECTION, {}).get(index.uuid, {}).get(str(number))
            found = NOWHERE if body is None else ShardRouting.from_json(body)
        return found

    def move(self, copy: ShardCopy, source: str, target: str) -> None:
        """Begins to move a copy."""
        routing = self._with_copy(copy.index, copy.routing, target)
        routing = replace(routing, moves={**routing.moves, target: source})
        self.changes[copy.index.uuid, copy.number] = routing

    def allowed(self, copy: ShardCopy) -> Mask:
        """Returns the nodes that all deciders allow."""
        key = copy.index.uuid, copy.primary, copy.routing.fresh, copy.moves_from
        allowed = self._steady.get(key)
        if allowed is None:
            allowed = self.view.all()
            for decider in DECIDERS:
                if decider.is_steady:
                    allowed &= decider.allows(self.view, copy)
            self._steady[key] = allowed
        for decider in DECIDERS:
            if not decider.is_steady:
                allowed = allowed & decider.allows(self.view, copy)
        return allowed

    def best(self, copy: ShardCopy) -> str | None:
        """Returns the allowed node of the least weight, None if none is allowed."""
        allowed = self.allowed(copy)
        if not allowed.any():
            return None
        weights = np.where(allowed, self.balance.weights(copy.index), np.inf)
        primary = self.view.place.get(copy.routing.primary or "", -1)
        # of equal ones the next after the primary, so that replicas of a row of shards are a row again
        weights = np.roll(weights, -(primary + 1))
        return self.view.nodes[(int(weights.argmin()) + primary + 1) % len(weights)].id

    def _needs_work(self, body: Mapping[str, Any], wanted: int) -> bool:
        copies = body["copies"]
        if len(copies) != wanted or body["primary"] is None or body["missing_since_ms"] is not None:
            return True
        place = self.view.place
        return any(node not in place for node in copies) or len(body["in_sync"]) > len(copies) or "moves" in body

    def _change(self, index: IndexMetadata, number: int, before: ShardRouting, after: ShardRouting) -> None:
        if after is not before:
            self.changes[index.uuid, number] = after

    def _with_terms(self, state: ClusterState) -> ClusterState:
        for name, terms in self._terms.items():
            index = state.indices[name]
            state = state.with_index(replace(index, primary_terms=tuple(terms), version=index.version + 1))
        return state

    def _swept(self, state: ClusterState) -> ClusterState:
        """Returns the state without places of indices that are gone."""
        table: Mapping[str, object] = state.custom.get(SECTION, {})
        known = {index.uuid for index in state.indices.values()}
        if table.keys() <= known:
            return state
        kept = {uuid: body for uuid, body in table.items() if uuid in known}
        return replace(state, custom={**state.custom, SECTION: kept})

    def _placed(self, index: IndexMetadata, number: int, routing: ShardRouting) -> ShardRouting:
        routing = self._without_dead(index, routing)
        routing = self._moved(index, number, routing)
        if routing.primary is None:
            routing = self._with_primary(index, number, routing)
        if routing.is_active:
            routing = self._with_replicas(index, number, routing)
        return routing

    def _without_dead(self, index: IndexMetadata, routing: ShardRouting) -> ShardRouting:
        gone = [node for node in routing.copies if node not in self.view.place]
        if not gone:
            return routing
        kept = {target: source for target, source in routing.moves.items() if target not in gone and source not in gone}
        # a copy that was on its way to a dead node has not left its place yet
        only_moved = all(node in routing.moves for node in gone)
        return replace(
            routing,
            copies={node: state for node, state in routing.copies.items() if node not in gone},
            primary=None if routing.primary in gone else routing.primary,
            missing_since_ms=routing.missing_since_ms if only_moved else self._now_ms,
            moves=kept,
        )

    def _moved(self, index: IndexMetadata, number: int, routing: ShardRouting) -> ShardRouting:
        """Takes away what has moved: its new copy can be read."""
        for target, source in routing.moves.items():
            if routing.copies.get(target) != STARTED:
                continue
            left = {other: origin for other, origin in routing.moves.items() if other != target}
            if routing.primary == source:
                self._new_term(index, number)
                routing = replace(routing, primary=target)
            self.view.add(index, source, -1)
            routing = replace(routing.without(source), moves=left)
        return routing

    def _with_primary(self, index: IndexMetadata, number: int, routing: ShardRouting) -> ShardRouting:
        """Promotes a copy that has everything, or gives a new shard its first."""
        ready = [node for node in routing.started if node in routing.in_sync]
        back = [node for node in routing.in_sync if node in self.view.place]
        if ready:
            self._new_term(index, number)
            return replace(routing, primary=min(ready, key=self._load))
        if back:
            self._new_term(index, number)
            return self._with_copy(index, replace(routing, primary=back[0]), back[0])
        if routing.fresh:
            node = self.best(ShardCopy(index, number, routing, primary=True))
            if node is not None:
                return self._with_copy(index, replace(routing, primary=node, copies={}), node)
        return routing

    def _load(self, node: str) -> int:
        return int(self.view.load[self.view.place[node]])

    def _with_replicas(self, index: IndexMetadata, number: int, routing: ShardRouting) -> ShardRouting:
        wanted = 1 + index.number_of_replicas
        while len(routing.copies) - len(routing.moves) > wanted:
            routing = self._with_one_less(index, routing)
        while len(routing.copies) - len(routing.moves) < wanted:
            node = self._next_replica(index, number, routing)
            if node is None:
                return routing
            routing = self._with_copy(index, routing, node)
        if all(node in routing.copies for node in routing.in_sync) and routing.missing_since_ms is None:
            return routing
        # whoever else had everything once is not waited for any more
        in_sync = tuple(node for node in routing.in_sync if node in routing.copies)
        return replace(routing, in_sync=in_sync, missing_since_ms=None)

    def _next_replica(self, index: IndexMetadata, number: int, routing: ShardRouting) -> str | None:
        """Returns the node for one more replica: one that has its files still, else the best one once it is time."""
        back = [node for node in routing.in_sync if node in self.view.place and node not in routing.copies]
        if back:
            return min(back, key=self._load)
        if self.is_awaited(index, routing):
            return None
        return self.best(ShardCopy(index, number, routing))

    def is_awaited(self, index: IndexMetadata, routing: ShardRouting) -> bool:
        """Whether a node that has left may come back with its copy."""
        if routing.missing_since_ms is None or all(node in routing.copies for node in routing.in_sync):
            return False
        return self._now_ms - routing.missing_since_ms < self._delay_ms(index, routing)

    def _delay_ms(self, index: IndexMetadata, routing: ShardRouting) -> int:
        delay: int = get_setting(index.settings, _DELAY)
        for node in routing.in_sync:
            shutdown = self.view.shutdowns.get(node)
            if node not in routing.copies and shutdown is not None and shutdown.type == RESTART:
                told = shutdown.allocation_delay_ms
                delay = max(delay, DEFAULT_DELAY_MS if told is None else told)
        return delay

    def _with_one_less(self, index: IndexMetadata, routing: ShardRouting) -> ShardRouting:
        others = [node for node in routing.copies if node != routing.primary]
        node = max(others, key=lambda node: (node not in routing.started, self._load(node)))
        self.view.add(index, node, -1)
        moves = {target: source for target, source in routing.moves.items() if node not in (target, source)}
        return replace(routing.without(node), moves=moves)

    def _with_copy(self, index: IndexMetadata, routing: ShardRouting, node: str) -> ShardRouting:
        self.view.add(index, node)
        if not routing.fresh:
            self.view.recovers(routing, node)
        return replace(routing, copies={**routing.copies, node: INITIALIZING})

    def _new_term(self, index: IndexMetadata, number: int) -> None:
        terms = self._terms.setdefault(index.name, list(index.primary_terms))
        terms[number] += 1
