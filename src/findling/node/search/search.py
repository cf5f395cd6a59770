"""Search: query every shard, merge, fetch the page that is shown."""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from findling.base.errors import (
    ActionRequestValidationError,
    CircuitBreakingError,
    FindlingError,
    IllegalArgumentError,
    TaskCancelledError,
    TooManyBucketsError,
)
from findling.base.json_values import json_text
from findling.base.quick_init import quick_init
from findling.cluster.cluster_settings import cluster_setting
from findling.cluster.name_resolution import IndicesOptions
from findling.node.search.indices_boost import set_boosts
from findling.node.search.inner_totals import bucket_totals_as_int, inner_totals_as_int
from findling.node.search.knn_search import find_nearest
from findling.node.search.lookups import look_up_fields
from findling.node.search.pre_filter import skipped_shards
from findling.node.search.preference import preferred
from findling.node.search.progress import Progress, reduce_phases
from findling.node.search.request_caching import cacheable
from findling.node.search.retrieval import Found, retrieved, with_fused_lists
from findling.node.search.search_profile import profile_first_phase, profiles_of
from findling.node.search.shard_failures import (
    AllShardsFailedError,
    Failures,
    all_shards_failed,
    expansion_failed,
    reduce_failed,
    shards_summary,
)
from findling.node.search.shard_targets import (
    Check,
    ShardTarget,
    check_shard_count,
    find_targets,
    never,
    opened,
)
from findling.node.search.shards.asking import query_targets
from findling.node.search.shards.computing import compute_fields
from findling.node.search.shards.fetching import fetch_pages, page_of
from findling.node.search.shards.statistics import share
from findling.node.search.suggesting import suggested
from findling.node.services.index_service import IndexService
from findling.node.services.node import Node
from findling.node.services.resolving import resolving_anew
from findling.node.services.slow_log import Phase, log_slow_search
from findling.node.services.tasks import Task
from findling.node.services.visibility import refuse_some_documents
from findling.script.service import scripts_for_request
from findling.search.aggs.base.aggregation import Aggregations
from findling.search.aggs.base.reduce_context import ReduceContext
from findling.search.fetch.inner_search import group_searches
from findling.search.hit_count import HitCount
from findling.search.phases import Merged, merge_results
from findling.search.request import SearchRequest
from findling.search.retriever.fusion import SCORE_SUM, Fusion
from findling.search.shard_result import ShardQueryResult
from findling.search.sort import SortField

OPTIONS: Final = IndicesOptions()
_NO_PROFILE: Final = "A search request cannot be profiled if document level security is enabled"
_NO_SUGGEST: Final = "Suggest isn't supported if document level security is enabled"


@quick_init
@dataclass(frozen=True)
class SearchCall:
    """A search as it came in.

    expression: names of indices; body, params: the search, as in the body and the query string of the REST API
    check: raises once the client has gone
    types: mapping types that documents must have
    progress: hears of the answers of shards as they come, None if nobody asks
    fusion: how the lists of a hybrid query become one
    headers: of the request, such as its task shows them; parent: the task that the search is part of
    """

    expression: str | Sequence[str] | None
    body: Mapping[str, Any]
    params: Mapping[str, str] = field(default_factory=dict)
    options: IndicesOptions = OPTIONS
    typed_keys: bool = False
    total_as_int: bool = False
    allow_partial: bool = True
    check: Check = never
    types: tuple[str, ...] = ()
    progress: Progress | None = None
    fusion: Fusion = SCORE_SUM
    headers: Mapping[str, str] = field(default_factory=dict)
    parent: Task | None = None

    def description(self) -> str:
        """Returns what its task says of the search."""
        kind = str(self.params.get("search_type", "query_then_fetch")).upper()
        scroll = f"scroll[{self.params['scroll']}], " if "scroll" in self.params else ""
        source = json_text(self.body).decode("utf-8", "replace")
        return f"indices[{self.expression or ''}], search_type[{kind}], {scroll}source[{source}]"


@dataclass(slots=True)
class QueryOutcome:
    """What the query phase gave. `answered` and `results` go side by side.

    skipped: how many of the shards cannot match
    body: the search as it came in
    """

    targets: list[ShardTarget]
    answered: list[ShardTarget]
    results: list[ShardQueryResult]
    failures: Failures
    merged: Merged
    skipped: int = 0
    body: Mapping[str, Any] = field(default_factory=dict)


