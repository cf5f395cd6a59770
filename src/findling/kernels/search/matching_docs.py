"""All documents of a snapshot that match enough of some terms and pass filters: found or only counted, not scored.

One term's blocks are read as they come; documents with all of several terms are looked up from the rarest term's on;
other unions go through windows of bits.
"""

import cython
import numpy as np
from cython.cimports.findling.kernels.columns.sets import findling_ctz64
from cython.cimports.findling.kernels.search.conjunction import order_by_rarity
from cython.cimports.findling.kernels.search.cursor import CursorPointer, cursor_at, load_docs, seek
from cython.cimports.findling.kernels.search.search_state import SearchPointer, mark_visible
from cython.cimports.findling.kernels.search.snapshot_search import SegmentTable, SnapshotSearch
from cython.cimports.findling.kernels.search.top_docs import TopDocs
from cython.cimports.findling.kernels.search.topk import advance_all, stop_before

_BLOCKS_PER_RUN = cython.declare(cython.Py_ssize_t, 4096)
_NO_DOCS = np.empty(0, np.int32)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def take_docs(
    s: SearchPointer, found: cython.p_int, n: cython.Py_ssize_t, out: cython.int[::1], at: cython.Py_ssize_t
) -> cython.Py_ssize_t:
    """Writes those of n docs that may be hits to out[at:], if there is room to write; returns how many they are.

    n: at most 128
    """
    marks = cython.declare(cython.uchar[128])
    i: cython.Py_ssize_t
    count: cython.Py_ssize_t = 0
    writes: cython.bint = out.shape[0] > 0
    if not writes and not s.has_visible and s.n_checks == 0:
        return n
    mark_visible(s, found, n, marks)
    if writes:
        for i in range(n):  # there is room for all n
            out[at + count] = found[i]
            count += marks[i]
    else:
        for i in range(n):
            count += marks[i]
    return count


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def run_of_one(s: SearchPointer, out: cython.int[::1], at: cython.Py_ssize_t) -> cython.Py_ssize_t:
    """Takes the docs of some blocks of the only term."""
    i: cython.Py_ssize_t
    n: cython.Py_ssize_t = 0
    c: CursorPointer = cursor_at(s.cursors, 0)
    for i in range(_BLOCKS_PER_RUN):
        if c.block == c.end_block:
            s.base = -1
            break
        load_docs(c)
        n += take_docs(s, c.docs, c.n, out, at + n)
        c.block += 1
    return n


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def run_of_all(s: SearchPointer, out: cython.int[::1], at: cython.Py_ssize_t) -> cython.Py_ssize_t:
    """Takes the docs with all terms among some blocks of the rarest term."""
    i: cython.Py_ssize_t
    j: cython.Py_ssize_t
    kept: cython.Py_ssize_t
    size: cython.Py_ssize_t
    n: cython.Py_ssize_t = 0
    found: cython.p_int = s.docs
    leader: CursorPointer = cursor_at(s.cursors, s.order[s.n - 1])
    c: CursorPointer
    for i in range(_BLOCKS_PER_RUN):
        if leader.block == leader.end_block:
            s.base = -1
            break
        load_docs(leader)
        size = leader.n
        for j in range(size):
            found[j] = leader.docs[j]
        leader.block += 1
        for j in range(s.n - 2, -1, -1):
            c = cursor_at(s.cursors, s.order[j])
            kept = keep_found(c, found, size)
            if kept < 0:  # the term has no more documents, so nothing behind can match
                s.base = -1
                kept = -1 - kept
            size = kept
        n += take_docs(s, found, size, out, at + n)
        if s.base < 0:
            break
    return n


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def keep_found(c: CursorPointer, found: cython.p_int, n: cython.Py_ssize_t) -> cython.Py_ssize_t:
    """Keeps those of n docs that a term has, and returns how many; -1 - that if the term came to its end."""
    i: cython.Py_ssize_t
    kept: cython.Py_ssize_t = 0
    for i in range(n):
        if not seek(c, found[i]):
            return -1 - kept
        found[kept] = found[i]
        kept += c.docs[c.at] == found[i]
    return kept


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def add_docs(s: SearchPointer, c: CursorPointer, end: cython.int) -> cython.void:
    """Marks the docs of a term in the window and moves its cursor to `end`."""
    i: cython.Py_ssize_t
    stop: cython.Py_ssize_t
    doc: cython.int
    base: cython.int = s.base
    bits: cython.pointer[cython.ulonglong] = s.bits
    while c.block < c.end_block:
        if c.decoded != c.block and c.block > c.first_block and c.last_doc[c.block - 1] >= end - 1:
            break
        load_docs(c)
        seek(c, base)
        stop = stop_before(c, end)
        for i in range(c.at, stop):
            doc = c.docs[i] - base
            bits[doc >> 6] |= cython.cast(cython.ulonglong, 1) << cython.cast(cython.int, doc & 63)
        if s.minimum > 1:
            for i in range(c.at, stop):
                s.hits[c.docs[i] - base] += 1
        c.at = stop
        if stop < c.n:
            break
        c.block += 1


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def take_window(s: SearchPointer, out: cython.int[::1], at: cython.Py_ssize_t) -> cython.Py_ssize_t:
    """Takes the docs of the window with enough terms out of it."""
    i: cython.Py_ssize_t
    n: cython.Py_ssize_t = 0
    size: cython.Py_ssize_t
    doc: cython.int
    word: cython.ulonglong
    found: cython.p_int = s.docs
    only_counts: cython.bint = out.shape[0] == 0 and s.minimum == 1 and not s.has_visible and s.n_checks == 0
    for i in range(s.n_words):
        word = s.bits[i]
        s.bits[i] = 0
        while only_counts and word != 0:
            word &= word - 1
            n += 1
        size = 0
        while word != 0:
            doc = cython.cast(cython.int, (i << 6) + findling_ctz64(word))
            word &= word - 1
            found[size] = s.base + doc
            if s.minimum > 1:
                size += s.hits[doc] >= s.minimum
                s.hits[doc] = 0
            else:
                size += 1
        if size > 0:
            n += take_docs(s, found, size, out, at + n)
    return n


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def run_of_some(s: SearchPointer, out: cython.int[::1], at: cython.Py_ssize_t) -> cython.Py_ssize_t:
    """Takes the docs with enough of the terms in some windows."""
    i: cython.Py_ssize_t
    j: cython.Py_ssize_t
    end: cython.int
    n: cython.Py_ssize_t = 0
    for i in range(512):
        s.base = advance_all(s)
        if s.base < 0 or s.n < s.minimum:
            s.base = -1
            break
        end = min(s.base + s.width, s.max_doc)
        for j in range(s.n):
            add_docs(s, cursor_at(s.cursors, s.order[j]), end)
        n += take_window(s, out, at + n)
        s.base = end
        if end >= s.max_doc:
            s.base = -1
            break
    return n


