# C face of distances.py for the graph; see there for what it means.

cdef struct Rows:
    int kind
    Py_ssize_t n
    Py_ssize_t width
    const float* floats
    const signed char* bytes
    const float* scale
    const float* add
    float multiplier

ctypedef Rows* RowsPointer


cdef class VectorRows:
    cdef Rows rows
    cdef object arrays
    cdef readonly Py_ssize_t n
    cdef RowsPointer pointer(self)


cdef float nearness(RowsPointer rows, const float* floats, const signed char* bytes, Py_ssize_t row) noexcept nogil
cdef void fetch_ahead(RowsPointer rows, Py_ssize_t row) noexcept nogil
cdef float nearness_of(RowsPointer rows, Py_ssize_t one, Py_ssize_t other) noexcept nogil
