"""The best documents of a dis_max without tie breaker: the best of each part, found by pruning kernels, and merged.

A document among the k best of all is among the k best of the part that gives it its score: whoever beats it there beats
it altogether. So each part is searched alone, and only documents that can still get in are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from findling.kernels.search.top_docs import TopDocs
from findling.search.collector.scored_terms import UNCOUNTED, DisjunctionPlan, Plan, plan_of
from findling.search.query.dis_max import DisMaxWeight

if TYPE_CHECKING:
    from findling.codec.bitmap import Bitmap
    from findling.search.context import SegmentContext
    from findling.search.query.base import Weight


def plans_of(weight: Weight, segment: SegmentContext) -> list[Plan] | None:
    """Returns how the kernels evaluate the parts of a dis_max that match here, None if they cannot."""
    if not isinstance(weight, DisMaxWeight) or weight.query.tie_breaker != 0.0:
        return None
    plans = []
    for part in weight.parts:
        plan = plan_of(part, segment)
        if plan is None:
            return None
        if plan.terms:
            plans.append(plan)
    return plans


def search_best(
    plans: Sequence[Plan],
    top: Any,
    k: int,
    segment: SegmentContext,
    visible: Bitmap | None,
    check: Callable[[], None] | None,
) -> None:
    """Offers the k best documents of a segment to `top`, each with its best score in any plan; counts nothing."""
    docs, scores = [], []
    least = float(top.threshold)
    for plan in plans:
        best = TopDocs(k, None if least == -np.inf else least)
        allowed = plan.allowed(visible)
        plan.search(best, 0, segment.max_doc, None if allowed is None else allowed.words, UNCOUNTED, check)
        found, score = best.ranked()
        docs.append(found)
        scores.append(score)
        if len(score) == k:
            least = max(least, float(score[-1]))
    _offer(top, np.concatenate(docs), np.concatenate(scores), segment.doc_base)


def _offer(top: Any, docs: Any, scores: Any, doc_base: int) -> None:
    """docs, scores: (n,) int64 and float32; a document may be there several times, its best score counts."""
    order = np.lexsort((-scores, docs))
    docs, scores = docs[order], scores[order]
    first = np.ones(len(docs), np.bool_)
    first[1:] = docs[1:] != docs[:-1]
    top.offer(docs[first].astype(np.int32), scores[first], doc_base)


def least_total(plans: Sequence[Plan], visible: Bitmap | None) -> int:
    """Returns how many documents match at least, as far as statistics tell."""
    if visible is not None:
        return 0
    freqs = [
        term.doc_freq
        for plan in plans
        if isinstance(plan, DisjunctionPlan) and plan.minimum == 1 and plan.restriction is None
        for term in plan.terms
    ]
    return max(freqs, default=0)
