"""No two copies of a shard on one node, nor, if that is wanted, on one host."""

from findling.cluster.shards.deciders.decider import Decider
from findling.cluster.shards.view import AllocationView, Mask, ShardCopy


class SameShard(Decider):
    """`cluster.routing.allocation.same_shard.host` looks at hosts too."""

    name = "same_shard"

    def allows(self, view: AllocationView, copy: ShardCopy) -> Mask:
        allowed = view.all()
        for node in copy.routing.copies:
            place = view.place.get(node)
            if place is not None:
                allowed[place] = False
        if view.setting("allocation.same_shard.host"):
            taken = {view.nodes[view.place[node]].host for node in copy.routing.copies if node in view.place}
            for place, member in enumerate(view.nodes):
                allowed[place] &= member.host not in taken or member.id == copy.moves_from
        return allowed

    def says(self, view: AllocationView, copy: ShardCopy, place: int, allowed: bool) -> str:
        if allowed:
            return "this node does not hold a copy of this shard"
        node = view.nodes[place]
        if node.id not in copy.routing.copies:
            return (
                f"cannot allocate to node [{node.id}] because a copy of this shard is already allocated to a node on "
                f"this host address [{node.host}], and [cluster.routing.allocation.same_shard.host] is [true] which "
                "forbids more than one node on each host from holding a copy of this shard"
            )
        kind = "[P]" if node.id == copy.routing.primary else "[R]"
        where = f"{copy.label}, node[{node.id}], {kind}, s[{copy.routing.copies[node.id].upper()}]"
        return f"a copy of this shard is already allocated to this node [{where}]"
