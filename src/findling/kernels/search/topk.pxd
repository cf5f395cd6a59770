# C face of topk.py for the search kernels; see there for what the functions mean.

from findling.kernels.search.cursor cimport CursorPointer
from findling.kernels.search.search_state cimport SearchPointer
from findling.kernels.search.snapshot_search cimport SnapshotSearch

cdef int advance_all(SearchPointer s) noexcept nogil
cdef void add_scores(SearchPointer s, CursorPointer c, int end) noexcept nogil
cdef void raise_threshold(SnapshotSearch search, Py_ssize_t term)
cdef void count_by_doc_freq(SnapshotSearch search, list terms)
cdef Py_ssize_t stop_before(CursorPointer c, int end) noexcept nogil
cdef bint count_segment(SnapshotSearch search, Py_ssize_t segment)
