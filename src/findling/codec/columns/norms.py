"""Norms: the length of a field in each document, in one byte, as Lucene encodes it, so that scores agree.

Lengths below 40 are exact; above, three bits of mantissa remain and the rest is cut off.
Source: org.apache.lucene.util.SmallFloat.intToByte4.
"""

import numpy as np
from numpy.typing import NDArray

_EXACT = 24


def _decode(code: int) -> int:
    """Returns the length that a byte stands for, after SmallFloat.byte4ToInt."""
    if code < _EXACT:
        return code
    code -= _EXACT
    mantissa, shift = code & 7, (code >> 3) - 1
    return _EXACT + (mantissa if shift < 0 else (mantissa | 8) << shift)


LENGTHS: NDArray[np.int64] = np.array([_decode(code) for code in range(256)], np.int64)
"""(256,) int64, strictly increasing: the field length that each norm byte stands for."""


def encode_lengths(lengths: NDArray[np.integer]) -> NDArray[np.uint8]:
    """Returns the norm byte of each length, (n,) uint8; lengths are not negative and fit 31 bits."""
    return (np.searchsorted(LENGTHS, lengths, side="right") - 1).astype(np.uint8)
