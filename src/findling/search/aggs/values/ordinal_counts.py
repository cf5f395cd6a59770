"""How often each term of a field comes up in some documents, without numbering rows by bucket.

Three ways with the same result: the document frequencies of the postings where all documents of a segment match, a
table of counts where they are many, and the sorted list of their ordinals where they are few.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.runs import run_starts
from findling.kernels.columns import aggs
from findling.search.aggs.base.reductions import add_counts_of

if TYPE_CHECKING:
    from findling.search.aggs.base.aggregator import Leaf
    from findling.search.aggs.values.ordinal_values import OrdinalValues

# a table has room for this many terms per matching document
_TERMS_PER_DOC: Final = 4
_ALWAYS_TABLE: Final = 1 << 10
_MIN_RADIX_ROWS: Final = 1 << 10
_MAX_DIGIT_BITS: Final = 12

# ordinals, increasing, and their counts
Counted = tuple[NDArray[np.int64], NDArray[np.int64]]


class OrdinalCounts:
    """Counts per ordinal.

    expected_docs: about how many documents will match, which decides for table or list
    """

    def __init__(self, values: OrdinalValues, expected_docs: int) -> None:
        self._values = values
        self._has_table = values.n_ords <= max(_ALWAYS_TABLE, _TERMS_PER_DOC * expected_docs)
        self._table: NDArray[np.int64] | None = None
        self._frequencies: NDArray[Any] | None = None
        self._listed: list[NDArray[np.int32]] = []

    def add(self, leaf: Leaf, docs: NDArray[np.int32] | None) -> int:
        """Counts the terms of docs, all of the segment for None; returns the bytes of memory newly taken."""
        if docs is None and self._add_frequencies(leaf):
            return 0
        if self._has_table:
            return self._add_to_table(leaf, docs)
        ords, _ = self._values.read(leaf, docs)
        self._listed.append(ords)
        return ords.nbytes

    def top(self, least: int, size: int) -> tuple[NDArray[np.int64], NDArray[np.int64], int]:
        """Returns the first ordinals by count, of at least `least`, their counts, and the sum of all counts."""
        if self._listed or not self._has_table:
            ordered = self._sorted()
            if self._frequencies is None and self._table is None:
                top, counts = np.empty(size, np.int64), np.empty(size, np.int64)
                found = aggs.top_runs(ordered, least, top, counts)
                return top[:found], counts[:found], len(ordered)
        return top_counts(self._counts(), least, size)

    def all(self) -> Counted:
        """Returns the ordinals that came up."""
        if self._frequencies is None and self._table is None:
            ordered = self._sorted()
            first = np.flatnonzero(run_starts(ordered))
            return ordered[first].astype(np.int64), np.diff(np.append(first, len(ordered)))
        counts = self._counts()
        ords = np.flatnonzero(counts)
        return ords, counts[ords].astype(np.int64)

    def _add_frequencies(self, leaf: Leaf) -> bool:
        """Takes the document frequencies of a segment, if there are such and the table is not in use yet."""
        frequencies = self._values.doc_frequencies(leaf)
        if frequencies is None or self._frequencies is not None or self._table is not None:
            return False
        if len(frequencies) != self._values.n_ords:
            return False
        self._frequencies = frequencies
        return True

    def _add_to_table(self, leaf: Leaf, docs: NDArray[np.int32] | None) -> int:
        taken = 0
        if self._table is None:
            # entry 0 counts documents without a value
            self._table = np.zeros(self._values.n_ords + 1, np.int64)
            taken = self._table.nbytes
        column = self._values.plain_column(leaf)
        if column is not None:
            add_counts_of(column.ords, docs, len(column.dictionary) + 1, self._table)
            return taken
        ords, _ = self._values.read(leaf, docs)
        add_counts_of(ords, None, self._values.n_ords, self._table[1:])
        return taken

    def _sorted(self) -> NDArray[np.int32]:
        """Returns the ordinals listed, sorted."""
        listed = self._listed
        if not listed:
            return np.empty(0, np.int32)
        ordered = sorted_ords(listed[0] if len(listed) == 1 else np.concatenate(listed), self._values.n_ords)
        self._listed = [ordered]
        return ordered

    def _counts(self) -> NDArray[np.generic]:
        """Returns a count for every ordinal."""
        counts = [] if self._table is None else [self._table[1:]]
        if self._frequencies is not None:
            counts.append(self._frequencies)
        if self._listed:
            counts.append(np.bincount(self._sorted(), minlength=self._values.n_ords))
        if not counts:
            return np.zeros(self._values.n_ords, np.int64)
        if len(counts) == 1:
            return counts[0]
        total: NDArray[np.int64] = np.sum([part.astype(np.int64) for part in counts], axis=0)
        return total


def sorted_ords(ords: NDArray[np.int32], n_ords: int) -> NDArray[np.int32]:
    """Returns ordinals below n_ords sorted; may change `ords`, (n,) int32."""
    digit_bits = -(-max(n_ords.bit_length(), 2) // 2)
    if len(ords) < max(_MIN_RADIX_ROWS, (1 << digit_bits) // 4) or digit_bits > _MAX_DIGIT_BITS:
        ords.sort()
    else:
        aggs.sort_ords(ords, np.empty_like(ords), np.empty(1 << digit_bits, np.intp), 2)
    return ords


def top_counts(counts: NDArray[np.generic], least: int, size: int) -> tuple[NDArray[np.int64], NDArray[np.int64], int]:
    """Returns the first `size` ordinals by count, of at least `least`, their counts, and the sum of all counts."""
    top, top_of = np.empty(size, np.int64), np.empty(size, np.int64)
    found, total = aggs.top_counts(np.ascontiguousarray(counts), least, top, top_of)
    return top[:found], top_of[:found], total
