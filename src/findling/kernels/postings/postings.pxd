# C functions of postings.py for other kernels; see there for what they mean.

cdef void unpack(const unsigned int* words, Py_ssize_t start, Py_ssize_t n, unsigned int width, int* out, Py_ssize_t at) noexcept nogil
cdef Py_ssize_t decode_docs(const unsigned int* words, Py_ssize_t start, Py_ssize_t end, int previous, int last_doc, int* docs, Py_ssize_t at) noexcept nogil
cdef Py_ssize_t decode_freqs(const unsigned int* words, Py_ssize_t start, Py_ssize_t end, int* freqs, Py_ssize_t at) noexcept nogil
cdef Py_ssize_t block_size(const unsigned int* words, Py_ssize_t start, Py_ssize_t end) noexcept nogil
