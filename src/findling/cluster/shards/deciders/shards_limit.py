"""How many copies a node may hold, of one index and of all."""

import numpy as np

from findling.cluster.shards.deciders.decider import Decider
from findling.cluster.shards.view import AllocationView, Mask, ShardCopy

_INDEX = "index.routing.allocation.total_shards_per_node"


class ShardsLimit(Decider):
    """`total_shards_per_node` of the index and of the cluster; not above zero: no limit."""

    name = "shards_limit"

    def _limits(self, view: AllocationView, copy: ShardCopy) -> tuple[int, int]:
        return int(copy.index.settings.get(_INDEX, -1)), int(view.setting("allocation.total_shards_per_node"))

    def allows(self, view: AllocationView, copy: ShardCopy) -> Mask:
        of_index, of_cluster = self._limits(view, copy)
        allowed = view.all()
        if of_index > 0:
            allowed &= view.counts_of(copy.index) < of_index
        if of_cluster > 0:
            allowed &= view.load < of_cluster
        return allowed

    def keeps(self, view: AllocationView, copy: ShardCopy) -> Mask:
        of_index, of_cluster = self._limits(view, copy)
        kept = np.ones(len(view.nodes), np.bool_)
        if of_index > 0:
            kept &= view.counts_of(copy.index) <= of_index
        if of_cluster > 0:
            kept &= view.load <= of_cluster
        return kept

    def says(self, view: AllocationView, copy: ShardCopy, place: int, allowed: bool) -> str:
        of_index, of_cluster = self._limits(view, copy)
        load, own = int(view.load[place]), int(view.counts_of(copy.index)[place])
        if of_index <= 0 and of_cluster <= 0:
            return f"total shard limits are disabled: [index: {of_index}, cluster: {of_cluster}] <= 0"
        if allowed:
            return (
                f"the shard count [{own}] for this node is under the index limit [{of_index}] and cluster level node "
                f"limit [{of_cluster}]"
            )
        if of_cluster > 0 and load >= of_cluster:
            return (
                f"too many shards [{load}] allocated to this node, cluster setting "
                f"[cluster.routing.allocation.total_shards_per_node={of_cluster}]"
            )
        return (
            f"too many shards [{own}] allocated to this node for index [{copy.index.name}], index setting "
            f"[{_INDEX}={of_index}]"
        )
