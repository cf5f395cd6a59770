"""Copies that are damaged, or whose disk has failed: whether another one has everything, the state without them."""

from collections.abc import Callable
from typing import Final

from findling.base.errors import CorruptIndexError, NoShardAvailableError, TranslogCorruptedError
from findling.cluster.shards.routing_table import STARTED, ShardRouting, routing_of, with_routing
from findling.cluster.state import ClusterState
from findling.index.shard import Shard
from findling.node.services.index_service import IndexService

DAMAGED: Final = (CorruptIndexError, TranslogCorruptedError)


def opened_here(service: IndexService, number: int) -> Shard:
    """Returns the copy in this node's files. Raises what is wrong with them, as well if they are known to be wrong."""
    try:
        return service.local(number)
    except NoShardAvailableError as error:
        service.drop(number)  # they may be made anew
        raise error.__cause__ or error from None


def others_in_sync(routing: ShardRouting, node: str, is_live: Callable[[str], bool]) -> list[str]:
    """Returns the nodes other than one whose copies can be read and have everything."""
    return [
        other for other in routing.in_sync if other != node and routing.copies.get(other) == STARTED and is_live(other)
    ]


def given_up(state: ClusterState, key: tuple[str, int], node: str, is_live: Callable[[str], bool]) -> ClusterState:
    """Returns the state without a node's copy of a shard; as it is if no other copy has everything."""
    routing = routing_of(state, *key)
    if node not in routing.copies or not others_in_sync(routing, node, is_live):
        return state
    return with_routing(state, {key: routing.without(node)})
