# C face of search_state.py for the search kernels; see there for what the functions mean.

from findling.kernels.search.cursor cimport Cursor, CursorPointer, Cursors
from findling.kernels.search.doc_filter cimport CheckPointer, DocCheck
from findling.kernels.search.top_docs cimport HeapPointer, TopDocs

cdef struct Search:
    Cursor* cursors
    HeapPointer heap
    Py_ssize_t* order
    double* prefix
    Py_ssize_t n
    double* sums
    unsigned long long* bits
    unsigned char* hits
    unsigned char* places
    int width
    Py_ssize_t n_words
    int* docs
    double* scores
    unsigned char* matched
    Py_ssize_t n_candidates
    const unsigned long long* visible
    bint has_visible
    CheckPointer checks
    Py_ssize_t n_checks
    Py_ssize_t minimum
    bint counting
    long long limit
    long long total
    int base
    int max_doc
    long long doc_base
    Py_ssize_t lone
    Py_ssize_t n_optional
    double extra

ctypedef Search* SearchPointer


cdef class Scratch:
    cdef double[::1] sums
    cdef unsigned long long[::1] bits
    cdef unsigned char[::1] hits
    cdef unsigned char[::1] places
    cdef int[::1] docs
    cdef double[::1] scores
    cdef unsigned char[::1] matched


cdef class SearchState:
    cdef Search search
    cdef Cursors cursors
    cdef TopDocs top
    cdef Scratch scratch
    cdef Py_ssize_t[::1] order
    cdef double[::1] prefix
    cdef SearchPointer pointer(self)
    cdef void start(self, long long doc_base, int max_doc)


cdef bint is_visible(SearchPointer s, int doc) noexcept nogil
cdef void mark_visible(SearchPointer s, int* docs, Py_ssize_t n, unsigned char* marks) noexcept nogil
cdef bint may_enter(SearchPointer s, double bound) noexcept nogil
cdef void order_by_bounds(SearchPointer s, int end) noexcept nogil
