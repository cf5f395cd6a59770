"""Nodes that are about to be removed get nothing, and give away what they have."""

from findling.cluster.shards.deciders.decider import Decider
from findling.cluster.shards.shutdowns import REPLACE
from findling.cluster.shards.view import AllocationView, Mask, ShardCopy


class NodeShutdown(Decider):
    """See `findling.cluster.shards.shutdowns`."""

    name = "node_shutdown"
    is_steady = True

    def allows(self, view: AllocationView, copy: ShardCopy) -> Mask:
        allowed = view.all()
        targets = {}
        for node, shutdown in view.shutdowns.items():
            if shutdown.empties_node and node in view.place:
                allowed[view.place[node]] = False
            if shutdown.type == REPLACE and shutdown.target is not None:
                targets[shutdown.target] = node
        for place, member in enumerate(view.nodes):
            # what replaces another gets that one's copies only
            if member.name in targets and copy.moves_from != targets[member.name]:
                allowed[place] = False
        return allowed

    def keeps(self, view: AllocationView, copy: ShardCopy) -> Mask:
        kept = view.all()
        for node, shutdown in view.shutdowns.items():
            if shutdown.empties_node and node in view.place:
                kept[view.place[node]] = False
        return kept

    def says(self, view: AllocationView, copy: ShardCopy, place: int, allowed: bool) -> str:
        node = view.nodes[place].id
        if node not in view.shutdowns:
            return "no nodes are shutting down" if allowed else f"node [{node}] is replacing a node"
        if allowed:
            return f"node [{node}] is preparing to restart, but will remain in the cluster"
        return f"node [{node}] is preparing to be removed from the cluster"
