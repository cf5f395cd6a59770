"""A hierarchical graph of small worlds, and the walk in it to the rows that are nearest to a query.

Each row is a node of the lowest layer, one of m of the layer above, and so on. The arrays, all int32:

    links        (n, 1 + 2m)       for each node how many neighbours it has in the lowest layer, then these
    upper_start  (n,)              the first row of a node in `upper`, one for each layer above the lowest; -1: none
    upper        (n_upper, 1 + m)  its neighbours there, likewise

A walk keeps the nodes it may still go on from, nearest first, and the `ef` best it has met. It ends when the nearest of
the former is farther than the worst of the latter. Where only some rows are accepted, the walk goes over the others
too; where these are few, it compares only accepted ones, and passes through the others to their neighbours.
Source: Malkov, Yashunin, "Efficient and robust approximate nearest neighbor search using hierarchical navigable small
world graphs", 2016; Patel and others, "ACORN", 2024.
"""

import cython
import numpy as np
from cython.cimports.findling.kernels.vectors.distances import RowsPointer, fetch_ahead, nearness, nearness_of

if not cython.compiled:

    class GraphState:
        """The struct of graph_walk.pxd."""

    class WalkStruct:
        """The struct of graph_walk.pxd."""

    Graph = GraphPointer = GraphState
    Walk = WalkPointer = WalkStruct


@cython.cfunc
@cython.nogil
@cython.inline
@cython.exceptval(check=False)
def links_of(graph: GraphPointer, node: cython.Py_ssize_t, level: cython.int) -> cython.p_int:
    """Returns where the neighbours of a node in a layer stand: their number, then they."""
    if cython.compiled:
        if level == 0:
            return graph.links + node * (1 + 2 * graph.m)
        return graph.upper + (graph.upper_start[node] + level - 1) * (1 + graph.m)
    else:
        width = 1 + (2 * graph.m if level == 0 else graph.m)
        flat = graph.links if level == 0 else graph.upper
        start = (node if level == 0 else graph.upper_start[node] + level - 1) * width
        return flat[start : start + width]


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def near(rows: RowsPointer, walk: WalkPointer, node: cython.Py_ssize_t) -> cython.float:
    """Returns how near a node is to what the walk looks for."""
    if walk.row >= 0:
        return nearness_of(rows, walk.row, node)
    return nearness(rows, walk.floats, walk.bytes, node)


@cython.cfunc
@cython.nogil
@cython.inline
@cython.exceptval(check=False)
def visit(walk: WalkPointer, node: cython.Py_ssize_t) -> cython.bint:
    """Notes a node as visited; returns whether it was not before."""
    bit: cython.ulonglong = cython.cast(cython.ulonglong, 1) << (node & 63)
    if not cython.compiled:
        bit = np.uint64(1 << (node & 63))
    if walk.visited[node >> 6] & bit:
        return False
    walk.visited[node >> 6] |= bit
    walk.touched[walk.n_touched] = node
    walk.n_touched += 1
    return True


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def forget(walk: WalkPointer) -> cython.void:
    """Makes a walk ready for another one: no node is visited."""
    i: cython.Py_ssize_t
    for i in range(walk.n_touched):
        walk.visited[walk.touched[i] >> 6] = 0
    walk.n_touched = 0
    walk.n_todo = 0
    walk.n_best = 0


