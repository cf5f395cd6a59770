"""What the disk does, in the words of the API."""

import errno
from typing import Final

from findling.base.errors import DiskFullError, FindlingError, StorageError, UnavailableShardsError
from findling.index.operations.operation import ShardId

FULL_DISK: Final = (errno.ENOSPC, errno.EDQUOT)


def storage_error(error: OSError, what: str, shard_id: ShardId) -> FindlingError:
    """Returns the error for a write or read that failed; its cause tells what the system said.

    A full disk has the answer of an index over the flood stage: clients know to try again.
    """
    fault = StorageError(f"{error.strerror}: {what}", **shard_id.error_metadata())
    fault.__cause__ = error
    if error.errno not in FULL_DISK:
        return fault
    full = DiskFullError(
        f"index [{shard_id.index}] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, index "
        "has read-only-allow-delete block];",
        index=shard_id.index,
    )
    full.__cause__ = fault
    return full


def shard_failed(shard_id: ShardId, failure: Exception) -> UnavailableShardsError:
    """Returns the error for operations on a shard that takes no more of them."""
    error = UnavailableShardsError(
        f"[{shard_id.index}][{shard_id.number}] primary shard is not active", **shard_id.error_metadata()
    )
    error.__cause__ = failure
    return error
