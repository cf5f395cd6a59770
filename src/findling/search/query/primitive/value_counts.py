"""How many documents have which values of a numeric column, so that ranges are counted without a scan.

Made for a column of a segment only after many counts, since it needs a sort, and only where few values are distinct.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from findling.codec.columns.numeric import NumericColumn
    from findling.codec.segment_reader import SegmentReader

# sorting costs as much as so many scans, more or less
_WORTHWHILE: Final = 16
_MAX_DISTINCT: Final = 1 << 18
_LIMIT_BYTES: Final = 32 << 20
_MIN_DOCS: Final = 10_000


class ValueCounts:
    """Distinct stored values of a single-valued column, and how many documents have one below each.

    values: (n,) increasing; below: (n + 1,) int64
    """

    def __init__(self, column: NumericColumn) -> None:
        stored = column.stored if column.presence is None else column.stored[column.presence.to_docs()]
        self.values, counts = np.unique(stored, return_counts=True)
        self.below: NDArray[np.int64] = np.concatenate([[0], np.cumsum(counts)])

    def within(self, low: Any, high: Any) -> int:
        """Returns how many documents have a stored value within [low, high]."""
        if low > high:
            return 0
        first, end = np.searchsorted(self.values, low), np.searchsorted(self.values, high, side="right")
        return int(self.below[end] - self.below[first])

    @property
    def nbytes(self) -> int:
        """Bytes of memory."""
        return self.values.nbytes + self.below.nbytes


class ValueCountCache:
    """The counts of columns that are asked for often, within a budget of bytes; safe for threads.

    worthwhile: after how many requests the counts of a column are made
    """

    def __init__(
        self, limit_bytes: int = _LIMIT_BYTES, worthwhile: int = _WORTHWHILE, min_docs: int = _MIN_DOCS
    ) -> None:
        self._limit_bytes = limit_bytes
        self._worthwhile = worthwhile
        self._min_docs = min_docs
        self._lock = threading.Lock()
        self._requests: WeakKeyDictionary[SegmentReader, dict[str, int]] = WeakKeyDictionary()
        self._made: WeakKeyDictionary[SegmentReader, dict[str, ValueCounts]] = WeakKeyDictionary()

    def get(self, reader: SegmentReader, field: str, column: NumericColumn) -> ValueCounts | None:
        """Returns the counts of a column, None if they are not there (yet)."""
        if column.starts is not None or column.max_doc < self._min_docs:
            return None
        with self._lock:
            made = self._made.get(reader)
            if made is not None and field in made:
                return made[field]
            requests = self._requests.setdefault(reader, {})
            requests[field] = requests.get(field, 0) + 1
            if requests[field] != self._worthwhile:
                return None
        counts = ValueCounts(column)
        if len(counts.values) > _MAX_DISTINCT:
            return None
        with self._lock:
            if counts.nbytes + self.nbytes() <= self._limit_bytes:
                self._made.setdefault(reader, {})[field] = counts
        return counts

    def nbytes(self) -> int:
        """Bytes of memory that are in use."""
        return sum(counts.nbytes for made in self._made.values() for counts in made.values())


VALUE_COUNTS: Final = ValueCountCache()
