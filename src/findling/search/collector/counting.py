"""Counts hits of which none is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from findling.search.collector.collector import Check, Collector
from findling.search.shard_result import ShardQueryResult

if TYPE_CHECKING:
    from findling.search.collector.matches import Matches
    from findling.search.context import ShardContext
    from findling.search.hit_count import HitCount
    from findling.search.query.base import Weight


class CountingCollector(Collector):
    """Counts hits as far as it is asked to."""

    only_counts = True

    def __init__(self, hit_count: HitCount) -> None:
        self._hit_count = hit_count
        self._total = 0
        # a total of which nothing is to be counted is a lower bound, even of no hits
        self._is_exact = hit_count.limit > 0

    def collect_pruned(self, weight: Weight, ctx: ShardContext, check: Check) -> bool:
        plan = weight.plan(ctx.snapshot) if self._hit_count.limit > 0 else None
        counted = None if plan is None else plan.count(check)
        if counted is not None:
            self._total = counted
            return True
        for segment in ctx.segments:
            check()
            if self._hit_count.limit <= 0 or self._hit_count.is_enough(self._total):
                self._is_exact = False
                break
            self._total += weight.count_visible(segment)
        return True

    def collect(self, matches: Matches) -> None:
        self._total += matches.count

    def count(self, n: int) -> None:
        self._total = n

    def result(self) -> ShardQueryResult:
        return ShardQueryResult(total=self._total, total_is_exact=self._is_exact)
