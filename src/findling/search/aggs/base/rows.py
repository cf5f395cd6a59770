"""What aggregators collect: documents of one segment, each with the bucket that it is in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from findling.kernels.columns import aggs

NO_BUCKETS: NDArray[np.int32] = np.empty(0, np.int32)
NO_BUCKETS.flags.writeable = False


@dataclass(slots=True)
class Rows:
    """Pairs of a document and a bucket. Not to be changed; unfrozen only because that costs less.

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

    def select(self, rows: NDArray[np.int32] | None) -> Rows:
        """Returns the rows of these numbers, in their buckets."""
        if rows is None:
            return self
        return Rows(self.docs_at(rows), len(rows), self.buckets_at(rows), self.n_buckets)

    def into(self, rows: NDArray[np.int32] | None, buckets: NDArray[np.int32], n_buckets: int) -> Rows:
        """Returns the rows of these numbers in other buckets; buckets: one per row taken."""
        return Rows(self.docs_at(rows), len(buckets), buckets, n_buckets)


def distinct_docs(rows: Rows) -> tuple[NDArray[np.int32], NDArray[np.intp] | None]:
    """Returns the documents of rows, ascending, each once, and the place of each row's; None for the rows' own."""
    docs = rows.doc_ids()
    if rows.docs is None or bool((docs[1:] > docs[:-1]).all()):
        return docs, None
    return np.unique(docs, return_inverse=True)


class OrdinalRows:
    """Documents of one segment, each in the bucket that a column of ordinals says; put down row by row only on demand.

    docs: (n_docs,) int32, or None for all docs of the segment; documents without an ordinal are in no bucket
    ords: (max_doc,) narrow unsigned, bucket + 1, 0 where a document has none
    """

    __slots__ = ("_plain", "docs", "n_buckets", "n_docs", "ords")

    def __init__(
        self, docs: NDArray[np.int32] | None, n_docs: int, ords: NDArray[np.unsignedinteger], n_buckets: int
    ) -> None:
        self.docs = docs
        self.n_docs = n_docs
        self.ords = ords
        self.n_buckets = n_buckets
        self._plain: Rows | None = None

    def plain(self) -> Rows:
        """Returns the same as rows."""
        if self._plain is None:
            numbers, buckets = with_ordinal(self.ords, self.docs)
            self._plain = Rows(self.docs, self.n_docs).into(numbers, buckets, self.n_buckets)
        return self._plain


def with_ordinal(
    ords: NDArray[np.unsignedinteger], docs: NDArray[np.int32] | None
) -> tuple[NDArray[np.int32] | None, NDArray[np.int32]]:
    """Returns the numbers of the docs that have an ordinal, None if all have, and their ordinals.

    ords: (max_doc,), ordinal + 1, 0 for none
    """
    n_docs = len(ords) if docs is None else len(docs)
    numbers, found = np.empty(n_docs, np.int32), np.empty(n_docs, np.int32)
    if docs is None:
        kept = aggs.present_ords(ords, numbers, found)
    else:
        kept = aggs.gather_present(ords, docs, numbers, found)
    return (None, found) if kept == n_docs else (numbers[:kept], found[:kept])
