"""Makes the graph of a new segment: from the largest graph there is among its sources, or from nothing."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from findling.codec.vectors.graph import VectorGraph
from findling.kernels.vectors.distances import VectorRows
from findling.kernels.vectors.graph_builder import insert_rows
from findling.kernels.vectors.graph_walk import WalkState

Check = Callable[[], None]
Rows = NDArray[np.int32]

_BATCH: Final = 256
# rows whose links are renumbered at a time, to which belong arrays of several times their size
_COPIED: Final = 4096
_SEED: Final = 42
_MOST_LAYERS: Final = 15
# beyond this share of deleted rows a graph is not worth taking over
_MOST_DELETED: Final = 0.2


class OldGraph(NamedTuple):
    """The graph of a source.

    row_map: (n_rows,) int32, the new row of each of its rows, -1 for those left out
    """

    graph: VectorGraph
    row_map: Rows

    @property
    def n_kept(self) -> int:
        """Rows that stay."""
        return int((self.row_map >= 0).sum())


def build_graph(
    rows: VectorRows, m: int, ef_construction: int, sources: Sequence[OldGraph], check: Check
) -> VectorGraph:
    """Returns the graph of some rows.

    sources: graphs of parts of them; the largest with few deleted rows is taken over and the other rows are added
    check: called every few rows; raises if the graph is not wanted any more
    """
    usable = [source for source in sources if source.graph.m == m and _is_usable(source)]
    tops = random_tops(rows.n, m)
    if not usable:
        return _with_rows(rows, VectorGraph.empty(m, tops), np.arange(rows.n, dtype=np.int32), ef_construction, check)
    base = max(usable, key=lambda source: source.n_kept)
    kept = np.flatnonzero(base.row_map >= 0)
    tops[base.row_map[kept]] = base.graph.tops[kept]
    graph = VectorGraph.empty(m, tops)
    weakened = _take_over(graph, base)
    graph = _with_entry(graph, base.row_map[kept])
    taken = np.zeros(rows.n, np.bool_)
    taken[base.row_map[kept]] = True
    missing = np.flatnonzero(~taken).astype(np.int32)
    return _with_rows(rows, graph, np.concatenate([weakened, missing]), ef_construction, check)


def random_tops(n: int, m: int) -> NDArray[np.uint8]:
    """Returns the highest layer of each of n rows, (n,) uint8: one row of m is in the next layer; always the same."""
    chance = 1 - np.random.default_rng(_SEED).random(n)
    tops: NDArray[np.uint8] = np.minimum(-np.log(chance) / np.log(max(m, 2)), _MOST_LAYERS).astype(np.uint8)
    return tops


def _is_usable(source: OldGraph) -> bool:
    return source.n_kept >= len(source.row_map) * (1 - _MOST_DELETED) and source.n_kept > 0


def _with_rows(rows: VectorRows, graph: VectorGraph, nodes: Rows, ef_construction: int, check: Check) -> VectorGraph:
    """Returns the graph with the links of some more rows."""
    arrays, state = graph.arrays(), WalkState(rows.n, ef_construction)
    for start in range(0, len(nodes), _BATCH):
        check()
        batch = nodes[start : start + _BATCH]
        insert_rows(rows, arrays, state, batch, graph.tops[batch])
    entry, top = arrays.ends
    return replace(graph, entry=entry, top=top)


def _with_entry(graph: VectorGraph, nodes: Rows) -> VectorGraph:
    """Returns the graph in which walks begin at the first of the highest nodes."""
    entry = int(nodes[np.argmax(graph.tops[nodes])])
    return replace(graph, entry=entry, top=int(graph.tops[entry]))


def _take_over(graph: VectorGraph, base: OldGraph) -> Rows:
    """Copies the links between rows that stay; returns the rows that lost more than half of theirs."""
    kept = np.flatnonzero(base.row_map >= 0)
    weakened = [np.empty(0, np.int32)]
    for start in range(0, len(kept), _COPIED):
        weakened.append(_take_over_rows(graph, base, kept[start : start + _COPIED]))
    return np.concatenate(weakened)


def _take_over_rows(graph: VectorGraph, base: OldGraph, kept: NDArray[np.intp]) -> Rows:
    """Copies the links of some rows that stay; returns those that lost more than half of theirs."""
    old = base.graph
    new = base.row_map[kept]
    graph.links[new] = _renumbered(old.links[kept], base.row_map)
    tall = kept[old.tops[kept] > 0]
    for layer in range(int(old.tops[tall].max()) if len(tall) else 0):
        there = tall[old.tops[tall] > layer]
        target = graph.upper_start[base.row_map[there]] + layer
        graph.upper[target] = _renumbered(old.upper[old.upper_start[there] + layer], base.row_map)
    lost = 2 * graph.links[new, 0] < old.links[kept, 0]
    weakened: Rows = new[lost].astype(np.int32)
    return weakened


def _renumbered(links: Rows, row_map: Rows) -> Rows:
    """Returns lists of links, (n, 1 + width), without those to rows left out."""
    width = links.shape[1] - 1
    is_link = np.arange(width) < links[:, :1]
    targets = np.where(is_link, row_map[np.where(is_link, links[:, 1:], 0)], -1)
    order = np.argsort(targets < 0, axis=1, kind="stable")
    moved = np.take_along_axis(targets, order, axis=1)
    counts = (targets >= 0).sum(axis=1, keepdims=True)
    return np.concatenate([counts, np.maximum(moved, 0)], axis=1).astype(np.int32)
