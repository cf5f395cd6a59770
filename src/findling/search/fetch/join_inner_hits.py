"""inner_hits of has_child and has_parent: which children of a hit matched, or which parent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from findling.search.collector.hit_collectors import collector_of_hits
from findling.search.collector.matches import matches_of
from findling.search.fetch.inner_hits import check_inner_window
from findling.search.fetch.inner_search import search_of
from findling.search.fetch.showing_queries import ShowingQuery
from findling.search.inner_hits import InnerHitsRequest
from findling.search.query.creation import weight_of
from findling.search.query.joining.joined_query import JoinedQuery
from findling.search.query.joining.related_docs import RelatedDocsQuery
from findling.search.request import SearchRequest

if TYPE_CHECKING:
    from findling.search.context import SegmentContext, ShardContext
    from findling.search.doc_set import Docs
    from findling.search.shard_result import ShardHit

Build = Callable[[SearchRequest, "Sequence[ShardHit]"], list[dict[str, object]]]


class JoinInnerHits:
    """One inner_hits of a query between documents, on one shard. build: makes hits of what was found"""

    def __init__(self, query: JoinedQuery, request: InnerHitsRequest, ctx: ShardContext, build: Build) -> None:
        self._relation = query.related
        self.name = query.related if request.name is None else request.name
        check_inner_window(request, ctx)
        self._request = search_of(request)
        self._inner = query.inner
        self._ctx = ctx
        self._build = build
        join = ctx.mapping.join_field
        self._field = None if join is None else query.ids_field(join)

    def add(self, segment: SegmentContext, docs: Docs, results: list[dict[str, Any]]) -> None:
        """Adds the related documents that match to the hits of a segment; docs: (n,) int32, one per hit."""
        column = None if self._field is None else segment.reader.ordinals(self._field)
        ords = np.full(len(docs), -1, np.int32) if column is None else column.single(docs)
        for result, ord_ in zip(results, ords.tolist(), strict=True):
            found: dict[str, Any] = {"total": {"value": 0, "relation": "eq"}, "max_score": None, "hits": []}
            if column is not None and ord_ >= 0:
                found = self._found(column.dictionary.term(ord_))
            result.setdefault("inner_hits", {})[self.name] = {"hits": found}

    def _found(self, id_: bytes) -> dict[str, Any]:
        assert self._field is not None
        query = RelatedDocsQuery(inner=self._inner, relation=self._relation, field=self._field, id=id_)
        request, ctx = replace(self._request, query=query), self._ctx
        weight, collector = weight_of(query, ctx, request.needs_scores), collector_of_hits(request, ctx)
        if not collector.collect_pruned(weight, ctx, ctx.check):
            for matches in matches_of(weight, ctx, request.needs_scores, ctx.check):
                collector.collect(matches)
        result = collector.result()
        page = result.hits[request.from_ : request.n_hits]
        if request.sort is not None:
            # as in Elasticsearch, not even those that are tracked
            page = [hit._replace(score=None) for hit in page]
        return {
            "total": {"value": result.total, "relation": "eq"},
            "max_score": result.max_score if request.size else None,
            "hits": self._build(request, page),
        }


def join_inner_hits(showing: Iterable[ShowingQuery], ctx: ShardContext, build: Build) -> list[JoinInnerHits]:
    """Returns the inner hits of those of the queries that are between documents and mapped."""
    return [
        JoinInnerHits(query, query.inner_hits, ctx, build)
        for query in showing
        if isinstance(query, JoinedQuery) and query.inner_hits is not None and query.is_mapped(ctx)
    ]
