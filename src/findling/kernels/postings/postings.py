"""Reads the blocks of postings lists: bit-packed deltas of doc ids and frequencies.

The words (uint32) of one block of n <= 128 postings:

    header          doc width | freq width << 8 | n << 16
    doc deltas      values of `doc width` bits: doc - previous doc - 1; the doc before the first is the last doc of the
                    term's previous block, or -1
    frequencies     n values of `freq width` bits: freq - 1; width 0 means that all are 1

A full block (n = 128) is packed vertically: value i is in lane i % 4 at row i // 4; the four lanes of a row of words
stand side by side, so that one shift count serves four adjacent words and the loop becomes SIMD instructions. A tail
(n < 128) is packed horizontally, bit after bit, and leaves out its last delta, since the block's last doc is known. A
block of one posting of frequency 1 has no words at all.

The C functions (postings.pxd exports them) take the pointer of a whole array and the index at which to start, and are
for other kernels; uncompiled, the array itself stands for its pointer. They read no word outside the block.
Source: the vertical layout is that of Lemire, Boytsov, "Decoding billions of integers per second through
vectorization", 2015.
"""

import cython

if cython.compiled:
    from cython.cimports.findling.kernels.postings.simd_blocks import findling_unpack_docs, findling_unpack_freqs


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def unpack_full(
    words: cython.pointer[cython.const[cython.uint]],
    start: cython.Py_ssize_t,
    width: cython.uint,
    out: cython.p_int,
    at: cython.Py_ssize_t,
) -> cython.void:
    """Unpacks the 128 values of the vertical block that starts at words[start]; width 1 to 31."""
    row: cython.Py_ssize_t
    low: cython.Py_ssize_t
    high: cython.Py_ssize_t
    position: cython.uint = 0
    shift: cython.uint
    rest: cython.uint
    mask: cython.uint = (cython.cast(cython.uint, 1) << width) - 1
    a: cython.uint
    b: cython.uint
    c: cython.uint
    d: cython.uint
    for row in range(at, at + 128, 4):
        low = start + (position >> 5) * 4
        high = start + ((position + width - 1) >> 5) * 4  # the same words unless the values cross into the next ones
        shift = position & 31
        rest = 31 - shift
        a = ((words[low] >> shift) | ((words[high] << 1) << rest)) & mask
        b = ((words[low + 1] >> shift) | ((words[high + 1] << 1) << rest)) & mask
        c = ((words[low + 2] >> shift) | ((words[high + 2] << 1) << rest)) & mask
        d = ((words[low + 3] >> shift) | ((words[high + 3] << 1) << rest)) & mask
        out[row] = a
        out[row + 1] = b
        out[row + 2] = c
        out[row + 3] = d
        position += width


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def unpack_tail(
    words: cython.pointer[cython.const[cython.uint]],
    start: cython.Py_ssize_t,
    n: cython.Py_ssize_t,
    width: cython.uint,
    out: cython.p_int,
    at: cython.Py_ssize_t,
) -> cython.void:
    """Unpacks the n values of the horizontal block that starts at words[start]; width 1 to 31."""
    i: cython.Py_ssize_t
    position: cython.uint = 0
    shift: cython.uint
    low: cython.uint
    high: cython.uint
    mask: cython.uint = (cython.cast(cython.uint, 1) << width) - 1
    for i in range(n):
        shift = position & 31
        low = words[start + (position >> 5)]
        high = words[start + ((position + width - 1) >> 5)]
        out[at + i] = ((low >> shift) | ((high << 1) << (31 - shift))) & mask
        position += width


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def unpack(
    words: cython.pointer[cython.const[cython.uint]],
    start: cython.Py_ssize_t,
    n: cython.Py_ssize_t,
    width: cython.uint,
    out: cython.p_int,
    at: cython.Py_ssize_t,
) -> cython.void:
    """Unpacks n values of `width` (0 to 31) bits into out[at:at + n]: vertical if n is 128, horizontal otherwise."""
    i: cython.Py_ssize_t
    if width == 0:
        for i in range(at, at + n):
            out[i] = 0
    elif n == 128:
        unpack_full(words, start, width, out, at)
    else:
        unpack_tail(words, start, n, width, out, at)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def sum_deltas(docs: cython.p_int, at: cython.Py_ssize_t, n: cython.Py_ssize_t, previous: cython.int) -> cython.void:
    """Turns deltas (less one) into docs, in place; four at a time, so that one addition in four waits for another."""
    i: cython.Py_ssize_t
    base: cython.int = previous + 1
    a: cython.int
    b: cython.int
    c: cython.int
    d: cython.int
    whole: cython.Py_ssize_t = at + (n & ~3)
    for i in range(at, whole, 4):
        a = docs[i]
        b = a + docs[i + 1] + 1
        c = docs[i + 2] + 1
        d = c + docs[i + 3] + 1
        docs[i] = base + a
        docs[i + 1] = base + b
        docs[i + 2] = base + (b + c)
        docs[i + 3] = base + (b + d)
        base = base + (b + d) + 1
    for i in range(whole, at + n):
        docs[i] = docs[i] + base
        base = docs[i] + 1


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def decode_docs(
    words: cython.pointer[cython.const[cython.uint]],
    start: cython.Py_ssize_t,
    end: cython.Py_ssize_t,
    previous: cython.int,
    last_doc: cython.int,
    docs: cython.p_int,
    at: cython.Py_ssize_t,
) -> cython.Py_ssize_t:
    """Writes the docs of one block into docs[at:at + n] and returns n, 1 to 128.

    start, end: word_start[b], word_start[b + 1]
    previous: the last doc of the term's previous block, -1 for its first; last_doc: that of this block
    """
    n: cython.Py_ssize_t
    width: cython.uint
    if start == end:
        docs[at] = last_doc
        return 1
    n = cython.cast(cython.Py_ssize_t, words[start] >> 16)
    width = cython.cast(cython.uint, words[start] & 255)
    if n == 128:
        if cython.compiled:
            if findling_unpack_docs(words + start + 1, width, previous, docs + at):
                return 128
        unpack(words, start + 1, 128, width, docs, at)
        sum_deltas(docs, at, 128, previous)
    else:
        unpack(words, start + 1, n - 1, width, docs, at)
        sum_deltas(docs, at, n - 1, previous)
        docs[at + n - 1] = last_doc
    return n


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def decode_freqs(
    words: cython.pointer[cython.const[cython.uint]],
    start: cython.Py_ssize_t,
    end: cython.Py_ssize_t,
    freqs: cython.p_int,
    at: cython.Py_ssize_t,
) -> cython.Py_ssize_t:
    """Writes the frequencies of one block into freqs[at:at + n] and returns n, 1 to 128; see decode_docs."""
    n: cython.Py_ssize_t
    i: cython.Py_ssize_t
    docs_width: cython.Py_ssize_t
    if start == end:
        freqs[at] = 1
        return 1
    n = cython.cast(cython.Py_ssize_t, words[start] >> 16)
    docs_width = cython.cast(cython.Py_ssize_t, words[start] & 255)
    if n == 128:
        if cython.compiled:
            if findling_unpack_freqs(words + start + 1 + 4 * docs_width, (words[start] >> 8) & 255, freqs + at):
                return 128
        unpack(words, start + 1 + 4 * docs_width, n, (words[start] >> 8) & 255, freqs, at)
    else:
        unpack(words, start + 1 + (((n - 1) * docs_width + 31) >> 5), n, (words[start] >> 8) & 255, freqs, at)
    for i in range(at, at + n):
        freqs[i] = freqs[i] + 1
    return n


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def block_size(
    words: cython.pointer[cython.const[cython.uint]], start: cython.Py_ssize_t, end: cython.Py_ssize_t
) -> cython.Py_ssize_t:
    """Returns how many postings the block of words[start:end] holds, without decoding it."""
    return 1 if start == end else cython.cast(cython.Py_ssize_t, words[start] >> 16)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def decode_blocks(
    words: cython.pointer[cython.const[cython.uint]],
    word_start: cython.const[cython.uint][::1],
    last_doc: cython.const[cython.int][::1],
    first_block: cython.Py_ssize_t,
    end_block: cython.Py_ssize_t,
    docs: cython.p_int,
    freqs: cython.p_int,
    with_freqs: cython.bint,
    at: cython.Py_ssize_t,
) -> cython.Py_ssize_t:
    """Decodes a term's blocks [first_block, end_block) into docs and freqs from `at` on; returns where they end."""
    block: cython.Py_ssize_t
    previous: cython.int = -1
    size: cython.Py_ssize_t
    for block in range(first_block, end_block):
        size = decode_docs(words, word_start[block], word_start[block + 1], previous, last_doc[block], docs, at)
        if with_freqs:
            decode_freqs(words, word_start[block], word_start[block + 1], freqs, at)
        previous = last_doc[block]
        at += size
    return at


