"""The `knn` sections of a search: each shard finds its nearest, and the best of all become part of its query."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from findling.node.search.shard_targets import ShardTarget, alias_filter
from findling.node.services.node import Node
from findling.search.query.base import Query
from findling.search.request import SearchRequest
from findling.search.vectors.knn_section import KnnSection, merge_hits, with_sections


def find_nearest(node: Node, request: SearchRequest, targets: Sequence[ShardTarget]) -> dict[int, Exception]:
    """Gives each open target what is found there for the sections; returns what went wrong, by place of target."""
    places = [place for place, target in enumerate(targets) if target.is_open]
    answers: list[Any] = []
    for place in places:
        # filtered aliases make sections of their own
        answers += node.transport.call_all("knn", [targets[place]], _of_target(request.knn, targets[place]))
    failures = {place: answer for place, answer in zip(places, answers, strict=True) if isinstance(answer, Exception)}
    good = [(place, answer) for place, answer in zip(places, answers, strict=True) if place not in failures]
    merged = [
        merge_hits(section, [hits[number] for _, hits in good]) for number, section in enumerate(request.knn) if good
    ]
    for at, (place, _) in enumerate(good):
        targets[place].nearest = tuple(hits[at] for hits in merged)
    return failures


def _of_target(sections: tuple[KnnSection, ...], target: ShardTarget) -> tuple[KnnSection, ...]:
    """Returns the sections under what narrows a target."""
    narrowing = [alias_filter(target.filters)] if target.filters else []
    narrowing += [] if target.part is None else [target.part]
    if not narrowing:
        return sections
    return tuple(
        replace(section, body=replace(section.body, filters=(*section.body.filters, *narrowing)))
        for section in sections
    )


def with_nearest(request: SearchRequest, target: ShardTarget) -> SearchRequest:
    """Returns the request whose query has what was found on a target for its sections."""
    if not request.knn:
        return request
    query: Query = with_sections(request.query, request.knn, list(target.nearest))
    return replace(request, query=query, knn=())
