"""The evaluation of a query alone: what the engine's kernels take, without the request around them."""

from collections.abc import Callable
from typing import Any

from findling.kernels.search.top_docs import TopDocs
from findling.search.context import ShardContext
from findling.search.request import SearchRequest


def kernel_call(body: dict[str, Any], ctx: ShardContext) -> Callable[[], object] | None:
    """Returns the evaluation of a query on a segment: of its top hits by a kernel, or of the number of its hits.

    None if no top-k kernel answers the query.
    """
    request = SearchRequest.parse(body)
    if request.query is None or request.aggregations is not None or request.sort is not None:
        return None
    weight = request.query.rewrite(ctx).weight(ctx, request.size > 0)
    if request.size == 0:
        return lambda: sum(weight.count_visible(segment) for segment in ctx.segments)
    plan = weight.plan(ctx.snapshot)
    if plan is None:
        return None

    def call() -> object:
        top = TopDocs(request.size)
        plan.collect(top, request.hit_count)
        return top

    return call
