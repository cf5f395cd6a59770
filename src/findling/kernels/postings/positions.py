"""Packs and reads streams of small numbers, such as the positions of all postings of a field.

A stream of n values has ceil(n / 128) vertical blocks (see postings.py), the last one filled up with zeros. The width
of block b is (word_start[b + 1] - word_start[b]) / 4 bits. Positions are stored first absolute, then as differences
within one document, so that they stay small; `sum_by_freq` undoes that.
"""

import cython
from cython.cimports.findling.kernels.postings.postings import unpack
from cython.cimports.findling.kernels.postings.postings_writer import bit_width, pack


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def read_stream(
    words: cython.pointer[cython.const[cython.uint]],
    word_start: cython.pointer[cython.const[cython.uint]],
    first: cython.Py_ssize_t,
    end: cython.Py_ssize_t,
    out: cython.p_int,
    at: cython.Py_ssize_t,
) -> cython.void:
    """Unpacks the values [first, end) of a stream into out[at:at + end - first]."""
    block: cython.Py_ssize_t
    i: cython.Py_ssize_t
    stop: cython.Py_ssize_t
    width: cython.uint
    buffer = cython.declare(cython.int[128])
    while first < end:
        block = first >> 7
        width = (word_start[block + 1] - word_start[block]) >> 2
        stop = min(end, (block + 1) << 7)
        if stop - first == 128:
            unpack(words, word_start[block], 128, width, out, at)
        else:
            unpack(words, word_start[block], 128, width, buffer, 0)
            for i in range(stop - first):
                out[at + i] = buffer[(first & 127) + i]
        at += stop - first
        first = stop


def encode_stream(
    values: cython.const[cython.int][::1], word_start: cython.uint[::1], words: cython.uint[::1]
) -> cython.Py_ssize_t:
    """Packs a stream of values, none negative, and returns the number of words written.

    values: (n,) int32; word_start: (ceil(n / 128) + 1,) uint32, overwritten
    words: (at least n + 127,) uint32, overwritten up to the number returned
    """
    n: cython.Py_ssize_t = values.shape[0]
    block: cython.Py_ssize_t
    i: cython.Py_ssize_t
    at: cython.Py_ssize_t = 0
    bits: cython.uint
    buffer = cython.declare(cython.uint[128])
    word_start[0] = 0
    if n == 0:
        return 0
    if cython.compiled:
        out: cython.p_uint = cython.address(words[0])
    else:
        out = words
    with cython.nogil:
        for block in range((n + 127) >> 7):
            bits = 0
            for i in range(128):
                buffer[i] = values[(block << 7) + i] if (block << 7) + i < n else 0
                bits |= buffer[i]
            at = pack(buffer, 128, bit_width(bits), out, at)
            word_start[block + 1] = cython.cast(cython.uint, at)
    return at


def decode_stream(
    words: cython.const[cython.uint][::1],
    word_start: cython.const[cython.uint][::1],
    first: cython.Py_ssize_t,
    out: cython.int[::1],
) -> None:
    """Unpacks the values [first, first + len(out)) of a stream into `out`."""
    n: cython.Py_ssize_t = out.shape[0]
    if n == 0:
        return
    if words.shape[0] == 0:  # nothing but zeros
        out[:] = 0
        return
    if cython.compiled:
        raw: cython.pointer[cython.const[cython.uint]] = cython.address(words[0])
        starts: cython.pointer[cython.const[cython.uint]] = cython.address(word_start[0])
        target: cython.p_int = cython.address(out[0])
    else:
        raw, starts, target = words, word_start, out
    with cython.nogil:
        read_stream(raw, starts, first, first + n, target, 0)


def sum_by_freq(freqs: cython.const[cython.int][::1], values: cython.int[::1]) -> None:
    """Turns per-document differences into absolute values, in place.

    freqs: (n_postings,) int32; values: (sum of freqs,) int32, posting after posting
    """
    posting: cython.Py_ssize_t
    i: cython.Py_ssize_t
    at: cython.Py_ssize_t = 0
    with cython.nogil:
        for posting in range(freqs.shape[0]):
            for i in range(at + 1, at + freqs[posting]):
                values[i] = values[i] + values[i - 1]
            at += freqs[posting]
