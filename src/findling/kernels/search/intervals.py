"""Minimal intervals: where in a document the terms of an `intervals` query stand together, one interval after another.

An interval is the positions from start to end, both included. Every kind of node goes on to its next interval by
`next_interval`; the lazy algorithms are those of Lucene's org.apache.lucene.queries.intervals (after Boldi and Vigna,
Efficient Optimally Lazy Algorithms for Minimal-Interval Semantics, 2015), down to which intervals they leave out.

Kinds of nodes: a term's positions (0), intervals found before (1), one after the other without a gap (2), in order (3),
in any order (4), any of (5), `low` times (6), with at most `low` gaps (7), `low` positions longer before and `high`
after (8), the place before (9) or behind (10) each; of the first child those contained by (11), containing (12),
overlapping (13) some interval of the second, or not so (14, 15, 16).
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
    heap_pop,
    heap_top,
    heap_top_number,
    move_to,
    node_at,
    open_leaf,
)

_NO_MORE = cython.declare(cython.longlong, 2147483647)
_BY_START = cython.declare(cython.int, 0)  # orders of heaps, see position_nodes.py
_BY_END = cython.declare(cython.int, 1)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def reset(t: TreePointer, n: NodePointer) -> cython.bint:
    """Puts a node and all below it before their first interval in the document; false if there can be none."""
    i: cython.Py_ssize_t
    child: NodePointer
    if n.kind <= 1:
        n.present = open_leaf(t, n)
        return n.present
    n.present = n.kind != 5
    for i in range(n.n_children):
        child = child_of(t, n, i)
        if reset(t, child):
            n.present = n.present or n.kind == 5
        elif n.kind < 14 and n.kind != 5:
            n.present = False
        elif i == 0 and n.kind >= 14:
            n.present = False
    move_to(n, -1, -1, 0)
    n.flag = n.exhausted = False
    n.size = 0
    if n.present:
        prepare(t, n)
    return n.present


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def prepare(t: TreePointer, n: NodePointer) -> cython.void:
    """Moves those children on that a kind wants on their first interval."""
    i: cython.Py_ssize_t
    if n.kind == 3:
        next_interval(t, child_of(t, n, 0))
        n.at = 1
    elif n.kind == 4:
        n.bound = -1
        heap_clear(n)
        for i in range(n.n_children):
            if next_interval(t, child_of(t, n, i)) == _NO_MORE:
                break
            push(t, n, child_number(t, n, i))
    elif n.kind == 5:
        heap_clear(n)
        for i in range(n.n_children):
            if child_of(t, n, i).present:
                next_interval(t, child_of(t, n, i))
                heap_add(t, n, child_number(t, n, i), _BY_END)
    elif n.kind >= 14:
        n.flag = child_of(t, n, 1).present
    elif n.kind >= 11:
        n.flag = next_interval(t, child_of(t, n, 1)) != _NO_MORE


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def push(t: TreePointer, n: NodePointer, number: cython.Py_ssize_t) -> cython.void:
    """Adds a child to the heap of an unordered node."""
    heap_add(t, n, number, _BY_START)
    n.bound = max(n.bound, node_at(t, number).end)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def next_interval(t: TreePointer, n: NodePointer) -> cython.longlong:
    """Moves a node to its next interval and returns where that starts, NO_MORE if there is none."""
    if n.kind <= 1:
        next_place(t, n)
    elif n.kind == 2:
        next_block(t, n)
    elif n.kind == 3:
        next_ordered(t, n)
    elif n.kind == 4:
        next_unordered(t, n)
    elif n.kind == 5:
        next_of_any(t, n)
    elif n.kind == 6:
        next_repeated(t, n)
    elif n.kind <= 10:
        next_changed(t, n)
    elif n.kind <= 13:
        next_related(t, n)
    else:
        next_unrelated(t, n)
    return n.start


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def next_place(t: TreePointer, n: NodePointer) -> cython.void:
    """Moves a leaf on."""
    if n.at >= n.stop:
        move_to(n, _NO_MORE, _NO_MORE, 0)
        return
    if n.kind == 0:
        move_to(n, t.positions[n.at], t.positions[n.at], 0)
    else:
        move_to(n, t.positions[n.at], t.ends[n.at], t.gaps[n.at])
    n.at += 1


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def next_block(t: TreePointer, n: NodePointer) -> cython.void:
    """Moves on to where each child begins right after the one before it."""
    i: cython.Py_ssize_t = 1
    child: NodePointer
    before: NodePointer
    first: NodePointer = child_of(t, n, 0)
    move_to(n, _NO_MORE, _NO_MORE, 0)
    if next_interval(t, first) == _NO_MORE:
        return
    while i < n.n_children:
        child, before = child_of(t, n, i), child_of(t, n, i - 1)
        while child.start <= before.end:
            if next_interval(t, child) == _NO_MORE:
                return
        if child.start == before.end + 1:
            i += 1
        elif next_interval(t, first) == _NO_MORE:
            return
        else:
            i = 1
    move_to(n, first.start, child_of(t, n, n.n_children - 1).end, 0)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def stretch(t: TreePointer, n: NodePointer, last_start: cython.longlong, minimizing: cython.bint) -> cython.bint:
    """Moves children on until each begins behind the one before it; false if that cannot be before `last_start`."""
    child: NodePointer
    before: cython.longlong = child_of(t, n, n.at - 1).end
    while before < last_start:
        if n.at == n.n_children:
            return True
        child = child_of(t, n, n.at)
        if minimizing and child.start > before:
            return True
        while True:
            if child.end >= last_start or next_interval(t, child) == _NO_MORE:
                return False
            if child.start > before:
                break
        n.at += 1
        before = child.end
    return False


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def next_ordered(t: TreePointer, n: NodePointer) -> cython.void:
    """Moves on to the shortest interval in which the children stand in order."""
    i: cython.Py_ssize_t
    gaps: cython.longlong
    last_start: cython.longlong = _NO_MORE
    first: NodePointer = child_of(t, n, 0)
    last: NodePointer = child_of(t, n, n.n_children - 1)
    move_to(n, _NO_MORE, _NO_MORE, _NO_MORE)
    while stretch(t, n, last_start, last_start != _NO_MORE):
        if first.start == _NO_MORE:
            move_to(n, _NO_MORE, _NO_MORE, n.gaps)
            return
        gaps = last.end - first.start + 1
        for i in range(n.n_children):
            gaps -= child_of(t, n, i).width
        move_to(n, first.start, last.end, gaps)
        n.at = 1
        if next_interval(t, first) == _NO_MORE:
            return
        last_start = last.start


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def move_top(t: TreePointer, n: NodePointer) -> cython.void:
    """Moves the head of an unordered node's heap on; it is out of the heap if it has no more intervals."""
    number: cython.Py_ssize_t = heap_pop(t, n, _BY_START)
    if next_interval(t, node_at(t, number)) != _NO_MORE:
        push(t, n, number)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def next_unordered(t: TreePointer, n: NodePointer) -> cython.void:
    """Moves on to the shortest interval with one of every child."""
    i: cython.Py_ssize_t
    end: cython.longlong
    while n.size == n.n_children and heap_top(t, n).start == n.start:
        move_top(t, n)
    if n.size < n.n_children:
        move_to(n, _NO_MORE, _NO_MORE, n.gaps)
        return
    while True:
        end = n.bound
        move_to(n, heap_top(t, n).start, end, 0)
        n.gaps = n.width
        for i in range(n.n_children):
            n.gaps -= child_of(t, n, i).width
        if heap_top(t, n).end == end:
            return
        move_top(t, n)
        if n.size < n.n_children or end != n.bound:
            return


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def next_of_any(t: TreePointer, n: NodePointer) -> cython.void:
    """Moves on to the next interval of any child that does not contain the one before."""
    number: cython.Py_ssize_t
    top: NodePointer
    if n.flag:  # on an interval
        while n.size > 0:
            top = heap_top(t, n)
            if not (top.start <= n.start and n.start <= top.end and top.start <= n.end and n.end <= top.end):
                break
            number = heap_pop(t, n, _BY_END)
            if next_interval(t, node_at(t, number)) != _NO_MORE:
                heap_add(t, n, number, _BY_END)
    if n.size == 0:
        n.flag = False
        move_to(n, _NO_MORE, _NO_MORE, 0)
        return
    n.flag = True
    top = node_at(t, heap_top_number(t, n))
    move_to(n, top.start, top.end, top.gaps)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def next_repeated(t: TreePointer, n: NodePointer) -> cython.void:
    """Moves on to the next `low` intervals of the child, one after the other."""
    i: cython.Py_ssize_t
    wanted: cython.longlong = 1 if n.flag else n.low
    child: NodePointer = child_of(t, n, 0)
    if not n.exhausted:
        for i in range(wanted):
            if next_interval(t, child) == _NO_MORE:
                n.exhausted = True
                break
            if n.flag:
                n.at = (n.at + 1) % n.low
                keep(t, n, (n.at + n.low - 1) % n.low, child)
            else:
                keep(t, n, i, child)
    if n.exhausted:
        move_to(n, _NO_MORE, _NO_MORE, n.gaps)
        return
    if not n.flag:
        n.flag = True
        n.at = 0
    i = (n.at + n.low - 1) % n.low
    move_to(n, t.memory[n.memory + 2 * n.at], t.memory[n.memory + 2 * i + 1], 0)
    n.gaps = n.width
    n.width = 0
    for i in range(n.low):  # as Lucene counts it, which is wrong of intervals longer than one position
        n.width += t.memory[n.memory + 2 * i] - t.memory[n.memory + 2 * i + 1] + 1
    n.gaps -= n.width