def decode_term(
    words: cython.const[cython.uint][::1],
    word_start: cython.const[cython.uint][::1],
    last_doc: cython.const[cython.int][::1],
    first_block: cython.Py_ssize_t,
    end_block: cython.Py_ssize_t,
    docs: cython.int[::1],
    freqs: cython.int[::1],
) -> cython.Py_ssize_t:
    """Decodes the postings of one term, blocks [first_block, end_block), and returns how many there are.

    words: (n_words + 1,) uint32; word_start: (n_blocks + 1,) uint32; last_doc: (n_blocks,) int32: arrays of the whole
        field
    docs: (doc_freq,) int32, overwritten with strictly increasing docs
    freqs: (doc_freq,) int32, overwritten; or empty: frequencies are not decoded
    """
    n: cython.Py_ssize_t = 0
    with_freqs: cython.bint = freqs.shape[0] > 0
    if docs.shape[0] == 0 or words.shape[0] == 0:
        return 0
    if cython.compiled:
        raw: cython.pointer[cython.const[cython.uint]] = cython.address(words[0])
        docs_out: cython.p_int = cython.address(docs[0])
        freqs_out: cython.p_int = cython.address(freqs[0]) if with_freqs else docs_out
    else:
        raw, docs_out, freqs_out = words, docs, freqs
    with cython.nogil:
        n = decode_blocks(raw, word_start, last_doc, first_block, end_block, docs_out, freqs_out, with_freqs, 0)
    return n  # noqa: RET504


