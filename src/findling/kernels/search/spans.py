"""Spans: where in a document what a span query looks for stands, one place after another.

A span is the positions from start up to end, exclusive. `match` puts a node before its first span in a document and
says whether there is one, `next_span` goes on to the next. The walks are those of Lucene's
org.apache.lucene.queries.spans, which finds other and fewer places than intervals do: a child never goes back.

Kinds of nodes: a term's positions (0), a gap of `low` positions (1), near each other in order (2) or in any order (3)
with at most `low` positions between, any of (4), the first child where none of the second is nearer than `low`
positions before and `high` behind (5), those from `low` up to `high` (6), the first child where it contains one of the
second (7), the second where the first contains it (8).
"""

import cython
from cython.cimports.findling.kernels.search.cursor import to_float
from cython.cimports.findling.kernels.search.position_nodes import (
    NodePointer,
    PositionNodes,
    TreePointer,
    child_number,
    child_of,
    heap_add,
    heap_clear,
    heap_sift_down,
    heap_top,
    node_at,
    open_leaf,
)

_NO_MORE = cython.declare(cython.longlong, 2147483647)
_BY_PLACE = cython.declare(cython.int, 2)  # an order of heaps, see position_nodes.py
_YES = cython.declare(cython.int, 0)
_NO = cython.declare(cython.int, 1)
_NO_FURTHER = cython.declare(cython.int, 2)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def stand(n: NodePointer, start: cython.longlong, end: cython.longlong, width: cython.longlong) -> cython.void:
    """Puts a node on a span."""
    n.start = start
    n.end = end
    n.width = width


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def match(t: TreePointer, n: NodePointer) -> cython.bint:
    """Puts a node before its first span in the document; false if it has none there."""
    i: cython.Py_ssize_t
    stand(n, -1, -1, 0)
    n.flag = n.exhausted = False
    n.present = n.kind != 4
    if n.kind == 0:
        n.present = open_leaf(t, n)
        return n.present
    for i in range(n.n_children):
        if match(t, child_of(t, n, i)):
            n.present = n.present or n.kind == 4
        elif n.kind != 4 and (n.kind != 5 or i == 0):
            n.present = False
            return False
    if n.kind == 1 or n.kind == 4:
        heap_clear(n)
        return n.present
    if n.kind == 3:
        open_window(t, n)
    n.present = find_first(t, n)
    # before the first, which is found already
    n.flag = n.present
    n.bound = n.start
    n.stop = n.end
    n.start = n.end = -1
    return n.present


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def next_span(t: TreePointer, n: NodePointer) -> cython.longlong:
    """Moves a node to its next span and returns where that starts, NO_MORE if there is none."""
    if n.flag:
        n.flag = False
        n.start = n.bound
        n.end = n.stop
    elif n.kind == 0:
        next_place(t, n)
    elif n.kind == 1:
        stand(n, n.start + 1, n.start + 1 + n.low, n.low)
    elif n.kind == 2:
        next_in_order(t, n)
    elif n.kind == 3:
        if move_window(t, n):
            next_near(t, n)
        else:
            stand(n, _NO_MORE, _NO_MORE, n.width)
    elif n.kind == 4:
        next_of_any(t, n)
    elif n.kind <= 6:
        next_accepted(t, n)
    else:
        next_contained(t, n)
    return n.start


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def find_first(t: TreePointer, n: NodePointer) -> cython.bint:
    """Moves a node to its first span; false if there is none."""
    if n.kind == 2:
        next_in_order(t, n)
    elif n.kind == 3:
        next_near(t, n)
    elif n.kind <= 6:
        next_accepted(t, n)
    else:
        next_contained(t, n)
    return n.start != _NO_MORE


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def next_place(t: TreePointer, n: NodePointer) -> cython.void:
    """Moves a term on."""
    if n.at >= n.stop:
        stand(n, _NO_MORE, _NO_MORE, 0)
        return
    stand(n, t.positions[n.at], t.positions[n.at] + 1, 0)
    n.at += 1


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def next_in_order(t: TreePointer, n: NodePointer) -> cython.void:
    """Moves on to where all children stand in order, without overlap, with few enough positions between them."""
    first: NodePointer = child_of(t, n, 0)
    n.exhausted = False
    while not n.exhausted and next_span(t, first) != _NO_MORE:
        if stretch(t, n) and n.width <= n.low:
            stand(n, first.start, child_of(t, n, n.n_children - 1).end, n.width)
            return
    stand(n, _NO_MORE, _NO_MORE, n.width)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def stretch(t: TreePointer, n: NodePointer) -> cython.bint:
    """Moves each child but the first to where the one before it ends, or behind; false if one has no more spans."""
    i: cython.Py_ssize_t
    child: NodePointer
    before: NodePointer = child_of(t, n, 0)
    n.width = 0
    for i in range(1, n.n_children):
        child = child_of(t, n, i)
        if child.kind == 1:
            stand(child, before.end, before.end + child.low, child.low)
        while child.start < before.end:
            next_span(t, child)
        if child.start == _NO_MORE:
            n.exhausted = True
            return False
        n.width += child.start - before.end
        before = child
    return True


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def open_window(t: TreePointer, n: NodePointer) -> cython.void:
    """Puts all children on their first span."""
    i: cython.Py_ssize_t
    child: NodePointer
    heap_clear(n)
    n.total = 0
    n.bound = -1
    for i in range(n.n_children):
        child = child_of(t, n, i)
        next_span(t, child)
        heap_add(t, n, child_number(t, n, i), _BY_PLACE)
        n.bound = max(n.bound, child.end)
        n.total += child.end - child.start
    n.at = n.bound


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def move_window(t: TreePointer, n: NodePointer) -> cython.bint:
    """Moves the first child of the window on; false if it has no more spans."""
    top: NodePointer = heap_top(t, n)
    length: cython.longlong = top.end - top.start
    if next_span(t, top) == _NO_MORE:
        return False
    n.total += top.end - top.start - length
    n.at = max(n.at, top.end)
    heap_sift_down(t, n, _BY_PLACE)
    return True


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def next_near(t: TreePointer, n: NodePointer) -> cython.void:
    """Moves the window on, if it has to, to where there are few enough positions between the children."""
    while n.at - heap_top(t, n).start - n.total > n.low:
        if not move_window(t, n):
            stand(n, _NO_MORE, _NO_MORE, n.width)
            return
    stand(n, heap_top(t, n).start, n.at, n.at - heap_top(t, n).start)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def next_of_any(t: TreePointer, n: NodePointer) -> cython.void:
    """Moves on to the next span of any child that has some; equal ones come as often as they are there."""
    i: cython.Py_ssize_t
    top: NodePointer
    if n.size == 0:
        for i in range(n.n_children):
            if child_of(t, n, i).present:
                next_span(t, child_of(t, n, i))
                heap_add(t, n, child_number(t, n, i), _BY_PLACE)
    else:
        next_span(t, heap_top(t, n))
        heap_sift_down(t, n, _BY_PLACE)
    top = heap_top(t, n)
    stand(n, top.start, top.end, top.width)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def accept(t: TreePointer, n: NodePointer, span: NodePointer) -> cython.int:
    """Returns whether a span is far enough from all that are excluded, or between two positions."""
    excluded: NodePointer
    if n.kind == 6:
        if span.start >= n.high:
            return _NO_FURTHER
        return _YES if span.start >= n.low and span.end <= n.high else _NO
    excluded = child_of(t, n, 1)
    if not excluded.present:
        return _YES
    if excluded.start == -1:
        next_span(t, excluded)
    while excluded.end <= span.start - n.low:
        if next_span(t, excluded) == _NO_MORE:
            return _YES
    return _YES if excluded.start - n.high >= span.end else _NO


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def next_accepted(t: TreePointer, n: NodePointer) -> cython.void:
    """Moves on to the first child's next span that is accepted."""
    status: cython.int
    inner: NodePointer = child_of(t, n, 0)
    while next_span(t, inner) != _NO_MORE:
        status = accept(t, n, inner)
        if status == _YES:
            stand(n, inner.start, inner.end, inner.width)
            return
        if status == _NO_FURTHER:
            break
    stand(n, _NO_MORE, _NO_MORE, inner.width)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def next_contained(t: TreePointer, n: NodePointer) -> cython.void:
    """Moves on to the next span of the first child around one of the second, or of the second within the first."""
    big: NodePointer = child_of(t, n, 0)
    little: NodePointer = child_of(t, n, 1)
    source: NodePointer = big if n.kind == 7 else little
    other: NodePointer = little if n.kind == 7 else big
    while next_span(t, source) != _NO_MORE:
        while little.start < big.start if n.kind == 7 else big.end < little.end:
            if next_span(t, other) == _NO_MORE:
                stand(n, _NO_MORE, _NO_MORE, source.width)
                return
        if big.end >= little.end if n.kind == 7 else big.start <= little.start:
            stand(n, source.start, source.end, source.width)
            return
    stand(n, _NO_MORE, _NO_MORE, source.width)


def span_freqs(tree: PositionNodes, out: cython.float[::1]) -> None:
    """Computes how often the root is in each of the documents read, wider spans counting less.

    out: (n_docs,) float32, overwritten; 0 where there is none
    """
    t: TreePointer = tree.pointer()
    root: NodePointer = node_at(t, 0)
    doc: cython.Py_ssize_t
    freq: cython.float
    with cython.nogil:
        for doc in range(out.shape[0]):
            t.doc = doc
            freq = to_float(0)
            if match(t, root):
                while next_span(t, root) != _NO_MORE:
                    freq = to_float(
                        cython.cast(cython.double, freq) + 1.0 / (1.0 + cython.cast(cython.double, root.width))
                    )
            out[doc] = freq
