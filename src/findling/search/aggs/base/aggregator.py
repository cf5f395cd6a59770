"""Aggregator: collects one aggregation over the segments of one shard."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import AggregationExecutionError
from findling.mapping.documents.metadata_fields import DOC_COUNT
from findling.search.aggs.base.path import no_such_path
from findling.search.aggs.base.reduce_context import ReduceContext
from findling.search.aggs.base.reductions import Counts
from findling.search.aggs.base.rows import OrdinalRows, Rows

if TYPE_CHECKING:
    from findling.codec.segment_reader import SegmentReader
    from findling.search.aggs.base.aggregation import Aggregation, Aggregations
    from findling.search.context import SegmentContext, ShardContext
    from findling.search.query.base import Weight

Partial = dict[str, Any]

# (body that says what is shown, hits as (shard-wide doc, score, sort values), nested path they are of) -> their JSON
HitsFetcher = Callable[
    [Mapping[str, Any], Sequence[tuple[int, float | None, tuple[Any, ...] | None]], "str | None"], list[dict[str, Any]]
]


@dataclass(slots=True)
class AggregationContext:
    """What the aggregators of one shard share.

    buckets: counts those that become part of the answer, as they come up
    fetch_hits: renders the hits of top_hits
    keeps_all: whether every bucket with documents at this place of the tree will be in the answer
    scope: the nested path whose documents are collected at this place of the tree; None for root documents
    seen: the documents that there are for this request, whatever its query; None: all
    expected_docs: about how many documents will be collected; decides between ways with the same result
    """

    shard: ShardContext
    buckets: ReduceContext
    fetch_hits: HitsFetcher | None = None
    scope: str | None = None
    expected_docs: int = 0
    keeps_all: bool = True
    seen: Weight | None = None

    def account(self, size: int, label: str) -> None:
        """Accounts for bytes about to be used. Raises CircuitBreakingError."""
        self.shard.account.add(size, label)

    @property
    def counts_documents(self) -> bool:
        """Whether every document counts once: none has a `_doc_count`."""
        return all(reader.numeric(DOC_COUNT) is None for reader in self.readers())

    def readers(self) -> list[SegmentReader]:
        """Returns the readers of all segments."""
        return [segment.reader for segment in self.shard.segments]


@dataclass(slots=True)
class Leaf:
    """One segment as aggregators see it. Not to be changed; unfrozen only because that costs less.

    docs: (n,) int32, the matching root docs, increasing; None: all docs of the segment
    scores: (n,) float32, or None
    doc_counts: (max_doc,) int64, how many documents each stands for (`_doc_count`); None: one each
    """

    segment: SegmentContext
    docs: NDArray[np.int32] | None
    scores: NDArray[np.float32] | None = None
    doc_counts: NDArray[np.int64] | None = None

    def weights(self, docs: NDArray[np.int32] | None) -> NDArray[np.int64] | None:
        """Returns how many documents each of some docs stands for, all docs of the segment for None; None: one."""
        return self.doc_counts if self.doc_counts is None or docs is None else self.doc_counts[docs]

    @property
    def reader(self) -> SegmentReader:
        return self.segment.reader

    def scores_of(self, docs: NDArray[np.int32]) -> NDArray[np.float32]:
        """Returns the scores of some of the matching docs, zeros where there are no scores."""
        if self.scores is None:
            return np.zeros(len(docs), np.float32)
        return self.scores[docs] if self.docs is None else self.scores[np.searchsorted(self.docs, docs)]


class Aggregator(ABC):
    """Collects rows, segment after segment, then gives the partial of each owning bucket.

    bytes_per_bucket: the memory that each owning bucket takes, whether it has documents or not
    """

    bytes_per_bucket: int = 16

    @abstractmethod
    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Takes the rows of one segment."""

    def collect_by_ordinal(self, leaf: Leaf, rows: OrdinalRows) -> None:
        """Takes the rows of one segment, whose buckets are the ordinals of a column; there is at least one document."""
        self.collect(leaf, rows.plain())

    def prepare(self) -> None:  # noqa: B027  most have nothing to do
        """Called once, after the last segment and before `partials`."""

    @abstractmethod
    def partials(self, buckets: Sequence[int]) -> list[Partial]:
        """Returns the partial of each of these owning buckets, which need not have been collected."""

    def figures(self, names: Sequence[str], key: str | None, n_buckets: int) -> NDArray[np.float64]:
        """Returns the number at a path for the first n_buckets owning buckets, to order them by; NaN for none."""
        raise AggregationExecutionError("Invalid aggregation order path: the path has to end in a single-value metric")


