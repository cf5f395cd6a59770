# C face of topk.py for the search kernels; see there for what the functions mean.

from findling.kernels.search.cursor cimport CursorPointer
from findling.kernels.search.search_state cimport SearchPointer

cdef int advance_all(SearchPointer s) noexcept nogil
cdef void add_scores(SearchPointer s, CursorPointer c, int end) noexcept nogil
cdef Py_ssize_t stop_before(CursorPointer c, int end) noexcept nogil
