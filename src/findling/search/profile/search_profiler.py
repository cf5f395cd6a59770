"""Collects what one shard's query phase took."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from findling.search.profile.timed_collector import CollectorProfile
from findling.search.profile.timed_weight import QueryProfile, TimedWeight
from findling.search.query.base import Query, Weight
from findling.search.shard_result import ShardProfile

if TYPE_CHECKING:
    from findling.search.context import ShardContext


class SearchProfiler:
    """Makes timed weights, and keeps their tree.

    rewrite_nanos: how long the query was rewritten
    collector: the outermost one, once there is one
    """

    def __init__(self) -> None:
        self.rewrite_nanos = 0
        self.collector: CollectorProfile | None = None
        self._roots: list[QueryProfile] = []
        self._open: list[QueryProfile] = []
        self._aggregations: list[dict[str, Any]] = []

    def weigh(self, query: Query, ctx: ShardContext, scoring: bool, boost: float) -> Weight:
        """Returns the timed weight of a query; weights that are made meanwhile are those of its parts."""
        # the weights that a description makes are no part of the search
        ctx.profiler = None
        try:
            profile = QueryProfile(query, ctx)
        finally:
            ctx.profiler = self
        (self._open[-1].children if self._open else self._roots).append(profile)
        self._open.append(profile)
        try:
            with profile.breakdown.timed("create_weight"):
                weight = query.boosted(boost).weight(ctx, scoring)
        finally:
            self._open.pop()
        return TimedWeight(weight, profile)

    @contextmanager
    def rewriting(self) -> Iterator[None]:
        """Measures a with block in which queries are rewritten."""
        started = time.perf_counter_ns()
        yield
        self.rewrite_nanos += time.perf_counter_ns() - started

    def nanos_of_queries(self) -> int:
        """Nanoseconds spent in queries so far; what a collector's time is without."""
        return sum(root.breakdown.total for root in self._roots)

    def add_aggregations(self, entries: list[dict[str, Any]]) -> None:
        """Takes what the aggregations took: entries of type, description, time_in_nanos, breakdown, debug, children.

        The aggregations' ShardCollector calls it at its end, if `ctx.profiler` is not None.
        """
        self._aggregations += entries

    def profile(self) -> ShardProfile:
        """Returns what was measured."""
        search = {
            "query": [root.render() for root in self._roots],
            "rewrite_time": self.rewrite_nanos,
            "collector": [] if self.collector is None else [self.collector.render()],
        }
        return ShardProfile([search], self._aggregations)
