"""From byte spans to numbered distinct terms."""

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from findling.analysis.packed_strings import PackedBytes
from findling.kernels.text import tokens

Ints = npt.NDArray[np.int32]


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
    return PackedBytes.of_spans(arena, edges[:-1], edges[1:] - 1), ids


def _number(text: npt.NDArray[np.uint8], starts: Ints, ends: Ints) -> tuple[npt.NDArray[np.uint8], Ints, Ints]:
    """Returns the distinct terms with a byte after each, where each of them starts, and the number of each span's."""
    n = len(starts)
    ids = np.empty(n, np.int32)
    arena = np.empty(int((ends - starts).sum(dtype=np.int64)) + n + 8, np.uint8)
    slots = np.zeros(2 * _table_size(n), np.uint64)
    term_starts = np.zeros(len(slots) // 4 + 2, np.int32)
    done = tokens.intern_spans(text, starts, ends, 0, slots, term_starts, arena, ids)
    while done < n:
        slots, term_starts = _grow(slots, term_starts)
        done = tokens.intern_spans(text, starts, ends, done, slots, term_starts, arena, ids)
    n_terms = int(term_starts[0])
    term_starts[0] = 0
    return arena, term_starts[: n_terms + 1], ids


def _table_size(n_tokens: int) -> int:
    """Returns a number of slots that suits natural text: tokens are many more than terms."""
    return 1 << (2 * min(n_tokens, max(n_tokens // 8, 128)) + 1).bit_length()


def _grow(slots: npt.NDArray[np.uint64], term_starts: Ints) -> tuple[npt.NDArray[np.uint64], Ints]:
    """Returns the table and its terms with room for four times as many."""
    larger = np.zeros(4 * len(slots), np.uint64)
    tokens.grow_slots(slots, larger)
    starts = np.zeros(len(larger) // 4 + 2, np.int32)
    starts[: len(term_starts)] = term_starts
    return larger, starts


def _decode(arena: npt.NDArray[np.uint8], starts: Ints) -> list[str]:
    """Returns the terms of the arena; a line feed stands after each, and perhaps inside."""
    n_terms = len(starts) - 1
    blob = arena[: starts[-1]].tobytes()
    if blob.count(b"\n") == n_terms:
        return blob.decode().split("\n")[:-1]
    edges = starts.tolist()
    return [blob[start : end - 1].decode() for start, end in pairwise(edges)]
