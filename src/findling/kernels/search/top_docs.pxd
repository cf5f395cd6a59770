# C face of top_docs.py for the search kernels; see there for what the functions mean.

cdef struct Heap:
    float* scores
    long long* docs
    Py_ssize_t k
    Py_ssize_t n
    float threshold
    bint has_after
    float after_score
    long long after_doc

ctypedef Heap* HeapPointer


cdef class TopDocs:
    cdef Heap heap
    cdef float[::1] scores
    cdef long long[::1] docs
    cdef public long long total
    cdef public bint total_is_exact
    cdef HeapPointer pointer(self)


cdef void push(HeapPointer heap, float score, long long doc) noexcept nogil
