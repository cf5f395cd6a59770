"""Registers of HyperLogLog sketches: 2**16 of one byte, each the most leading zeros, plus one, of the hashes there.

A hash falls to the register that its first 16 bits number; the zeros are those after them.
"""

import cython


@cython.cfunc
@cython.nogil
@cython.inline
@cython.exceptval(check=False)
def mixed(number: cython.ulonglong) -> cython.ulonglong:
    """Returns splitmix64's hash of a number."""
    all_bits: cython.ulonglong = 0xFFFFFFFFFFFFFFFF
    first: cython.ulonglong = 0xBF58476D1CE4E5B9
    second: cython.ulonglong = 0x94D049BB133111EB
    number = ((number ^ (number >> 30)) * first) & all_bits
    number = ((number ^ (number >> 27)) * second) & all_bits
    return number ^ (number >> 31)


@cython.cfunc
@cython.nogil
@cython.inline
@cython.exceptval(check=False)
def rank(hashed: cython.ulonglong) -> cython.int:
    """Returns the leading zeros of a hash after its first 16 bits, plus one."""
    found: cython.int = 1
    last: cython.ulonglong = 0x8000
    rest: cython.ulonglong
    half: cython.ulonglong = 0xFFFFFFFFFFFF
    # the bits that number the register are shifted out; a one stands behind the last bit
    rest = ((hashed & half) << 16) | last
    while rest >> 63 == 0:
        rest = rest << 1
        found += 1
    return found


def add_hashes(hashes: cython.const[cython.ulonglong][::1], registers: cython.uchar[::1]) -> None:
    """Notes hashes.

    hashes: (n,) uint64; registers: (65536,) uint8, modified
    """
    i: cython.Py_ssize_t
    place: cython.Py_ssize_t
    zeros: cython.int
    hashed: cython.ulonglong
    with cython.nogil:
        for i in range(hashes.shape[0]):
            hashed = hashes[i]
            place = cython.cast(cython.Py_ssize_t, hashed >> 48)
            zeros = rank(hashed)
            if zeros > registers[place]:
                registers[place] = cython.cast(cython.uchar, zeros)


def mix(numbers: cython.ulonglong[::1]) -> None:
    """Replaces numbers by their hashes, distinct ones by distinct ones.

    numbers: (n,) uint64, overwritten
    """
    i: cython.Py_ssize_t
    with cython.nogil:
        for i in range(numbers.shape[0]):
            numbers[i] = mixed(numbers[i])
