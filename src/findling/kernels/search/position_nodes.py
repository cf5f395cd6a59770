"""Trees of intervals and spans: their nodes, the leaves' positions, and the heaps in which nodes keep their children.

A query is a tree of nodes, in an array with the root first. It is walked through one document after the other; all
state is in the nodes. Leaves read the positions of their terms from one array: those of leaf l in the d-th document
are positions[starts[l, d]:starts[l, d + 1]], increasing. intervals.py and spans.py say how each kind of node goes on
to its next interval; both move a node by `move_to`. A node stands at -1 before its first interval and at NO_MORE
behind its last one.

The heaps are binary ones as Lucene's PriorityQueue, down to which of two equal children comes first.
"""

import cython
import numpy as np

if cython.compiled:
    from cython.cimports.libc.stdlib import calloc, free
else:

    class NodeState:
        """The struct Node of position_nodes.pxd."""

        def __init__(self) -> None:
            self.present = self.flag = self.exhausted = False
            self.at = self.stop = self.size = 0
            self.start = self.end = self.gaps = self.width = self.bound = self.total = 0

    class TreeState:
        """The struct Tree of position_nodes.pxd."""

    NodePointer = NodeState
    TreePointer = TreeState

_NO_MORE = cython.declare(cython.longlong, 2147483647)
# orders of children in a heap
_UNORDERED = cython.declare(cython.int, 0)
_DISJUNCTION = cython.declare(cython.int, 1)


@cython.cfunc
@cython.nogil
@cython.inline
@cython.exceptval(check=False)
def node_at(t: TreePointer, i: cython.Py_ssize_t) -> NodePointer:
    """Returns the i-th node of a tree."""
    if cython.compiled:
        return t.nodes + i
    else:
        return t.nodes[i]


@cython.cfunc
@cython.nogil
@cython.inline
@cython.exceptval(check=False)
def child_number(t: TreePointer, n: NodePointer, i: cython.Py_ssize_t) -> cython.Py_ssize_t:
    """Returns the number of a node's i-th child."""
    return t.children[n.first_child + i]


@cython.cfunc
@cython.nogil
@cython.inline
@cython.exceptval(check=False)
def child_of(t: TreePointer, n: NodePointer, i: cython.Py_ssize_t) -> NodePointer:
    """Returns a node's i-th child."""
    return node_at(t, t.children[n.first_child + i])


@cython.cfunc
@cython.nogil
@cython.inline
@cython.exceptval(check=False)
def move_to(n: NodePointer, start: cython.longlong, end: cython.longlong, gaps: cython.longlong) -> cython.void:
    """Puts a node on an interval; its width is what the interval takes."""
    n.start = start
    n.end = end
    n.gaps = gaps
    n.width = end - start + 1


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def open_leaf(t: TreePointer, n: NodePointer) -> cython.bint:
    """Puts a leaf before its positions in the document; false if it has none there."""
    n.at = t.starts[n.leaf * t.row + t.doc]
    n.stop = t.starts[n.leaf * t.row + t.doc + 1]
    move_to(n, -1, -1, 0)
    return n.at < n.stop


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def comes_before(a: NodePointer, b: NodePointer, order: cython.int) -> cython.bint:
    """Returns whether a goes to the head of a heap rather than b, in one of three orders."""
    if order == _UNORDERED:
        return a.start < b.start or (a.start == b.start and a.end >= b.end)
    if order == _DISJUNCTION:
        return a.end < b.end or (a.end == b.end and a.start >= b.start)
    return a.start < b.start or (a.start == b.start and a.end < b.end)


@cython.cfunc
@cython.nogil
@cython.inline
@cython.exceptval(check=False)
def heap_clear(n: NodePointer) -> cython.void:
    """Empties the heap of a node's children."""
    n.size = 0


@cython.cfunc
@cython.nogil
@cython.inline
@cython.exceptval(check=False)
def heap_top_number(t: TreePointer, n: NodePointer) -> cython.Py_ssize_t:
    """Returns the number of the child at the head of a node's heap, which is not empty."""
    return t.memory[n.memory + 1]


