# C face of breaks.py for other kernels; see there for what the methods mean.

cdef class Breaks:
    cpdef Py_ssize_t following(self, Py_ssize_t place)
    cpdef Py_ssize_t preceding(self, Py_ssize_t place)


cdef class ListedBreaks(Breaks):
    cdef const int[::1] ends


cdef class SentenceBreaks(Breaks):
    cdef const unsigned char[::1] classes
    cdef const unsigned char[::1] table
    cdef const int[::1] breaks
    cdef const int[::1] restart_ends
    cdef const int[::1] restart_starts
    cdef Py_ssize_t known
    cdef Py_ssize_t next_break(self, Py_ssize_t start)
    cdef Py_ssize_t behind(self, Py_ssize_t place)


cdef class BoundedBreaks(Breaks):
    cdef Breaks main
    cdef Breaks inner
    cdef object make_inner
    cdef Py_ssize_t most
    cdef Py_ssize_t n
    cdef Py_ssize_t low
    cdef Py_ssize_t high
    cdef Py_ssize_t end
    cdef Py_ssize_t window_end(self, Py_ssize_t start, Py_ssize_t place)
    cdef Breaks words(self)


cdef class ValueBreaks(Breaks):
    cdef const int[::1] starts
    cdef list made
    cdef object make
    cdef Py_ssize_t at(self, Py_ssize_t place)
    cdef Breaks breaks_of(self, Py_ssize_t value)
