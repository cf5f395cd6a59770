"""The query phase of all shards of a search: what each is asked, and those together that are asked the same."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from findling.node.search.knn_search import with_nearest
from findling.node.search.progress import Progress, in_batches
from findling.node.search.shard_targets import ShardTarget, alias_filter, narrowed
from findling.node.services.node import Node
from findling.search.query.match_all import MatchAllQuery
from findling.search.request import SearchRequest


def query_targets(
    node: Node,
    request: SearchRequest,
    targets: list[ShardTarget],
    after: Mapping[int, tuple[Any, ...]],
    unanswered: Mapping[int, Exception],
    progress: Progress | None,
) -> list[Any]:
    """Returns results or exceptions in the order of the targets. Filtered aliases make a request of their own.

    after: sort values that the hits of a target, by its place, have to come behind
    unanswered: by place, the targets that have failed already
    """
    results: list[Any] = [unanswered.get(place, target.error) for place, target in enumerate(targets)]
    groups = _alike(targets, after)
    if progress is not None:
        progress.begun(request, targets)
        groups = in_batches(groups, progress.batch_size)
    for places in groups:
        if places[0] in unanswered:
            continue
        own = request
        if places[0] in after:
            own = replace(request, search_after=after[places[0]])
        own = request_for(own, targets[places[0]])
        answers = node.transport.call_all("query", [targets[place] for place in places], own)
        for place, answer in zip(places, answers, strict=True):
            results[place] = answer
            if progress is not None:
                progress.answered(targets[place], answer)
    return results


def _alike(targets: list[ShardTarget], after: Mapping[int, tuple[Any, ...]]) -> list[list[int]]:
    """Returns the places of the open targets, those together that get the same request."""
    groups: dict[str, list[int]] = {}
    for place, target in enumerate(targets):
        if target.context is not None or target.far is not None:
            special = target.filters or after or target.boost != 1 or target.part or target.nearest
            key = f"{target.filters} {after.get(place)} {target.boost} {target.part}" if special else ""
            key = f"{key} {place}" if target.nearest else key
            groups.setdefault(key, []).append(place)
    return list(groups.values())


def request_for(request: SearchRequest, target: ShardTarget) -> SearchRequest:
    """Returns the request under what narrows a target (aliases, a slice), with the target's boost."""
    if request.only_suggests:
        return request
    request = boosted(with_nearest(request, target), target.boost)
    if target.filters and request.aggregations is not None:
        request = replace(request, alias_filter=alias_filter(target.filters))
    query = narrowed(request.query, target)
    return request if query is request.query else replace(request, query=query)


def boosted(request: SearchRequest, boost: float) -> SearchRequest:
    """Returns a request with the scores of its query multiplied."""
    if boost == 1:
        return request
    query = MatchAllQuery() if request.query is None else request.query
    return replace(request, query=replace(query, boost=query.boost * boost))
