# C face of sentences.py for other kernels; see there for what it means.

cdef Py_ssize_t sentence_end(const unsigned char* classes, Py_ssize_t start, Py_ssize_t n, const unsigned char* table) noexcept nogil
