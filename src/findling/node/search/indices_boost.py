"""Which shards have their scores boosted by a request's `indices_boost`."""

from findling.cluster.access import under
from findling.cluster.name_resolution import IndicesOptions, resolve_names
from findling.node.search.shard_targets import ShardTarget
from findling.node.services.node import Node
from findling.search.indices_boost import IndicesBoost


def set_boosts(node: Node, boosts: IndicesBoost, targets: list[ShardTarget], options: IndicesOptions) -> None:
    """Gives each target the factor of the first entry that means its index. Raises IndexNotFoundError."""
    factors: dict[str, float] = {}
    for name, factor in boosts:
        with under(None):  # what is not searched may be named
            indices = resolve_names(node.cluster.state, name, options, node.clock.now_ms())
        for index in indices:
            factors.setdefault(index.name, factor)
    for target in targets:
        target.boost = factors.get(target.index, 1.0)
