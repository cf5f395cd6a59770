"""Collects the best documents by score over the segments of one shard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from findling.kernels.search.top_docs import TopDocs
from findling.search.collector.collector import Check, Collector
from findling.search.explanation import shortest_floats
from findling.search.shard_result import ShardQueryResult, hits_of

if TYPE_CHECKING:
    from findling.search.collector.matches import Matches
    from findling.search.context import ShardContext
    from findling.search.hit_count import HitCount
    from findling.search.query.base import Weight


class TopDocsCollector(Collector):
    """The k best documents by score, ties by document; counts hits as far as it is asked to."""

    def __init__(self, k: int, hit_count: HitCount) -> None:
        self.top = TopDocs(k)
        self._hit_count = hit_count

    def collect(self, matches: Matches) -> None:
        assert matches.scores is not None
        self.top.total += matches.count
        scores = np.ascontiguousarray(matches.scores)
        self.top.offer(np.ascontiguousarray(matches.docs), scores, matches.segment.doc_base)

    def collect_pruned(self, weight: Weight, ctx: ShardContext, check: Check) -> bool:
        plan = weight.plan(ctx.snapshot)
        if plan is None:
            return False
        check()
        plan.collect(self.top, self._hit_count, check)
        return True

    def result(self) -> ShardQueryResult:
        docs, scores = self.top.ranked()
        hits = hits_of(docs.tolist(), shortest_floats(scores))
        return ShardQueryResult(
            hits,
            total=self.top.total,
            total_is_exact=self.top.total_is_exact,
            max_score=hits[0].score if hits else None,
        )