@cython.cfunc
@cython.nogil
@cython.inline
@cython.exceptval(check=False)
def keep(t: TreePointer, n: NodePointer, place: cython.Py_ssize_t, child: NodePointer) -> cython.void:
    """Remembers an interval of a repeating node's child."""
    t.memory[n.memory + 2 * place] = child.start
    t.memory[n.memory + 2 * place + 1] = child.end


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def next_changed(t: TreePointer, n: NodePointer) -> cython.void:
    """Moves on to the child's next interval with few enough gaps, or puts another one in its place."""
    child: NodePointer = child_of(t, n, 0)
    next_interval(t, child)
    if n.kind == 7:
        while child.start != _NO_MORE and child.gaps > n.low:
            next_interval(t, child)
        move_to(n, child.start, child.end, child.gaps)
    elif n.kind == 8:
        move_to(n, child.start, child.end, child.gaps)
        if child.start != _NO_MORE:
            n.start = max(0, child.start - n.low)
        if child.end != _NO_MORE:
            n.end = min(child.end + n.high, _NO_MORE - 1)
        n.width = n.end - n.start + 1
    elif child.start == _NO_MORE:
        move_to(n, _NO_MORE, _NO_MORE, 0)
    elif n.kind == 9:
        move_to(n, max(0, child.start - 1), max(0, child.start - 1), 0)
    else:
        move_to(n, min(child.end + 1, _NO_MORE - 1), min(child.end + 1, _NO_MORE - 1), 0)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def is_behind(kind: cython.int, a: NodePointer, b: NodePointer) -> cython.bint:
    """Returns whether b has to move on before it can be compared with a."""
    if kind == 11 or kind == 14:
        return b.end < a.end
    if kind == 12 or kind == 15:
        return b.start < a.start and b.end < a.end
    return b.end < a.start


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def next_related(t: TreePointer, n: NodePointer) -> cython.void:
    """Moves on to the first child's next interval that is contained by, contains or overlaps one of the second."""
    a: NodePointer = child_of(t, n, 0)
    b: NodePointer = child_of(t, n, 1)
    found: cython.bint = False
    while n.flag and not found and next_interval(t, a) != _NO_MORE:
        while is_behind(n.kind, a, b):
            if next_interval(t, b) == _NO_MORE:
                n.flag = False
                break
        if n.kind == 11:
            found = b.start <= a.start
        elif n.kind == 12:
            found = a.start <= b.start and a.end >= b.end
        else:
            found = b.start <= a.end
    if n.flag and found:
        move_to(n, a.start, a.end, a.gaps)
    else:
        n.flag = False
        move_to(n, _NO_MORE, _NO_MORE, a.gaps)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def next_unrelated(t: TreePointer, n: NodePointer) -> cython.void:
    """Moves on to the first child's next interval that stands so to none of the second child's."""
    a: NodePointer = child_of(t, n, 0)
    b: NodePointer = child_of(t, n, 1)
    found: cython.bint = False
    while not found and next_interval(t, a) != _NO_MORE:
        while n.flag and is_behind(n.kind, a, b):
            if next_interval(t, b) == _NO_MORE:
                n.flag = False
        if not n.flag:
            found = True
        elif n.kind == 14:
            found = a.start < b.start
        else:
            found = b.start > a.end
    move_to(n, a.start, a.end, a.gaps)