class Children:
    """The sub-aggregators of a bucket aggregator."""

    def __init__(self, aggregations: Aggregations, ctx: AggregationContext, max_parents: int | None) -> None:
        self._unused = 0
        self._aggregators = [(item.name, item.aggregator(ctx, max_parents)) for item in aggregations.items]
        self.bytes_per_bucket = sum(aggregator.bytes_per_bucket for _, aggregator in self._aggregators)

    def __bool__(self) -> bool:
        return bool(self._aggregators)

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Hands rows in the parent's own buckets to all children."""
        if rows.size:
            self.collect_all(leaf, rows)

    def collect_by_ordinal(self, leaf: Leaf, rows: OrdinalRows) -> None:
        """Hands rows whose buckets are the ordinals of a column to all children."""
        if rows.n_docs:
            self.note_buckets(rows.n_buckets)
            for _, aggregator in self._aggregators:
                aggregator.collect_by_ordinal(leaf, rows)

    def collect_all(self, leaf: Leaf, rows: Rows) -> None:
        """Hands rows to all children, none too: `global` does not go by them."""
        self.note_buckets(rows.n_buckets)
        for _, aggregator in self._aggregators:
            aggregator.collect(leaf, rows)

    def prepare(self) -> None:
        """Passes the call on."""
        for _, aggregator in self._aggregators:
            aggregator.prepare()

    def partials(self, buckets: Sequence[int]) -> list[Partial]:
        """Returns for each bucket the partials by name."""
        result: list[Partial] = [{} for _ in buckets]
        for name, aggregator in self._aggregators:
            for by_name, partial in zip(result, aggregator.partials(buckets), strict=True):
                by_name[name] = partial
        return result

    def empty(self) -> Partial:
        """Returns the partials by name of a bucket that was never collected."""
        return self.partials([self._unused])[0] if self._aggregators else {}

    def note_buckets(self, n_buckets: int) -> None:
        """Remembers how many buckets the parent has given out."""
        self._unused = max(self._unused, n_buckets)

    def figures(self, names: Sequence[str], key: str | None, n_buckets: int) -> NDArray[np.float64]:
        """Returns the number at a path for the first n_buckets buckets."""
        for name, aggregator in self._aggregators:
            if name == names[0]:
                return aggregator.figures(names[1:], key, n_buckets)
        raise no_such_path(names[0])


class SingleBucketAggregator(Aggregator):
    """Base of aggregators with one bucket per owning bucket, which thereby has the same ordinal."""

    def __init__(self, aggregation: Aggregation, ctx: AggregationContext, max_parents: int | None) -> None:
        self.counts = Counts()
        self.children = Children(aggregation.children, ctx, max_parents)
        self.bytes_per_bucket = 16 + self.children.bytes_per_bucket

    @abstractmethod
    def narrowed(self, leaf: Leaf, rows: Rows) -> Rows:
        """Returns the rows that are in the bucket, their buckets unchanged."""

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Counts what is in the bucket and hands it on."""
        kept = self.narrowed(leaf, rows)
        self.counts.add(kept.buckets, kept.size, kept.n_buckets, leaf.weights(kept.docs))
        self.children.collect(leaf, kept)

    def prepare(self) -> None:
        """Passes the call on."""
        self.children.prepare()

    def partials(self, buckets: Sequence[int]) -> list[Partial]:
        """Returns count and children of each bucket."""
        counts = self.counts.upto(max(buckets, default=-1) + 1)
        children = self.children.partials(buckets)
        return [{"count": int(counts[bucket]), "aggs": inner} for bucket, inner in zip(buckets, children, strict=True)]

    def figures(self, names: Sequence[str], key: str | None, n_buckets: int) -> NDArray[np.float64]:
        """Returns the counts, or what a child has."""
        if names:
            return self.children.figures(names, key, n_buckets)
        if key in (None, "_count", "doc_count"):
            return self.counts.upto(n_buckets).astype(np.float64)
        return super().figures(names, key, n_buckets)
