"""The `wait_for_active_shards` parameter: how many copies of a shard must be there before anything is done.

A node that is alone holds the primary of every shard and never a replica beside it. What is not there now can only come
about by somebody asking for fewer replicas, or less to wait for, in the meantime. In a cluster copies come and go.
"""

import time
from dataclasses import dataclass
from typing import Final

from findling.base.errors import IllegalArgumentError, NumberFormatError, UnavailableShardsError
from findling.cluster.index_settings import get_setting
from findling.cluster.state import IndexMetadata
from findling.node.services.node import Node

ALL: Final = -1
_ACTIVE: Final = 1
_POLL_S: Final = 0.05


def parse_active_shards(text: str) -> int:
    """Returns a number of copies, ALL for all of them. Raises IllegalArgumentError."""
    if text == "all":
        return ALL
    try:
        number = int(text)
    except ValueError:
        cause = NumberFormatError.of(text)
        raise IllegalArgumentError(f"cannot parse ActiveShardCount[{text}]") from cause
    if number < 0:
        raise IllegalArgumentError("shard count cannot be a negative value")
    return number


def needed_copies(index: IndexMetadata, wanted: int | None) -> int:
    """Returns how many copies of each shard are asked for.

    wanted: as parsed; None leaves it to `index.write.wait_for_active_shards`
    """
    if wanted is None:
        wanted = parse_active_shards(str(get_setting(index.settings, "index.write.wait_for_active_shards")))
    return 1 + index.number_of_replicas if wanted == ALL else wanted


def active_copies(node: Node, index: IndexMetadata) -> int:
    """Returns how many copies each shard has at least that are active."""
    placement = node.indices.placement
    return _ACTIVE if placement is None else placement.active_copies(index)


def are_active(node: Node, index: IndexMetadata, wanted: int | None) -> bool:
    """Whether enough copies of every shard are active."""
    needed = needed_copies(index, wanted)
    return needed <= _ACTIVE or needed <= active_copies(node, index)


@dataclass(frozen=True, slots=True)
class ActiveShards:
    """What a request waits for before it is answered.

    wanted: copies of each shard, as parsed; None leaves it to `index.write.wait_for_active_shards`
    """

    wanted: int | None = None
    timeout_ms: int = 0

    def reached(self, node: Node, index: IndexMetadata) -> bool:
        """Returns whether enough copies of every shard are active, or become so before the time is up.

        If they are, all nodes know of them. index: as it is now; False if it is deleted meanwhile
        """
        deadline = time.monotonic() + self.timeout_ms / 1000
        current: IndexMetadata | None = index
        while current is not None and current.uuid == index.uuid:
            if are_active(node, current, self.wanted):
                node.cluster.published(node.cluster.state)
                return True
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            time.sleep(min(_POLL_S, left))
            current = node.cluster.state.indices.get(index.name)
        return False


AT_ONCE: Final = ActiveShards()


def inactive_fault(
    index: IndexMetadata, shard: int, wanted: int | None, timeout: str, writes: str
) -> UnavailableShardsError:
    """Returns the error for a write to a shard with too few copies. writes: what was to be written"""
    needed = needed_copies(index, wanted)
    shown = "ALL" if wanted == ALL else str(needed)
    return UnavailableShardsError(
        f"[{index.name}][{shard}] Not enough active copies to meet shard count of [{shown}] (have {_ACTIVE}, needed "
        f"{needed}). Timeout: [{timeout}], request: [BulkShardRequest [[{index.name}][{shard}]] containing {writes}]"
    )


def check_copies(number_of_replicas: int, wanted: int | None) -> None:
    """Raises IllegalArgumentError if an index that is about to be made can never have so many copies."""
    if wanted is not None and wanted > 1 + number_of_replicas:
        raise IllegalArgumentError(
            f"invalid wait_for_active_shards[{wanted}]: cannot be greater than number of shard copies "
            f"[{1 + number_of_replicas}]"
        )
