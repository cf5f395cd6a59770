"""A segment that is no file: for documents that are searched once, such as those of a percolation.

The arrays are handed on as the writers of the structures made them; nothing is copied, checked or kept on a disk.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from findling.codec.field_values import FieldValues, SegmentData
from findling.codec.field_writer import write_field
from findling.codec.segment import Segment, SegmentWriter
from findling.codec.segment_reader import SegmentReader
from findling.codec.segment_writer import write_structures

_PATH = Path("_memory.seg")


class _MemoryWriter(SegmentWriter):
    """Keeps what it is given."""

    def __init__(self) -> None:
        self.path = _PATH
        self.meta: dict[str, Any] = {}
        self.kept: dict[str, NDArray[Any]] = {}

    def add(self, name: str, array: NDArray[np.generic]) -> None:
        self.kept[name] = np.ascontiguousarray(array)

    def add_chunks(self, name: str, chunks: Iterable[bytes]) -> None:
        self.kept[name] = np.frombuffer(b"".join(chunks), np.uint8)


class _MemorySegment(Segment):
    """Gives what a writer kept."""

    def __init__(self, writer: _MemoryWriter) -> None:
        self.path = _PATH
        self.meta = writer.meta
        self._kept = writer.kept
        self.size_bytes = sum(array.nbytes for array in writer.kept.values())

    def names(self) -> list[str]:
        return list(self._kept)

    def has(self, name: str) -> bool:
        return name in self._kept

    def nbytes(self, name: str) -> int:
        return self._kept[name].nbytes

    def offset(self, name: str) -> int:
        return 0

    def array(self, name: str) -> NDArray[Any]:
        return self._kept[name]

    def get(self, name: str) -> NDArray[Any] | None:
        return self._kept.get(name)

    def check(self, name: str) -> None:
        """There is nothing to compare with."""

    def verify(self) -> None:
        """There is nothing to compare with."""

    def close(self) -> None:
        """Memory goes with the last who holds it."""


def segment_in_memory(data: SegmentData) -> SegmentReader:
    """Returns a reader of a new segment; path and name mean nothing."""
    writer = _MemoryWriter()
    write_structures(writer, data)
    return SegmentReader(_MemorySegment(writer))


def field_in_memory(field: FieldValues, max_doc: int) -> SegmentReader:
    """Returns a reader that has one field of so many documents, and nothing else of them."""
    writer = _MemoryWriter()
    writer.meta |= {"max_doc": max_doc, "fields": {field.name: write_field(writer, max_doc, field)}}
    return SegmentReader(_MemorySegment(writer))
