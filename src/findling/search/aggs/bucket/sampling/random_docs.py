"""Documents chosen by chance: each with the same probability, the same ones for the same seed.

The distances between them come from a geometric distribution, so that documents which are not chosen cost nothing.
Random numbers, and how they are made into distances, are those of Elasticsearch's RandomSamplingQuery (Java's
SplittableRandom, a logarithm of base 2 from a table): the same seeds choose the same documents of a segment.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from findling.search.context import SegmentContext

_GAMMA: Final = 0x9E3779B97F4A7C15
_MASK_32: Final = 0xFFFFFFFF
_MASK_64: Final = 0xFFFFFFFFFFFFFFFF
_TABLE_BITS: Final = 13
_TABLE_SHIFT: Final = 23 - _TABLE_BITS
# bits of a random number that a distance is made of -> what the logarithm from the table is wrong by on average
_BIASES: Final = {8: -0.49294917 / 256, 16: 4.7501511 / 65536, 32: 31.557305 / 4294967296}


class RandomDocs:
    """A sample of each segment.

    share: of the documents, below 1; seed, shard_seed: 32 bits
    """

    def __init__(self, share: float, seed: int, shard_seed: int) -> None:
        self._share = share
        self._seed = _mixed((shard_seed ^ seed) & _MASK_32)

    def of(self, segment: SegmentContext, docs: NDArray[np.int32] | None) -> NDArray[np.int32]:
        """Returns which of some docs of a segment are chosen; docs: increasing, None for all."""
        chosen = chosen_docs(self._share, self._seed, segment.max_doc)
        if docs is None:
            return chosen
        both: NDArray[np.int32] = np.intersect1d(chosen, docs, assume_unique=True)
        return both


@lru_cache(maxsize=64)
def chosen_docs(share: float, seed: int, max_doc: int) -> NDArray[np.int32]:
    """Returns the chosen ones of so many documents, increasing. seed: a signed number of 32 bits"""
    parts: list[NDArray[np.int64]] = []
    last, taken = -1, 0
    while last < max_doc:
        # about as many distances as are needed, and some more
        size = int((max_doc - last) * share * 1.1) + 64
        docs = last + np.cumsum(_distances(share, _randoms(seed, taken, size)))
        parts.append(docs)
        last, taken = int(docs[-1]), taken + size
    every = np.concatenate([*parts, np.empty(0, np.int64)])
    chosen = every[every < max_doc].astype(np.int32)
    chosen.flags.writeable = False
    return chosen


def _randoms(seed: int, start: int, size: int) -> NDArray[np.uint32]:
    """Returns some of SplittableRandom's numbers, from the one of number `start` on."""
    steps = np.arange(start + 1, start + size + 1, dtype=np.uint64)
    z = np.uint64(seed & _MASK_64) + steps * np.uint64(_GAMMA)
    z = (z ^ (z >> np.uint64(33))) * np.uint64(0x62A9D9ED799705F5)
    return (((z ^ (z >> np.uint64(28))) * np.uint64(0xCB24D0A5C88C35B3)) >> np.uint64(32)).astype(np.uint32)


def _distances(share: float, numbers: NDArray[np.uint32]) -> NDArray[np.int64]:
    """Returns distances of a geometric distribution, at least 1 each; in single precision, as the source has it."""
    bits = _bits_needed(share)
    norm = np.float32(math.log(2.0) / math.log1p(-share) if share < 1e-12 else math.log(2.0) / math.log(1.0 - share))
    if bits == 32:
        u = np.float32(0.5 * 2.0**32) + numbers.view(np.int32).astype(np.float32) + np.float32(0.5)
        logs = norm * (_log2(u) - np.float32(32))
    else:
        shifts = np.arange(bits, 33, bits) % 32
        parts = (numbers[:, np.newaxis] >> shifts.astype(np.uint32)) & np.uint32((1 << bits) - 1)
        u = parts.ravel().astype(np.float32) + np.float32(0.5)
        whole = _log2(np.asarray([2.0**bits], np.float32))
        logs = norm * ((_log2(u) - whole) + np.float32(_BIASES[bits]))
    distances: NDArray[np.int64] = np.clip(logs, -(2.0**31), 2.0**31 - 1).astype(np.int64) + 1
    return distances


def _bits_needed(share: float) -> int:
    few = 1.0 - share
    wanted = 32.0 if few == 1.0 else 1.5 * math.log2(max(math.log(0.01) / math.log(few) - 1.0, 1e-300))
    return next((bits for bits in (8, 16) if int(wanted) <= bits), 32)


def _log2(numbers: NDArray[np.float32]) -> NDArray[np.float32]:
    """Returns about the logarithms. Source: Vinyals and Friedland, TR-07-002 of the ICSI."""
    bits = numbers.view(np.uint32)
    exponents = (bits >> np.uint32(23)).astype(np.int32) - 127
    logs: NDArray[np.float32] = _table()[(bits & np.uint32(0x7FFFFF)) >> np.uint32(_TABLE_SHIFT)] + exponents.astype(
        np.float32
    )
    return logs


@lru_cache(maxsize=1)
def _table() -> NDArray[np.float32]:
    step = 1 << _TABLE_SHIFT
    starts = 0x3F800000 + step // 2 + np.arange(1 << _TABLE_BITS, dtype=np.uint32) * np.uint32(step)
    logs: NDArray[np.float32] = np.log(starts.view(np.float32).astype(np.float64)).astype(np.float32)
    return logs / np.float32(math.log(2.0))


def _mixed(number: int) -> int:
    """Returns 32 bits mixed as MurmurHash3 ends, as a signed number."""
    number = (number ^ (number >> 16)) * 0x85EBCA6B & _MASK_32
    number = (number ^ (number >> 13)) * 0xC2B2AE35 & _MASK_32
    number ^= number >> 16
    return number - (1 << 32) if number >= 1 << 31 else number
