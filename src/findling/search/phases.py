"""The phases of a search: query on each shard, merge, fetch of the page that is shown.

results = [query_phase(request, ctx) for ctx in shards]     # each may run in a thread of its own, or elsewhere
merged = merge_results(request, results)
hits = fetch_phase(request, ctx, merged.of_shard(i))        # for each shard that has hits on the page
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from findling.base.errors import IllegalArgumentError
from findling.search.collector.choice import collector_of
from findling.search.collector.collector import Collector, EnoughCollected
from findling.search.collector.matches import matches_of
from findling.search.collector.memory import account_for_hits
from findling.search.fetch.hits import Explainer, HitBuilder
from findling.search.fetch.measured_hits import MeasuredHitBuilder
from findling.search.profile.fetch_profiler import FetchProfiler
from findling.search.profile.search_profiler import SearchProfiler
from findling.search.query.base import Query, Weight, weigh
from findling.search.query.bool import BoolQuery
from findling.search.query.creation import creating, rewritten
from findling.search.query.match_all import MatchAllQuery
from findling.search.query.primitive.evaluated import of_roots, scored, without_scores
from findling.search.request import SearchRequest, check_result_window
from findling.search.rescore.explainer import RescoreExplainer
from findling.search.rescore.phase import check_rescore, rescore
from findling.search.shard_result import ShardHit, ShardQueryResult
from findling.search.suggest.request import Suggestions
from findling.search.time_limit import TimeIsOver, limited_time

if TYPE_CHECKING:
    from findling.search.context import ShardContext


@dataclass(slots=True)
class Merged:
    """The results of all shards as one.

    page: (shard's place in the list of results, hit), in order
    total: None if hits are not counted; relation: eq or gte
    """

    page: list[tuple[int, ShardHit]]
    total: int | None
    relation: str
    max_score: float | None
    timed_out: bool = False
    terminated_early: bool = False
    aggregations: list[Any] = field(default_factory=list)

    @property
    def places(self) -> list[int]:
        """The shards that have hits on the page, by their places in the list of results, sorted."""
        return sorted({place for place, _ in self.page})

    def of_shard(self, place: int) -> list[ShardHit]:
        """Returns the hits of the page that one shard has to fetch, in order."""
        return [hit for shard, hit in self.page if shard == place]

    def assemble(self, fetched: dict[int, list[dict[str, Any]]]) -> list[dict[str, object]]:
        """Returns the hits of the page in order; fetched: by place of shard, what `fetch_phase` gave for `of_shard`."""
        if len(fetched) == 1:
            return next(iter(fetched.values()))
        rest = {place: iter(hits) for place, hits in fetched.items()}
        return [next(rest[place]) for place, _ in self.page]

    def render(self, hits: Sequence[Mapping[str, object]], total_as_int: bool = False) -> dict[str, object]:
        """Returns the `hits` object of the response; total_as_int: as before Elasticsearch 7."""
        result: dict[str, Any] = {}
        if self.total is not None:
            result["total"] = self.total if total_as_int else {"value": self.total, "relation": self.relation}
        elif total_as_int:
            result["total"] = -1
        result["max_score"] = self.max_score
        result["hits"] = hits
        return result


def query_phase(request: SearchRequest, ctx: ShardContext) -> ShardQueryResult:
    """Evaluates, sorts and aggregates on one shard. Raises what the mapping forbids and what ctx.check does."""
    if request.suggest is not None:
        return _suggesting(request, request.suggest, ctx)
    profiler = ctx.profiler
    if request.profile and profiler is None:
        return _profiled(request, ctx)
    check_result_window(request, ctx.setting("index.max_result_window", 10_000))
    account_for_hits(request, ctx)
    ctx.request_size = request.size
    if request.timeout_ms is None:
        collector, is_complete = _collected(request, ctx), True
    else:
        collector, is_complete = _collected_in_time(request, ctx, request.timeout_ms)
    result = collector.result()
    if request.rescore:
        rescore(request, ctx, result)
    result.timed_out = not is_complete
    return result


def _evaluated(query: Query, ctx: ShardContext, request: SearchRequest) -> Query:
    """Returns a rewritten query with the parts that Lucene would see, which a profile shows."""
    query = of_roots(query, ctx)
    counts_alone = not request.n_hits and request.min_score is None and not request.needs_scores_of_all
    return query if request.needs_scores and not counts_alone else without_scores(query, ctx)


def _collected_in_time(request: SearchRequest, ctx: ShardContext, timeout_ms: int) -> tuple[Collector, bool]:
    """Returns a collector with what was found in time, and whether that is all."""
    found: list[Collector] = []
    try:
        with limited_time(timeout_ms, ctx):
            return _collected(request, ctx, found), True
    except TimeIsOver:
        return found[0] if found else collector_of(request, ctx), False


def _collected(request: SearchRequest, ctx: ShardContext, begun: list[Collector] | None = None) -> Collector:
    """Returns a collector with what was found. begun: gets it as soon as it is there"""
    query: Query = MatchAllQuery() if request.query is None else request.query
    with creating(ctx):
        if ctx.profiler is None:
            query = query.rewrite(ctx)
            weight = query.weight(ctx, request.needs_scores)
        else:
            with ctx.profiler.rewriting():
                query = query.rewrite(ctx)
            weight = weigh(_evaluated(query, ctx, request), ctx, request.needs_scores)
    collector = collector_of(request, ctx)
    if begun is not None:
        begun.append(collector)
    if request.rescore:
        check_rescore(request, ctx)
    if request.aggregations is not None or not query.matches_nothing():
        _collect(collector, weight, ctx, request)
    return collector


def _suggesting(request: SearchRequest, suggest: Suggestions, ctx: ShardContext) -> ShardQueryResult:
    """Asks the suggesters, and does the query phase if there is anything else to find."""
    if not request.only_suggests:
        result = query_phase(replace(request, suggest=None), ctx)
    else:
        # nothing is collected, but what cannot be sorted by is refused
        result = collector_of(request, ctx).result()
    result.suggestions = suggest.on_shard(ctx)
    return result


def _profiled(request: SearchRequest, ctx: ShardContext) -> ShardQueryResult:
    """Does the query phase and measures it."""
    profiler = ctx.profiler = SearchProfiler()
    try:
        result = query_phase(request, ctx)
    finally:
        ctx.profiler = None
    result.profile = profiler.profile()
    result.profile.dfs = None if ctx.dfs is None else ctx.dfs.render()
    return result


def _collect(collector: Collector, weight: Weight, ctx: ShardContext, request: SearchRequest) -> None:
    """Gives the collector what it wants of all segments."""
    try:
        if not collector.collect_pruned(weight, ctx, ctx.check):
            for matches in matches_of(weight, ctx, request.needs_scores, ctx.check):
                collector.collect(matches)
    except EnoughCollected:
        pass


def merge_results(request: SearchRequest, results: Sequence[ShardQueryResult]) -> Merged:
    """Merges the results of all shards; ties go to the earlier shard, then to the lower document.

    Raises IllegalArgumentError if a sort key is text on one shard and a number on another.
    """
    if len(results) == 1:
        return _merged_alone(request, results[0])
    _check_sort_types(request, results)
    ranked = ranked_hits(results) if request.collapse is None else _heads(ranked_hits(results), results)
    page = ranked[request.from_ : request.from_ + request.size]
    total, relation = _total(request, results)
    scores = [result.max_score for result in results if result.max_score is not None]
    return Merged(
        page=page,
        total=total,
        relation=relation,
        max_score=max(scores, default=None) if request.size else None,
        timed_out=any(result.timed_out for result in results),
        terminated_early=any(result.terminated_early for result in results),
        aggregations=[result.aggregations for result in results if result.aggregations is not None],
    )


def _merged_alone(request: SearchRequest, result: ShardQueryResult) -> Merged:
    """Returns what `merge_results` makes of the result of one shard."""
    total, relation = _total(request, [result])
    return Merged(
        page=[(0, hit) for hit in result.hits[request.from_ : request.from_ + request.size]],
        total=total,
        relation=relation,
        max_score=result.max_score if request.size else None,
        timed_out=result.timed_out,
        terminated_early=result.terminated_early,
        aggregations=[] if result.aggregations is None else [result.aggregations],
    )


def ranked_hits(results: Sequence[ShardQueryResult]) -> list[tuple[int, ShardHit]]:
    """Returns all hits in order, each with its shard's place in the list."""
    ranked = sorted(
        (
            (order, place, hit)
            for place, result in enumerate(results)
            for order, hit in zip(result.order or map(_score_order, result.hits), result.hits, strict=True)
        ),
        key=lambda entry: (entry[0], entry[1], entry[2].doc),
    )
    return [(place, hit) for _, place, hit in ranked]


def _heads(ranked: list[tuple[int, ShardHit]], results: Sequence[ShardQueryResult]) -> list[tuple[int, ShardHit]]:
    """Returns the first hit of each group."""
    found: dict[object, tuple[int, ShardHit]] = {}
    for place, hit in ranked:
        groups = results[place].groups
        found.setdefault(None if groups is None else groups[hit.doc], (place, hit))
    return list(found.values())


def _score_order(hit: ShardHit) -> tuple[float]:
    return (-(hit.score or 0.0),)


def _check_sort_types(request: SearchRequest, results: Sequence[ShardQueryResult]) -> None:
    firsts = [result.order[0] for result in results if result.order]
    for place, key in enumerate(request.sort or ()):
        kinds = list(dict.fromkeys("STRING" if isinstance(first[place], tuple) else "LONG" for first in firsts))
        if len(kinds) > 1:
            raise IllegalArgumentError(
                f"Can't sort on field [{key.field}]; the field has incompatible sort types: [{kinds[0]}] and "
                f"[{kinds[1]}] across shards!"
            )


def _total(request: SearchRequest, results: Sequence[ShardQueryResult]) -> tuple[int | None, str]:
    counted = sum(result.total for result in results)
    return request.hit_count.total(counted, all(result.total_is_exact for result in results))


def fetch_phase(
    request: SearchRequest, ctx: ShardContext, hits: Sequence[ShardHit], result: ShardQueryResult | None = None
) -> list[dict[str, object]]:
    """Returns the JSON of the hits of one shard, in the order given; an unfiltered `_source` as bytes to splice in.

    result: what the query phase of the shard gave; its profile, if it has one, gets what this phase took
    """
    if not hits:
        return []
    explainer = _explainer(request, ctx, result) if request.explain else None
    if result is None or result.profile is None:
        return HitBuilder(request, ctx, explainer).build(hits)
    profiler = FetchProfiler()
    built = MeasuredHitBuilder(request, ctx, explainer, profiler).build(hits)
    result.profile.fetch = profiler.render(request.stored_names)
    return built


def _explainer(request: SearchRequest, ctx: ShardContext, result: ShardQueryResult | None) -> Explainer:
    query = request.query
    if ctx.alias_filter is not None:
        query = BoolQuery(must=(query or MatchAllQuery(),), filter=(ctx.alias_filter,))
    weight = weigh(scored(of_roots(rewritten(query, ctx), ctx), ctx), ctx, True)
    if result is None or not result.rescored:
        return weight
    return RescoreExplainer(weight, request.rescore, result.rescored, ctx)
