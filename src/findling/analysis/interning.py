"""From byte spans to numbered distinct terms."""

from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from findling.analysis.packed_strings import PackedBytes
from findling.base.work.current import check_work, expect_memory
from findling.kernels.text import tokens

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
_PADDING: Final = 8
_BYTES_PER_TERM: Final = 60


def intern(text: npt.NDArray[np.uint8], starts: Ints, ends: Ints) -> tuple[list[str], Ints]:
    """Returns the distinct terms in order of first appearance and the number of each span's term.

    text: (n_bytes + 8,) uint8, valid UTF-8 and padding
    starts, ends: (n,) int32, byte spans of whole characters
    """
    arena, term_starts, ids = _number(text, starts, ends)
    return _decode(arena, term_starts), ids


def intern_bytes(strings: PackedBytes) -> tuple[PackedBytes, Ints]:
    """Returns the distinct strings in order of first appearance, and the number of each string among them."""
    text = np.concatenate([strings.blob, np.zeros(8, np.uint8)])
    starts = strings.starts.astype(np.int32)
    arena, edges, ids = _number(text, starts[:-1], starts[1:])
    return PackedBytes.of_spans(arena, edges[:-1].astype(np.int32), edges[1:].astype(np.int32) - 1), ids


def _number(text: npt.NDArray[np.uint8], starts: Ints, ends: Ints) -> tuple[npt.NDArray[np.uint8], Longs, Ints]:
    """Returns the distinct terms with a byte after each, where each of them starts, and the number of each span's."""
    n = len(starts)
    ids = np.empty(n, np.int32)
    most = int((ends.astype(np.int64) - starts).sum()) + n + _PADDING
    # terms that overlap, such as the paths of a path, are together longer than the text: room is made as it is needed
    arena = np.empty(min(most, 2 * len(text) + n + _PADDING), np.uint8)
    slots = np.zeros(2 * _table_size(n), np.uint64)
    term_starts = np.zeros(len(slots) // 4 + 2, np.int64)
    done = tokens.intern_spans(text, starts, ends, 0, slots, term_starts, arena, ids)
    while done < n:
        check_work()
        if term_starts[0] >= len(slots) // 4:
            slots, term_starts = _grow(slots, term_starts)
        else:
            arena = _larger(arena, term_starts, int(ends[done]) - int(starts[done]), most)
        done = tokens.intern_spans(text, starts, ends, done, slots, term_starts, arena, ids)
    n_terms = int(term_starts[0])
    term_starts[0] = 0
    return arena, term_starts[: n_terms + 1], ids


def _table_size(n_tokens: int) -> int:
    """Returns a number of slots that suits natural text: tokens are many more than terms."""
    return 1 << (2 * min(n_tokens, max(n_tokens // 8, 128)) + 1).bit_length()


def _grow(slots: npt.NDArray[np.uint64], term_starts: Longs) -> tuple[npt.NDArray[np.uint64], Longs]:
    """Returns the table and its terms with room for four times as many."""
    expect_memory(48 * len(slots), "<analysis>")
    larger = np.zeros(4 * len(slots), np.uint64)
    tokens.grow_slots(slots, larger)
    starts = np.zeros(len(larger) // 4 + 2, np.int64)
    starts[: len(term_starts)] = term_starts
    return larger, starts


def _larger(arena: npt.NDArray[np.uint8], term_starts: Longs, length: int, most: int) -> npt.NDArray[np.uint8]:
    """Returns the arena with room for twice as much, at least for one more term of `length` bytes."""
    n_terms = int(term_starts[0])
    used = int(term_starts[n_terms]) if n_terms else 0
    size = min(most, max(2 * len(arena), used + length + 1 + _PADDING))
    expect_memory(size, "<analysis>")
    larger = np.empty(size, np.uint8)
    larger[:used] = arena[:used]
    return larger


def _decode(arena: npt.NDArray[np.uint8], starts: Longs) -> list[str]:
    """Returns the terms of the arena; a line feed stands after each, and perhaps inside."""
    n_terms = len(starts) - 1
    expect_memory(_BYTES_PER_TERM * n_terms + 2 * int(starts[-1]), "<analysis>")
    blob = arena[: starts[-1]].tobytes()
    if blob.count(b"\n") == n_terms:
        return blob.decode().split("\n")[:-1]
    edges = starts.tolist()
    return [blob[start : end - 1].decode() for start, end in pairwise(edges)]
