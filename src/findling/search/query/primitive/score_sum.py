"""Adds up the scores of several parts of a query, document by document."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from findling.search.doc_set import Docs
from findling.search.query.base import Scored, Scores

# below this share of a segment's docs, sorting the docs is cheaper than an accumulator of the segment's size
_DENSE_SHARE: Final = 16


def sum_scores(parts: Sequence[Scored], max_doc: int, minimum: int = 1) -> Scored:
    """Returns the docs in at least `minimum` (at least one) of the parts with the sum of their scores.

    Sums are in float64 in the order of the parts, then rounded to float32.
    """
    minimum = max(minimum, 1)
    if len(parts) == 1 and minimum == 1:
        return parts[0]
    if sum(len(part.docs) for part in parts) * _DENSE_SHARE < max_doc:
        return _sum_sparse(parts, minimum)
    return _sum_dense(parts, max_doc, minimum)


def _sum_dense(parts: Sequence[Scored], max_doc: int, minimum: int) -> Scored:
    totals = np.zeros(max_doc, np.float64)
    counts = np.zeros(max_doc, np.uint16)
    for part in parts:
        totals[part.docs] += part.scores
        counts[part.docs] += 1
    docs = np.flatnonzero(counts >= minimum).astype(np.int32)
    return Scored(docs, _singles(totals[docs]))


def _singles(sums: NDArray[np.float64]) -> Scores:
    """Returns sums as scores; as in Java, those beyond the greatest float are infinite."""
    with np.errstate(over="ignore"):
        return sums.astype(np.float32)


def _sum_sparse(parts: Sequence[Scored], minimum: int) -> Scored:
    if not parts:
        return Scored(np.empty(0, np.int32), np.empty(0, np.float32))
    docs, places = np.unique(np.concatenate([part.docs for part in parts]), return_inverse=True)
    scores = np.concatenate([part.scores for part in parts]).astype(np.float64)
    totals = np.bincount(places, weights=scores, minlength=len(docs))
    enough = np.bincount(places, minlength=len(docs)) >= minimum
    return Scored(docs[enough].astype(np.int32), _singles(totals[enough].astype(np.float64)))


def max_scores(parts: Sequence[Scored], max_doc: int, tie_breaker: float) -> Scored:
    """Returns the docs in any part with their best score plus `tie_breaker` times the sum of the others.

    Mirrors Lucene's DisjunctionMaxScorer: max in float32, the sum of the others in float64.
    """
    sums = sum_scores(parts, max_doc)
    best = np.zeros(len(sums.docs), np.float32)
    for part in parts:
        scores, _ = pick_scores(part, sums.docs)
        np.maximum(best, scores, out=best)
    if tie_breaker == 0.0:
        return Scored(sums.docs, best)
    others = np.zeros(len(best), np.float64)
    for part in parts:
        others += pick_scores(part, sums.docs)[0]
    others -= best
    total = best.astype(np.float64) + others * float(np.float32(tie_breaker))
    return Scored(sums.docs, _singles(total))


def pick_scores(scored: Scored, docs: Docs) -> tuple[Scores, NDArray[np.bool_]]:
    """Returns the scores of `docs`: (n,) int32 increasing, 0 where a doc is not there, and which of them are."""
    if len(scored.docs) == 0:
        return np.zeros(len(docs), np.float32), np.zeros(len(docs), np.bool_)
    places = np.searchsorted(scored.docs, docs)
    places[places == len(scored.docs)] = 0
    present: NDArray[np.bool_] = scored.docs[places] == docs
    return np.where(present, scored.scores[places], np.float32(0)), present
