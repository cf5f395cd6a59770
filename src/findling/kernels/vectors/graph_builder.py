"""Builds the graph: each row is linked with near ones that are not near each other.

A node keeps its neighbours in order of their nearness. One is left out if it is nearer to a better neighbour than to
the node; so links go in all directions. Source: heuristic selection of the paper that graph_walk.py names, in the form
of Lucene's NeighborArray.
"""

import cython
from cython.cimports.findling.kernels.vectors.distances import RowsPointer, VectorRows, nearness_of
from cython.cimports.findling.kernels.vectors.graph_walk import (
    GraphArrays,
    GraphPointer,
    WalkPointer,
    WalkState,
    begin,
    descend,
    forget,
    links_of,
    pop_worst,
    walk_layer,
)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def is_diverse(
    rows: RowsPointer, links: cython.p_int, n: cython.Py_ssize_t, node: cython.int, score: cython.float
) -> cython.bint:
    """Returns whether a node is nearer to another one, by `score`, than to each of the other's first n neighbours."""
    i: cython.Py_ssize_t
    for i in range(1, 1 + n):
        if nearness_of(rows, links[i], node) >= score:
            return False
    return True


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def place_of(rows: RowsPointer, owner: cython.int, links: cython.p_int, score: cython.float) -> cython.Py_ssize_t:
    """Returns where a node of that nearness belongs among the neighbours of another one."""
    low: cython.Py_ssize_t = 1
    high: cython.Py_ssize_t = links[0] + 1
    middle: cython.Py_ssize_t
    while low < high:
        middle = (low + high) >> 1
        if nearness_of(rows, owner, links[middle]) < score:
            high = middle
        else:
            low = middle + 1
    return low


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def link_back(
    rows: RowsPointer, owner: cython.int, node: cython.int, score: cython.float, links: cython.p_int, most: cython.int
) -> cython.void:
    """Adds a node to the neighbours of another one; if there are too many, the farthest that is not diverse goes."""
    at: cython.Py_ssize_t
    i: cython.Py_ssize_t
    for i in range(1, 1 + links[0]):
        if links[i] == node:
            return
    at = place_of(rows, owner, links, score)
    i = links[0]
    if links[0] < most:
        links[0] += 1
    else:
        # those that were there are diverse; what the new one is nearer to than the owner is not any more
        while i >= at and nearness_of(rows, node, links[i]) < nearness_of(rows, owner, links[i]):
            i -= 1
        if i < at:
            if not is_diverse(rows, links, at - 1, node, score):
                return
            i = links[0]
            if i < at:
                return
        i -= 1
    while i >= at:
        links[i + 1] = links[i]
        i -= 1
    links[at] = node


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def link(rows: RowsPointer, graph: GraphPointer, walk: WalkPointer, node: cython.int, level: cython.int) -> cython.int:
    """Links a node with the diverse ones among the best of a walk, which it empties; returns the best of them."""
    own: cython.p_int = links_of(graph, node, level)
    most: cython.int = graph.m if level > 0 else 2 * graph.m
    n: cython.Py_ssize_t = walk.n_best
    i: cython.Py_ssize_t
    for i in range(n):
        pop_worst(walk)
    own[0] = 0
    for i in range(n):
        if own[0] == most:
            break
        if walk.best[i] != node and is_diverse(rows, own, own[0], walk.best[i], walk.best_scores[i]):
            own[own[0] + 1] = walk.best[i]
            own[0] += 1
    for i in range(1, 1 + own[0]):
        link_back(rows, own[i], node, nearness_of(rows, own[i], node), links_of(graph, own[i], level), most)
    return walk.best[0] if n > 0 else -1


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def insert(rows: RowsPointer, graph: GraphPointer, walk: WalkPointer, node: cython.int, top: cython.int) -> cython.void:
    """Adds one row to the graph. top: its highest layer"""
    level: cython.int
    at: cython.int
    forget(walk)
    walk.row = node
    walk.visits = 0
    if graph.entry < 0:
        graph.entry = node
        graph.top = top
        return
    at = graph.entry
    level = graph.top
    if level > top:
        at = descend(rows, graph, walk, at, level, top + 1)
        level = top
    while level >= 0:
        forget(walk)
        begin(rows, walk, at)
        walk_layer(rows, graph, walk, level)
        at = link(rows, graph, walk, node, level)
        level -= 1
    if top > graph.top:
        graph.entry = node
        graph.top = top


def insert_rows(
    rows: VectorRows,
    graph: GraphArrays,
    state: WalkState,
    nodes: cython.const[cython.int][::1],
    tops: cython.const[cython.uchar][::1],
) -> None:
    """Adds rows to the graph; their neighbours are to be none so far.

    nodes: (n,) int32; tops: (n,) uint8, the highest layer of each
    state: with as many best as there are candidates for links
    """
    i: cython.Py_ssize_t
    table: RowsPointer = rows.pointer()
    target: GraphPointer = graph.pointer()
    walk: WalkPointer = state.pointer()
    with cython.nogil:
        for i in range(nodes.shape[0]):
            insert(table, target, walk, nodes[i], tops[i])
