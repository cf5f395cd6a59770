"""Collects the best documents by score over the segments of one shard."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from findling.kernels.search.top_docs import TopDocs
from findling.search.collector.best_of import least_total, plans_of, search_best
from findling.search.collector.matches import Matches
from findling.search.collector.scored_terms import UNCOUNTED, Plan, plan_of

if TYPE_CHECKING:
    from findling.codec.bitmap import Bitmap
    from findling.search.context import SegmentContext
    from findling.search.query.base import Weight


class TopDocsCollector:
    """The k best documents by score, ties by document; counts hits as far as it is asked to.

    total_limit: hits are counted exactly up to this many; -1: all of them, however many
    after: (score, shard-wide doc) of the last hit of the page before
    """

    def __init__(
        self,
        k: int,
        total_limit: int,
        min_score: float | None = None,
        after: tuple[float, int] | None = None,
        check: Callable[[], None] | None = None,
    ) -> None:
        self.top = TopDocs(max(k, 1), min_score, after)
        self.k = k
        self.total_limit = total_limit
        self.check = check

    @property
    def total(self) -> int:
        """Hits counted so far; fewer than there are if `total_is_exact` is false."""
        return int(self.top.total)

    @property
    def total_is_exact(self) -> bool:
        """Whether no hit was left out of the count."""
        return bool(self.top.total_is_exact)

    def collect(self, matches: Matches) -> None:
        """Takes all matches of a segment, with scores."""
        assert matches.scores is not None
        self.top.total += len(matches.docs)
        scores = np.ascontiguousarray(matches.scores)
        self.top.offer(np.ascontiguousarray(matches.docs), scores, matches.segment.doc_base)

    def collect_pruned(self, segment: SegmentContext, weight: Weight, visible: Bitmap | None) -> bool:
        """Takes the best matches of a segment through a kernel that skips the hopeless; False if there is none."""
        plan = plan_of(weight, segment)
        if plan is None:
            return self._collect_best_of(segment, weight, visible) or self._collect_constant(segment, weight, visible)
        if plan.terms:
            self._search(segment, plan, visible)
        return True

    def _collect_best_of(self, segment: SegmentContext, weight: Weight, visible: Bitmap | None) -> bool:
        """Takes the best matches of any part of a dis_max; False if the kernels cannot."""
        plans = plans_of(weight, segment)
        if plans is None:
            return False
        if self.total_limit != 0:
            at_least = least_total(plans, visible)
            if 0 <= self.total_limit < self.total + at_least:
                self.top.total += at_least
                self.top.total_is_exact = False
            else:
                self.top.total += weight.filter(segment).restrict(visible).count()
        if plans:
            search_best(plans, self.top, self.k, segment, visible, self.check)
        return True

    def _collect_constant(self, segment: SegmentContext, weight: Weight, visible: Bitmap | None) -> bool:
        """Takes the first matches of a segment if all have the same score; False if they have not."""
        score = weight.constant_score()
        if score is None:
            return False
        if self.total_limit == 0 and self._take_first(segment, weight, score):
            return True
        found = weight.filter(segment).restrict(visible)
        self.top.total += found.count()
        docs = np.ascontiguousarray(found.first(self.k))
        self.top.offer(docs, np.full(len(docs), score, np.float32), segment.doc_base)
        return True

    def _take_first(self, segment: SegmentContext, weight: Weight, score: float) -> bool:
        """Takes as many matches as are wanted where nobody counts them; False if they are not found alone."""
        if self.top.threshold >= score:
            return True
        docs = weight.first(segment, self.k)
        if docs is None:
            return False
        self.top.offer(docs, np.full(len(docs), score, np.float32), segment.doc_base)
        return True

    def _search(self, segment: SegmentContext, plan: Plan, visible: Bitmap | None) -> None:
        allowed = plan.allowed(visible)
        limit = {-1: 2**62, 0: UNCOUNTED}.get(self.total_limit, self.total_limit)
        plan.search(
            self.top,
            segment.doc_base,
            segment.max_doc,
            None if allowed is None else allowed.words,
            limit,
            self.check,
        )

    def ranked(self) -> tuple[Any, Any]:
        """Returns (n,) int64 shard-wide docs and (n,) float32 scores, best first."""
        docs, scores = self.top.ranked()
        return docs[: self.k], scores[: self.k]
