"""A shard that cannot be opened, or that takes no more operations: why, since when, when to try again."""

import time
from dataclasses import dataclass, field
from typing import Final, Self

from findling.base.errors import FindlingError
from findling.index.operations.operation import ShardId
from findling.index.storage_errors import storage_error

REMEDY: Final = (
    "bring its files back from a copy (it is tried again every 5 seconds, or at once by POST "
    "/_cluster/reroute?retry_failed=true) or delete the index"
)
_RETRY_S: Final = 5.0


@dataclass(frozen=True, slots=True)
class ShardFailure:
    """What happened to one shard.

    readable: searches still find what it held; only writes are refused
    """

    error: FindlingError
    readable: bool = False
    at_ms: int = field(default_factory=lambda: time.time_ns() // 1_000_000)
    tried_s: float = field(default_factory=time.monotonic)

    @classmethod
    def of(cls, error: FindlingError | OSError, shard_id: ShardId) -> Self:
        return cls(error if isinstance(error, FindlingError) else storage_error(error, "open", shard_id))

    @property
    def details(self) -> str:
        """What failed, and what can be done."""
        remedy = "after mending the disk, POST /_cluster/reroute?retry_failed=true" if self.readable else REMEDY
        return f"failed shard: {self.error.type}[{self.error.reason}]; {remedy}"

    def is_due(self) -> bool:
        """Whether opening may be tried again."""
        return time.monotonic() - self.tried_s >= _RETRY_S