def find_docs(
    segments: SegmentTable,
    terms: list,
    n_required: cython.Py_ssize_t,
    filters,
    ends: cython.longlong[::1],
    docs=None,
    check=None,
) -> cython.Py_ssize_t:
    """Finds the documents with at least n_required of the terms, segment by segment, and returns how many they are.

    terms, filters, check: see topk.search_disjunction; weights play no part
    ends: (n_segments,) int64, overwritten with how many there are up to the end of each segment
    docs: int32, overwritten with their docs, increasing within each segment; as long as their number may be at most;
        None: they are only counted
    """
    search = cython.declare(SnapshotSearch)
    s: SearchPointer
    i: cython.Py_ssize_t
    n: cython.Py_ssize_t = 0
    total: cython.Py_ssize_t = 0
    way: cython.int
    out: cython.int[::1] = _NO_DOCS if docs is None else docs
    search = SnapshotSearch(segments, terms, n_required, filters, TopDocs(1), -1, check)
    s = search.state.pointer()
    s.minimum = max(n_required, 1)
    for i in range(segments.n):
        if search.open(i):
            order_by_rarity(s)
            way = 0 if s.n == 1 else 1 if s.n == s.minimum else 2
            while s.base >= 0:
                with cython.nogil:
                    if way == 0:
                        n = run_of_one(s, out, total)
                    elif way == 1:
                        n = run_of_all(s, out, total)
                    else:
                        n = run_of_some(s, out, total)
                total += n
                search.proceed(s.base >= 0)
        ends[i] = total
    search.finish()
    return total
