"""The `wait_for_active_shards` parameter: how many copies of a shard must be there before anything is done.

One node holds the primary of every shard and never a replica beside it, so that waiting for more would be in vain: what
is not there now is refused at once.
"""

from typing import Final

from findling.base.errors import IllegalArgumentError, UnavailableShardsError
from findling.cluster.index_settings import get_setting
from findling.cluster.state import IndexMetadata

ALL: Final = -1
_ACTIVE: Final = 1


def parse_active_shards(text: str) -> int:
    """Returns a number of copies, ALL for all of them. Raises IllegalArgumentError."""
    if text == "all":
        return ALL
    try:
        number = int(text)
    except ValueError as error:
        raise IllegalArgumentError(f"cannot parse ActiveShardCount[{text}]") from error
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


def are_active(index: IndexMetadata, wanted: int | None) -> bool:
    """Whether enough copies of every shard are active."""
    return needed_copies(index, wanted) <= _ACTIVE


def inactive_fault(index: IndexMetadata, shard: int, wanted: int | None, timeout: str) -> UnavailableShardsError:
    """Returns the error for a write to a shard with too few copies."""
    needed = needed_copies(index, wanted)
    shown = "ALL" if wanted == ALL else str(needed)
    return UnavailableShardsError(
        f"[{index.name}][{shard}] Not enough active copies to meet shard count of [{shown}] (have {_ACTIVE}, needed "
        f"{needed}). Timeout: [{timeout}], request: [BulkShardRequest [[{index.name}][{shard}]]]"
    )


def check_copies(number_of_replicas: int, wanted: int | None) -> None:
    """Raises IllegalArgumentError if an index that is about to be made can never have so many copies."""
    if wanted is not None and wanted > 1 + number_of_replicas:
        raise IllegalArgumentError(
            f"invalid wait_for_active_shards[{wanted}]: cannot be greater than number of shard copies "
            f"[{1 + number_of_replicas}]"
        )
