"""The evaluation of a query alone: what the engine's kernels take, without the request around them."""

from collections.abc import Callable
from typing import Any

from findling.kernels.search.top_docs import TopDocs
from findling.search.collector.scored_terms import plan_of
from findling.search.context import SegmentContext, ShardContext
from findling.search.query.base import Weight
from findling.search.request import SearchRequest


def kernel_call(body: dict[str, Any], ctx: ShardContext) -> Callable[[], object] | None:
    """Returns the evaluation of a query on a segment: of its top hits by a kernel, or of the number of its hits.

    None if no top-k kernel answers the query.
    """
    request = SearchRequest.parse(body)
    if request.query is None or request.aggregations is not None or request.sort is not None:
        return None
    (segment,) = ctx.segments
    weight = request.query.rewrite(ctx).weight(ctx, request.size > 0)
    if request.size == 0:
        return lambda: _count(weight, segment)
    plan = plan_of(weight, segment)
    if plan is None or plan.restriction is not None:
        return None

    def call() -> object:
        top = TopDocs(request.size)
        plan.search(top, 0, segment.max_doc, None, request.hit_count.limit, None)
        return top

    return call


def _count(weight: Weight, segment: SegmentContext) -> int:
    known = weight.count(segment)
    return weight.match(segment).count() if known is None else known
