"""The state of one search, shared by the kernels for disjunctions, conjunctions and scores.

The struct `Search` (search_state.pxd) has the cursors of the terms, the heap of the best documents, a window of sums,
and a list of candidates: documents whose scores are not complete yet. It goes through one segment after the other, and
belongs to one thread.
"""

import cython
import numpy as np
from cython.cimports.findling.kernels.search.cursor import CursorPointer, Cursors, bound_until, cursor_at, to_float
from cython.cimports.findling.kernels.search.doc_filter import check_at, mark_bits, mark_passing, passes
from cython.cimports.findling.kernels.search.top_docs import TopDocs

if not cython.compiled:

    class SearchFields:
        """The struct of search_state.pxd."""

    SearchPointer = SearchFields

_N_CANDIDATES = cython.declare(cython.Py_ssize_t, 2048)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def is_visible(s: SearchPointer, doc: cython.int) -> cython.bint:
    """Returns whether `doc` may be a hit: live, a root, and within the filter."""
    i: cython.Py_ssize_t
    if s.has_visible and (s.visible[doc >> 6] >> cython.cast(cython.ulonglong, doc & 63)) & 1 == 0:
        return False
    for i in range(s.n_checks):
        if not passes(check_at(s.checks, i), doc):
            return False
    return True


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def mark_visible(s: SearchPointer, docs: cython.p_int, n: cython.Py_ssize_t, marks: cython.p_uchar) -> cython.void:
    """Writes for each of n docs, at most 128 and increasing, whether it may be a hit: what `is_visible` returns."""
    i: cython.Py_ssize_t
    for i in range(n):
        marks[i] = 1
    if s.has_visible:
        mark_bits(s.visible, docs, n, False, marks)
    for i in range(s.n_checks):
        mark_passing(check_at(s.checks, i), docs, n, marks)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def may_enter(s: SearchPointer, bound: cython.double) -> cython.bint:
    """Returns whether a document whose score is at most `bound` may still get among the top docs."""
    return to_float(bound) > s.heap.threshold


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def order_by_bounds(s: SearchPointer, end: cython.int) -> cython.void:
    """Notes what each term may add up to doc `end` as its window_bound, and sorts the terms by it."""
    i: cython.Py_ssize_t
    j: cython.Py_ssize_t
    index: cython.Py_ssize_t
    c: CursorPointer
    bound: cython.float
    for i in range(s.n):
        index = s.order[i]
        c = cursor_at(s.cursors, index)
        bound = bound_until(c, end)
        c.window_bound = bound
        j = i
        while j > 0 and cursor_at(s.cursors, s.order[j - 1]).window_bound > bound:
            s.order[j] = s.order[j - 1]
            j -= 1
        s.order[j] = index


@cython.cclass
class Scratch:
    """Working memory of one search: a window of sums, all zero between searches, and the list of candidates."""

    def __init__(self) -> None:
        self.sums = np.zeros(1 << 16, np.float64)
        self.bits = np.zeros(1 << 10, np.uint64)
        self.hits = np.zeros(1 << 16, np.uint8)
        self.places = np.zeros(1 << 16, np.uint8)
        self.docs = np.empty(_N_CANDIDATES, np.int32)
        self.scores = np.empty(_N_CANDIDATES, np.float64)
        self.matched = np.empty(_N_CANDIDATES, np.uint8)


_idle_scratches: list = []


@cython.cclass
class SearchState:
    """One search: the struct `Search` and what its pointers point into.

    capacity: how many cursors there may be; total_limit: see topk.search_disjunction
    """

    def __init__(self, cursors: Cursors, top: TopDocs, total_limit=-1, capacity: cython.Py_ssize_t = 0) -> None:
        s: SearchPointer
        self.cursors = cursors
        self.top = top
        try:
            self.scratch = _idle_scratches.pop()
        except IndexError:
            self.scratch = Scratch()
        capacity = max(capacity, cursors.n) + 1
        self.order = np.empty(capacity, np.intp)
        self.prefix = np.zeros(capacity)
        if not cython.compiled:
            self.search = SearchFields()
        s = self.pointer()
        s.cursors = cursors.cursors
        s.heap = top.pointer()
        s.has_visible = False
        s.n_checks = 0
        s.minimum = 1
        s.limit = total_limit
        s.counting = total_limit >= 0
        s.total = 0
        s.width = 4096
        s.n_words = 64
        if cython.compiled:
            s.order = cython.address(self.order[0])
            s.prefix = cython.address(self.prefix[0])
            s.sums = cython.address(self.scratch.sums[0])
            s.bits = cython.address(self.scratch.bits[0])
            s.hits = cython.address(self.scratch.hits[0])
            s.places = cython.address(self.scratch.places[0])
            s.docs = cython.address(self.scratch.docs[0])
            s.scores = cython.address(self.scratch.scores[0])
            s.matched = cython.address(self.scratch.matched[0])
        else:
            s.order, s.prefix = self.order, self.prefix
            for name in ("sums", "bits", "hits", "places", "docs", "scores", "matched"):
                setattr(s, name, getattr(self.scratch, name))

    @cython.cfunc
    def start(self, doc_base: cython.longlong, max_doc: cython.int) -> cython.void:
        """Goes to the start of a segment, in which the cursors are before their first postings."""
        i: cython.Py_ssize_t
        s: SearchPointer = self.pointer()
        s.n = self.cursors.n
        for i in range(s.n + 1):
            self.order[i] = i
        s.n_candidates = 0
        s.base = 0
        s.max_doc = max_doc
        s.doc_base = doc_base
        s.lone = -1
        s.n_optional = 0
        s.extra = 0

    @cython.cfunc
    def pointer(self) -> SearchPointer:
        if cython.compiled:
            return cython.address(self.search)
        else:
            return self.search

    def release(self) -> None:
        """Gives the working memory back for the next search; only after a search that ran to its end."""
        _idle_scratches.append(self.scratch)
