"""The compiled part of a search alone: what the engine's kernels take, without the request around them."""

from collections.abc import Callable
from typing import Any

from findling.kernels.top_docs import TopDocs
from findling.search.collector.scored_terms import plan_of
from findling.search.context import ShardContext
from findling.search.request import SearchRequest


def kernel_call(body: dict[str, Any], ctx: ShardContext) -> Callable[[], object] | None:
    """Returns the top-k kernel's call for a search of one segment; None if no such kernel answers it."""
    request = SearchRequest.parse(body)
    if request.query is None or request.aggregations is not None or request.sort is not None:
        return None
    (segment,) = ctx.segments
    plan = plan_of(request.query.rewrite(ctx).weight(ctx, True), segment)
    if plan is None:
        return None
    k = max(request.size, 1)
    limit = request.track_total_hits if request.track_total_hits >= 0 else 2**62

    def call() -> object:
        top = TopDocs(k)
        plan.search(top, 0, segment.max_doc, None, limit, None)
        return top

    return call
