"""Numbers that every document has: sequence number, primary term, version.

Stored as runs in which the number stays the same or grows by one from each document to the next, as in segments made of
few others; otherwise as a numeric column. A single run takes no array. Arrays:

    <name>/runs.first   int32 (n_runs), increasing from 0, first document of each run
    <name>/runs.number  narrow uint (n_runs), its number less the smallest
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from findling.codec.columns.numeric import NumericColumn, write_numeric
from findling.codec.narrow import narrow_unsigned
from findling.codec.segment import Segment, SegmentWriter

_RUN_BYTES = 12


def write_doc_numbers(writer: SegmentWriter, name: str, numbers: NDArray[np.int64]) -> dict[str, object]:
    """Writes the number of each document, (max_doc,), and returns the meta data that DocNumbers.open needs."""
    slope, first = min((_runs(numbers, slope) for slope in (0, 1)), key=lambda found: len(found[1]))
    if _RUN_BYTES * len(first) >= len(numbers) > 1:  # a column takes at least a byte for each
        return write_numeric(writer, name, len(numbers), np.arange(len(numbers), dtype=np.int32), numbers)
    base = int(numbers.min()) if len(numbers) else 0
    meta = {"encoding": "runs", "slope": slope, "base": base, "max": int(numbers.max()) if len(numbers) else -1}
    meta["start"] = int(numbers[0]) if len(numbers) else -1
    if len(first) > 1:
        writer.add(f"{name}/runs.first", first)
        writer.add(f"{name}/runs.number", narrow_unsigned(numbers[first] - base))
    return meta


def _runs(numbers: NDArray[np.int64], slope: int) -> tuple[int, NDArray[np.int32]]:
    """Returns the slope, and the first document of each run of that slope."""
    breaks = np.flatnonzero(numbers[1:] - numbers[:-1] != slope)
    return slope, np.append(np.int32(0), breaks.astype(np.int32) + np.int32(1))


class DocNumbers:
    """A number of every document, such as its version: an int64 array that is decoded only where it is looked at.

    `numbers[doc]` is an int, `numbers[docs]` an int64 array; NumPy functions take the whole as an int64 array.
    """

    def __init__(self, column: "NumericColumn | _Runs", max_doc: int, low: int, high: int) -> None:
        self._column = column
        self._low, self._high = low, high
        self.shape = (max_doc,)
        self.dtype = np.dtype(np.int64)

    @classmethod
    def open(cls, segment: Segment, name: str, max_doc: int) -> "DocNumbers":
        """Returns the numbers that write_doc_numbers wrote."""
        meta = segment.meta[name]
        if meta["encoding"] == "runs":
            return cls(_Runs(segment, name, meta), max_doc, meta["base"], meta["max"])
        column = NumericColumn.open(segment, name, max_doc, meta, None)
        return cls(column, max_doc, int(column.min), int(column.max))

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, docs: Any) -> Any:
        if isinstance(docs, (int, np.integer)):
            return int(self._numbers(np.array([docs], np.int32))[0])
        if isinstance(docs, slice) or np.asarray(docs).dtype == np.bool_:
            docs = np.arange(len(self), dtype=np.int32)[docs]
        return self._numbers(np.asarray(docs))

    def as_column(self) -> NumericColumn:
        """Returns the numbers as the column of a field that every document has one value of."""
        if isinstance(self._column, NumericColumn):
            return self._column
        stored, count = narrow_unsigned(np.asarray(self) - self._low), len(self)
        return NumericColumn("long", stored, self._low, 1, None, None, count, count, self._low, self._high)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        return self._numbers(np.arange(len(self), dtype=np.int32)).astype(dtype or np.int64, copy=False)

    def max(self) -> int:
        """Returns the largest number, -1 if there are no documents."""
        return self._high if len(self) else -1

    def min(self) -> int:
        """Returns the smallest number, -1 if there are no documents."""
        return self._low if len(self) else -1

    def _numbers(self, docs: NDArray[np.integer]) -> NDArray[np.int64]:
        if isinstance(self._column, _Runs):
            return self._column.numbers(docs)
        numbers: NDArray[np.int64] = self._column.decode(self._column.stored[docs])
        return numbers


class _Runs:
    """The runs of one column."""

    def __init__(self, segment: Segment, name: str, meta: dict[str, Any]) -> None:
        first, number = segment.get(f"{name}/runs.first"), segment.get(f"{name}/runs.number")
        self._slope: int = meta["slope"]
        self._first: NDArray[np.int32] = np.zeros(1, np.int32) if first is None else first
        self._number: NDArray[np.int64] = (
            np.full(1, meta["start"], np.int64) if number is None else number.astype(np.int64) + meta["base"]
        )

    def numbers(self, docs: NDArray[np.integer]) -> NDArray[np.int64]:
        """Returns the numbers of some documents."""
        runs = np.searchsorted(self._first, docs, side="right") - 1
        if not self._slope:
            return self._number[runs]
        found: NDArray[np.int64] = self._number[runs] + (docs - self._first[runs])
        return found
