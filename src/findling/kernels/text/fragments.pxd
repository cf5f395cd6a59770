# What the classes of fragments.py are made of; see there for what it means.

cdef class CountedTerms:
    cdef const double[::1] weights
    cdef const unsigned char[::1] placed
    cdef const int[::1] span_starts
    cdef const int[:, ::1] spans
    cdef double weight_at(self, int term, int position) noexcept nogil
    cdef long long span_end(self, int term, long long position) noexcept nogil


cdef class Fragmenter:
    cdef int kind
    cdef long long size
    cdef long long least_rest
    cdef long long n
    cdef long long n_begun
    cdef long long position
    cdef long long wait
    cdef bint begins(self, CountedTerms terms, int term, int increment, long long end) noexcept nogil


cdef class TokenGroup:
    cdef int end
    cdef int match_start
    cdef int match_end
    cdef double score
    cdef Py_ssize_t count
    cdef void add(self, int start, int end, double weight) noexcept nogil
