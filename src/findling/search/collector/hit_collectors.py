"""The collector of the hits alone that a request asks for: by score, by sort keys, or only counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from findling.base.errors import IllegalArgumentError
from findling.search.collector.bind_sort import bind_sort
from findling.search.collector.collapsed import CollapsedCollector
from findling.search.collector.counting import CountingCollector
from findling.search.collector.field_docs import FieldDocsCollector, check_after
from findling.search.collector.group_values import GroupField
from findling.search.collector.index_order import IndexOrderCollector, is_in_index_order
from findling.search.collector.top_docs import TopDocsCollector
from findling.search.sort import BY_SCORE

if TYPE_CHECKING:
    from findling.search.collapse import Collapse
    from findling.search.collector.collector import Collector
    from findling.search.context import ShardContext
    from findling.search.request import SearchRequest


def collector_of_hits(request: SearchRequest, ctx: ShardContext) -> Collector:
    """Returns what takes the hits of a request on one shard. Raises what is wrong with its sort."""
    n_hits, hit_count = request.n_hits, request.hit_count
    if request.collapse is not None:
        collapsed = _collapsed(request, request.collapse, ctx)
        return collapsed if n_hits else CountingCollector(hit_count)
    if request.sorts_by_score and request.search_after is None:
        return TopDocsCollector(n_hits, hit_count) if n_hits else CountingCollector(hit_count)
    keys = bind_sort(request.sort or (), ctx)
    # scores that only min_score asks for are not shown
    shows_scores = request.track_scores or any(key.is_score for key in request.sort or ())
    if not n_hits:
        check_after(request.search_after, keys)
        return CountingCollector(hit_count)
    if not request.track_scores and is_in_index_order(request.sort or (), ctx):
        return IndexOrderCollector(n_hits, keys, request.search_after, hit_count)
    return FieldDocsCollector(n_hits, keys, request.search_after, shows_scores, request.track_scores)


def _collapsed(request: SearchRequest, collapse: Collapse, ctx: ShardContext) -> Collector:
    sorts = request.sort is not None and not request.sorts_by_score
    keys = bind_sort(request.sort if request.sort is not None and sorts else BY_SCORE, ctx)
    field = GroupField(collapse, ctx)
    if request.search_after is not None:
        if not sorts:
            raise IllegalArgumentError("Sort must contain at least one field.")
        fields = [ctx.field(key.spec.field) for key in keys]
        if [None if field is None else field.name for field in fields] != [collapse.field]:
            raise IllegalArgumentError(
                "Cannot use [collapse] in conjunction with [search_after] unless the search is sorted on the same "
                "field. Multiple sort fields are not allowed."
            )
    return CollapsedCollector(request, keys, field, sorts)