@cython.cfunc
@cython.nogil
@cython.inline
@cython.exceptval(check=False)
def is_accepted(walk: WalkPointer, node: cython.Py_ssize_t) -> cython.bint:
    """Returns whether a node may be among the best."""
    if cython.compiled:
        return walk.accepted == cython.NULL or (walk.accepted[node >> 6] >> (node & 63)) & 1
    else:
        return walk.accepted is None or (int(walk.accepted[node >> 6]) >> (node & 63)) & 1


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def push_todo(walk: WalkPointer, score: cython.float, node: cython.int) -> cython.void:
    """Adds a node to go on from; the nearest is on top of the heap."""
    child: cython.Py_ssize_t = walk.n_todo
    parent: cython.Py_ssize_t
    walk.n_todo += 1
    while child > 0:
        parent = (child - 1) >> 1
        if walk.todo_scores[parent] >= score:
            break
        walk.todo_scores[child] = walk.todo_scores[parent]
        walk.todo[child] = walk.todo[parent]
        child = parent
    walk.todo_scores[child] = score
    walk.todo[child] = node


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def pop_todo(walk: WalkPointer) -> cython.int:
    """Takes the nearest of the nodes to go on from, and returns it."""
    top: cython.int = walk.todo[0]
    last: cython.Py_ssize_t = walk.n_todo - 1
    score: cython.float = walk.todo_scores[last]
    node: cython.int = walk.todo[last]
    parent: cython.Py_ssize_t = 0
    child: cython.Py_ssize_t = 1
    walk.n_todo = last
    while child < last:
        if child + 1 < last and walk.todo_scores[child + 1] > walk.todo_scores[child]:
            child += 1
        if score >= walk.todo_scores[child]:
            break
        walk.todo_scores[parent] = walk.todo_scores[child]
        walk.todo[parent] = walk.todo[child]
        parent = child
        child = 2 * parent + 1
    walk.todo_scores[parent] = score
    walk.todo[parent] = node
    return top


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def push_best(walk: WalkPointer, score: cython.float, node: cython.int) -> cython.void:
    """Adds a node to the best; the worst is on top of the heap."""
    child: cython.Py_ssize_t = walk.n_best
    parent: cython.Py_ssize_t
    walk.n_best += 1
    while child > 0:
        parent = (child - 1) >> 1
        if walk.best_scores[parent] <= score:
            break
        walk.best_scores[child] = walk.best_scores[parent]
        walk.best[child] = walk.best[parent]
        child = parent
    walk.best_scores[child] = score
    walk.best[child] = node


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def pop_worst(walk: WalkPointer) -> cython.void:
    """Takes the worst of the best out, to where the heap ends now."""
    last: cython.Py_ssize_t = walk.n_best - 1
    score: cython.float = walk.best_scores[last]
    node: cython.int = walk.best[last]
    parent: cython.Py_ssize_t = 0
    child: cython.Py_ssize_t = 1
    top_score: cython.float = walk.best_scores[0]
    top: cython.int = walk.best[0]
    walk.n_best = last
    while child < last:
        if child + 1 < last and walk.best_scores[child + 1] < walk.best_scores[child]:
            child += 1
        if score <= walk.best_scores[child]:
            break
        walk.best_scores[parent] = walk.best_scores[child]
        walk.best[parent] = walk.best[child]
        parent = child
        child = 2 * parent + 1
    walk.best_scores[parent] = score
    walk.best[parent] = node
    walk.best_scores[last] = top_score
    walk.best[last] = top


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def offer(rows: RowsPointer, walk: WalkPointer, node: cython.int) -> cython.void:
    """Compares a node that was not visited before; keeps it if it is near enough, among the best if it is accepted."""
    score: cython.float = near(rows, walk, node)
    walk.visits += 1
    if walk.n_best >= walk.ef and score <= walk.best_scores[0]:
        return
    push_todo(walk, score, node)
    if is_accepted(walk, node):
        if walk.n_best >= walk.ef:
            pop_worst(walk)
        push_best(walk, score, node)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def begin(rows: RowsPointer, walk: WalkPointer, node: cython.Py_ssize_t) -> cython.void:
    """Begins a walk at a node, which is not among the best unless it is accepted."""
    score: cython.float
    visit(walk, node)
    score = near(rows, walk, node)
    walk.visits += 1
    push_todo(walk, score, node)
    if is_accepted(walk, node):
        push_best(walk, score, node)


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def pass_through(
    rows: RowsPointer, graph: GraphPointer, walk: WalkPointer, node: cython.Py_ssize_t, left: cython.Py_ssize_t
) -> cython.Py_ssize_t:
    """Offers up to `left` accepted nodes, neighbours or theirs where these are not accepted. Returns the rest."""
    links: cython.p_int = links_of(graph, node, 0)
    others: cython.p_int
    i: cython.Py_ssize_t
    j: cython.Py_ssize_t
    for i in range(1, 1 + links[0]):
        if is_accepted(walk, links[i]):
            if visit(walk, links[i]):
                offer(rows, walk, links[i])
                left -= 1
    for i in range(1, 1 + links[0]):
        if left <= 0:
            break
        if not is_accepted(walk, links[i]) and visit(walk, links[i]):
            others = links_of(graph, links[i], 0)
            for j in range(1, 1 + others[0]):
                if is_accepted(walk, others[j]) and visit(walk, others[j]):
                    offer(rows, walk, others[j])
                    left -= 1
    return left


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def walk_layer(rows: RowsPointer, graph: GraphPointer, walk: WalkPointer, level: cython.int) -> cython.int:
    """Walks in a layer from where it begins to the best; returns -1 if it compared more nodes than it may."""
    links: cython.p_int
    i: cython.Py_ssize_t
    n: cython.Py_ssize_t
    node: cython.int
    while walk.n_todo > 0:
        if walk.n_best >= walk.ef and walk.todo_scores[0] < walk.best_scores[0]:
            break
        if walk.visits > walk.limit:
            return -1
        node = pop_todo(walk)
        if walk.passes:
            pass_through(rows, graph, walk, node, 2 * graph.m)
            continue
        links = links_of(graph, node, level)
        n = 0
        for i in range(1, 1 + links[0]):
            if visit(walk, links[i]):
                fetch_ahead(rows, links[i])
                n += 1
        # what was visited now stands at the end
        for i in range(walk.n_touched - n, walk.n_touched):
            offer(rows, walk, walk.touched[i])
    return 0


