"""Registers of HyperLogLog sketches: 2**precision of one byte, each the most leading zeros, plus one, of hashes there.

A hash falls to the register that its first bits number; the zeros are those after them. While there are few hashes they
are kept instead, encoded in 32 bits: the first 25 bits, and the zeros behind them where a register could need them.
Source: Heule, Nunkesser, Hall, HyperLogLog in Practice (2013).
"""

import cython


@cython.cfunc
@cython.nogil
@cython.inline
@cython.exceptval(check=False)
def rank(hashed: cython.ulonglong, skipped: cython.int) -> cython.int:
    """Returns the leading zeros of a hash after its first bits, plus one. skipped: those bits"""
    found: cython.int = 1
    rest: cython.ulonglong
    all_bits: cython.ulonglong = 0xFFFFFFFFFFFFFFFF
    one: cython.ulonglong = 1
    # a one stands behind the last bit
    rest = ((hashed << skipped) & all_bits) | (one << (skipped - 1))
    while rest >> 63 == 0:
        rest = rest << 1
        found += 1
    return found


def add_hashes(
    hashes: cython.const[cython.ulonglong][::1], registers: cython.uchar[::1], precision: cython.int
) -> None:
    """Notes hashes.

    hashes: (n,) uint64; registers: (2**precision,) uint8, modified
    """
    i: cython.Py_ssize_t
    place: cython.Py_ssize_t
    zeros: cython.int
    hashed: cython.ulonglong
    with cython.nogil:
        for i in range(hashes.shape[0]):
            hashed = hashes[i]
            place = cython.cast(cython.Py_ssize_t, hashed >> (64 - precision))
            zeros = rank(hashed, precision)
            if zeros > registers[place]:
                registers[place] = cython.cast(cython.uchar, zeros)


def encode(hashes: cython.const[cython.ulonglong][::1], precision: cython.int, out: cython.uint[::1]) -> None:
    """Writes what is kept of hashes.

    hashes: (n,) uint64; out: (n,) uint32, overwritten
    """
    i: cython.Py_ssize_t
    first: cython.ulonglong
    one: cython.ulonglong = 1
    behind: cython.ulonglong = (one << (25 - precision)) - 1
    with cython.nogil:
        for i in range(hashes.shape[0]):
            first = hashes[i] >> 39
            if first & behind == 0:
                out[i] = cython.cast(
                    cython.uint, (first << 7) | (cython.cast(cython.ulonglong, rank(hashes[i], 25)) << 1) | 1
                )
            else:
                out[i] = cython.cast(cython.uint, first << 1)


def add_encoded(encoded: cython.const[cython.uint][::1], registers: cython.uchar[::1], precision: cython.int) -> None:
    """Notes what was kept of hashes.

    encoded: (n,) uint32; registers: (2**precision,) uint8, modified
    """
    i: cython.Py_ssize_t
    zeros: cython.int
    word: cython.ulonglong
    with cython.nogil:
        for i in range(encoded.shape[0]):
            word = encoded[i]
            if word & 1:
                zeros = cython.cast(cython.int, (word >> 1) & 63) + 25 - precision
                word = word >> 7
            else:
                word = word >> 1
                zeros = rank(word << 39, precision)
            word = word >> (25 - precision)
            if zeros > registers[cython.cast(cython.Py_ssize_t, word)]:
                registers[cython.cast(cython.Py_ssize_t, word)] = cython.cast(cython.uchar, zeros)
