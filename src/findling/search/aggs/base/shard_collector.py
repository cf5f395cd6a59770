"""Runs the aggregations of a request over one shard."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import FindlingError, InvalidPathError, UncollectableError, UnsupportedOperationError
from findling.mapping.documents.metadata_fields import DOC_COUNT
from findling.search.aggs.base.aggregation import Aggregations
from findling.search.aggs.base.aggregator import AggregationContext, HitsFetcher, Leaf, Partial, WholeLeaf
from findling.search.aggs.base.children import Children
from findling.search.aggs.base.reduce_context import ReduceContext
from findling.search.aggs.base.rows import Rows

if TYPE_CHECKING:
    from findling.search.aggs.base.timed_aggregator import AggregatorProfile
    from findling.search.context import SegmentContext, ShardContext
    from findling.search.query.base import Weight
    from findling.search.query.plan import SnapshotDocs

# more documents are better counted as the segments' columns are stored
_MOST_AT_ONCE: Final = 1 << 15


class ShardCollector:
    """Collects a request's aggregations over the segments of one shard.

    Usage: `collect` for every segment of the searcher (also where nothing matches: `global` looks at all documents),
    then `partial` once. The first call of either makes the aggregators, by how many documents are to be expected, and
    raises IllegalArgumentError for fields that cannot be aggregated.
    """

    def __init__(
        self,
        aggregations: Aggregations,
        ctx: ShardContext,
        fetch_hits: HitsFetcher | None = None,
        seen: Weight | None = None,
    ) -> None:
        self._aggregations = aggregations
        self._ctx = ctx
        self._fetch_hits = fetch_hits
        self._seen = seen
        self._bound: Children | None = None
        self._profiles: list[AggregatorProfile] = []

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
        size = segment.max_doc
        if self._ctx.searcher.reads_by_segment:
            # scripts have no values of documents that nobody asks for, so they are named
            docs = np.arange(size, dtype=np.int32) if docs is None else docs
            size = len(docs)
        elif docs is not None:
            if len(docs) == size:
                docs = None
            else:
                size = len(docs)
        children = self._bound
        if children is None:
            children = self._bind(size * self._ctx.searcher.max_doc // max(segment.max_doc, 1))
        children.collect_all(Leaf(segment, docs, scores, doc_counts(segment)), Rows(docs, size))

    def collect_all(self, found: SnapshotDocs) -> bool:
        """Takes the matches of all segments at once; returns False, having done nothing, if it cannot."""
        size = len(found.docs)
        if size > _MOST_AT_ONCE or self._aggregations.needs_scores or self._ctx.searcher.reads_by_segment:
            return False
        self._ctx.check()
        if self._bound is None:
            self._bind(size)
        assert self._bound is not None
        if not self._bound.read_columns_only or not self._ctx.snapshot.counts_documents:
            return False
        docs = found.of_snapshot(self._ctx.snapshot)
        self._bound.collect_all(WholeLeaf(self._ctx, docs), Rows(docs, size))
        return True

    def partial(self) -> Partial:
        """Returns the shard's result, by name of aggregation."""
        self._ctx.check()
        children = self._bound or self._bind(0)
        children.prepare()
        partial = children.partials([0])[0]
        if self._ctx.profiler is not None:
            self._ctx.profiler.add_aggregations([profile.render() for profile in self._profiles])
        return partial

    def _bind(self, expected_docs: int) -> Children:
        """Makes the aggregators. expected_docs: if the other segments match as the first one does."""
        buckets = ReduceContext(self._ctx.max_buckets, self._ctx.account)
        ctx = AggregationContext(self._ctx, buckets, self._fetch_hits, expected_docs=expected_docs, seen=self._seen)
        if self._ctx.profiler is not None:
            ctx.profiles = self._profiles
        try:
            self._bound = Children(self._aggregations, ctx, 1)
        except FindlingError:
            _check_fields(self._aggregations, ctx)
            raise
        return self._bound


def _check_fields(level: Aggregations, ctx: AggregationContext) -> None:
    """Raises the first fault that Elasticsearch finds before it makes collectors: of the whole tree, from the top."""
    for item in level.items:
        item.check_fields(ctx.shard)
        with suppress(UncollectableError, UnsupportedOperationError, InvalidPathError):
            item.outline().aggregator(ctx, 1)
        _check_fields(item.children, replace(ctx, parents=(*ctx.parents, item), scope=item.scope_inside(ctx.scope)))


def doc_counts(segment: SegmentContext) -> NDArray[np.int64] | None:
    """Returns how many documents each document of a segment stands for; None: each for itself."""
    column = segment.reader.numeric(DOC_COUNT)
    if column is None:
        return None
    counts = np.ones(segment.max_doc, np.int64)
    values, owners = column.values(np.arange(segment.max_doc, dtype=np.int32))
    counts[owners] = values
    return counts
