"""Arithmetic of scores that queries and scripts have in common: decay by distance, and chance that a seed decides."""

from math import log

import numpy as np
from numpy.typing import NDArray

from findling.base.java_collections import java_hash

Doubles = NDArray[np.float64]
_BITS = 0xFFFFFFFF


def decay_rate(shape: str, scale: float, decay: float) -> float:
    """Returns the constant of a curve that has fallen to `decay`, within (0, 1), at the distance `scale`.

    shape: gauss, exp or linear
    """
    if shape == "gauss":
        return 0.5 * scale * scale / log(decay)
    return log(decay) / scale if shape == "exp" else scale / (1 - decay)


def decayed(shape: str, rate: float, distance: Doubles) -> Doubles:
    """Returns how high a curve is at some distances: 1 at none. rate: see decay_rate"""
    with np.errstate(all="ignore"):
        if shape == "gauss":
            return np.exp(0.5 * np.square(distance) / rate)
        if shape == "exp":
            return np.exp(rate * distance)
        return np.maximum(0.0, (rate - distance) / rate)


def mixed(values: NDArray[np.integer]) -> NDArray[np.uint32]:
    """Returns the 32 bits that the end of Murmur3 makes of the low 32 bits of numbers (HPPC's BitMixer.mix32)."""
    bits = values.astype(np.uint32)
    bits = (bits ^ (bits >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    bits = (bits ^ (bits >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    return bits ^ (bits >> np.uint32(16))


def salted_seed(seed: int, index: str, shard: int) -> int:
    """Returns the seed of chance on one shard of an index, 32 bits unsigned; seed: 32 bits."""
    salt = (java_hash(index) << 10 & _BITS) | shard
    return int(mixed(np.array([(seed ^ salt) & _BITS], np.int64))[0])


def chance(hashed: NDArray[np.uint32]) -> Doubles:
    """Returns numbers in [0, 1) made of the low 24 bits of hashes."""
    return (hashed & np.uint32(0xFFFFFF)).astype(np.float64) / (1 << 24)
