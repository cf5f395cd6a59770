"""Intervals of the values of a numeric column as it is stored: found without decoding, by a table and a few steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from findling.kernels.columns import stored_columns
from findling.search.aggs.values.stored_rows import NO_DOCS, lanes_for, presence_words

if TYPE_CHECKING:
    from findling.codec.segment_reader import NumericColumn

_MAX_SLOT_BITS: Final = 14
_MAX_STORED: Final = 1 << 32


class StoredIntervals:
    """The intervals of one column's values.

    column: as NumericValues.stored_column gives it
    edges: (n_intervals + 1,) int64, increasing values: every value of the column lies in [edges[0], edges[-1])
    """

    def __init__(self, column: NumericColumn, edges: NDArray[np.int64]) -> None:
        self._column = column
        self._docs_words = presence_words(column)
        self.n_intervals = len(edges) - 1
        # the first stored number that is not before each edge
        self._edges = np.clip(-((column.base - edges) // column.step), 0, _MAX_STORED)
        highest = (int(column.max) - column.base) // column.step if column.count else 0
        self._shift = max(highest.bit_length() - _MAX_SLOT_BITS, 0)
        starts = np.arange((highest >> self._shift) + 1, dtype=np.int64) << self._shift
        found = np.searchsorted(self._edges, starts, side="right") - 1
        self._slots = np.clip(found, 0, self.n_intervals - 1).astype(np.int32)

    def of(self, docs: NDArray[np.int32] | None) -> tuple[NDArray[np.int32], NDArray[np.int32] | None]:
        """Returns the intervals of docs and the numbers of the docs they are of, None if all have one.

        docs: (n,) int32; None: all docs of the segment
        """
        n_docs = self._column.max_doc if docs is None else len(docs)
        numbers, own = np.empty(n_docs, np.int32), np.empty(n_docs, np.int32)
        if n_docs == 0:
            return own, None
        kept = stored_columns.interval_of_stored(
            self._column.stored,
            NO_DOCS if docs is None else docs,
            self._docs_words,
            self._edges,
            self._slots,
            self._shift,
            numbers,
            own,
        )
        return (own, None) if kept == n_docs else (own[:kept], numbers[:kept])

    def counts(self, docs: NDArray[np.int32] | None) -> NDArray[np.int64]:
        """Returns how many docs are in each interval, (n_intervals,)."""
        n_docs = self._column.max_doc if docs is None else len(docs)
        lanes = lanes_for(n_docs, self.n_intervals)
        counts = np.zeros(lanes * self.n_intervals, np.int64)
        if n_docs == 0:
            return counts
        stored_columns.count_intervals(
            self._column.stored,
            NO_DOCS if docs is None else docs,
            self._docs_words,
            self._edges,
            self._slots,
            self._shift,
            self.n_intervals,
            counts,
        )
        return counts if lanes == 1 else counts.reshape(lanes, self.n_intervals).sum(axis=0)
