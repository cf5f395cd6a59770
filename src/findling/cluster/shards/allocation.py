"""Which node shall have which copy: a pure function from the state, and who lives, to the next state.

A copy that is lost is replaced by another at once where that one has everything, so that writes go on; a new replica is
made only after `index.unassigned.node_left.delayed_timeout`, because the node may come back with its files.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from findling.cluster.index_settings import get_setting
from findling.cluster.shards.members import DATA, members
from findling.cluster.shards.routing_table import INITIALIZING, SECTION, ShardRouting, routing_of, with_routing
from findling.cluster.state import ClusterState, IndexMetadata

_DELAY = "index.unassigned.node_left.delayed_timeout"


def allocated(state: ClusterState, live: set[str], now_ms: int) -> ClusterState:
    """Returns the state after what has to change, the very same one if nothing has.

    live: ids of the nodes that are taken to live
    """
    return _Allocator(state, live, now_ms).run()


class _Allocator:
    def __init__(self, state: ClusterState, live: set[str], now_ms: int) -> None:
        self._state = state
        self._now_ms = now_ms
        self._nodes = sorted(node.id for node in members(state).values() if node.id in live and DATA in node.roles)
        self._load: Counter[str] = Counter()
        self._of_index: Counter[tuple[str, str]] = Counter()
        self._terms: dict[str, list[int]] = {}

    def run(self) -> ClusterState:
        state = self._state
        shards = [
            (index, number, routing_of(state, index.uuid, number))
            for index in state.indices.values()
            for number in range(index.number_of_shards)
        ]
        for index, _, routing in shards:
            for node in routing.copies:
                self._count(index, node)
        changes = {(index.uuid, number): self._placed(index, number, routing) for index, number, routing in shards}
        state = self._swept(with_routing(state, changes))
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
        if routing.primary is None:
            routing = self._with_primary(index, number, routing)
        if routing.is_active:
            routing = self._with_replicas(index, routing)
        return routing

    def _without_dead(self, index: IndexMetadata, routing: ShardRouting) -> ShardRouting:
        gone = [node for node in routing.copies if node not in self._nodes]
        if not gone:
            return routing
        for node in gone:
            self._count(index, node, -1)
        return replace(
            routing,
            copies={node: state for node, state in routing.copies.items() if node not in gone},
            primary=None if routing.primary in gone else routing.primary,
            missing_since_ms=self._now_ms,
        )

    def _with_primary(self, index: IndexMetadata, number: int, routing: ShardRouting) -> ShardRouting:
        """Promotes a copy that has everything, or gives a new shard its first."""
        ready = [node for node in routing.started if node in routing.in_sync]
        back = [node for node in routing.in_sync if node in self._nodes]
        if ready:
            self._new_term(index, number)
            return replace(routing, primary=min(ready, key=lambda node: self._weight(index, node)))
        if back:
            self._new_term(index, number)
            return self._with_copy(index, replace(routing, primary=back[0]), back[0])
        if routing.fresh and self._nodes:
            node = min(self._nodes, key=lambda node: self._weight(index, node))
            return self._with_copy(index, replace(routing, primary=node, copies={}), node)
        return routing

    def _with_replicas(self, index: IndexMetadata, routing: ShardRouting) -> ShardRouting:
        wanted = 1 + index.number_of_replicas
        while len(routing.copies) > wanted:
            routing = self._with_one_less(index, routing)
        while len(routing.copies) < wanted:
            back = [node for node in self._nodes if node in routing.in_sync and node not in routing.copies]
            free = [node for node in self._nodes if node not in routing.copies]
            if not (free or back) or (not back and self._is_awaited(index, routing)):
                return routing
            node = min(back or free, key=lambda node: self._weight(index, node, routing.primary))
            routing = self._with_copy(index, routing, node)
        if all(node in routing.copies for node in routing.in_sync) and routing.missing_since_ms is None:
            return routing
        # whoever else had everything once is not waited for any more
        in_sync = tuple(node for node in routing.in_sync if node in routing.copies)
        return replace(routing, in_sync=in_sync, missing_since_ms=None)

    def _is_awaited(self, index: IndexMetadata, routing: ShardRouting) -> bool:
        if routing.missing_since_ms is None or all(node in routing.copies for node in routing.in_sync):
            return False
        delay_ms: int = get_setting(index.settings, _DELAY)
        return self._now_ms - routing.missing_since_ms < delay_ms

    def _with_one_less(self, index: IndexMetadata, routing: ShardRouting) -> ShardRouting:
        others = [node for node in routing.copies if node != routing.primary]
        node = max(others, key=lambda node: (node not in routing.started, self._weight(index, node)))
        self._count(index, node, -1)
        return routing.without(node)

    def _with_copy(self, index: IndexMetadata, routing: ShardRouting, node: str) -> ShardRouting:
        self._count(index, node)
        return replace(routing, copies={**routing.copies, node: INITIALIZING})

    def _new_term(self, index: IndexMetadata, number: int) -> None:
        terms = self._terms.setdefault(index.name, list(index.primary_terms))
        terms[number] += 1

    def _count(self, index: IndexMetadata, node: str, by: int = 1) -> None:
        self._load[node] += by
        self._of_index[index.uuid, node] += by

    def _weight(self, index: IndexMetadata, node: str, primary: str | None = None) -> tuple[int, int, int]:
        """Returns how full a node is: first with the index's own shards, then with any.

        Of equal ones the next after the primary comes first, so that replicas of a row of shards are a row again.
        """
        first = self._nodes.index(primary) + 1 if primary in self._nodes else 0
        turn = (self._nodes.index(node) - first) % len(self._nodes)
        return self._of_index[index.uuid, node], self._load[node], turn
