"""Documents that have any of many terms of one field."""

import cython
from cython.cimports.findling.kernels.postings.postings import decode_docs
from cython.cimports.findling.kernels.search.cursor import FieldPostings


@cython.cfunc
@cython.nogil
@cython.inline
@cython.exceptval(check=False)
def first_doc(
    words: cython.pointer[cython.const[cython.uint]],
    start: cython.Py_ssize_t,
    end: cython.Py_ssize_t,
    last_doc: cython.int,
) -> cython.int:
    """Returns the first doc of a term's first block, words[start:end], without decoding it."""
    if start == end or (words[start] >> 16) == 1:
        return last_doc
    # the first delta stands lowest in the first word after the header; as the doc before is -1, it is the doc
    return cython.cast(cython.int, words[start + 1] & ((cython.cast(cython.ulonglong, 1) << (words[start] & 255)) - 1))


@cython.cfunc
@cython.nogil
@cython.inline
@cython.exceptval(check=False)
def insert(docs: cython.int[::1], n: cython.Py_ssize_t, doc: cython.int) -> cython.Py_ssize_t:
    """Puts a doc into increasing docs[:n], of which the last falls out if there is no room; returns how many they are.

    The doc is below the last one if there is no room.
    """
    place: cython.Py_ssize_t = n
    i: cython.Py_ssize_t
    while place > 0 and docs[place - 1] > doc:
        place -= 1
    if place > 0 and docs[place - 1] == doc:
        return n
    if n < docs.shape[0]:
        n += 1
    for i in range(n - 1, place, -1):
        docs[i] = docs[i - 1]
    docs[place] = doc
    return n


def first_docs(field: FieldPostings, terms: tuple, visible, out: cython.int[::1]) -> cython.Py_ssize_t:
    """Writes the first docs that have any of the terms, increasing, and returns how many.

    A term is left at once if its first doc comes too late.
    terms: (block_start, low, high, None) for the terms [low, high), or (block_start, 0, n, ords), ords: (n,) int64;
        block_start: (n_terms + 1,) uint32, the first block of each term; None if every term has one block
    visible: uint64 words of the bitmap of the docs that count; None: all do
    out: (k,) int32, k at least 1, overwritten; few, as each one found may move all others
    """
    block_start: cython.const[cython.uint][::1] = terms[0]
    low: cython.Py_ssize_t = terms[1]
    high: cython.Py_ssize_t = terms[2]
    ords: cython.const[cython.longlong][::1] = terms[3]
    words: cython.const[cython.ulonglong][::1] = visible
    raw: cython.pointer[cython.const[cython.uint]]
    word_start: cython.const[cython.uint][::1] = field.word_start
    last_doc: cython.const[cython.int][::1] = field.last_doc
    has_starts: cython.bint = block_start is not None
    has_ords: cython.bint = ords is not None
    has_visible: cython.bint = visible is not None
    docs = cython.declare(cython.int[128])
    n: cython.Py_ssize_t = 0
    k: cython.Py_ssize_t = out.shape[0]
    i: cython.Py_ssize_t
    j: cython.Py_ssize_t
    size: cython.Py_ssize_t
    term: cython.Py_ssize_t
    block: cython.Py_ssize_t
    end_block: cython.Py_ssize_t
    doc: cython.int
    bound: cython.int = 0x7FFFFFFF
    if field.words.shape[0] == 0:
        return 0
    if cython.compiled:
        raw = cython.address(field.words[0])
    else:
        raw = field.words
    with cython.nogil:
        for i in range(low, high):
            term = ords[i] if has_ords else i
            block = block_start[term] if has_starts else term
            if first_doc(raw, word_start[block], word_start[block + 1], last_doc[block]) >= bound:
                continue
            end_block = block_start[term + 1] if has_starts else term + 1
            doc = -1
            while block < end_block and doc < bound:
                size = decode_docs(raw, word_start[block], word_start[block + 1], doc, last_doc[block], docs, 0)
                for j in range(size):
                    doc = docs[j]
                    if doc >= bound:
                        break
                    if not has_visible or (words[doc >> 6] >> (doc & 63)) & 1:
                        n = insert(out, n, doc)
                        if n == k:
                            bound = out[n - 1]
                block += 1
    return n


def mark_docs(field: FieldPostings, terms: tuple, words: cython.ulonglong[::1]) -> cython.Py_ssize_t:
    """Sets the bit of each doc that has any of the terms, and returns how many bits were not set before.

    terms: see first_docs
    words: uint64 words of a bitmap
    """
    block_start: cython.const[cython.uint][::1] = terms[0]
    low: cython.Py_ssize_t = terms[1]
    high: cython.Py_ssize_t = terms[2]
    ords: cython.const[cython.longlong][::1] = terms[3]
    raw: cython.pointer[cython.const[cython.uint]]
    word_start: cython.const[cython.uint][::1] = field.word_start
    last_doc: cython.const[cython.int][::1] = field.last_doc
    has_starts: cython.bint = block_start is not None
    has_ords: cython.bint = ords is not None
    docs = cython.declare(cython.int[128])
    n: cython.Py_ssize_t = 0
    i: cython.Py_ssize_t
    j: cython.Py_ssize_t
    size: cython.Py_ssize_t
    term: cython.Py_ssize_t
    block: cython.Py_ssize_t
    previous: cython.int
    word: cython.ulonglong
    bit: cython.ulonglong
    one: cython.ulonglong = 1
    if field.words.shape[0] == 0:
        return 0
    if cython.compiled:
        raw = cython.address(field.words[0])
    else:
        raw, words = field.words, memoryview(words)
    with cython.nogil:
        for i in range(low, high):
            term = ords[i] if has_ords else i
            previous = -1
            for block in range(
                block_start[term] if has_starts else term, block_start[term + 1] if has_starts else term + 1
            ):
                size = decode_docs(raw, word_start[block], word_start[block + 1], previous, last_doc[block], docs, 0)
                previous = last_doc[block]
                for j in range(size):
                    bit = one << (docs[j] & 63)
                    word = words[docs[j] >> 6]
                    n += (word & bit) == 0
                    words[docs[j] >> 6] = word | bit
    return n