def interval_freqs(tree: PositionNodes, min_extent: cython.longlong, out: cython.float[::1]) -> None:
    """Computes how often the root has an interval in each of the documents read, a longer one counting less.

    min_extent: the length of an interval that counts as 1
    out: (n_docs,) float32, overwritten; 0 where there is none
    """
    t: TreePointer = tree.pointer()
    root: NodePointer = node_at(t, 0)
    doc: cython.Py_ssize_t
    length: cython.longlong
    freq: cython.float
    with cython.nogil:
        for doc in range(out.shape[0]):
            t.doc = doc
            freq = to_float(0)
            if reset(t, root):
                while next_interval(t, root) != _NO_MORE:
                    length = root.end - root.start + 2 - min_extent
                    if length > _NO_MORE:  # in Java's 32 bits it is negative
                        length = 1
                    length = max(length, 1)
                    freq = to_float(cython.cast(cython.double, freq) + 1.0 / cython.cast(cython.double, length))
            out[doc] = freq


def count_intervals(tree: PositionNodes, out: cython.longlong[::1]) -> None:
    """Counts the root's intervals in each of the documents read; out: (n_docs,) int64, overwritten."""
    t: TreePointer = tree.pointer()
    root: NodePointer = node_at(t, 0)
    doc: cython.Py_ssize_t
    with cython.nogil:
        for doc in range(out.shape[0]):
            t.doc = doc
            out[doc] = 0
            if reset(t, root):
                while next_interval(t, root) != _NO_MORE:
                    out[doc] += 1


def list_intervals(
    tree: PositionNodes,
    n_docs: cython.Py_ssize_t,
    start: cython.int[::1],
    end: cython.int[::1],
    gaps: cython.int[::1],
) -> None:
    """Writes the root's intervals in the documents read, one document after the other.

    start, end, gaps: (sum of count_intervals,) int32, overwritten
    """
    t: TreePointer = tree.pointer()
    root: NodePointer = node_at(t, 0)
    doc: cython.Py_ssize_t
    n: cython.Py_ssize_t = 0
    with cython.nogil:
        for doc in range(n_docs):
            t.doc = doc
            if reset(t, root):
                while next_interval(t, root) != _NO_MORE:
                    start[n] = cython.cast(cython.int, root.start)
                    end[n] = cython.cast(cython.int, root.end)
                    gaps[n] = cython.cast(cython.int, root.gaps)
                    n += 1