@resolving_anew
def search(node: Node, call: SearchCall) -> dict[str, Any]:
    """Returns the search response. Raises what is wrong with the request, or AllShardsFailedError."""
    started = time.perf_counter()
    request = parse_search(call)
    if request.slice is not None:
        raise ActionRequestValidationError(
            "Validation Failed: 1: [slice] can only be used with [scroll] or [point-in-time] requests;"
        )
    targets = find_targets(node, call.expression, call.options, call.params.get("routing"), call.types)
    targets = preferred(targets, call.params.get("preference"), node)
    request = cacheable(request, call.body, call.params, len(targets))
    with opened(node, targets, call.check):
        request = retrieve(node, request, targets, call)
        outcome = query(node, request, targets, call)
        hits = fetch(node, request, outcome, call)
        return respond(node, request, outcome, hits, call, started)


def parse_search(call: SearchCall) -> SearchRequest:
    """Returns the request of a call. Raises what is wrong with it."""
    request = SearchRequest.parse(call.body, call.params)
    if request.knn and call.params.get("search_type"):
        raise IllegalArgumentError(
            "cannot set [search_type] when using [knn] search, since the search type is determined automatically"
        )
    kind = call.params.get("search_type", "query_then_fetch")
    if kind not in ("query_then_fetch", "dfs_query_then_fetch"):
        raise IllegalArgumentError(f"No search type for [{kind}]")
    if not call.total_as_int or not request.hit_count.is_shown:
        return request
    if request.track_total_hits is not None and not request.hit_count.is_exact:
        raise IllegalArgumentError(
            "[rest_total_hits_as_int] cannot be used if the tracking of total hits is not accurate, got "
            f"{request.hit_count.limit}"
        )
    return replace(request, track_total_hits=HitCount.ALL)


def retrieve(node: Node, request: SearchRequest, targets: list[ShardTarget], call: SearchCall) -> SearchRequest:
    """Returns a search for what its retriever finds, or the lists of its hybrid query; as it is if it has neither."""
    params: Mapping[str, str] = {}
    if request.query is not None and request.query.is_fused:
        # its queries are parts of one search, and none of their own
        request, params = with_fused_lists(request, call.fusion), call.params
    if request.retriever is None:
        return request
    inner = SearchCall(call.expression, {}, params, call.options, check=call.check)

    def search_all(part: SearchRequest) -> Found:
        outcome = query(node, part, targets, inner)
        return Found(outcome.merged, outcome.answered, outcome.results)

    return retrieved(request, targets, search_all, node.inference)


def _within_time(node: Node, request: SearchRequest, call: SearchCall) -> SearchRequest:
    """Returns a search with the time limit of the cluster settings if it has none of its own."""
    limit: int = cluster_setting(node.cluster.state, "search.default_search_timeout")
    if limit < 0 or "timeout" in call.body or "timeout" in call.params:
        return request
    return replace(request, timeout_ms=limit)


def query(
    node: Node,
    request: SearchRequest,
    targets: list[ShardTarget],
    call: SearchCall,
    after: Mapping[int, tuple[Any, ...]] | None = None,
) -> QueryOutcome:
    """Runs the query phase on all targets and merges what they answer.

    after: sort values that the hits of a target, by its place, have to come behind
    """
    started = time.perf_counter()
    check_shard_count(node, targets)
    if request.profile or request.suggest is not None:
        _check_visible(request, targets)
    request = _within_time(node, request, call)
    compute_fields(request, targets)
    # Elasticsearch searches vectors in the phase that gathers statistics
    if request.knn or call.params.get("search_type") == "dfs_query_then_fetch":
        if request.profile and (request.knn or len(targets) > 1):
            profile_first_phase(request, targets)
        share(request, targets)
    if request.indices_boost:
        set_boosts(node, request.indices_boost, targets, call.options)
    unanswered = find_nearest(node, request, targets) if request.knn else {}
    results = query_targets(node, request, targets, after or {}, unanswered, call.progress)
    answered, good, failures = [], [], []
    for target, result in zip(targets, results, strict=True):
        if isinstance(result, TaskCancelledError) or (
            isinstance(result, Exception) and not isinstance(result, FindlingError)
        ):
            raise result
        if isinstance(result, FindlingError):
            target.service.searches.fail()
            if result.is_of_request:
                raise result
            if isinstance(result, TooManyBucketsError):
                # what one shard has is part of what all have together
                raise reduce_failed(result) from result
            failures.append((target, result))
        else:
            answered.append(target)
            good.append(result)
    if failures and (not good or not call.allow_partial):
        raise all_shards_failed(failures, "dfs" if request.knn else "query", node.id)
    elapsed_ms = (time.perf_counter() - started) * 1000
    for service in _services(targets):
        service.searches.add(elapsed_ms, elapsed_ms if request.size else None, groups=_groups(call))
        if request.suggest is not None:
            service.searches.add_suggest(elapsed_ms)
    skipped = 0 if len(targets) < 2 else skipped_shards(request, call.params, targets)
    try:
        merged = merge_results(request, good)
    except IllegalArgumentError as error:
        raise reduce_failed(error) from error
    _log_slow(targets, "query", elapsed_ms, merged.total, call.body)
    return QueryOutcome(targets, answered, good, failures, merged, skipped, call.body)


