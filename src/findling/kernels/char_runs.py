"""Finds runs of characters of a set, and the grams within them: the spans of all tokenizers without a grammar.

A set of characters is a mask with one bit per general category, and code points for which the opposite of the mask
holds.
"""

import cython

if cython.compiled:
    from cython.cimports.findling.kernels.characters import char_at, code_point_at
else:
    from findling.kernels.characters import char_at, code_point_at


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
    ascii: (128,) uint8, 1 for the ASCII characters of the set
    mask: bit per general category; exceptions: (n + 1,) uint32, sorted, the last is no code point
    max_length: UTF-16 units; a run is cut as soon as it is that long
    """
    n: cython.Py_ssize_t = 0
    n_exceptions: cython.Py_ssize_t = exceptions.shape[0] - 1
    first: cython.Py_ssize_t
    value: cython.Py_ssize_t
    i: cython.Py_ssize_t
    limit: cython.Py_ssize_t
    begin: cython.Py_ssize_t
    units: cython.Py_ssize_t
    char: cython.uint
    n_bytes: cython.uint
    inside: cython.uint
    if not cython.compiled:
        text, index, blocks, exceptions = map(memoryview, (text, index, blocks, exceptions))
    text_at: cython.pointer[cython.const[cython.uchar]] = cython.address(text[0]) if cython.compiled else text
    index_at: cython.pointer[cython.const[cython.ushort]] = cython.address(index[0]) if cython.compiled else index
    blocks_at: cython.pointer[cython.const[cython.uint]] = cython.address(blocks[0]) if cython.compiled else blocks
    excepted: cython.pointer[cython.const[cython.uint]] = (
        cython.address(exceptions[0]) if cython.compiled else exceptions
    )
    with cython.nogil:
        for value in range(counts.shape[0]):
            first = n
            i = begin = value_starts[value]
            limit = value_starts[value + 1] - 1
            units = 0
            while i <= limit:
                n_bytes = 1
                if i == limit:
                    inside = 0
                elif text_at[i] < 0x80:
                    inside = ascii[text_at[i]]
                else:
                    char = char_at(text_at, i, index_at, blocks_at)
                    n_bytes = char >> 24
                    inside = mask >> (char >> 16 & 31) & 1
                    inside ^= listed(code_point_at(text_at, i), excepted, n_exceptions)
                if inside:
                    i += n_bytes
                    units += 2 if n_bytes == 4 else 1
                if units and (not inside or units >= max_length):
                    starts[n] = cython.cast(cython.int, begin)
                    ends[n] = cython.cast(cython.int, i)
                    n += 1
                    units = 0
                    begin = i
                if not inside:
                    i += n_bytes
                    begin = i
            counts[value] = cython.cast(cython.int, n - first)
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
