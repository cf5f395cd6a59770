# C face of field_table.py for the search kernels; see there for what the classes are.

cdef class FieldTable:
    cdef readonly Py_ssize_t n
    cdef list strings
    cdef list counts
    cdef list sums
    cdef list postings


cdef class TermStates:
    cdef readonly FieldTable table
    cdef readonly long long doc_freq
    cdef const long long[::1] ords
    cdef const long long[::1] doc_freqs
    cdef const long long[::1] first_blocks
