"""Runs the aggregations of a request over one shard."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from findling.search.aggs.aggregator import AggregationContext, Children, HitsFetcher, Leaf, Partial, no_accounting
from findling.search.aggs.rows import Rows

if TYPE_CHECKING:
    from findling.search.aggs.aggregation import Aggregations
    from findling.search.context import SegmentContext, ShardContext


class ShardCollector:
    """Collects a request's aggregations over the segments of one shard.

    Usage: `collect` for every segment of the searcher (also where nothing matches: `global` looks at all documents),
    then `partial` once.
    """

    def __init__(
        self,
        aggregations: Aggregations,
        ctx: ShardContext,
        fetch_hits: HitsFetcher | None = None,
        account: Callable[[int, str], None] = no_accounting,
    ) -> None:
        self._ctx = ctx
        self._children = Children(aggregations, AggregationContext(ctx, fetch_hits, account), 1)

    def collect(
        self,
        segment: SegmentContext,
        docs: NDArray[np.int32] | None,
        scores: NDArray[np.float32] | None = None,
    ) -> None:
        """Takes the matches of one segment.

        docs: (n,) int32, root docs, increasing; None: every doc of the segment is a match (and a root, and live)
        scores: (n,) float32, only needed if `Aggregations.needs_scores`
        """
        self._ctx.check()
        if docs is not None and len(docs) == segment.max_doc:
            docs = None
        size = segment.max_doc if docs is None else len(docs)
        self._children.collect_all(Leaf(segment, docs, scores), Rows(docs, size))

    def partial(self) -> Partial:
        """Returns the shard's result, by name of aggregation."""
        self._ctx.check()
        self._children.prepare()
        return self._children.partials([0])[0]
