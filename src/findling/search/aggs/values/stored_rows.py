"""Figures of rows over a numeric column as it is stored, without decoding it: the short way for plain whole numbers.

`docs` is None for all docs of the segment; there must be at least one row.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.runs import run_starts
from findling.kernels.columns import stored_columns
from findling.search.aggs.base.rows import NO_BUCKETS, OrdinalRows, Rows

if TYPE_CHECKING:
    from findling.codec.segment_reader import NumericColumn

NO_DOCS: Final = NO_BUCKETS
_ALL_PRESENT: Final[NDArray[np.uint64]] = np.empty(0, np.uint64)
_LANES = 4
_MAX_LANED_BUCKETS = 4096
_MIN_LANED_ROWS = 4096
_BLOCK_DOCS = 1 << 16
_WORD_BITS = 64
_LOW_VALUES = 1 << 14
_MIN_COUNTED = 1 << 15


def presence_words(column: NumericColumn) -> NDArray[np.uint64]:
    """Returns the presence of a column as the kernels take it."""
    return _ALL_PRESENT if column.presence is None else column.presence.words


def sums_fit(column: NumericColumn, n_rows: int) -> bool:
    """Tells whether no sum of that many values can leave int64."""
    return max(abs(int(column.min)), abs(int(column.max))) * n_rows < 2**63


def counts_and_sums(
    column: NumericColumn, rows: Rows | OrdinalRows, n_docs: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Returns the number of values per bucket and their exact sums, both (n_buckets,); see sums_fit."""
    by_ordinal = isinstance(rows, OrdinalRows)
    # a column's ordinal 0 is that of docs without one
    n = rows.n_buckets + by_ordinal
    lanes = lanes_for(n_docs, n)
    figures = np.zeros((2, lanes * n), np.int64)
    counts, sums = figures
    docs = NO_DOCS if rows.docs is None else rows.docs
    if isinstance(rows, OrdinalRows):
        stored_columns.sum_by_ords(column.stored, rows.ords, docs, presence_words(column), n, counts, sums)
    else:
        buckets = NO_BUCKETS if rows.buckets is None else rows.buckets
        stored_columns.sum_stored(column.stored, docs, presence_words(column), buckets, n, counts, sums)
    if lanes > 1:
        counts, sums = figures.reshape(2, lanes, n).sum(axis=1)
    if by_ordinal:
        counts, sums = counts[1:], sums[1:]
    if column.step != 1:
        sums = sums * column.step
    # what overflows on the way comes back: the result fits, and int64 wraps around
    return counts, sums + counts * column.base if column.base else sums


def lanes_for(n_rows: int, n_buckets: int) -> int:
    """Returns in how many lanes to count: several only pay where many rows meet in the same buckets."""
    return _LANES if n_rows >= max(_MIN_LANED_ROWS, n_buckets) and n_buckets <= _MAX_LANED_BUCKETS else 1


def present_values(column: NumericColumn, docs: NDArray[np.int32] | None) -> Iterator[NDArray[Any]]:
    """Yields the stored numbers of the docs that have one, in order, block by block."""
    n_docs = column.max_doc if docs is None else len(docs)
    for low in range(0, n_docs, _BLOCK_DOCS):
        block = slice(low, low + _BLOCK_DOCS)
        stored = column.stored[block] if docs is None else column.stored
        some = NO_DOCS if docs is None else docs[block]
        if column.presence is None:
            yield stored if docs is None else stored[some]
            continue
        words = column.presence.words
        if docs is None:
            words = words[low // _WORD_BITS : (low + _BLOCK_DOCS) // _WORD_BITS]
        out = np.empty(min(n_docs - low, _BLOCK_DOCS), stored.dtype)
        yield out[: stored_columns.gather_stored(stored, some, words, out)]


def distribution(
    column: NumericColumn, docs: NDArray[np.int32] | None
) -> tuple[NDArray[Any], NDArray[np.int64] | None]:
    """Returns the values of docs in increasing order, and how often each comes up, None for once each.

    Values that are low as they are stored, most of them in most columns, are counted instead of sorted.
    """
    blocks = list(present_values(column, docs))
    if sum(map(len, blocks)) < _MIN_COUNTED:
        stored = blocks[0] if len(blocks) == 1 else np.concatenate([column.stored[:0], *blocks])
        return column.decode(np.sort(stored)), None
    lanes = np.zeros(_LANES * _LOW_VALUES, np.uint32)
    scratch = np.empty(_BLOCK_DOCS, column.stored.dtype)
    high = [scratch[: stored_columns.count_low(block, lanes, scratch)].copy() for block in blocks]
    low_counts = lanes.reshape(_LANES, _LOW_VALUES).sum(axis=0, dtype=np.int64)
    low = np.flatnonzero(low_counts)
    ordered = np.sort(np.concatenate([scratch[:0], *high]))
    first = np.flatnonzero(run_starts(ordered))
    counts = np.concatenate((low_counts[low], np.diff(np.append(first, len(ordered)))))
    return column.decode(np.concatenate((low.astype(ordered.dtype), ordered[first]))), counts
