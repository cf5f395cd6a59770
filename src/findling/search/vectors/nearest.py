"""The nearest vectors of one segment: exactly, by comparing all that may be hits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from findling.search.doc_set import Docs, DocSet

if TYPE_CHECKING:
    from findling.codec.vectors.vector_column import VectorColumn
    from findling.codec.vectors.vector_comparison import VectorComparison
    from findling.search.query.base import Scores


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
    vector: NDArray[Any],
    n: int,
    accepted: DocSet | None,
    parents: Parents | None = None,
) -> tuple[Docs, Scores]:
    """Returns the docs of the n nearest vectors of a segment, best first, and their scores.

    accepted: the docs that may be hits, None for all
    """
    rows = None if accepted is None else column.rows_in(accepted.bitmap())
    query = comparison.prepare(vector)
    scores = comparison.scores(query, comparison.compare(query, rows))
    docs = column.docs if rows is None else column.docs[rows]
    if parents is not None:
        docs, scores = best_of_each(docs, scores, parents.of(docs))
    return best(docs, scores, n)


def scores_in(column: VectorColumn, comparison: VectorComparison, vector: NDArray[Any], docs: Docs) -> Scores:
    """Returns the scores of docs that have a vector."""
    query = comparison.prepare(vector)
    return comparison.scores(query, comparison.compare(query, column.rows(docs).astype(np.int32)))


def best(docs: Docs, scores: Scores, n: int) -> tuple[Docs, Scores]:
    """Returns the n best of some docs, best first, of equal scores those of lower docs. docs: (m,), increasing"""
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
    starts = np.flatnonzero(np.r_[True, groups[1:] != groups[:-1]])
    order = np.lexsort((docs, -scores, groups))
    chosen = order[starts]
    return docs[chosen], scores[chosen]
