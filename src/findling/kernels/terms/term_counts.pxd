# C face of term_counts.py for other kernels; see there for what the methods mean.

cdef class SmallCounts:
    cdef const unsigned char[::1] small
    cdef const int[::1] large
    cdef const long long[::1] values
    cpdef long long get(self, Py_ssize_t number)


cdef class SumsBefore:
    cdef const int[::1] large
    cdef const long long[::1] sums
    cpdef long long get(self, Py_ssize_t number)
