"""Collectors that hand on some of the matches to the next one: a least score, a limit, aggregations, a filter."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np

from findling.search.collector.collector import Check, Collector, EnoughCollected
from findling.search.collector.matches import Matches, all_matches, matches_in, matches_of
from findling.search.shard_result import ShardQueryResult

if TYPE_CHECKING:
    from findling.search.aggs.base.shard_collector import ShardCollector
    from findling.search.context import ShardContext
    from findling.search.profile.timed_collector import CollectorProfile
    from findling.search.query.base import Weight
    from findling.search.query.plan import SnapshotDocs


class MinScore(Collector):
    """Hands on the matches that score at least `min_score`."""

    def __init__(self, min_score: float, after: Collector) -> None:
        self._min_score = min_score
        self._after = after

    def collect(self, matches: Matches) -> None:
        assert matches.scores is not None
        self._after.collect(matches.keep(matches.scores >= self._min_score))

    def result(self) -> ShardQueryResult:
        return self._after.result()


class TerminateAfter(Collector):
    """Hands on matches until there are more than `limit` among them that the post filter lets through.

    filter: the post filter, None if there is none
    counts_all: whether all matches are hits, so that the total is theirs if it is known without looking at them
    """

    def __init__(self, limit: int, after: Collector, counts_all: bool, filter: Weight | None = None) -> None:
        self._left = limit
        self._filter = filter
        self._after = after
        self._counts_all = counts_all
        self._known: int | None = None
        self._is_over = False

    def collect_pruned(self, weight: Weight, ctx: ShardContext, check: Check) -> bool:
        # Elasticsearch looks at the documents one by one if it has to leave nested ones out
        if self._counts_all and not (ctx.mapping.nested_paths and weight.query.may_be_nested(ctx)):
            counts = [weight.count(segment) for segment in ctx.segments]
            self._known = None if None in counts else sum([count or 0 for count in counts])
        return False

    def collect(self, matches: Matches) -> None:
        taken = matches.head(self._taken(matches))
        self._after.collect(taken)
        if taken.count < matches.count:
            self._is_over = True
            raise EnoughCollected

    def _taken(self, matches: Matches) -> int:
        """Returns how many of the matches come before the one that is too many."""
        if self._filter is None:
            taken = min(self._left, matches.count)
            self._left -= taken
            return taken
        passing = np.flatnonzero(self._filter.filter(matches.segment).contains(matches.docs))
        left, self._left = self._left, max(self._left - len(passing), 0)
        return matches.count if len(passing) <= left else int(passing[left])

    def result(self) -> ShardQueryResult:
        result = self._after.result()
        result.terminated_early = self._is_over
        if self._known is not None:
            result.total = self._known
        return result


class Aggregating(Collector):
    """Aggregates all matches, and hands them on.

    pruned: whether the next collector may find its hits by itself
    profile: takes how long it took, None if nobody asks
    """

    def __init__(
        self, aggregations: ShardCollector, pruned: bool, after: Collector, profile: CollectorProfile | None = None
    ) -> None:
        self._aggregations = aggregations
        self._pruned = pruned
        self._after = after
        self._profile = profile

    def collect_pruned(self, weight: Weight, ctx: ShardContext, check: Check) -> bool:
        if not self._pruned:
            return False
        several = len(ctx.segments) > 1
        if self._after.only_counts:
            # matches are found once for both
            found = all_matches(weight, ctx, check) if several else None
            if found is None:
                return False
            self._after.count(len(found.docs))
        elif not self._after.collect_pruned(weight, ctx, check):
            return False
        else:
            found = all_matches(weight, ctx, check) if several else None
        if found is None or not self._aggregate_all(found):
            for matches in matches_of(weight, ctx, False, check) if found is None else matches_in(found, ctx, check):
                self._aggregate(matches)
        return True

    def collect(self, matches: Matches) -> None:
        self._aggregate(matches)
        self._after.collect(matches)

    def _aggregate_all(self, found: SnapshotDocs) -> bool:
        started = time.perf_counter_ns()
        taken = self._aggregations.collect_all(found)
        self._note_time(started)
        return taken

    def _aggregate(self, matches: Matches) -> None:
        started = time.perf_counter_ns()
        docs = None if matches.is_everything else matches.docs
        self._aggregations.collect(matches.segment, docs, matches.scores)
        self._note_time(started)

    def _note_time(self, started: int) -> None:
        if self._profile is not None:
            self._profile.nanos += time.perf_counter_ns() - started

    def result(self) -> ShardQueryResult:
        result = self._after.result()
        result.aggregations = self._aggregations.partial()
        return result


class PostFilter(Collector):
    """Hands on the matches that a filter lets through."""

    def __init__(self, filter: Weight, after: Collector) -> None:
        self._filter = filter
        self._after = after

    def collect(self, matches: Matches) -> None:
        self._after.collect(matches.keep(self._filter.filter(matches.segment).contains(matches.docs)))

    def result(self) -> ShardQueryResult:
        return self._after.result()
