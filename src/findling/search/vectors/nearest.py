"""The nearest vectors of one segment: by a walk in its graph, or exactly, by comparing all that may be hits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.runs import run_starts
from findling.codec.bitmap import Bitmap
from findling.codec.vectors.graph import LEAST_ROWS
from findling.kernels.vectors.graph_search import search_graph
from findling.search.doc_set import Docs, DocSet

if TYPE_CHECKING:
    from findling.codec.vectors.vector_column import VectorColumn
    from findling.codec.vectors.vector_comparison import PreparedQuery, VectorComparison
    from findling.kernels.vectors.graph_walk import GraphArrays
    from findling.search.query.base import Scores

# a walk compares about so many rows for each candidate
_PER_CANDIDATE: Final = 16
# of the rows, so few are accepted that walks compare only them; so few that they hardly hang together
_SMALL_SHARE: Final = 0.3
_LEAST_SHARE: Final = 0.05


@dataclass(frozen=True, slots=True)
class Parents:
    """Documents that hits stand below: of the vectors below one of them only the nearest counts.

    docs: (n,) int32, increasing, the parents; each comes after its children
    """

    docs: Docs

    def of(self, children: Docs) -> Docs:
        """Returns the parent of each child."""
        return self.docs[np.searchsorted(self.docs, children)]


def nearest(
    column: VectorColumn,
    comparison: VectorComparison,
    graph: GraphArrays | None,
    vector: NDArray[Any],
    n: int,
    accepted: DocSet | None,
    parents: Parents | None = None,
) -> tuple[Docs, Scores]:
    """Returns the docs of the n nearest vectors of a segment, best first, and their scores.

    graph: None to compare all; accepted: the docs that may be hits, None for all
    """
    rows = None if accepted is None else column.rows_in(accepted.bitmap())
    query = comparison.prepare(vector)
    if graph is not None and parents is None:
        walked = _walked(comparison, graph, query, n, rows)
        if walked is not None:
            return best(*_in_order(column.docs[walked[0]], comparison.scores(query, walked[1])), n)
    scores = comparison.scores(query, comparison.compare(query, rows))
    docs = column.docs if rows is None else column.docs[rows]
    if parents is not None:
        docs, scores = best_of_each(docs, scores, parents.of(docs))
    return best(docs, scores, n)


def _walked(
    comparison: VectorComparison, graph: GraphArrays, query: PreparedQuery, n: int, rows: NDArray[np.int32] | None
) -> tuple[NDArray[np.int32], Scores] | None:
    """Returns rows and how near they are; None where it takes less to compare all of them.

    rows: those that may be found, None for all. Few of them are not worth a walk; as in Lucene, one that has compared
    as many rows as there are to be found is given up.
    """
    count = comparison.rows.n if rows is None else len(rows)
    share = count / max(comparison.rows.n, 1)
    if count <= max(n * _PER_CANDIDATE, LEAST_ROWS) or share < _LEAST_SHARE:
        return None
    found, nearness = np.empty(n, np.int32), np.empty(n, np.float32)
    bits = None if rows is None else Bitmap.from_docs(rows, comparison.rows.n).words
    passes = share < _SMALL_SHARE
    k = search_graph(comparison.rows, graph, query.vector, bits, passes, count, found, nearness)
    return (found[:k], nearness[:k]) if k == n else None


def _in_order(docs: Docs, scores: Scores) -> tuple[Docs, Scores]:
    order = np.argsort(docs)
    return docs[order], scores[order]


def scores_in(column: VectorColumn, comparison: VectorComparison, vector: NDArray[Any], docs: Docs) -> Scores:
    """Returns the scores of docs that have a vector."""
    query = comparison.prepare(vector)
    return comparison.scores(query, comparison.compare(query, column.rows(docs).astype(np.int32)))


def best(docs: Docs, scores: Scores, n: int) -> tuple[Docs, Scores]:
    """Returns the n best of some docs, best first, of equal scores those of lower docs. docs: (m,), increasing"""
    if n == 0:
        return docs[:0], scores[:0]
    if n < len(docs):
        least = np.partition(scores, len(scores) - n)[len(scores) - n]
        kept = np.flatnonzero(scores >= least)
        docs, scores = docs[kept], scores[kept]
    order = np.argsort(-scores, kind="stable")[:n]
    return docs[order], scores[order]


def best_of_each(docs: Docs, scores: Scores, groups: Docs) -> tuple[Docs, Scores]:
    """Returns the best of the docs of each group, in order of the docs. groups: (m,) int32, non-decreasing"""
    if not len(docs):
        return docs, scores
    starts = np.flatnonzero(run_starts(groups))
    order = np.lexsort((docs, -scores, groups))
    chosen = order[starts]
    return docs[chosen], scores[chosen]
