# C face of snapshot_search.py for the search kernels; see there for what the classes are.

from findling.kernels.search.cursor cimport Cursors
from findling.kernels.search.field_table cimport TermStates
from findling.kernels.search.search_state cimport SearchState
from findling.kernels.search.top_docs cimport TopDocs


cdef class SegmentTable:
    cdef readonly Py_ssize_t n
    cdef const long long[::1] doc_bases
    cdef const int[::1] max_docs
    cdef const long long[::1] n_hidden
    cdef list visible
    cdef const unsigned long long** words
    cpdef long long least_total(self, TermStates states)


cdef class PlannedTerm:
    cdef readonly TermStates states
    cdef readonly float weight
    cdef const float[::1] norm_inverse


cdef class SnapshotSearch:
    cdef SegmentTable segments
    cdef list terms
    cdef list filters
    cdef Py_ssize_t n_filters
    cdef Py_ssize_t n_required
    cdef TopDocs top
    cdef Cursors cursors
    cdef SearchState state
    cdef Py_ssize_t[::1] first_bounds
    cdef bint counting
    cdef bint is_exact
    cdef object check
    cdef Py_ssize_t unchecked
    cdef object checks
    cdef void place(self, Cursors cursors, Py_ssize_t segment)
    cdef void _place(self, Cursors cursors, Py_ssize_t segment, PlannedTerm term, Py_ssize_t first_bound)
    cdef bint place_one(self, Py_ssize_t segment, Py_ssize_t number)
    cdef bint open(self, Py_ssize_t segment)
    cdef bint open_filters(self, Py_ssize_t segment)
    cdef object proceed(self, bint run_was_full)
    cdef void close(self, bint counted)
    cdef void finish(self)
