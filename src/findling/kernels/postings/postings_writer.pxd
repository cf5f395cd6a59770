# C functions of postings_writer.py for other kernels; see there for what they mean.

cdef unsigned int bit_width(unsigned int bits) noexcept nogil
cdef Py_ssize_t pack(unsigned int* values, Py_ssize_t n, unsigned int width, unsigned int* words, Py_ssize_t start) noexcept nogil
