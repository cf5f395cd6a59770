"""Finds runs of characters of a set, and the grams within them: the spans of all tokenizers without a grammar.

A set of characters is a mask with one bit per general category, and code points for which the opposite of the mask
holds.
"""

import cython
from cython.cimports.findling.kernels.text.characters import char_at, code_point_at


@cython.cfunc
@cython.inline
@cython.nogil
@cython.exceptval(check=False)
def listed(
    code_point: cython.uint, exceptions: cython.pointer[cython.const[cython.uint]], n: cython.Py_ssize_t
) -> cython.bint:
    """Tells whether a code point is among the n sorted exceptions."""
    low: cython.Py_ssize_t = 0
    middle: cython.Py_ssize_t
    while low < n:
        middle = (low + n) >> 1
        if exceptions[middle] < code_point:
            low = middle + 1
        elif exceptions[middle] > code_point:
            n = middle
        else:
            return True
    return False


@cython.cfunc
@cython.inline
@cython.nogil
@cython.exceptval(check=False)
def size_and_membership(
    text: cython.pointer[cython.const[cython.uchar]],
    at: cython.Py_ssize_t,
    index: cython.pointer[cython.const[cython.ushort]],
    blocks: cython.pointer[cython.const[cython.uint]],
    ascii: cython.pointer[cython.const[cython.uchar]],
    mask: cython.uint,
    exceptions: cython.pointer[cython.const[cython.uint]],
    n_exceptions: cython.Py_ssize_t,
) -> cython.uint:
    """Returns length in bytes << 1 | whether the character that starts at text[at] is in the set."""
    char: cython.uint
    if text[at] < 0x80:
        return 2 | ascii[text[at]]
    char = char_at(text, at, index, blocks)
    inside: cython.uint = mask >> (char >> 16 & 31) & 1
    return (char >> 24) << 1 | (inside ^ listed(code_point_at(text, at), exceptions, n_exceptions))


def run_spans(
    text: cython.const[cython.uchar][::1],
    value_starts: cython.const[cython.int][::1],
    index: cython.const[cython.ushort][::1],
    blocks: cython.const[cython.uint][::1],
    ascii: cython.const[cython.uchar][::1],
    mask: cython.uint,
    exceptions: cython.const[cython.uint][::1],
    max_length: cython.Py_ssize_t,
    counts: cython.int[::1],
    starts: cython.int[::1],
    ends: cython.int[::1],
) -> cython.Py_ssize_t:
    """Writes the byte spans of the longest runs of characters of the set and returns how many there are.

    text, value_starts, index, blocks, counts, starts, ends: as in words.standard_spans
    ascii: (128,) uint8, 1 for the ASCII characters of the set; mask: bit per general category
    exceptions: (n + 1,) uint32, sorted, the last is no code point; max_length: UTF-16 units after which a run is cut
    """
    n: cython.Py_ssize_t = 0
    last: cython.Py_ssize_t = exceptions.shape[0] - 1
    value: cython.Py_ssize_t
    i: cython.Py_ssize_t
    begin: cython.Py_ssize_t
    units: cython.Py_ssize_t
    found: cython.uint
    text_at: cython.pointer[cython.const[cython.uchar]]
    index_at: cython.pointer[cython.const[cython.ushort]]
    blocks_at: cython.pointer[cython.const[cython.uint]]
    ascii_at: cython.pointer[cython.const[cython.uchar]]
    excepted: cython.pointer[cython.const[cython.uint]]
    if cython.compiled:
        text_at, ascii_at, index_at = cython.address(text[0]), cython.address(ascii[0]), cython.address(index[0])
        blocks_at, excepted = cython.address(blocks[0]), cython.address(exceptions[0])
    else:
        text_at, ascii_at, index_at, blocks_at = map(memoryview, (text, ascii, index, blocks))
        excepted = memoryview(exceptions)
    with cython.nogil:
        for value in range(counts.shape[0]):
            counts[value] = -cython.cast(cython.int, n)
            i = begin = value_starts[value]
            units = 0
            while i < value_starts[value + 1]:
                found = 2  # the line feed behind the value ends a run
                if i + 1 < value_starts[value + 1]:
                    found = size_and_membership(text_at, i, index_at, blocks_at, ascii_at, mask, excepted, last)
                if found & 1:
                    i += found >> 1
                    units += 1 + (found >> 3)
                if units and (not found & 1 or units >= max_length):
                    starts[n] = cython.cast(cython.int, begin)
                    ends[n] = cython.cast(cython.int, i)
                    n += 1
                    units = 0
                if not found & 1:
                    i += found >> 1
                if not units:
                    begin = i
            counts[value] += cython.cast(cython.int, n)
    return n


def count_grams(
    lengths: cython.const[cython.int][::1], shortest: cython.Py_ssize_t, longest: cython.Py_ssize_t, edge: cython.bint
) -> cython.Py_ssize_t:
    """Returns how many grams `gram_spans` will write.

    lengths: (n_runs,) int32, code points per run
    """
    run: cython.Py_ssize_t
    start: cython.Py_ssize_t
    n: cython.Py_ssize_t = 0
    with cython.nogil:
        for run in range(lengths.shape[0]):
            for start in range(1 if edge else lengths[run]):
                n += max(min(longest, lengths[run] - start) - shortest + 1, 0)
    return n


def gram_spans(
    text: cython.const[cython.uchar][::1],
    run_starts: cython.const[cython.int][::1],
    run_ends: cython.const[cython.int][::1],
    shortest: cython.Py_ssize_t,
    longest: cython.Py_ssize_t,
    edge: cython.bint,
    grams: cython.int[::1],
    starts: cython.int[::1],
    ends: cython.int[::1],
) -> cython.Py_ssize_t:
    """Writes the byte spans of the grams of each run, ordered by start, then by length, and returns how many there are.

    text: (n_bytes + 8,) uint8; run_starts, run_ends: (n_runs,) int32
    shortest, longest: code points per gram; edge: only grams at the start of their run
    grams: (n_runs,) int32, grams per run, overwritten; starts, ends: (count_grams(...),) int32, overwritten
    """
    run: cython.Py_ssize_t
    start: cython.Py_ssize_t
    end: cython.Py_ssize_t
    length: cython.Py_ssize_t
    first: cython.Py_ssize_t
    n: cython.Py_ssize_t = 0
    if not cython.compiled:
        text, run_starts, run_ends = map(memoryview, (text, run_starts, run_ends))
    with cython.nogil:
        for run in range(run_starts.shape[0]):
            first = n
            start = run_starts[run]
            while start < run_ends[run]:
                end = start
                length = 0
                while length < longest and end < run_ends[run]:
                    end += 1
                    while text[end] & 0xC0 == 0x80:
                        end += 1
                    length += 1
                    if length >= shortest:
                        starts[n] = cython.cast(cython.int, start)
                        ends[n] = cython.cast(cython.int, end)
                        n += 1
                if edge:
                    break
                start += 1
                while text[start] & 0xC0 == 0x80:
                    start += 1
            grams[run] = cython.cast(cython.int, n - first)
    return n
