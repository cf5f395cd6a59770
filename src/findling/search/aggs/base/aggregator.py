"""Aggregator: collects one aggregation over the segments of one shard."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import AggregationExecutionError
from findling.search.aggs.base.all_segments import AllSegments, ColumnReader
from findling.search.aggs.base.reduce_context import ReduceContext
from findling.search.aggs.base.rows import OrdinalRows, Rows
from findling.search.aggs.base.time_spans import NearestSpans

if TYPE_CHECKING:
    from findling.search.aggs.base.aggregation import Aggregation
    from findling.search.aggs.base.timed_aggregator import AggregatorProfile
    from findling.search.context import SegmentContext, ShardContext
    from findling.search.query.base import Weight

Partial = dict[str, Any]

# (body that says what is shown, hits as (shard-wide doc, score, sort values), nested path they are of) -> their JSON
HitsFetcher = Callable[
    [Mapping[str, Any], Sequence[tuple[int, float | None, tuple[Any, ...] | None]], "str | None"], list[dict[str, Any]]
]


class Sample(Protocol):
    """Documents that chance has chosen, the same ones whatever is asked of them."""

    def of(self, segment: SegmentContext, docs: NDArray[np.int32] | None) -> NDArray[np.int32]:
        """Returns which of some docs of a segment are in it; docs: increasing, None for all."""


@dataclass(slots=True)
class AggregationContext:
    """What the aggregators of one shard share.

    buckets: counts those that become part of the answer, as they come up
    fetch_hits: renders the hits of top_hits
    keeps_all: whether every bucket with documents at this place of the tree will be in the answer
    scope: the nested path whose documents are collected at this place of the tree; None for root documents
    seen: the documents that there are for this request, whatever its query; None: all
    profiles: takes a profile of each aggregator that is made; None: nobody asks
    spans: of time, of the nearest aggregation around that has any; None: there is none
    parents: the aggregations that this place of the tree is below, from the outside in
    sample: the documents that random_sampler has chosen above this place; None: all
    expected_docs: about how many documents will be collected; decides between ways with the same result
    """

    shard: ShardContext
    buckets: ReduceContext
    fetch_hits: HitsFetcher | None = None
    scope: str | None = None
    expected_docs: int = 0
    keeps_all: bool = True
    seen: Weight | None = None
    profiles: list[AggregatorProfile] | None = None
    spans: NearestSpans | None = None
    parents: tuple[Aggregation, ...] = ()
    sample: Sample | None = None

    def account(self, size: int, label: str) -> None:
        """Accounts for bytes about to be used. Raises CircuitBreakingError."""
        self.shard.account.add(size, label)

    @property
    def counts_documents(self) -> bool:
        """Whether every document counts once: none has a `_doc_count`."""
        return self.shard.snapshot.counts_documents

    def readers(self) -> list[ColumnReader]:
        """Returns where the columns of all segments are."""
        return [AllSegments(self.shard)]


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
    def reader(self) -> ColumnReader:
        """Where the columns are."""
        return self.segment.reader

    @property
    def spans_segments(self) -> bool:
        """Whether docs are those of all segments of the shard, by their numbers in the snapshot."""
        return False

    def scores_of(self, docs: NDArray[np.int32]) -> NDArray[np.float32]:
        """Returns the scores of some of the matching docs, zeros where there are no scores."""
        if self.scores is None:
            return np.zeros(len(docs), np.float32)
        return self.scores[docs] if self.docs is None else self.scores[np.searchsorted(self.docs, docs)]


class WholeLeaf(Leaf):
    """All segments of a shard as one; only columns are looked at. See AllSegments."""

    __slots__ = ("_reader",)

    def __init__(self, ctx: ShardContext, docs: NDArray[np.int32]) -> None:
        super().__init__(ctx.segments[0], docs)
        self._reader = AllSegments(ctx)

    @property
    def reader(self) -> ColumnReader:
        return self._reader

    @property
    def spans_segments(self) -> bool:
        return True


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

    @property
    def reads_columns_only(self) -> bool:
        """Whether nothing but columns is looked at, so that documents of all segments may come as one leaf."""
        return False

    def prepare(self) -> None:  # noqa: B027  most have nothing to do
        """Called once, after the last segment and before `partials`."""

    def debug(self) -> dict[str, Any]:
        """Returns what profiles show of how it went about its work, by Elasticsearch's names."""
        return {}

    @abstractmethod
    def partials(self, buckets: Sequence[int]) -> list[Partial]:
        """Returns the partial of each of these owning buckets, which need not have been collected."""

    def figures(self, names: Sequence[str], key: str | None, n_buckets: int) -> NDArray[np.float64]:
        """Returns the number at a path for the first n_buckets owning buckets, to order them by; NaN for none."""
        raise AggregationExecutionError("Invalid aggregation order path: the path has to end in a single-value metric")
