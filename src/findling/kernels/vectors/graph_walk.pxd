# C face of graph_walk.py for the builder and the search; see there for what it means.

from findling.kernels.vectors.distances cimport RowsPointer

cdef struct Graph:
    Py_ssize_t n
    Py_ssize_t m
    int entry
    int top
    int* links
    int* upper
    int* upper_start

ctypedef Graph* GraphPointer


cdef struct Walk:
    const float* floats
    const signed char* bytes
    Py_ssize_t row
    Py_ssize_t ef
    const unsigned long long* accepted
    Py_ssize_t limit
    bint passes
    Py_ssize_t visits
    unsigned long long* visited
    int* touched
    Py_ssize_t n_touched
    float* todo_scores
    int* todo
    Py_ssize_t n_todo
    float* best_scores
    int* best
    Py_ssize_t n_best

ctypedef Walk* WalkPointer


cdef class GraphArrays:
    cdef Graph graph
    cdef object arrays
    cdef GraphPointer pointer(self)


cdef class WalkState:
    cdef Walk walk
    cdef object arrays
    cdef WalkPointer pointer(self)


cdef int* links_of(GraphPointer graph, Py_ssize_t node, int level) noexcept nogil
cdef float near(RowsPointer rows, WalkPointer walk, Py_ssize_t node) noexcept nogil
cdef void forget(WalkPointer walk) noexcept nogil
cdef void begin(RowsPointer rows, WalkPointer walk, Py_ssize_t node) noexcept nogil
cdef int walk_layer(RowsPointer rows, GraphPointer graph, WalkPointer walk, int level) noexcept nogil
cdef int descend(RowsPointer rows, GraphPointer graph, WalkPointer walk, int node, int top, int level) noexcept nogil
cdef void pop_worst(WalkPointer walk) noexcept nogil
