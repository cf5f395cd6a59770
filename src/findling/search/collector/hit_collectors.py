"""The collector of the hits alone that a request asks for: by score, by sort keys, or only counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from findling.search.collector.bind_sort import bind_sort
from findling.search.collector.counting import CountingCollector
from findling.search.collector.field_docs import FieldDocsCollector
from findling.search.collector.index_order import IndexOrderCollector, is_in_index_order
from findling.search.collector.top_docs import TopDocsCollector

if TYPE_CHECKING:
    from findling.search.collector.collector import Collector
    from findling.search.context import ShardContext
    from findling.search.request import SearchRequest


def collector_of_hits(request: SearchRequest, ctx: ShardContext) -> Collector:
    """Returns what takes the hits of a request on one shard. Raises what is wrong with its sort."""
    n_hits, hit_count = request.n_hits, request.hit_count
    if request.sorts_by_score and request.search_after is None:
        return TopDocsCollector(n_hits, hit_count) if n_hits else CountingCollector(hit_count)
    keys = bind_sort(request.sort or (), ctx)
    # scores that only min_score asks for are not shown
    shows_scores = request.track_scores or any(key.is_score for key in request.sort or ())
    if not n_hits:
        return CountingCollector(hit_count)
    if not request.track_scores and is_in_index_order(request.sort or (), ctx):
        return IndexOrderCollector(n_hits, keys, request.search_after, hit_count)
    return FieldDocsCollector(n_hits, keys, request.search_after, shows_scores, request.track_scores)
