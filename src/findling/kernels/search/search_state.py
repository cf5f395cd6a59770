"""The state of one search of one segment, shared by the kernels for disjunctions, conjunctions and scores.

The struct `Search` (search_state.pxd) has the cursors of the terms, the heap of the best documents, a window of sums,
and a list of candidates: documents whose scores are not complete yet. It belongs to one thread.
"""

import cython
import numpy as np
from cython.cimports.findling.kernels.search.cursor import Cursors, to_float
from cython.cimports.findling.kernels.search.top_docs import TopDocs

if not cython.compiled:

    class SearchFields:
        """The struct of search_state.pxd."""

    SearchPointer = SearchFields

_N_CANDIDATES = cython.declare(cython.Py_ssize_t, 2048)
_NO_WORDS = np.zeros(1, np.uint64)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def is_visible(s: SearchPointer, doc: cython.int) -> cython.bint:
    """Returns whether `doc` may be a hit: live, a root, and within the filter."""
    return not s.has_visible or (s.visible[doc >> 6] >> cython.cast(cython.ulonglong, doc & 63)) & 1 != 0


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def may_enter(s: SearchPointer, bound: cython.double) -> cython.bint:
    """Returns whether a document whose score is at most `bound` may still get among the top docs."""
    return to_float(bound) > s.heap.threshold


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
    """One search of one segment: the struct `Search` and what its pointers point into."""

    def __init__(self, terms: list, top: TopDocs, doc_base, max_doc, visible, total_limit) -> None:
        s: SearchPointer
        i: cython.Py_ssize_t
        self.cursors = Cursors(terms)
        self.top = top
        try:
            self.scratch = _idle_scratches.pop()
        except IndexError:
            self.scratch = Scratch()
        self.words = _NO_WORDS if visible is None else visible
        self.order = np.arange(self.cursors.n + 1, dtype=np.intp)
        self.prefix = np.zeros(self.cursors.n + 1)
        if not cython.compiled:
            self.search = SearchFields()
        s = self.pointer()
        s.cursors = self.cursors.cursors
        s.heap = top.pointer()
        s.n = s.n_terms = self.cursors.n
        s.n_candidates = 0
        s.has_visible = visible is not None
        s.minimum = 1
        s.limit = total_limit
        s.counting = total_limit >= 0
        s.total = 0
        s.base = 0
        s.max_doc = max_doc
        s.doc_base = doc_base
        s.lone = -1
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
            s.visible = cython.address(self.words[0])
        else:
            s.order, s.prefix, s.visible = self.order, self.prefix, self.words
            for name in ("sums", "bits", "hits", "places", "docs", "scores", "matched"):
                setattr(s, name, getattr(self.scratch, name))

    @cython.cfunc
    def pointer(self) -> SearchPointer:
        if cython.compiled:
            return cython.address(self.search)
        else:
            return self.search

    def release(self) -> None:
        """Gives the working memory back for the next search; only after a search that ran to its end."""
        _idle_scratches.append(self.scratch)