def decode_terms(
    words: cython.const[cython.uint][::1],
    word_start: cython.const[cython.uint][::1],
    last_doc: cython.const[cython.int][::1],
    block_start: cython.const[cython.uint][::1],
    docs: cython.int[::1],
    freqs: cython.int[::1],
) -> cython.Py_ssize_t:
    """Decodes the postings of consecutive terms one after the other and returns how many there are.

    block_start: (n_terms + 1,) uint32, the first block of each term and the end of the last; the rest as for
        decode_term
    """
    term: cython.Py_ssize_t
    n: cython.Py_ssize_t = 0
    with_freqs: cython.bint = freqs.shape[0] > 0
    if docs.shape[0] == 0 or words.shape[0] == 0:
        return 0
    if cython.compiled:
        raw: cython.pointer[cython.const[cython.uint]] = cython.address(words[0])
        docs_out: cython.p_int = cython.address(docs[0])
        freqs_out: cython.p_int = cython.address(freqs[0]) if with_freqs else docs_out
    else:
        raw, docs_out, freqs_out = words, docs, freqs
    with cython.nogil:
        for term in range(block_start.shape[0] - 1):
            n = decode_blocks(
                raw, word_start, last_doc, block_start[term], block_start[term + 1], docs_out, freqs_out, with_freqs, n
            )
    return n
