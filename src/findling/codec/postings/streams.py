"""Streams of small numbers in blocks of 128, such as positions: see kernels/postings/positions.py for the layout.

Arrays: `<name>.words` uint32, `<name>.word_start` uint32 (n_blocks + 1).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from findling.codec.byte_strings import lengths_of
from findling.codec.segment import Segment, SegmentWriter
from findling.kernels.postings import positions as kernel

_BLOCK = 128


class StreamWriter:
    """Packs the values of a stream as they come; whole blocks at once, the rest waits for more."""

    def __init__(self) -> None:
        self._rest = np.empty(0, np.int32)
        self._words: list[NDArray[np.uint32]] = []
        self._widths: list[NDArray[np.int64]] = []
        self.count = 0

    def append(self, values: NDArray[np.int32]) -> None:
        """Adds values, none of them negative."""
        self.count += len(values)
        if len(self._rest):
            values = np.concatenate([self._rest, values])
        whole = len(values) // _BLOCK * _BLOCK
        self._pack(values[:whole])
        self._rest = values[whole:].copy()

    def finish(self, writer: SegmentWriter, name: str) -> None:
        """Writes the arrays of the stream."""
        self._pack(self._rest)
        sizes = np.concatenate([np.zeros(1, np.int64), *self._widths])
        writer.add(f"{name}.words", np.concatenate([*self._words, np.zeros(1, np.uint32)]))
        writer.add(f"{name}.word_start", np.cumsum(sizes).astype(np.uint32))

    def _pack(self, values: NDArray[np.int32]) -> None:
        if not len(values):
            return
        n_blocks = -(-len(values) // _BLOCK)
        word_start = np.empty(n_blocks + 1, np.uint32)
        words = np.empty(n_blocks * _BLOCK, np.uint32)
        n_words = kernel.encode_stream(np.ascontiguousarray(values), word_start, words)
        self._words.append(words[:n_words].copy())
        self._widths.append(lengths_of(word_start))


@dataclass(frozen=True, slots=True)
class StreamReader:
    """A packed stream.

    words: uint32, one spare word at the end; word_start: (n_blocks + 1,) uint32; the widths of the blocks follow from
        it
    """

    words: NDArray[np.uint32]
    word_start: NDArray[np.uint32]

    @classmethod
    def open(cls, segment: Segment, name: str) -> "StreamReader | None":
        """Returns the stream of that name, None if the segment has none."""
        if not segment.has(f"{name}.words"):
            return None
        return cls(segment.array(f"{name}.words"), segment.array(f"{name}.word_start"))

    def read(self, first: int, end: int) -> NDArray[np.int32]:
        """Returns the values [first, end), int32."""
        out = np.empty(end - first, np.int32)
        kernel.decode_stream(self.words, self.word_start, first, out)
        return out
