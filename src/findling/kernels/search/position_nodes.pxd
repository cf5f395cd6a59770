# C face of position_nodes.py: one node of a tree of intervals or spans, and the tree on one document.

cdef struct Node:
    int kind
    Py_ssize_t first_child
    Py_ssize_t n_children
    long long low
    long long high
    Py_ssize_t leaf
    Py_ssize_t memory
    bint present
    bint flag
    bint exhausted
    Py_ssize_t at
    Py_ssize_t stop
    Py_ssize_t size
    long long start
    long long end
    long long gaps
    long long width
    long long bound
    long long total

ctypedef Node* NodePointer

cdef struct Tree:
    NodePointer nodes
    Py_ssize_t n_nodes
    const int* children
    long long* memory
    const int* positions
    const int* ends
    const int* gaps
    const long long* starts
    Py_ssize_t row
    Py_ssize_t doc

ctypedef Tree* TreePointer


cdef class PositionNodes:
    cdef Tree tree
    cdef object nodes
    cdef const int[::1] children
    cdef long long[::1] memory
    cdef const int[::1] positions
    cdef const int[::1] ends
    cdef const int[::1] gaps
    cdef const long long[:, ::1] starts
    cdef TreePointer pointer(self)

cdef NodePointer node_at(TreePointer t, Py_ssize_t i) noexcept nogil
cdef NodePointer child_of(TreePointer t, NodePointer n, Py_ssize_t i) noexcept nogil
cdef Py_ssize_t child_number(TreePointer t, NodePointer n, Py_ssize_t i) noexcept nogil
cdef void move_to(NodePointer n, long long start, long long end, long long gaps) noexcept nogil
cdef bint open_leaf(TreePointer t, NodePointer n) noexcept nogil
cdef bint comes_before(NodePointer a, NodePointer b, int order) noexcept nogil
cdef void heap_clear(NodePointer n) noexcept nogil
cdef NodePointer heap_top(TreePointer t, NodePointer n) noexcept nogil
cdef Py_ssize_t heap_top_number(TreePointer t, NodePointer n) noexcept nogil
cdef void heap_add(TreePointer t, NodePointer n, Py_ssize_t number, int order) noexcept nogil
cdef Py_ssize_t heap_pop(TreePointer t, NodePointer n, int order) noexcept nogil
cdef void heap_sift_down(TreePointer t, NodePointer n, int order) noexcept nogil
