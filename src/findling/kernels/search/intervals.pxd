# C face of intervals.py.

from findling.kernels.search.position_nodes cimport NodePointer, TreePointer

cdef bint reset(TreePointer t, NodePointer n) noexcept nogil
cdef long long next_interval(TreePointer t, NodePointer n) noexcept nogil
