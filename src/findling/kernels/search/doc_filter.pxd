# C face of doc_filter.py for the search kernels; see there for what the functions mean.

from findling.kernels.search.cursor cimport CursorPointer, Cursors
from findling.kernels.search.field_table cimport TermStates

cdef struct DocCheck:
    int kind
    bint excludes
    bint has_bits
    const unsigned long long* bits
    const int* starts
    const unsigned char* bytes
    const unsigned short* shorts
    const unsigned int* ints
    const unsigned long long* longs
    const float* floats
    const double* doubles
    unsigned long long low
    unsigned long long high
    double first
    double last
    CursorPointer cursor

ctypedef DocCheck* CheckPointer


cdef class DocFilter:
    cdef CheckPointer checks
    cdef Py_ssize_t n
    cdef object arrays
    cdef TermStates states
    cdef Cursors cursors
    cdef CheckPointer open(self, Py_ssize_t segment)


cdef class ColumnTable:
    cdef CheckPointer checks
    cdef Py_ssize_t n
    cdef list columns
    cdef void _point(self, CheckPointer check, column)
    cdef object _limit(self, CheckPointer check, column, low, high)


cdef bint has_several(CheckPointer check) noexcept nogil
cdef CheckPointer copied(CheckPointer checks, Py_ssize_t i, CheckPointer check)
cdef const unsigned long long* pointer_to_longs(values)
cdef const int* pointer_to_starts(values)
cdef point_at_values(CheckPointer check, values)
cdef CheckPointer check_at(CheckPointer checks, Py_ssize_t i) noexcept nogil
cdef bint passes(CheckPointer check, int doc) noexcept nogil
cdef void mark_bits(
    const unsigned long long* bits, int* docs, Py_ssize_t n, bint excludes, unsigned char* marks
) noexcept nogil
cdef void mark_passing(CheckPointer check, int* docs, Py_ssize_t n, unsigned char* marks) noexcept nogil
cdef bint lets_all(CheckPointer check, bint excludes) noexcept nogil
cdef bint lets_none(CheckPointer check, bint excludes) noexcept nogil
cdef unsigned long long whole_at(CheckPointer check, Py_ssize_t i) noexcept nogil
cdef double double_at(CheckPointer check, Py_ssize_t i) noexcept nogil
