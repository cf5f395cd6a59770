"""Lists of byte strings as two arrays, and how to sort them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Self

import numpy as np
from numpy.typing import NDArray

from findling.analysis.packed_strings import PackedBytes
from findling.kernels.terms import terms as kernel


@dataclass(frozen=True, slots=True)
class ByteStrings:
    """n byte strings, one after the other.

    blob: (n_bytes,) uint8
    starts: (n + 1,) int64, where each string starts in blob; starts[0] is 0
    """

    blob: NDArray[np.uint8]
    starts: NDArray[np.int64]

    @classmethod
    def from_list(cls, strings: Sequence[bytes]) -> Self:
        """Returns the strings of a list, or of what has them packed already."""
        if isinstance(strings, PackedBytes):
            return cls(strings.blob, strings.starts)
        starts = np.zeros(len(strings) + 1, np.int64)
        np.cumsum(np.fromiter(map(len, strings), np.int64, len(strings)), out=starts[1:])
        return cls(np.frombuffer(b"".join(strings), np.uint8), starts)

    @classmethod
    def concatenate(cls, parts: Sequence["ByteStrings"]) -> "ByteStrings":
        """Returns the strings of all parts, in order."""
        lengths = [lengths_of(part.starts) for part in parts]
        return ByteStrings(
            np.concatenate([part.blob for part in parts]) if parts else np.empty(0, np.uint8),
            starts_of(np.concatenate(lengths) if lengths else np.empty(0, np.int64)),
        )

    def __len__(self) -> int:
        return len(self.starts) - 1

    def take(self, which: NDArray[np.int64]) -> "ByteStrings":
        """Returns the strings of the numbers `which`: (n_taken,) int64, in that order."""
        starts = starts_of(lengths_of(self.starts)[which])
        blob = np.empty(int(starts[-1]), np.uint8)
        kernel.gather_strings(self.blob, self.starts, which, blob)
        return ByteStrings(blob, starts)

    def to_list(self) -> list[bytes]:
        """Returns the strings as a list."""
        data, bounds = self.blob.tobytes(), self.starts.tolist()
        return [data[start:end] for start, end in pairwise(bounds)]

    def order(self) -> NDArray[np.int64]:
        """Returns the numbers of the strings in sorted order, (n,) int64; equal strings keep their order.

        Sorts by 8 bytes at a time; only strings that are still tied look at the next 8.
        """
        order = np.arange(len(self), dtype=np.int64)
        lengths = lengths_of(self.starts)
        tied = np.arange(len(self))  # places in `order` that are not settled
        group = np.zeros(len(self), np.int64)  # and which tie each of them belongs to
        depth = 0
        while len(tied):
            members = order[tied]
            keys = np.empty(len(tied), np.uint64)
            kernel.prefix_keys(self.blob, self.starts, members, depth, keys)
            depth += 8
            rest = np.clip(lengths[members] - depth, -8, 1)  # a short string comes before its extension by zero bytes
            by_key = np.lexsort((rest, keys, group)) if depth > 8 else np.lexsort((rest, keys))
            order[tied] = members[by_key]
            keys, rest, group = keys[by_key], rest[by_key], group[by_key]
            same = (keys[1:] == keys[:-1]) & (group[1:] == group[:-1]) & (rest[1:] > 0) & (rest[:-1] > 0)
            open_places = np.zeros(len(tied), bool)
            open_places[1:] |= same
            open_places[:-1] |= same
            first = np.concatenate([[True], ~same])
            tied, group = tied[open_places], np.cumsum(first)[open_places]
        return order

    def distinct(self) -> tuple["ByteStrings", NDArray[np.int32]]:
        """Returns the sorted distinct strings, and for each of these strings its number among them, (n,) int32."""
        order = self.order()
        changes = np.empty(len(order), np.uint8)
        kernel.mark_changes(self.blob, self.starts, order, changes)
        ranks = np.empty(len(order), np.int32)
        ranks[order] = np.cumsum(changes, dtype=np.int32) - 1
        return self.take(order[changes != 0]), ranks


def lengths_of(starts: NDArray[np.integer]) -> NDArray[np.int64]:
    """Returns (n,) int64, the differences of (n + 1,) starts."""
    wide = starts.astype(np.int64, copy=False)
    return wide[1:] - wide[:-1]


def starts_of(lengths: NDArray[np.integer]) -> NDArray[np.int64]:
    """Returns (n + 1,) int64, the sum of all lengths before each one, and of all."""
    starts = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=starts[1:])
    return starts