def _check_visible(request: SearchRequest, targets: Sequence[ShardTarget]) -> None:
    """Raises PartlyVisibleError for what tells of documents that who asks may not see."""
    what = _NO_PROFILE if request.profile else _NO_SUGGEST
    for target in targets:
        refuse_some_documents(target.index, target.resolved.via, what)


def _services(targets: Sequence[ShardTarget]) -> Iterable[IndexService]:
    """Returns the indices whose shards were asked, each once."""
    if len(targets) == 1:
        return (targets[0].service,)
    return {target.service.uuid: target.service for target in targets}.values()


def _log_slow(
    targets: list[ShardTarget], phase: Phase, elapsed_ms: float, hits: int | None, body: Mapping[str, object]
) -> None:
    for service in _services(targets):
        log_slow_search(service.metadata.settings, service.name, phase, elapsed_ms, hits, body, len(targets))


def _groups(call: SearchCall) -> list[str]:
    """Returns the groups that a search counts for in the statistics."""
    given = (call.body or {}).get("stats") or call.params.get("stats") or ()
    if isinstance(given, str):
        return given.split(",")
    return [str(name) for name in given] if isinstance(given, list) else []


def fetch(node: Node, request: SearchRequest, outcome: QueryOutcome, call: SearchCall) -> list[dict[str, object]]:
    """Returns the hits of the page. Raises AllShardsFailedError for what cannot be shown of them."""
    merged = outcome.merged
    fetched, wanted, failed = {}, [], []
    started = time.perf_counter()
    places = merged.places
    asked = []
    for place in places:
        # the pages of a scroll in order of documents have no results of their own
        result = outcome.results[place] if outcome.results else None
        target = outcome.answered[place]
        asked.append((target, page_of(request, target, merged.of_shard(place), result)))
    for place, found in zip(places, fetch_pages(asked), strict=True):
        if isinstance(found, CircuitBreakingError):
            raise found
        if isinstance(found, FindlingError):
            failed.append((place, found))
        else:
            fetched[place] = found.hits
            wanted += found.wanted
    if failed:
        _leave_out_failed(outcome, failed, call.allow_partial, node.id)
    elapsed_ms = (time.perf_counter() - started) * 1000
    answering = [outcome.answered[place] for place in fetched]
    _log_slow(answering, "fetch", elapsed_ms, len(merged.page), outcome.body)
    if wanted:
        # the index may be a pattern, and is no list
        look_up_fields(wanted, lambda index, body: search(node, SearchCall([index], body, check=call.check)))
    return merged.assemble(fetched)


def _leave_out_failed(
    outcome: QueryOutcome, failed: Sequence[tuple[int, FindlingError]], allow_partial: bool, node_id: str
) -> None:
    """Takes the hits of shards that could not fetch theirs off the page. Raises AllShardsFailedError if all failed."""
    failures = [*outcome.failures, *((outcome.answered[place], error) for place, error in failed)]
    if len(failures) == len(outcome.targets) or not allow_partial:
        # one shard answers query and fetch at once
        raise all_shards_failed(failures, "query" if len(outcome.targets) == 1 else "fetch", node_id)
    outcome.failures = failures
    gone = {place for place, _ in failed}
    outcome.merged.page = [entry for entry in outcome.merged.page if entry[0] not in gone]