@cython.cfunc
@cython.nogil
@cython.inline
@cython.exceptval(check=False)
def heap_top(t: TreePointer, n: NodePointer) -> NodePointer:
    """Returns the child at the head of a node's heap, which is not empty."""
    return node_at(t, t.memory[n.memory + 1])


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def heap_add(t: TreePointer, n: NodePointer, number: cython.Py_ssize_t, order: cython.int) -> cython.void:
    """Adds a child to a node's heap."""
    i: cython.Py_ssize_t
    added: NodePointer = node_at(t, number)
    n.size += 1
    i = n.size
    while i > 1 and comes_before(added, node_at(t, t.memory[n.memory + (i >> 1)]), order):
        t.memory[n.memory + i] = t.memory[n.memory + (i >> 1)]
        i >>= 1
    t.memory[n.memory + i] = number


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def heap_pop(t: TreePointer, n: NodePointer, order: cython.int) -> cython.Py_ssize_t:
    """Takes the head out of a node's heap, which is not empty, and returns its number."""
    number: cython.Py_ssize_t = t.memory[n.memory + 1]
    t.memory[n.memory + 1] = t.memory[n.memory + n.size]
    n.size -= 1
    if n.size > 0:
        heap_sift_down(t, n, order)
    return number


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def heap_sift_down(t: TreePointer, n: NodePointer, order: cython.int) -> cython.void:
    """Puts the head of a node's heap, which has moved on, where it belongs."""
    i: cython.Py_ssize_t = 1
    lower: cython.Py_ssize_t
    number: cython.Py_ssize_t = t.memory[n.memory + 1]
    moved: NodePointer = node_at(t, number)
    while True:
        lower = 2 * i
        if lower > n.size:
            break
        if lower < n.size and comes_before(
            node_at(t, t.memory[n.memory + lower + 1]), node_at(t, t.memory[n.memory + lower]), order
        ):
            lower += 1
        if not comes_before(node_at(t, t.memory[n.memory + lower]), moved, order):
            break
        t.memory[n.memory + i] = t.memory[n.memory + lower]
        i = lower
    t.memory[n.memory + i] = number


@cython.cclass
class PositionNodes:
    """A tree of nodes to be walked through documents. Belongs to one thread.

    specs: (n_nodes, 7) int64: of each node its kind, first child in `children`, number of children, low and high (the
        kind's parameters), leaf, and how many numbers it keeps: for a heap its children and one more, else as many as
        it wants
    children: (n_links,) int32, numbers of nodes
    """

    def __init__(self, specs, children) -> None:
        i: cython.Py_ssize_t
        size: cython.Py_ssize_t = 0
        numbers: cython.Py_ssize_t
        node: NodePointer
        self.children = np.ascontiguousarray(children if len(children) else [0], np.int32)
        self.positions = self.ends = self.gaps = np.zeros(1, np.int32)
        self.starts = np.zeros((1, 2), np.int64)
        self.memory = np.zeros(max(int(specs[:, 6].sum()), 1), np.int64)
        if cython.compiled:
            self.tree.nodes = cython.cast(NodePointer, calloc(max(len(specs), 1), cython.sizeof(Node)))
            if self.tree.nodes == cython.NULL:
                raise MemoryError
        else:
            self.tree = TreeState()
            self.tree.nodes = [NodeState() for _ in specs]
        self.tree.n_nodes = len(specs)
        for i in range(len(specs)):
            node = node_at(self.pointer(), i)
            node.kind, node.first_child, node.n_children, node.low, node.high, node.leaf, numbers = specs[i].tolist()
            node.memory = size
            size += numbers

    def __dealloc__(self) -> None:
        free(self.tree.nodes)

    def read(self, positions, starts, ends=None, gaps=None) -> None:
        """Takes the leaves' positions in the next documents.

        positions: (n_positions,) int32; starts: (n_leaves, n_docs + 1) int64
        ends, gaps: (n_positions,) int32, of leaves that stand for intervals found before; None if there are none
        """
        self.positions = positions if len(positions) else np.zeros(1, np.int32)
        self.ends = self.positions if ends is None or not len(ends) else ends
        self.gaps = self.positions if gaps is None or not len(gaps) else gaps
        self.starts = starts

    @cython.cfunc
    def pointer(self) -> TreePointer:
        """Returns the tree over the documents read last."""
        if cython.compiled:
            t: TreePointer = cython.address(self.tree)
            t.children = cython.address(self.children[0])
            t.memory = cython.address(self.memory[0])
            t.positions = cython.address(self.positions[0])
            t.ends = cython.address(self.ends[0])
            t.gaps = cython.address(self.gaps[0])
            t.starts = cython.address(self.starts[0, 0])
        else:
            t = self.tree
            # memory views give Python integers, which do not overflow
            t.children, t.memory = memoryview(self.children), memoryview(self.memory)
            t.positions, t.ends, t.gaps = map(memoryview, (self.positions, self.ends, self.gaps))
            t.starts = memoryview(self.starts.reshape(-1))
        t.row = self.starts.shape[1]
        return t
