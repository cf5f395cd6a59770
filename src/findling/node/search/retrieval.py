"""Retrievers: the shards of a search, asked for each list that its retriever needs, and what the search becomes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from findling.base.errors import IllegalArgumentError
from findling.inference.current import Endpoints
from findling.node.search.shard_targets import ShardTarget
from findling.node.search.shards.action import on_shard
from findling.node.search.shards.fetching import Page, fetch_page
from findling.node.search.shards.statistics import share_no_more
from findling.search.context import ShardContext
from findling.search.fetch.field_format import parse_field_formats
from findling.search.hit_count import HitCount
from findling.search.phases import Merged, ranked_hits
from findling.search.query.hybrid import HybridQuery
from findling.search.request import SearchRequest, check_first_page
from findling.search.retriever.fusion import Fusion, HybridRetriever
from findling.search.retriever.ranked_docs import RankedDocs
from findling.search.retriever.standard import StandardRetriever
from findling.search.shard_result import ShardHit, ShardQueryResult
from findling.search.source_filter import SourceFilter


class Found(NamedTuple):
    """What came of a search of all shards. answered, results: the shards that the places in it mean, and theirs"""

    merged: Merged
    answered: Sequence[ShardTarget]
    results: Sequence[ShardQueryResult]


Search = Callable[[SearchRequest], Found]


def retrieved(
    request: SearchRequest, targets: Sequence[ShardTarget], search: Search, endpoints: Endpoints
) -> SearchRequest:
    """Returns the search for what the retriever of a request finds, once all is found that it is made of.

    Raises RetrieversFailedError for errors of retrievers inside of it.
    """
    assert request.retriever is not None
    shards = SearchedShards(request, targets, search, endpoints)
    found = request.retriever.leaf(shards).extract(replace(request, retriever=None), False)
    check_first_page(found)
    return found


def with_fused_lists(request: SearchRequest, fusion: Fusion) -> SearchRequest:
    """Returns the search of a hybrid query as one of a retriever; one in another order than by scores as it is.

    Raises IllegalArgumentError for a later page where nothing says how many documents take part.
    """
    query = request.query
    assert isinstance(query, HybridQuery)
    if not request.sorts_by_score or request.n_hits == 0:
        return request
    if query.depth is None and request.from_ > 0:
        raise IllegalArgumentError("pagination_depth param is missing in the search request")
    window = request.size if query.depth is None else query.depth
    lists = tuple(StandardRetriever(query=part, name=part.name) for part in query.parts())
    retriever = HybridRetriever(children=lists, window=window, fusion=fusion, name=query.name)
    return replace(request, query=None, retriever=retriever)


class SearchedShards:
    """The `Shards` of a search's retriever."""

    def __init__(
        self, request: SearchRequest, targets: Sequence[ShardTarget], search: Search, endpoints: Endpoints
    ) -> None:
        self.infer = endpoints.infer
        self._request = request
        self._targets = targets
        self._search = search
        self._keys = tuple((target.index, target.number) for target in targets)

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

    def search(self, request: SearchRequest, per_shard: bool = False) -> RankedDocs:
        kept = [(context, context.statistics) for context in self._contexts()]
        try:
            found = self._search(request)
        finally:
            # what one list takes for its statistics is not the other lists' business
            for context, statistics in kept:
                context.statistics = statistics
            share_no_more(self._targets)
            for target in self._targets:
                target.nearest = ()
        return self._ranked(found.answered, ranked_hits(found.results) if per_shard else found.merged.page)

    def _contexts(self) -> list[ShardContext]:
        return [target.context for target in self._targets if target.context is not None]

    def _ranked(self, answered: Sequence[ShardTarget], hits: Sequence[tuple[int, ShardHit]]) -> RankedDocs:
        places = [self._targets.index(target) for target in answered]
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
            page = Page(request, [ShardHit(doc) for doc in ranked.docs[own].tolist()])
            hits = on_shard(fetch_page, target, page).hits if own.size else []
            for number, hit in zip(own.tolist(), hits, strict=True):
                shown: Any = hit.get("fields", {})
                found[number] = shown.get(name, [])
        return found
