"""Collects what one shard's query phase took."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from findling.search.profile.timed_collector import CollectorProfile
from findling.search.profile.timed_weight import QueryProfile, TimedWeight
from findling.search.query.base import Query, Weight
from findling.search.query.primitive.evaluated import scored
from findling.search.shard_result import ShardProfile

if TYPE_CHECKING:
    from findling.search.context import SegmentContext, ShardContext


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

    @contextmanager
    def ahead(self) -> Iterator[None]:
        """Puts the queries that are weighed in a with block before those that were before."""
        before, self._roots = self._roots, []
        yield
        self._roots += before

    def weigh(self, query: Query, ctx: ShardContext, scoring: bool, boost: float) -> Weight:
        """Returns the timed weight of a query; weights that are made meanwhile are those of its parts."""
        if not self._open:
            query = scored(query, ctx)
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
            profile.type = weight.lucene_class if query.boost == 1.0 else "BoostQuery"
        finally:
            self._open.pop()

        def begin(segment: SegmentContext) -> None:
            terms = weight.query.united_terms(segment)
            if terms:
                # Lucene finds them while it evaluates: they stand beside the query, and their time is in its own
                self._roots.append(QueryProfile.of_terms(terms))

        return TimedWeight(weight, profile, begin)

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
