"""Hashes by which terms and numbers are divided into partitions, those of Elasticsearch: Murmur3 and hppc's mixer."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

_SEED: Final = 31
_FIRST, _SECOND = np.uint32(0xCC9E2D51), np.uint32(0x1B873593)


def hashes_of_terms(blob: NDArray[np.uint8], starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.int32]:
    """Returns Murmur3 (x86, 32 bits, seed 31) of terms in a blob, all at once, block by block."""
    padded = np.concatenate((blob, np.zeros(4, np.uint8))).astype(np.uint32)
    lengths = ends - starts
    hashed = np.full(len(starts), _SEED, np.uint32)
    for block in range(int(lengths.max(initial=0)) // 4):
        longer = np.flatnonzero(lengths >= 4 * (block + 1))
        mixed = _mixed(_word(padded, starts[longer] + 4 * block, 4))
        hashed[longer] = _rotated(hashed[longer] ^ mixed, 13) * np.uint32(5) + np.uint32(0xE6546B64)
    for rest in (1, 2, 3):
        with_rest = np.flatnonzero(lengths % 4 == rest)
        hashed[with_rest] ^= _mixed(_word(padded, ends[with_rest] - rest, rest))
    hashed ^= lengths.astype(np.uint32)
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
        hashed = (hashed ^ (hashed >> np.uint32(shift))) * np.uint32(factor)
    return (hashed ^ (hashed >> np.uint32(16))).view(np.int32)


def _word(octets: NDArray[np.uint32], at: NDArray[np.int64], n: int) -> NDArray[np.uint32]:
    word = octets[at]
    for i in range(1, n):
        word = word | (octets[at + i] << np.uint32(8 * i))
    return word


def _mixed(word: NDArray[np.uint32]) -> NDArray[np.uint32]:
    return _rotated(word * _FIRST, 15) * _SECOND


def _rotated(word: NDArray[np.uint32], n: int) -> NDArray[np.uint32]:
    return (word << np.uint32(n)) | (word >> np.uint32(32 - n))


def hashes_of_numbers(values: NDArray[np.generic]) -> NDArray[np.int64]:
    """Returns the mixed bits of whole numbers."""
    mixed = values.astype(np.int64).view(np.uint64)
    mixed = (mixed ^ (mixed >> np.uint64(32))) * np.uint64(0x4CD6944C5CC20B6D)
    mixed = (mixed ^ (mixed >> np.uint64(29))) * np.uint64(0xFC12C5B19D3259E9)
    return (mixed ^ (mixed >> np.uint64(32))).view(np.int64)
