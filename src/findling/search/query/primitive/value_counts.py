"""How many documents have which values of a numeric column, so that ranges are counted without a scan.

Made for a column of a segment, and for those of a whole snapshot, only after many counts, since it needs a sort, and
only where few values are distinct.
"""

from __future__ import annotations

import threading
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from findling.base.runs import run_starts

if TYPE_CHECKING:
    from findling.codec.columns.numeric import NumericColumn
    from findling.codec.segment_reader import SegmentReader
    from findling.search.snapshot import Snapshot

# sorting costs as much as so many scans, more or less
_WORTHWHILE: Final = 16
_MAX_DISTINCT: Final = 1 << 18
_LIMIT_BYTES: Final = 32 << 20
_MIN_DOCS: Final = 10_000


class ValueCounts:
    """Distinct values of a single-valued column, and how many documents have one below each.

    values: (n,) increasing, NaN last; counts: (n,) documents that have each
    """

    def __init__(self, values: NDArray[Any], counts: NDArray[np.integer]) -> None:
        self.values = values
        self.below: NDArray[np.int64] = np.concatenate([[0], np.cumsum(counts)])
        # NaN is within no range; of views single numbers are had fast
        self._end = len(values) - int(len(values) > 0 and values[-1] != values[-1])
        self._values, self._below = values.data, self.below.data

    @classmethod
    def of_column(cls, column: NumericColumn) -> ValueCounts:
        """Returns the counts of the stored values of a column."""
        stored = column.stored if column.presence is None else column.stored[column.presence.to_docs()]
        return cls(*np.unique(stored, return_counts=True))

    @classmethod
    def of_parts(cls, parts: Sequence[ValueCounts], values: Sequence[NDArray[np.int64]]) -> ValueCounts:
        """Returns the counts of several columns together.

        values: what the values of each part stand for, increasing
        """
        joined = np.concatenate([np.empty(0, np.int64), *values])
        order = np.argsort(joined, kind="stable")
        ordered = joined[order]
        counts = np.concatenate([np.empty(0, np.int64), *[np.diff(part.below) for part in parts]])[order]
        first = np.flatnonzero(run_starts(ordered))
        return cls(ordered[first], np.add.reduceat(counts, first) if len(first) else counts)

    def within(self, low: Any, high: Any) -> int:
        """Returns how many documents have a value within [low, high]."""
        if low > high:
            return 0
        first = bisect_left(self._values, low, 0, self._end)
        return self._below[bisect_right(self._values, high, first, self._end)] - self._below[first]

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
        self._requests: WeakKeyDictionary[SegmentReader | Snapshot, dict[str, int]] = WeakKeyDictionary()
        self._made: WeakKeyDictionary[SegmentReader | Snapshot, dict[str, ValueCounts]] = WeakKeyDictionary()

    def get(self, reader: SegmentReader, field: str, column: NumericColumn) -> ValueCounts | None:
        """Returns the counts of the stored values of a column, None if they are not there (yet)."""
        if column.starts is not None or column.max_doc < self._min_docs:
            return None
        return self._wanted(reader, field, lambda: ValueCounts.of_column(column))

    def of_snapshot(self, snapshot: Snapshot, field: str) -> ValueCounts | None:
        """Returns the counts of the whole numbers of a field in all segments, None if they are not there (yet)."""
        if not snapshot.is_visible or snapshot.max_doc < self._min_docs:
            return None
        # those of segments may not have been there the last time
        return self._wanted(snapshot, field, lambda: self._joined(snapshot, field), again=True)

    def _wanted(
        self,
        holder: SegmentReader | Snapshot,
        field: str,
        make: Callable[[], ValueCounts | None],
        again: bool = False,
    ) -> ValueCounts | None:
        """Returns what was made for a field, and makes it once it is asked for often enough.

        again: it is tried again after as many requests if it could not be made or kept
        """
        with self._lock:
            made = self._made.get(holder)
            if made is not None and field in made:
                return made[field]
            requests = self._requests.setdefault(holder, {})
            requests[field] = requests.get(field, 0) + 1
            if requests[field] != self._worthwhile:
                return None
            if again:
                requests[field] = 0
        counts = make()
        if counts is not None:
            self._keep(holder, field, counts)
        return counts

    def _keep(self, holder: SegmentReader | Snapshot, field: str, counts: ValueCounts) -> None:
        with self._lock:
            if len(counts.values) <= _MAX_DISTINCT and counts.nbytes + self.nbytes() <= self._limit_bytes:
                self._made.setdefault(holder, {})[field] = counts

    def _joined(self, snapshot: Snapshot, field: str) -> ValueCounts | None:
        """Returns the counts of all segments together; None if these are not single whole numbers, or too many."""
        parts, values, n_distinct = [], [], 0
        for segment in snapshot.segments:
            column = segment.reader.numeric(field)
            if column is None or column.count == 0:
                continue
            if column.starts is not None or column.kind == "double" or n_distinct > _MAX_DISTINCT:
                return None
            part = self._part(segment.reader, field, column)
            if part is None:
                return None
            parts.append(part)
            values.append(column.decode(parts[-1].values))
            n_distinct += len(values[-1])
        return ValueCounts.of_parts(parts, values)

    def _part(self, reader: SegmentReader, field: str, column: NumericColumn) -> ValueCounts | None:
        """Returns the counts of a segment for those of all; None if they have been made before, and not kept."""
        if column.max_doc < self._min_docs:
            return ValueCounts.of_column(column)
        with self._lock:
            found = self._made.get(reader, {}).get(field)
            requests = self._requests.setdefault(reader, {})
            if found is not None or requests.get(field, 0) >= self._worthwhile:
                return found
            requests[field] = self._worthwhile
        counts = ValueCounts.of_column(column)
        self._keep(reader, field, counts)
        return counts

    def nbytes(self) -> int:
        """Bytes of memory that are in use."""
        return sum(counts.nbytes for made in self._made.values() for counts in made.values())


VALUE_COUNTS: Final = ValueCountCache()
