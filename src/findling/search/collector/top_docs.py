"""Collects the best documents by score over the segments of one shard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from findling.kernels.search.top_docs import TopDocs
from findling.search.collector.best_of import least_total, plans_of, search_best
from findling.search.collector.collector import Check, Collector
from findling.search.collector.matches import Matches, evaluate
from findling.search.collector.scored_terms import Plan, plan_of
from findling.search.explanation import shortest_floats
from findling.search.shard_result import ShardHit, ShardQueryResult

if TYPE_CHECKING:
    from findling.codec.bitmap import Bitmap
    from findling.search.context import SegmentContext, ShardContext
    from findling.search.hit_count import HitCount
    from findling.search.query.base import Weight


class TopDocsCollector(Collector):
    """The k best documents by score, ties by document; counts hits as far as it is asked to."""

    def __init__(self, k: int, hit_count: HitCount) -> None:
        self.top = TopDocs(k)
        self.k = k
        self._hit_count = hit_count

    def collect(self, matches: Matches) -> None:
        assert matches.scores is not None
        self.top.total += matches.count
        scores = np.ascontiguousarray(matches.scores)
        self.top.offer(np.ascontiguousarray(matches.docs), scores, matches.segment.doc_base)

    def collect_pruned(self, weight: Weight, ctx: ShardContext, check: Check) -> bool:
        for segment in ctx.segments:
            check()
            if not self._collect_segment(segment, weight, segment.visible, check):
                self.collect(evaluate(weight, segment, True))
        return True

    def _collect_segment(self, segment: SegmentContext, weight: Weight, visible: Bitmap | None, check: Check) -> bool:
        """Takes the best matches of a segment through a kernel that skips the hopeless; False if there is none."""
        plan = plan_of(weight, segment)
        if plan is None:
            return self._collect_best_of(segment, weight, visible, check) or self._collect_constant(
                segment, weight, visible
            )
        if plan.terms:
            self._search(segment, plan, visible, check)
        return True

    def _collect_best_of(self, segment: SegmentContext, weight: Weight, visible: Bitmap | None, check: Check) -> bool:
        """Takes the best matches of any part of a dis_max; False if the kernels cannot."""
        plans = plans_of(weight, segment)
        if plans is None:
            return False
        if not self._hit_count.is_enough(self.top.total):
            at_least = least_total(plans, visible)
            if self._hit_count.is_enough(self.top.total + at_least):
                self.top.total += at_least
                self.top.total_is_exact = False
            else:
                self.top.total += weight.filter(segment).restrict(visible).count()
        else:
            self.top.total_is_exact = False
        if plans:
            search_best(plans, self.top, self.k, segment, visible, check)
        return True

    def _collect_constant(self, segment: SegmentContext, weight: Weight, visible: Bitmap | None) -> bool:
        """Takes the first matches of a segment if all have the same score; False if they have not."""
        score = weight.constant_score()
        if score is None:
            return False
        if self._hit_count.is_enough(self.top.total) and self._take_first(segment, weight, score):
            self.top.total_is_exact = False
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

    def _search(self, segment: SegmentContext, plan: Plan, visible: Bitmap | None, check: Check) -> None:
        allowed = plan.allowed(visible)
        words = None if allowed is None else allowed.words
        plan.search(self.top, segment.doc_base, segment.max_doc, words, self._hit_count.limit, check)

    def result(self) -> ShardQueryResult:
        docs, scores = self.top.ranked()
        hits = list(map(ShardHit, docs.tolist(), shortest_floats(scores)))
        return ShardQueryResult(
            hits,
            total=self.top.total,
            total_is_exact=self.top.total_is_exact,
            max_score=hits[0].score if hits else None,
        )