@cython.cfunc
@cython.nogil
@cython.exceptval(check=False)
def descend(
    rows: RowsPointer,
    graph: GraphPointer,
    walk: WalkPointer,
    node: cython.int,
    top: cython.int,
    level: cython.int,
) -> cython.int:
    """Returns the node that is reached from one by going to the nearest neighbour, from layer `top` down to `level`."""
    links: cython.p_int
    layer: cython.int = top
    i: cython.Py_ssize_t
    score: cython.float = near(rows, walk, node)
    other: cython.float
    nearer: cython.bint
    next_node: cython.int
    while layer >= level:
        nearer = False
        links = links_of(graph, node, layer)
        next_node = node
        for i in range(1, 1 + links[0]):
            other = near(rows, walk, links[i])
            walk.visits += 1
            if other > score:
                score = other
                next_node = links[i]
                nearer = True
        node = next_node
        if not nearer:
            layer -= 1
    return node


@cython.cclass
class GraphArrays:
    """The arrays of a graph, flat, as the kernels take them; they stay the caller's.

    links, upper, upper_start: int32, as above
    entry, top: the node where walks begin, and the layer it is in; -1 for no node
    """

    def __init__(self, m: cython.Py_ssize_t, links, upper, upper_start, entry: cython.int, top: cython.int) -> None:
        numbers: cython.int[::1]
        self.arrays = (links, upper, upper_start)
        if not cython.compiled:
            self.graph = GraphState()
        self.graph.n = len(upper_start)
        self.graph.m = m
        self.graph.entry = entry
        self.graph.top = top
        if cython.compiled:
            self.graph.links = self.graph.upper = self.graph.upper_start = cython.NULL
            if self.graph.n == 0:
                return
            numbers = links
            self.graph.links = cython.address(numbers[0])
            numbers = upper_start
            self.graph.upper_start = cython.address(numbers[0])
            if len(upper):
                numbers = upper
                self.graph.upper = cython.address(numbers[0])
        else:
            self.graph.links, self.graph.upper, self.graph.upper_start = links, upper, upper_start

    @cython.cfunc
    def pointer(self) -> GraphPointer:
        """Returns the struct."""
        return cython.address(self.graph) if cython.compiled else self.graph

    @property
    def ends(self):
        """The node where walks begin, and its layer."""
        return self.graph.entry, self.graph.top


@cython.cclass
class WalkState:
    """The memory of one walk at a time in a graph of n nodes, with up to `ef` best."""

    def __init__(self, n: cython.Py_ssize_t, ef: cython.Py_ssize_t) -> None:
        words: cython.ulonglong[::1]
        numbers: cython.int[::1]
        scores: cython.float[::1]
        size: cython.Py_ssize_t = n + 2
        self.arrays = (
            np.zeros((n >> 6) + 1, np.uint64),
            np.empty(size, np.int32),
            np.empty(size, np.float32),
            np.empty(size, np.int32),
            np.empty(ef + 2, np.float32),
            np.empty(ef + 2, np.int32),
        )
        if not cython.compiled:
            self.walk = WalkStruct()
            self.walk.accepted = self.walk.floats = self.walk.bytes = None
            (
                self.walk.visited,
                self.walk.touched,
                self.walk.todo_scores,
                self.walk.todo,
                self.walk.best_scores,
                self.walk.best,
            ) = self.arrays
        else:
            self.walk.accepted = cython.NULL
            self.walk.floats = cython.NULL
            self.walk.bytes = cython.NULL
            words = self.arrays[0]
            self.walk.visited = cython.address(words[0])
            numbers = self.arrays[1]
            self.walk.touched = cython.address(numbers[0])
            scores = self.arrays[2]
            self.walk.todo_scores = cython.address(scores[0])
            numbers = self.arrays[3]
            self.walk.todo = cython.address(numbers[0])
            scores = self.arrays[4]
            self.walk.best_scores = cython.address(scores[0])
            numbers = self.arrays[5]
            self.walk.best = cython.address(numbers[0])
        self.walk.row = -1
        self.walk.passes = False
        self.walk.ef = ef
        self.walk.limit = n + 1
        self.walk.visits = self.walk.n_touched = self.walk.n_todo = self.walk.n_best = 0

    @cython.cfunc
    def pointer(self) -> WalkPointer:
        """Returns the struct."""
        return cython.address(self.walk) if cython.compiled else self.walk
