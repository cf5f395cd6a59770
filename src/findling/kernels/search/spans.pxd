# C face of spans.py.

from findling.kernels.search.position_nodes cimport NodePointer, TreePointer

cdef bint match(TreePointer t, NodePointer n) noexcept nogil
cdef long long next_span(TreePointer t, NodePointer n) noexcept nogil
cdef void next_in_order(TreePointer t, NodePointer n) noexcept nogil
cdef void next_near(TreePointer t, NodePointer n) noexcept nogil
cdef void next_accepted(TreePointer t, NodePointer n) noexcept nogil
cdef void next_contained(TreePointer t, NodePointer n) noexcept nogil
