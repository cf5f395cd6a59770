"""What aggregators collect: documents of one segment, each with the bucket that it is in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

NO_BUCKETS: NDArray[np.int32] = np.empty(0, np.int32)
NO_BUCKETS.flags.writeable = False


@dataclass(frozen=True, slots=True)
class Rows:
    """Pairs of a document and a bucket.

    docs:      (size,) int32, segment-local, repeats allowed; None: every doc of the segment, 0 to size - 1
    size:      number of rows
    buckets:   (size,) int32 ordinals below n_buckets; None: all are in bucket 0
    n_buckets: bound of the ordinals given out so far
    """

    docs: NDArray[np.int32] | None
    size: int
    buckets: NDArray[np.int32] | None = None
    n_buckets: int = 1

    def doc_ids(self) -> NDArray[np.int32]:
        """Returns the docs, also where they are all docs of the segment."""
        return np.arange(self.size, dtype=np.int32) if self.docs is None else self.docs

    def docs_at(self, rows: NDArray[np.int32] | None) -> NDArray[np.int32] | None:
        """Returns the docs of the rows of these numbers; None for `rows` means all rows."""
        if rows is None:
            return self.docs
        return rows.astype(np.int32, copy=False) if self.docs is None else self.docs[rows]

    def buckets_at(self, rows: NDArray[np.int32] | None) -> NDArray[np.int32] | None:
        """Returns the buckets of the rows of these numbers; None for all in bucket 0."""
        return self.buckets if self.buckets is None or rows is None else self.buckets[rows]

    def kernel_buckets(self, rows: NDArray[np.int32] | None) -> NDArray[np.int32]:
        """Returns the buckets as the kernels take them: (n,), or (0,) for all in bucket 0."""
        buckets = self.buckets_at(rows)
        return NO_BUCKETS if buckets is None else buckets

    def select(self, rows: NDArray[np.int32] | None) -> Rows:
        """Returns the rows of these numbers, in their buckets."""
        if rows is None:
            return self
        return Rows(self.docs_at(rows), len(rows), self.buckets_at(rows), self.n_buckets)

    def into(self, rows: NDArray[np.int32] | None, buckets: NDArray[np.int32], n_buckets: int) -> Rows:
        """Returns the rows of these numbers in other buckets; buckets: one per row taken."""
        return Rows(self.docs_at(rows), len(buckets), buckets, n_buckets)
