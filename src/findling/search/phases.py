"""The phases of a search: query on each shard, merge, fetch of the page that is shown.

results = [query_phase(request, ctx) for ctx in shards]     # each may run in a thread of its own, or elsewhere
merged = merge_results(request, results)
hits = fetch_phase(request, ctx, merged.of_shard(i))        # for each shard that has hits on the page
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from findling.base.errors import IllegalArgumentError
from findling.search.aggs.base.shard_collector import ShardCollector
from findling.search.collector.bind_sort import bind_sort
from findling.search.collector.field_docs import FieldDocsCollector
from findling.search.collector.matches import Matches, evaluate
from findling.search.collector.top_docs import TopDocsCollector
from findling.search.explanation import shortest_float, shortest_floats
from findling.search.fetch.hits import HitBuilder, ShardHit
from findling.search.fetch.top_hits import top_hits_fetcher
from findling.search.query.base import Query, Weight
from findling.search.query.creation import creating, rewritten, weight_of
from findling.search.request import ALL_HITS, NO_HITS_COUNTED, SearchRequest, check_result_window

if TYPE_CHECKING:
    from findling.search.context import SegmentContext, ShardContext


@dataclass(slots=True)
class ShardQueryResult:
    """What one shard found.

    hits: from + size of them at most, in order
    order: what each hit sorts by across shards; empty if that is the score
    total: None if hits are not counted; total_is_exact: else it is a lower bound
    max_score: as shown
    aggregations: partial results, None without aggregations
    """

    index: str
    shard: int
    hits: list[ShardHit] = field(default_factory=list)
    order: list[tuple[Any, ...]] = field(default_factory=list)
    total: int | None = None
    total_is_exact: bool = True
    max_score: float | None = None
    aggregations: Any = None
    timed_out: bool = False
    terminated_early: bool = False


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

    def assemble(self, fetched: dict[int, list[dict[str, Any]]]) -> list[dict[str, Any]]:
        """Returns the hits of the page in order; fetched: by place of shard, what `fetch_phase` gave for `of_shard`."""
        if len(fetched) == 1:
            return next(iter(fetched.values()))
        rest = {place: iter(hits) for place, hits in fetched.items()}
        return [next(rest[place]) for place, _ in self.page]

    def render(self, hits: list[dict[str, Any]], total_as_int: bool = False) -> dict[str, Any]:
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
    check_result_window(request, ctx.setting("index.max_result_window", 10_000))
    query = rewritten(request.query, ctx)
    search = _ShardSearch(request, ctx, query)
    if not query.matches_nothing() or request.aggregations is not None:
        with creating(ctx):
            weight = query.weight(ctx, request.needs_scores)
        search.run(weight)
    return search.result()


def can_match(request: SearchRequest, ctx: ShardContext) -> bool:
    """Whether a shard may have hits, without evaluating anything; aggregations want every shard's partial."""
    return request.aggregations is not None or not rewritten(request.query, ctx).matches_nothing()


