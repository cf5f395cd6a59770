"""How many copies may be made at a time, to and from a node."""

from findling.cluster.shards.deciders.decider import THROTTLE, Decider
from findling.cluster.shards.view import AllocationView, Mask, ShardCopy

_PREFIX = "cluster.routing.allocation."
_BOTH = "node_concurrent_recoveries"


class Throttling(Decider):
    """`node_concurrent_incoming_recoveries`, `..outgoing..`. A new shard's first copy is empty, and never waits."""

    name = "throttling"
    refuses = THROTTLE

    def _limit(self, view: AllocationView, direction: str) -> int:
        given = view.given(_PREFIX)
        key = f"node_concurrent_{direction}_recoveries"
        if key not in given and _BOTH in given:
            return int(given[_BOTH])
        return int(view.setting(f"allocation.{key}"))

    def _source(self, view: AllocationView, copy: ShardCopy) -> int | None:
        return None if copy.routing.primary is None else view.place.get(copy.routing.primary)

    def allows(self, view: AllocationView, copy: ShardCopy) -> Mask:
        if copy.primary and copy.moves_from is None:
            return view.all()
        allowed = view.incoming < self._limit(view, "incoming")
        source = self._source(view, copy)
        if source is not None and view.outgoing[source] >= self._limit(view, "outgoing"):
            allowed[:] = False
        return allowed

    def says(self, view: AllocationView, copy: ShardCopy, place: int, allowed: bool) -> str:
        incoming, outgoing = self._limit(view, "incoming"), self._limit(view, "outgoing")
        source = self._source(view, copy)
        leaving = 0 if source is None else int(view.outgoing[source])
        if allowed:
            return (
                f"below shard recovery limit of outgoing: [{leaving} < {outgoing}] incoming: "
                f"[{int(view.incoming[place])} < {incoming}]"
            )
        if source is not None and leaving >= outgoing:
            return self._reached(
                "outgoing", leaving, outgoing, f" on the node [{view.nodes[source].id}] which holds the primary"
            )
        return self._reached("incoming", int(view.incoming[place]), incoming, "")

    def _reached(self, direction: str, count: int, limit: int, where: str) -> str:
        key = f"{_PREFIX}node_concurrent_{direction}_recoveries"
        return (
            f"reached the limit of {direction} shard recoveries [{count}]{where}, cluster setting [{key}={limit}] (can "
            f"also be set via [{_PREFIX}{_BOTH}])"
        )
