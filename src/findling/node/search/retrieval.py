"""Retrievers: the shards of a search, asked for each list that its retriever needs, and what the search becomes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from findling.node.search.shard_targets import ShardTarget
from findling.search.context import ShardContext
from findling.search.fetch.field_format import parse_field_formats
from findling.search.hit_count import HitCount
from findling.search.phases import Merged, fetch_phase
from findling.search.request import SearchRequest, check_first_page
from findling.search.retriever.ranked_docs import RankedDocs
from findling.search.shard_result import ShardHit
from findling.search.source_filter import SourceFilter

# a search of all shards: what came of it, and the shards that the places in it mean
Search = Callable[[SearchRequest], tuple[Merged, Sequence[ShardTarget]]]


def retrieved(request: SearchRequest, targets: Sequence[ShardTarget], search: Search) -> SearchRequest:
    """Returns the search for what the retriever of a request finds, once all is found that it is made of.

    Raises RetrieversFailedError for errors of retrievers inside of it.
    """
    assert request.retriever is not None
    shards = SearchedShards(request, targets, search)
    found = request.retriever.leaf(shards).extract(replace(request, retriever=None), False)
    check_first_page(found)
    return found


class SearchedShards:
    """The `Shards` of a search's retriever."""

    def __init__(self, request: SearchRequest, targets: Sequence[ShardTarget], search: Search) -> None:
        self._request = request
        self._targets = targets
        self._search = search
        self._keys = tuple((target.index, _number(target)) for target in targets)

    @property
    def index_names(self) -> Sequence[str]:
        return list(dict.fromkeys(target.index for target in self._targets))

    def default_fields(self) -> Sequence[str]:
        given = self._targets[0].service.setting("index.query.default_field") if self._targets else None
        return list(given) if isinstance(given, (list, tuple)) else [str(given or "*")]

    def semantic_fields(self) -> Sequence[str]:
        return ()

    def blank(self) -> SearchRequest:
        return SearchRequest(
            track_total_hits=HitCount.NONE, source=SourceFilter(enabled=False), runtime=self._request.runtime
        )

    def search(self, request: SearchRequest) -> RankedDocs:
        kept = [(context, context.statistics) for context in self._contexts()]
        try:
            merged, answered = self._search(request)
        finally:
            # what one list takes for its statistics is not the other lists' business
            for context, statistics in kept:
                context.statistics = statistics
            for target in self._targets:
                target.nearest = ()
        return self._ranked(merged, answered)

    def _contexts(self) -> list[ShardContext]:
        return [target.context for target in self._targets if target.context is not None]

    def _ranked(self, merged: Merged, answered: Sequence[ShardTarget]) -> RankedDocs:
        places = [self._targets.index(target) for target in answered]
        hits = merged.page
        scores = [np.nan if hit.score is None else hit.score for _, hit in hits]
        return RankedDocs(
            self._keys,
            np.array([places[place] for place, _ in hits], np.int64),
            np.array([hit.doc for _, hit in hits], np.int64),
            np.array(scores, np.float32),
        )

    def values(self, ranked: RankedDocs, name: str) -> list[list[Any]]:
        fields = parse_field_formats("fields", [name])
        request = SearchRequest(source=SourceFilter(enabled=False), fields=fields)
        found: list[list[Any]] = [[] for _ in range(len(ranked))]
        for place, target in enumerate(self._targets):
            own = np.flatnonzero(ranked.shards == place)
            hits = fetch_phase(request, target.ready, [ShardHit(doc) for doc in ranked.docs[own].tolist()])
            for number, hit in zip(own.tolist(), hits, strict=True):
                shown: Any = hit.get("fields", {})
                found[number] = shown.get(name, [])
        return found


def _number(target: ShardTarget) -> int:
    """Returns the number of a shard, unique over all indices where the search is of a point in time."""
    return target.number if target.context is None else target.context.shard
