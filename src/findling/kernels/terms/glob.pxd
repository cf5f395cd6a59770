# C face of glob.py: characters and terms within a dictionary.

cdef Py_ssize_t after_character(const unsigned char[::1] blob, Py_ssize_t at) noexcept nogil
cdef Py_ssize_t term_at(const unsigned int[::1] offsets, Py_ssize_t term, Py_ssize_t high, Py_ssize_t at) noexcept nogil
