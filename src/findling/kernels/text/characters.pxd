# C functions of characters.py for other kernels; see there for what they mean.

cdef unsigned int char_at(const unsigned char* text, Py_ssize_t at, const unsigned short* index, const unsigned int* blocks) noexcept nogil
cdef unsigned int code_point_at(const unsigned char* text, Py_ssize_t at) noexcept nogil
cdef Py_ssize_t utf16_end(const unsigned char* text, Py_ssize_t start, Py_ssize_t end, Py_ssize_t n_units) noexcept nogil
