"""Ids by number, in the order they came, and the latest number of each id: what a buffer looks ids up in."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from findling.analysis.packed_strings import PackedBytes
from findling.codec.byte_strings import ByteStrings
from findling.codec.ids import HashedIds
from findling.kernels.columns import ids as kernel

_EMPTY = 0xFFFFFFFF


def encoded_ids(ids: Sequence[str]) -> PackedBytes:
    """Returns ids as UTF-8; surrogates that stand alone stay what they are."""
    joined = "".join(ids)
    if not joined.isascii():
        return PackedBytes.of([doc_id.encode("utf-8", "surrogatepass") for doc_id in ids])
    starts = np.zeros(len(ids) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, ids), np.int64, len(ids)), out=starts[1:])
    return PackedBytes(np.frombuffer(joined.encode(), np.uint8), starts)


def hashed_ids(ids: Sequence[str]) -> HashedIds:
    """Returns ids as tables look for them."""
    return HashedIds(ByteStrings.from_list(encoded_ids(ids)))


class IdTable:
    """n ids; grows at the end."""

    def __init__(self) -> None:
        self._count = 0
        self._blob = np.empty(1 << 10, np.uint8)
        self._starts = np.zeros(1 << 7, np.int64)
        self._hashes = np.empty(1 << 7, np.uint64)
        self._slots = np.full(1 << 8, _EMPTY, np.uint32)

    def __len__(self) -> int:
        return self._count

    def append(self, ids: HashedIds) -> None:
        """Gives the next numbers to ids."""
        first, last = self._count, self._count + len(ids)
        used = int(self._starts[first])
        blob, starts = ids.strings.blob, ids.strings.starts
        self._blob = _with_room(self._blob, used + len(blob))
        self._starts = _with_room(self._starts, last + 1)
        self._hashes = _with_room(self._hashes, last)
        self._blob[used : used + len(blob)] = blob
        self._starts[first : last + 1] = starts + used
        self._hashes[first:last] = ids.hashes
        self._count = last
        if 2 * last > len(self._slots):
            self._slots = np.full(1 << (4 * last - 1).bit_length(), _EMPTY, np.uint32)
            first = 0
        kernel.insert_numbers(self._blob, self._starts, self._hashes, first, last, self._slots)

    def extend(self, later: "IdTable") -> None:
        """Gives the next numbers to the ids of another table."""
        starts = later._starts[: later._count + 1]
        self.append(HashedIds(ByteStrings(later._blob[: starts[-1]], starts)))

    def find(self, ids: HashedIds) -> npt.NDArray[np.int32] | None:
        """Returns the latest number of each id, (n,) int32, -1 where there is none; None if none is there."""
        numbers = np.empty(len(ids), np.int32)
        wanted = (ids.strings.blob, ids.strings.starts, ids.hashes)
        found = kernel.find_numbers(wanted, (self._blob, self._starts, self._hashes), self._slots, numbers)
        return numbers if found else None


def _with_room(array: npt.NDArray[np.generic], size: int) -> npt.NDArray[Any]:
    """Returns the array, or a larger one that begins with it, for at least `size` elements."""
    if size <= len(array):
        return array
    larger = np.empty(max(size, 2 * len(array)), array.dtype)
    larger[: len(array)] = array
    return larger
