"""Field lengths as indices keep them: rounded, in one byte."""

from typing import Final

import numpy as np
from numpy.typing import NDArray


def _decoded_lengths() -> NDArray[np.int64]:
    """Returns the field length of each of the 256 norms (Lucene's SmallFloat.byte4ToInt)."""
    exact = 255 - _int4_of(2**31 - 1)
    return np.array([n if n < exact else exact + _int4_to_long(n - exact) for n in range(256)], np.int64)


def _int4_of(value: int) -> int:
    bits = value.bit_length()
    if bits < 4:
        return value
    shift = bits - 4
    return ((value >> shift) & 0x07) | ((shift + 1) << 3)


def _int4_to_long(encoded: int) -> int:
    bits, shift = encoded & 0x07, (encoded >> 3) - 1
    return bits if shift < 0 else (bits | 0x08) << shift


FIELD_LENGTHS: Final = _decoded_lengths()
"""(256,) int64: the length that each norm stands for."""