def respond(
    node: Node,
    request: SearchRequest,
    outcome: QueryOutcome,
    hits: Sequence[dict[str, object]],
    call: SearchCall,
    started: float,
) -> dict[str, object]:
    """Returns the response body."""
    merged = outcome.merged
    if request.collapse is not None and request.collapse.inner_hits:
        _expand(node, request, outcome, hits, call)
    if call.total_as_int:
        inner_totals_as_int(hits)
    body: dict[str, Any] = {
        "took": int((time.perf_counter() - started) * 1000),
        "timed_out": merged.timed_out,
    }
    # Elasticsearch looks for an early end of nothing but a count as well
    counts_alone = request.size == 0 and request.track_total_hits == HitCount.ALL and request.aggregations is None
    if (request.terminate_after or counts_alone) and not request.only_suggests:
        body["terminated_early"] = merged.terminated_early
    phases = reduce_phases(request, call.params, len(outcome.results))
    if phases != 1:
        body["num_reduce_phases"] = phases
    body["_shards"] = shards_summary(outcome.targets, outcome.failures, node.id)
    body["_shards"]["skipped"] = outcome.skipped
    body["hits"] = merged.render(hits, call.total_as_int)
    if outcome.skipped == len(outcome.targets):
        # what Elasticsearch answers without asking any shard
        body.pop("terminated_early", None)
        body["hits"] = {"total": {"value": 0, "relation": "eq"}, "max_score": 0.0, "hits": []}
        if call.total_as_int:
            body["hits"]["total"] = 0
    if request.aggregations is not None and outcome.targets:
        body["aggregations"] = _aggregated(node, request.aggregations, outcome, call.typed_keys)
        if call.total_as_int:
            bucket_totals_as_int(body["aggregations"])
    if request.suggest and outcome.targets:
        body["suggest"] = suggested(request, request.suggest, outcome.answered, outcome.results, call.typed_keys)
    if request.profile and not request.only_suggests and outcome.skipped < len(outcome.targets):
        body["profile"] = {"shards": profiles_of(zip(outcome.answered, outcome.results, strict=True), node.id)}
    return body


def with_tie_breaker(request: SearchRequest) -> SearchRequest:
    """Returns a search of a point in time with `_shard_doc` as its last key, unless search_after does without it."""
    keys = request.sort
    if keys is None or any(key.field == "_shard_doc" for key in keys):
        return request
    if request.search_after is not None and len(request.search_after) == len(keys):
        return request
    return replace(request, sort=(*keys, SortField("_shard_doc")))


def _expand(
    node: Node, request: SearchRequest, outcome: QueryOutcome, hits: Sequence[dict[str, Any]], call: SearchCall
) -> None:
    """Adds the hits of its group to each hit of a collapsed search. Raises AllShardsFailedError."""
    for target in outcome.targets:
        # boosts of indices are no part of these searches
        target.boost = 1.0
    for hit in hits:
        shown: dict[str, Any] = {}
        for name, search in group_searches(request, hit):
            if "pit" in call.body:
                search = with_tie_breaker(search)
            try:
                found = query(node, search, outcome.targets, call)
                page = fetch(node, search, found, call)
            except AllShardsFailedError as error:
                raise expansion_failed(error) from error
            shown[name] = {"hits": found.merged.render(page, call.total_as_int)}
        hit["inner_hits"] = {**hit.get("inner_hits", {}), **shown}


def _aggregated(node: Node, aggregations: Aggregations, outcome: QueryOutcome, typed_keys: bool) -> dict[str, object]:
    """Returns the `aggregations` of the response. Raises what is wrong with them as what the merging of shards met."""
    try:
        with scripts_for_request(node.scripts):
            partial = aggregations.reduce(outcome.merged.aggregations, _reduce_context(node, outcome))
        return aggregations.render(partial, typed_keys)
    except FindlingError as error:
        raise reduce_failed(error, outcome.failures) from error


def _reduce_context(node: Node, outcome: QueryOutcome) -> ReduceContext:
    """Returns what merging aggregations may use: the memory of the request, whose shards share an account."""
    limit = cluster_setting(node.cluster.state, "search.max_buckets")
    account = outcome.answered[0].account if outcome.answered else None
    return ReduceContext(limit) if account is None else ReduceContext(limit, account)
