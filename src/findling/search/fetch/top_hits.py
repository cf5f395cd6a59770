"""Renders the hits of a top_hits aggregation as those of a search are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from findling.search.aggs.base.aggregator import HitsFetcher
from findling.search.explanation import shortest_float
from findling.search.fetch.field_format import NO_STORED_FIELDS
from findling.search.fetch.hits import HitBuilder
from findling.search.fetch.nested_hits import NestedHitBuilder
from findling.search.query.creation import weight_of
from findling.search.request import SearchRequest
from findling.search.shard_result import ShardHit
from findling.search.source_filter import SourceFilter

if TYPE_CHECKING:
    from findling.search.context import ShardContext

# what decides which hits there are; the aggregation has done that already
_CHOOSING: Final = ("from", "size", "sort", "track_scores")


def top_hits_fetcher(
    ctx: ShardContext,
    search: SearchRequest,
) -> HitsFetcher:
    """Returns what makes hits of (shard-wide doc, score, sort values), given the body of the aggregation.

    search: whose query explanations and names are of
    """

    def fetch(
        body: Mapping[str, object],
        hits: Sequence[tuple[int, float | None, tuple[Any, ...] | None]],
        path: str | None = None,
    ) -> list[dict[str, object]]:
        shown_by = {name: value for name, value in body.items() if name not in _CHOOSING}
        # unlike in searches, stored fields may be left out and others be shown
        nothing_stored = shown_by.get("stored_fields") in (NO_STORED_FIELDS, [NO_STORED_FIELDS])
        if nothing_stored:
            del shown_by["stored_fields"]
        request = SearchRequest.parse(shown_by)
        if nothing_stored:
            # fields are read from the source, and then the id is at hand
            stored = () if request.fields else (NO_STORED_FIELDS,)
            request = replace(request, stored_fields=stored, source=SourceFilter(enabled=False))
        request = replace(
            request,
            query=search.query,
            post_filter=search.post_filter,
            include_named_queries_score=search.include_named_queries_score,
        )
        shown = [ShardHit(doc, None if score is None else shortest_float(score), sort) for doc, score, sort in hits]
        if path is not None:
            return NestedHitBuilder(request, ctx, path).build(shown)
        weight = weight_of(search.query, ctx, True) if request.explain else None
        return HitBuilder(request, ctx, weight).build(shown)

    return fetch
