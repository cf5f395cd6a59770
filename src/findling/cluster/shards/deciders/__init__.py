"""Deciders: which nodes a copy may be put on, and may stay on. One file each.

A decider answers for all nodes at once (`allows`, `keeps`), and explains its answer for one.
"""

from findling.cluster.shards.deciders.awareness import Awareness
from findling.cluster.shards.deciders.decider import Decider, Decision
from findling.cluster.shards.deciders.disk_threshold import DiskThreshold
from findling.cluster.shards.deciders.enable import Enable
from findling.cluster.shards.deciders.filter import Filter
from findling.cluster.shards.deciders.node_shutdown import NodeShutdown
from findling.cluster.shards.deciders.same_shard import SameShard
from findling.cluster.shards.deciders.shards_limit import ShardsLimit
from findling.cluster.shards.deciders.throttling import Throttling

DECIDERS: tuple[Decider, ...] = (
    Enable(),
    NodeShutdown(),
    SameShard(),
    Filter(),
    DiskThreshold(),
    Throttling(),
    ShardsLimit(),
    Awareness(),
)

__all__ = ["DECIDERS", "Decider", "Decision"]
