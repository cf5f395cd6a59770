# C face of phrase.py: the state of one document's sloppy match.

from findling.kernels.search.cursor cimport CursorPointer

cdef struct Walk:
    const int* positions
    const long long* starts
    const int* offsets
    const int* groups
    long long* next
    long long* position
    Py_ssize_t n_docs
    Py_ssize_t n_parts
    Py_ssize_t doc
    long long end

ctypedef Walk* WalkPointer
