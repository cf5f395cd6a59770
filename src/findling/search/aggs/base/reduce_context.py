"""What merging partials, and building them, shares over the whole tree: the limit on buckets."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from findling.base.errors import TooManyBucketsError
from findling.base.work.breakers import MemoryAccount, unlimited_account
from findling.search.context import DEFAULT_MAX_BUCKETS

# a bucket of a partial result: key, count and the partials inside
_BYTES_PER_BUCKET: Final = 400


@dataclass(slots=True)
class ReduceContext:
    """What merging partials shares over the whole tree.

    max_buckets: `search.max_buckets`
    account: the memory that the search may use
    share: of the documents that were sampled, below random_sampler; None: all were
    """

    max_buckets: int = DEFAULT_MAX_BUCKETS
    account: MemoryAccount = field(default_factory=unlimited_account)
    buckets: int = 0
    share: float | None = None

    def count_buckets(self, n: int) -> None:
        """Accounts for n buckets of the answer. Raises TooManyBucketsError and CircuitBreakingError."""
        self.note_buckets(n)
        self.account_partials(n)

    def account_partials(self, n: int) -> None:
        """Accounts for the memory of n buckets in a partial result. Raises CircuitBreakingError."""
        self.account.add(n * _BYTES_PER_BUCKET, "<reduce_aggs>")

    def expect_partials(self, n: int) -> None:
        """Raises CircuitBreakingError if n buckets of a partial result, which are not made yet, do not fit."""
        self.account.expect(n * _BYTES_PER_BUCKET, "<reduce_aggs>")

    def note_buckets(self, n: int) -> None:
        """Counts n buckets, whose memory is accounted for elsewhere. Raises TooManyBucketsError."""
        self.buckets += n
        if self.buckets > self.max_buckets:
            raise TooManyBucketsError(
                f"Trying to create too many buckets. Must be less than or equal to: [{self.max_buckets}] but this "
                "number of buckets was exceeded. This limit can be set by changing the [search.max_buckets] cluster "
                "level setting.",
                max_buckets=self.max_buckets,
            )
