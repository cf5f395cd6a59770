# C face of string_blocks.py for other kernels; see there for what the methods mean.

cdef class StringBlocks:
    cdef const unsigned char[::1] array
    cdef const unsigned char* data
    cdef const unsigned int[::1] block_start
    cdef Py_ssize_t n
    cdef Py_ssize_t seek(self, const unsigned char* wanted, Py_ssize_t size) noexcept nogil
    cdef bint same(self, Py_ssize_t number, const unsigned char* wanted, Py_ssize_t size) noexcept nogil
