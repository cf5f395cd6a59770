"""MurmurHash3 x64 128, by Austin Appleby's published description (public domain)."""

from typing import Final

_MASK: Final = (1 << 64) - 1
_C1: Final = 0x87C37B91114253D5
_C2: Final = 0x4CF5AD432745937F


def _rotate(value: int, bits: int) -> int:
    return ((value << bits) | (value >> (64 - bits))) & _MASK


def _scramble_1(word: int) -> int:
    return _rotate(word * _C1 & _MASK, 31) * _C2 & _MASK


def _scramble_2(word: int) -> int:
    return _rotate(word * _C2 & _MASK, 33) * _C1 & _MASK


def _finish(value: int) -> int:
    value ^= value >> 33
    value = value * 0xFF51AFD7ED558CCD & _MASK
    value ^= value >> 33
    value = value * 0xC4CEB9FE1A85EC53 & _MASK
    return value ^ value >> 33


def murmur3_128(data: bytes, seed: int = 0) -> tuple[int, int]:
    """Returns the first and the second half of the hash, unsigned 64-bit numbers."""
    first = second = seed
    whole = len(data) & ~15
    for at in range(0, whole, 16):
        first ^= _scramble_1(int.from_bytes(data[at : at + 8], "little"))
        first = ((_rotate(first, 27) + second) * 5 + 0x52DCE729) & _MASK
        second ^= _scramble_2(int.from_bytes(data[at + 8 : at + 16], "little"))
        second = ((_rotate(second, 31) + first) * 5 + 0x38495AB5) & _MASK
    first ^= _scramble_1(int.from_bytes(data[whole : whole + 8], "little"))
    second ^= _scramble_2(int.from_bytes(data[whole + 8 :], "little"))
    first, second = first ^ len(data), second ^ len(data)
    first = (first + second) & _MASK
    second = (second + first) & _MASK
    first, second = _finish(first), _finish(second)
    first = (first + second) & _MASK
    return first, (second + first) & _MASK
