"""Renders the hits of a top_hits aggregation as those of a search are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from findling.search.explanation import shortest_float
from findling.search.fetch.hits import HitBuilder, ShardHit
from findling.search.request import SearchRequest

if TYPE_CHECKING:
    from findling.search.context import ShardContext

# what decides which hits there are; the aggregation has done that already
_CHOOSING: Final = ("from", "size", "sort", "track_scores")


def top_hits_fetcher(
    ctx: ShardContext,
) -> Callable[[Mapping[str, Any], Sequence[tuple[int, float | None, tuple[Any, ...] | None]]], list[dict[str, Any]]]:
    """Returns what makes hits of (shard-wide doc, score, sort values), given the body of the aggregation."""

    def fetch(
        body: Mapping[str, Any], hits: Sequence[tuple[int, float | None, tuple[Any, ...] | None]]
    ) -> list[dict[str, Any]]:
        request = SearchRequest.parse({name: value for name, value in body.items() if name not in _CHOOSING})
        shown = [ShardHit(doc, None if score is None else shortest_float(score), sort) for doc, score, sort in hits]
        return HitBuilder(request, ctx, None).build(shown)

    return fetch
