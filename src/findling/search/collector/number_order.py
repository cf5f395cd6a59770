"""The order of documents by one number each, in all segments of a snapshot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from findling.kernels.search.doc_filter import ColumnTable
from findling.kernels.search.sorted_docs import first_by_number

if TYPE_CHECKING:
    from findling.search.query.plan import Check, SnapshotDocs
    from findling.search.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class NumberOrder:
    """Documents by the numbers of their column, equal ones by document.

    missing: the number of documents without one; is_double: whether numbers are float64, else int64
    """

    columns: ColumnTable
    descending: bool
    missing: float
    is_double: bool

    def first(
        self, snapshot: Snapshot, found: SnapshotDocs | None, k: int, check: Check
    ) -> tuple[NDArray[np.int64], NDArray[Any]]:
        """Returns the first k documents, by their numbers in the shard, and what they are ordered by.

        found: the documents that take part, None: all visible ones
        The second array, (n,) int64 or float64, is not decreasing, whatever the order asked for.
        """
        docs = np.empty(k, np.int64)
        keys: NDArray[Any] = np.empty(k, np.float64 if self.is_double else np.int64)
        listed, ends = (None, _NO_ENDS) if found is None else (found.docs, found.ends)
        n = first_by_number(
            snapshot.table, self.columns, ends, listed, self.descending, self.missing, keys, docs, check
        )
        keys = keys[:n]
        if self.descending:
            keys = -keys if self.is_double else ~keys
        return docs[:n], keys


_NO_ENDS: NDArray[np.int64] = np.empty(0, np.int64)
