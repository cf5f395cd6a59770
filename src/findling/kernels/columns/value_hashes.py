"""Hashes by which Elasticsearch counts distinct values: Murmur3's of terms, of numbers a mixture of their bits."""

import cython


@cython.cfunc
@cython.nogil
@cython.inline
@cython.exceptval(check=False)
def rotated(word: cython.ulonglong, bits: cython.int) -> cython.ulonglong:
    """Returns a word with its bits moved left, those that leave it coming back on the right."""
    all_bits: cython.ulonglong = 0xFFFFFFFFFFFFFFFF
    return ((word << bits) | (word >> (64 - bits))) & all_bits


@cython.cfunc
@cython.nogil
@cython.inline
@cython.exceptval(check=False)
def low_half(word: cython.ulonglong) -> cython.ulonglong:
    """Returns what the first eight bytes of sixteen add to a hash."""
    all_bits: cython.ulonglong = 0xFFFFFFFFFFFFFFFF
    first: cython.ulonglong = 0x87C37B91114253D5
    second: cython.ulonglong = 0x4CF5AD432745937F
    return (rotated((word * first) & all_bits, 31) * second) & all_bits


@cython.cfunc
@cython.nogil
@cython.inline
@cython.exceptval(check=False)
def high_half(word: cython.ulonglong) -> cython.ulonglong:
    """Returns what the last eight bytes of sixteen add to a hash."""
    all_bits: cython.ulonglong = 0xFFFFFFFFFFFFFFFF
    first: cython.ulonglong = 0x87C37B91114253D5
    second: cython.ulonglong = 0x4CF5AD432745937F
    return (rotated((word * second) & all_bits, 33) * first) & all_bits


@cython.cfunc
@cython.nogil
@cython.inline
@cython.exceptval(check=False)
def finished(word: cython.ulonglong) -> cython.ulonglong:
    """Spreads the last bits over the whole word."""
    all_bits: cython.ulonglong = 0xFFFFFFFFFFFFFFFF
    first: cython.ulonglong = 0xFF51AFD7ED558CCD
    second: cython.ulonglong = 0xC4CEB9FE1A85EC53
    word = ((word ^ (word >> 33)) * first) & all_bits
    word = ((word ^ (word >> 33)) * second) & all_bits
    return word ^ (word >> 33)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def word_at(
    blob: cython.const[cython.uchar][::1], start: cython.Py_ssize_t, end: cython.Py_ssize_t
) -> cython.ulonglong:
    """Returns up to eight bytes, the first one lowest."""
    word: cython.ulonglong = 0
    i: cython.Py_ssize_t
    shift: cython.int = 0
    for i in range(start, end):
        word |= cython.cast(cython.ulonglong, blob[i]) << shift
        shift += 8
    return word


def hash_terms(
    blob: cython.const[cython.uchar][::1],
    starts: cython.const[cython.longlong][::1],
    ends: cython.const[cython.longlong][::1],
    out: cython.ulonglong[::1],
) -> None:
    """Writes the first 64 bits of the 128 of Murmur3 (x64, seed 0) for each term.

    blob: (n_bytes,) uint8; starts, ends: (n,) int64, where each term stands in it; out: (n,) uint64, overwritten
    """
    all_bits: cython.ulonglong = 0xFFFFFFFFFFFFFFFF
    low_more: cython.ulonglong = 0x52DCE729
    high_more: cython.ulonglong = 0x38495AB5
    low: cython.ulonglong
    high: cython.ulonglong
    term: cython.Py_ssize_t
    i: cython.Py_ssize_t
    end: cython.Py_ssize_t
    length: cython.ulonglong
    with cython.nogil:
        for term in range(starts.shape[0]):
            low = 0
            high = 0
            i = starts[term]
            end = ends[term]
            length = cython.cast(cython.ulonglong, end - i)
            while i + 16 <= end:
                low = (rotated(low ^ low_half(word_at(blob, i, i + 8)), 27) + high) & all_bits
                low = (low * 5 + low_more) & all_bits
                high = (rotated(high ^ high_half(word_at(blob, i + 8, i + 16)), 31) + low) & all_bits
                high = (high * 5 + high_more) & all_bits
                i += 16
            if i + 8 < end:
                high ^= high_half(word_at(blob, i + 8, end))
            if i < end:
                low ^= low_half(word_at(blob, i, i + 8 if i + 8 < end else end))
            low ^= length
            high ^= length
            low = (low + high) & all_bits
            high = (high + low) & all_bits
            out[term] = (finished(low) + finished(high)) & all_bits


def mix(numbers: cython.ulonglong[::1]) -> None:
    """Replaces the bits of numbers by their hashes, distinct ones by distinct ones.

    numbers: (n,) uint64, overwritten
    Source: David Stafford's variant 9 of the finaliser of Murmur3.
    """
    all_bits: cython.ulonglong = 0xFFFFFFFFFFFFFFFF
    first: cython.ulonglong = 0x4CD6944C5CC20B6D
    second: cython.ulonglong = 0xFC12C5B19D3259E9
    i: cython.Py_ssize_t
    word: cython.ulonglong
    with cython.nogil:
        for i in range(numbers.shape[0]):
            word = numbers[i]
            word = ((word ^ (word >> 32)) * first) & all_bits
            word = ((word ^ (word >> 29)) * second) & all_bits
            numbers[i] = word ^ (word >> 32)
