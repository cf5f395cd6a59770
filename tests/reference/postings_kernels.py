"""What the kernels for postings, positions, inversion and ids mean, written from their definitions."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

BLOCK = 128


def pack(values: Sequence[int], width: int) -> list[int]:
    """Packs values bit after bit into 32-bit words, in four lanes if there are 128."""
    lanes = 4 if len(values) == BLOCK else 1
    streams = [0] * lanes
    for i, value in enumerate(values):
        streams[i % lanes] |= value << (i // lanes * width)
    n_rows = -(-(len(values) // lanes) * width // 32)
    return [(streams[lane] >> (32 * row)) & 0xFFFFFFFF for row in range(n_rows) for lane in range(lanes)]


def width_of(values: Sequence[int]) -> int:
    """Returns the bits of the largest value."""
    return max(values, default=0).bit_length()


def block_words(docs: Sequence[int], freqs: Sequence[int], previous: int) -> list[int]:
    """Returns the words of one block of postings."""
    deltas = [doc - before - 1 for doc, before in zip(docs, [previous, *docs], strict=False)]
    if len(docs) < BLOCK:
        deltas.pop()
    counts = [freq - 1 for freq in freqs]
    if len(docs) == 1 and counts == [0]:
        return []
    header = width_of(deltas) | width_of(counts) << 8 | len(docs) << 16
    return [header, *pack(deltas, width_of(deltas)), *pack(counts, width_of(counts))]


def impacts(docs: Sequence[int], freqs: Sequence[int], norms: Sequence[int]) -> list[tuple[int, int]]:
    """Returns the (freq, norm) pairs of a block than which no other is at least as good in both, by rising norm."""
    pairs = {(freq, norms[doc]) for doc, freq in zip(docs, freqs, strict=True)}
    best = [
        (freq, norm)
        for freq, norm in pairs
        if not any((f, n) != (freq, norm) and f >= freq and n <= norm for f, n in pairs)
    ]
    return [(min(freq, 65535), norm) for freq, norm in sorted(best, key=lambda pair: pair[1])]


def invert(
    term_ids: NDArray[np.int32], docs: NDArray[np.int32], positions: NDArray[np.int32], n_terms: int
) -> list[dict[int, list[int]]]:
    """Returns, for each term, the positions by document."""
    found: list[dict[int, list[int]]] = [{} for _ in range(n_terms)]
    for term, doc, position in zip(term_ids.tolist(), docs.tolist(), positions.tolist(), strict=True):
        found[term].setdefault(doc, []).append(position)
    return found


def field_lengths(docs: NDArray[np.int32], positions: NDArray[np.int32], max_doc: int) -> NDArray[np.int32]:
    """Counts each document's tokens that do not stand where the token before them stands."""
    first = np.ones(len(docs), np.bool_)
    first[1:] = (docs[1:] != docs[:-1]) | (positions[1:] != positions[:-1])
    return np.bincount(docs[first], minlength=max_doc).astype(np.int32)


def murmur3(data: bytes, seed: int = 0) -> int:
    """Returns the unsigned Murmur3 x86 32-bit hash. Source: Austin Appleby's description."""
    hashed, mask = seed, 0xFFFFFFFF

    def rotate(value: int, bits: int) -> int:
        return ((value << bits) | (value >> (32 - bits))) & mask

    for start in range(0, len(data), 4):
        piece = data[start : start + 4]
        block = rotate(int.from_bytes(piece, "little") * 0xCC9E2D51 & mask, 15) * 0x1B873593 & mask
        hashed ^= block
        if len(piece) == 4:
            hashed = (rotate(hashed, 13) * 5 + 0xE6546B64) & mask
    hashed ^= len(data)
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35), (16, 1)):
        hashed = (hashed ^ (hashed >> shift)) * factor & mask
    return hashed
