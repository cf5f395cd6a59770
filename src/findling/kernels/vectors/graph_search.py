"""Finds the rows that are nearest to a query by a walk in the graph."""

import cython
from cython.cimports.findling.kernels.vectors.distances import RowsPointer, VectorRows
from cython.cimports.findling.kernels.vectors.graph_walk import (
    GraphArrays,
    GraphPointer,
    WalkPointer,
    WalkState,
    begin,
    descend,
    pop_worst,
    walk_layer,
)


def search_graph(
    rows: VectorRows,
    graph: GraphArrays,
    query,
    accepted,
    passes: cython.bint,
    limit: cython.Py_ssize_t,
    found: cython.int[::1],
    scores: cython.float[::1],
) -> cython.Py_ssize_t:
    """Writes the rows that are nearest to a query and how near they are, nearest first, and returns how many.

    query: (width,) of the rows' dtype; accepted: (ceil(n / 64),) uint64, a bit for each row that may be found, or None
    passes: whether only accepted rows are compared, for those that are few
    limit: how many rows may be compared; -1 is returned if that does not do
    found, scores: (ef,) int32 and float32: so many candidates are kept; overwritten
    """
    state: WalkState = WalkState(rows.n, found.shape[0])
    walk: WalkPointer = state.pointer()
    table: RowsPointer = rows.pointer()
    nodes: GraphPointer = graph.pointer()
    floats: cython.const[cython.float][::1]
    numbers: cython.const[cython.schar][::1]
    words: cython.const[cython.ulonglong][::1]
    n: cython.Py_ssize_t
    i: cython.Py_ssize_t
    status: cython.int
    if nodes.entry < 0 or found.shape[0] == 0:
        return 0
    if not cython.compiled:
        walk.floats = walk.bytes = query
        walk.accepted = accepted
    else:
        if table.kind < 2:
            floats = query
            walk.floats = cython.address(floats[0])
        else:
            numbers = query
            walk.bytes = cython.address(numbers[0])
        if accepted is not None:
            words = accepted
            walk.accepted = cython.address(words[0])
    walk.limit = limit
    walk.passes = passes
    with cython.nogil:
        begin(table, walk, descend(table, nodes, walk, nodes.entry, nodes.top, 1))
        status = walk_layer(table, nodes, walk, 0)
        n = walk.n_best
        for i in range(n):
            pop_worst(walk)
        for i in range(n):
            found[i] = walk.best[i]
            scores[i] = walk.best_scores[i]
    return n if status == 0 else -1
