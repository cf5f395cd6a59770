"""Puts together the collectors that a request asks for."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

from findling.search.aggs.base.shard_collector import ShardCollector
from findling.search.collector.hit_collectors import collector_of_hits
from findling.search.collector.stages import Aggregating, MinScore, PostFilter, TerminateAfter
from findling.search.fetch.top_hits import top_hits_fetcher
from findling.search.profile.timed_collector import CollectorProfile, TimedCollector
from findling.search.query.creation import weight_of

if TYPE_CHECKING:
    from findling.search.collector.collector import Collector
    from findling.search.context import ShardContext
    from findling.search.query.base import Weight
    from findling.search.request import SearchRequest


def collector_of(request: SearchRequest, ctx: ShardContext) -> Collector:
    """Returns what takes the hits of a request on one shard. Raises what is wrong with filter, sort or aggregations."""
    profiler = ctx.profiler
    collector = collector_of_hits(request, ctx)
    parts: list[CollectorProfile] = []
    if profiler is not None:
        parts.append(_profile_of_hits(request))
        collector = TimedCollector(parts[0], profiler.nanos_of_queries, collector)
    filter: Weight | None = None
    if request.post_filter is not None:
        with nullcontext() if profiler is None else profiler.ahead():
            filter = weight_of(request.post_filter, ctx, False)
        collector = PostFilter(filter, collector)
    if request.aggregations is not None:
        seen = None if request.alias_filter is None else weight_of(request.alias_filter, ctx, False)
        aggregations = ShardCollector(request.aggregations, ctx, top_hits_fetcher(ctx, request), seen)
        # hits by fields are chosen among all matches, which are then found once for both
        pruned = (request.n_hits == 0 or request.sorts_by_score) and not request.needs_scores_of_all
        if profiler is not None:
            names = ", ".join(entry.name for entry in request.aggregations.items)
            parts.append(CollectorProfile(f"AggregatorCollector: [{names}]", "aggregation"))
        collector = Aggregating(aggregations, pruned, collector, parts[-1] if parts else None)
    if request.terminate_after and request.size:
        counts_all = request.post_filter is None and request.collapse is None
        collector = TerminateAfter(request.terminate_after, collector, counts_all, filter)
    if request.min_score is not None:
        collector = MinScore(request.min_score, collector)
    if profiler is not None:
        profiler.collector = CollectorProfile("QueryPhaseCollector", "search_query_phase", tuple(parts))
        collector = TimedCollector(profiler.collector, profiler.nanos_of_queries, collector)
    return collector


def _profile_of_hits(request: SearchRequest) -> CollectorProfile:
    """Returns the profile of what collects hits, under the name of what does so in Lucene."""
    if not request.n_hits:
        return CollectorProfile("PartialHitCountCollector", "search_count")
    name = "TopScoreDocCollector"
    if request.collapse is not None:
        # the best score is collected beside the groups
        several = request.sort is None or request.track_scores
        return CollectorProfile("MultiCollector" if several else "SinglePassGroupingCollector", "search_top_hits")
    if request.search_after is not None:
        name = "PagingTopScoreDocCollector" if request.sorts_by_score else "PagingFieldCollector"
    elif not request.sorts_by_score:
        name = "SimpleFieldCollector"
    if request.track_scores:
        name = "MultiCollector"
    return CollectorProfile(name, "search_top_hits")
