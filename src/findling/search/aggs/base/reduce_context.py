"""What merging partials, and building them, shares over the whole tree: the limit on buckets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from findling.base.errors import TooManyBucketsError

DEFAULT_MAX_BUCKETS: Final = 65_536


@dataclass(slots=True)
class ReduceContext:
    """What merging partials shares over the whole tree.

    max_buckets: `search.max_buckets`
    """

    max_buckets: int = DEFAULT_MAX_BUCKETS
    buckets: int = 0

    def count_buckets(self, n: int) -> None:
        """Accounts for n buckets; raises TooManyBucketsError."""
        self.buckets += n
        if self.buckets > self.max_buckets:
            raise TooManyBucketsError(
                f"Trying to create too many buckets. Must be less than or equal to: [{self.max_buckets}] but this "
                "number of buckets was exceeded. This limit can be set by changing the [search.max_buckets] cluster "
                "level setting.",
                max_buckets=self.max_buckets,
            )
