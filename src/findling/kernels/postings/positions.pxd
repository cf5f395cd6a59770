# C functions of positions.py for other kernels; see there for what they mean.

cdef void read_stream(const unsigned int* words, const unsigned int* word_start, Py_ssize_t first, Py_ssize_t end, int* out, Py_ssize_t at) noexcept nogil
