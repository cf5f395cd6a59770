"""Lists of byte strings on disk, such as the terms of a dictionary: see kernels/terms/string_blocks.py for the layout.

Arrays: `<name>.data` uint8, `<name>.starts` uint32 (one for every 16 strings); the directory's `strings` has the
number of strings by name.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError
from findling.codec.byte_strings import ByteStrings, starts_of
from findling.codec.segment import Segment, SegmentWriter
from findling.kernels.terms import string_blocks as kernel

MAX_BYTES = 1 << 32


@dataclass(frozen=True, slots=True)
class PackedStrings:
    """A list as it is stored: count, data and starts."""

    count: int
    data: NDArray[np.uint8]
    starts: NDArray[np.int64]

    @property
    def nbytes(self) -> int:
        """How many bytes it takes on disk."""
        return self.data.nbytes + self.starts.nbytes // 2


def pack_strings(strings: ByteStrings) -> PackedStrings:
    """Returns a list as it is stored."""
    n = len(strings)
    data, starts = np.empty(len(strings.blob) + 11 * n, np.uint8), np.empty((n + 15) // 16, np.int64)
    size = kernel.encode(strings.blob, strings.starts, data, starts)
    return PackedStrings(n, data[:size], starts)


def write_strings(writer: SegmentWriter, name: str, packed: PackedStrings) -> None:
    """Writes a list; raises IllegalArgumentError if it takes more than 4 GiB."""
    if len(packed.data) >= MAX_BYTES:
        raise IllegalArgumentError(f"strings of [{name}] take more than {MAX_BYTES} bytes in one segment")
    writer.add(f"{name}.data", packed.data)
    writer.add(f"{name}.starts", packed.starts.astype(np.uint32))
    writer.meta.setdefault("strings", {})[name] = packed.count


class StringList:
    """A list on disk. Thread-safe.

    blocks: as kernels take it
    get: returns one string
    """

    get: Callable[[int], bytes]

    def __init__(self, segment: Segment, name: str) -> None:
        self._count: int = segment.meta["strings"][name]
        data, block_start = segment.array(f"{name}.data"), segment.array(f"{name}.starts")
        self.blocks = kernel.StringBlocks(data, block_start, self._count)
        self.get = self.blocks.get

    def __len__(self) -> int:
        return self._count

    def get_many(self, numbers: Sequence[int] | NDArray[np.integer]) -> list[bytes]:
        """Returns some strings."""
        which = numbers.tolist() if isinstance(numbers, np.ndarray) else numbers
        return list(map(self.blocks.get, which))

    def strings(self) -> ByteStrings:
        """Returns all strings, side by side in memory."""
        lengths = np.empty(self._count, np.int64)
        self.blocks.all_lengths(lengths)
        starts = starts_of(lengths)
        blob = np.empty(int(starts[-1]), np.uint8)
        self.blocks.all_bytes(starts, blob)
        return ByteStrings(blob, starts)
