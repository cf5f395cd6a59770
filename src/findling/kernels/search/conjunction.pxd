# C face of conjunction.py for the search kernels; see there for what the functions mean.

from findling.kernels.search.cursor cimport CursorPointer
from findling.kernels.search.search_state cimport SearchPointer

cdef int next_base(SearchPointer s) noexcept nogil
cdef void take_all(SearchPointer s, CursorPointer leader) noexcept nogil
cdef void intersect(SearchPointer s, CursorPointer c, double rest) noexcept nogil
cdef void order_by_rarity(SearchPointer s)