class _ShardSearch:
    """One query phase: which collector, which extras, and when to stop."""

    def __init__(self, request: SearchRequest, ctx: ShardContext, query: Query) -> None:
        self.request = request
        self.ctx = ctx
        self.k = request.from_ + request.size
        self.timed_out = False
        self.terminated_early = False
        self.counted = 0
        self._deadline = None if request.timeout_ms is None else time.monotonic() + request.timeout_ms / 1000
        post_filter = request.post_filter
        self._post_filter = None if post_filter is None else weight_of(post_filter, ctx, False)
        aggregations = request.aggregations
        self._aggregations = (
            None if aggregations is None else ShardCollector(aggregations, ctx, top_hits_fetcher(ctx, request))
        )
        self.by_score: TopDocsCollector | None = None
        self.by_fields: FieldDocsCollector | None = None
        self._make_collector()

    def _make_collector(self) -> None:
        request, ctx = self.request, self.ctx
        limit = request.track_total_hits
        if request.sorts_by_score and request.search_after is None:
            self.by_score = TopDocsCollector(
                self.k, limit if limit >= 0 else ALL_HITS, request.min_score, None, ctx.check
            )
            return
        keys = bind_sort(request.sort or (), ctx)
        self.by_fields = FieldDocsCollector(self.k, keys, request.search_after)

    def run(self, weight: Weight) -> None:
        """Goes through the segments."""
        for segment in self.ctx.segments:
            self.ctx.check()
            if self._deadline is not None and time.monotonic() >= self._deadline:
                self.timed_out = True
                return
            if not (
                self._count_only(weight, segment) or self._pruned(weight, segment) or self._everything(weight, segment)
            ):
                self._collect_all(weight, segment)
            if self.terminated_early:
                return

    def _plain(self) -> bool:
        return self._aggregations is None and not self._filters_hits()

    def _filters_hits(self) -> bool:
        """Whether not all matches of the query are hits."""
        request = self.request
        return bool(self._post_filter is not None or request.terminate_after or request.min_score is not None)

    def _count_only(self, weight: Weight, segment: SegmentContext) -> bool:
        """Counts without making a list of documents, if no hit is wanted."""
        if self.k > 0 or not self._plain():
            return False
        count = 0 if self.request.track_total_hits == NO_HITS_COUNTED else weight.count(segment)
        if count is None:
            count = weight.filter(segment).restrict(segment.visible).count()
        self.counted += count
        return True

    def _pruned(self, weight: Weight, segment: SegmentContext) -> bool:
        if self.by_score is None or self.k == 0 or not self._plain():
            return False
        return self.by_score.collect_pruned(segment, weight, segment.visible)

    def _everything(self, weight: Weight, segment: SegmentContext) -> bool:
        """Aggregates a segment of which every document is a hit, without making a list of them."""
        aggregations = self._aggregations
        if aggregations is None or self._filters_hits() or self.request.needs_scores_of_all:
            return False
        if segment.visible is not None or weight.count(segment) != segment.max_doc:
            return False
        if self.k == 0:
            self.counted += segment.max_doc
        elif self.by_score is None or not self.by_score.collect_pruned(segment, weight, None):
            return False
        aggregations.collect(segment, None)
        return True

    def _collect_all(self, weight: Weight, segment: SegmentContext) -> None:
        request = self.request
        matches = evaluate(weight, segment, request.needs_scores)
        if request.min_score is not None and matches.scores is not None:
            matches = matches.keep(matches.scores >= request.min_score)
        matches = self._cut(matches)
        if self._aggregations is not None:
            self._aggregations.collect(segment, matches.docs, matches.scores)
        if self._post_filter is not None:
            matches = matches.keep(self._post_filter.filter(segment).contains(matches.docs))
        if self.k == 0:
            self.counted += len(matches.docs)
        elif self.by_score is not None:
            self.by_score.collect(matches)
        elif self.by_fields is not None:
            self.by_fields.collect(matches)

    def _cut(self, matches: Matches) -> Matches:
        """Returns what `terminate_after` leaves of the matches."""
        limit = self.request.terminate_after
        if not limit:
            return matches
        left = limit - self._collected
        self._collected += min(left, len(matches.docs))
        if len(matches.docs) >= left:
            self.terminated_early = True
            return matches.head(left)
        return matches

    _collected = 0

    def result(self) -> ShardQueryResult:
        """Returns what was found."""
        result = ShardQueryResult(self.ctx.index, self.ctx.shard)
        collector: Any = self.by_score if self.by_score is not None else self.by_fields
        if self.request.track_total_hits != NO_HITS_COUNTED:
            result.total = collector.total + self.counted
        if self.by_score is not None:
            result.total_is_exact = self.by_score.total_is_exact
        if self._aggregations is not None:
            result.aggregations = self._aggregations.partial()
        result.timed_out = self.timed_out
        result.terminated_early = self.terminated_early
        if self.k > 0:
            self._add_hits(result)
        return result

    def _add_hits(self, result: ShardQueryResult) -> None:
        if self.by_score is not None:
            docs, scores = self.by_score.ranked()
            result.hits = list(map(ShardHit, docs.tolist(), shortest_floats(scores)))
            result.max_score = result.hits[0].score if result.hits else None
            return
        assert self.by_fields is not None
        keys = self.by_fields.keys
        for entry in self.by_fields.ranked():
            shown = tuple(key.shown(value) for key, value in zip(keys, entry.values, strict=True))
            score = None if entry.score is None else shortest_float(entry.score)
            result.hits.append(ShardHit(entry.doc, score, shown))
            result.order.append(tuple(key.comparable(value) for key, value in zip(keys, entry.values, strict=True)))
        if self._shows_max_score() and self.by_fields.max_score is not None:
            result.max_score = shortest_float(self.by_fields.max_score)

    def _shows_max_score(self) -> bool:
        return self.request.track_scores or any(key.is_score for key in self.request.sort or ())


def merge_results(request: SearchRequest, results: Sequence[ShardQueryResult]) -> Merged:
    """Merges the results of all shards; ties go to the earlier shard, then to the lower document.

    Raises IllegalArgumentError if a sort key is text on one shard and a number on another.
    """
    if len(results) == 1:
        return _merged_alone(request, results[0])
    _check_sort_types(request, results)
    page = _ranked(results)[request.from_ : request.from_ + request.size]
    total, relation = _total(request, results)
    scores = [result.max_score for result in results if result.max_score is not None]
    return Merged(
        page=page,
        total=total,
        relation=relation,
        max_score=max(scores, default=None),
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
        max_score=result.max_score,
        timed_out=result.timed_out,
        terminated_early=result.terminated_early,
        aggregations=[] if result.aggregations is None else [result.aggregations],
    )


def _ranked(results: Sequence[ShardQueryResult]) -> list[tuple[int, ShardHit]]:
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
    limit = request.track_total_hits
    if limit == NO_HITS_COUNTED:
        return None, "eq"
    total = sum(result.total or 0 for result in results)
    if limit != ALL_HITS and total > limit:
        return limit, "gte"
    return total, "eq" if all(result.total_is_exact for result in results) else "gte"


def fetch_phase(request: SearchRequest, ctx: ShardContext, hits: Sequence[ShardHit]) -> list[dict[str, Any]]:
    """Returns the JSON of the hits of one shard, in the order given; an unfiltered `_source` as bytes to splice in."""
    if not hits:
        return []
    weight = None
    if request.explain:
        weight = weight_of(request.query, ctx, True)
    return HitBuilder(request, ctx, weight).build(hits)
