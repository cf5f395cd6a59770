"""Collects ranges over numbers: range, date_range, geo_distance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError
from findling.base.runs import distinct_of_ordered
from findling.search.aggs.base.aggregator import AggregationContext, Leaf, Partial
from findling.search.aggs.base.bucket_ords import DenseBucketOrds
from findling.search.aggs.base.rows import Rows
from findling.search.aggs.bucket.edges import Edges
from findling.search.aggs.bucket.multi_bucket import MultiBucketAggregator
from findling.search.aggs.values.histogram_values import HistogramValues
from findling.search.aggs.values.value_format import RAW

if TYPE_CHECKING:
    from findling.search.aggs.base.aggregation import Aggregation

_MAX_COMPARED = 12

# (leaf, docs, function of the values) -> its result for each value, and the owners
Mapped = Callable[
    [Leaf, "NDArray[np.int32] | None", Callable[[Any], "NDArray[Any]"]], "tuple[NDArray[Any], NDArray[np.int32] | None]"
]


@dataclass(frozen=True, slots=True)
class Range:
    """low <= value < high; infinite where open. key: as given, None for one made of the ends."""

    key: str | None
    low: float
    high: float


class RangeAggregator(MultiBucketAggregator):
    """Own ordinals number the ranges.

    mapped: reads the values; ranges may overlap
    compared: the same ranges, with the ends that the values are compared with
    Its partials: {"format", "ranges": [[key, low, high]], "counts", "aggs": [partials by name]}, in order.
    """

    def __init__(
        self,
        aggregation: Aggregation,
        ctx: AggregationContext,
        max_parents: int | None,
        mapped: Mapped,
        ranges: Sequence[Range],
        format: object,
        compared: Sequence[Range] | None = None,
    ) -> None:
        super().__init__(aggregation, ctx, max_parents, DenseBucketOrds(max(len(ranges), 1)))
        self._mapped = mapped
        self._ranges = ranges
        self._format = format
        # segments that were collected, and those in which documents have several values
        self._segments = self._with_several = 0
        self._slices = _Slices(ranges if compared is None else compared)

    def debug(self) -> dict[str, Any]:
        each = self.ctx.shard.snapshot.max_doc / max(len(self._ranges), 1)
        return {
            "ranges": len(self._ranges),
            "average_docs_per_range": each,
            "singletons": self._segments - self._with_several,
            "non-singletons": self._with_several,
        }

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Puts rows into the ranges that any of their values lies in."""
        places, owners = self._mapped(leaf, rows.docs, self._slices.slice_of)
        self._segments += 1
        self._with_several += owners is not None and len(owners) > rows.size
        if self._slices.range_of is not None and owners is None:
            own = self._slices.range_of[places]
            inside = np.flatnonzero(own >= 0).astype(np.int32)
            whole = len(inside) == len(own)
            self.add(leaf, rows, None if whole else inside, own if whole else own[inside])
            return
        for number, members in enumerate(self._slices.members):
            chosen = np.flatnonzero(members[places]).astype(np.int32)
            kept = chosen if owners is None else distinct_of_ordered(owners[chosen])
            self.add(leaf, rows, kept, np.full(len(kept), number, np.int32))

    def partials(self, buckets: Sequence[int]) -> list[Partial]:
        """Returns all ranges of each owning bucket."""
        return [self._partial(parent) for parent in buckets]

    def _partial(self, parent: int) -> Partial:
        _, buckets, counts = self.of_parent(parent)
        n = len(self._ranges)
        return {
            "format": self._format,
            "ranges": [[entry.key, entry.low, entry.high] for entry in self._ranges],
            "counts": counts[:n].tolist(),
            "aggs": self.inner(buckets[:n].tolist()),
        }


class CountedRangeAggregator(RangeAggregator):
    """Over histograms: a bucket counts how often values came up."""

    def __init__(
        self,
        aggregation: Aggregation,
        ctx: AggregationContext,
        max_parents: int | None,
        histograms: HistogramValues,
        ranges: Sequence[Range],
    ) -> None:
        if aggregation.children.items:
            raise IllegalArgumentError("Range aggregation on histogram fields does not support sub-aggregations")
        super().__init__(aggregation, ctx, max_parents, _unread, ranges, RAW)
        self._histograms = histograms

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Puts the values of the rows into the ranges that they lie in."""
        values, counts, owners = self._histograms.read(leaf, rows.docs)
        places = self._slices.slice_of(values)
        for number, members in enumerate(self._slices.members):
            chosen = np.flatnonzero(members[places])
            self.add(leaf, rows, owners[chosen], np.full(len(chosen), number, np.int32), counts[chosen])


def _unread(leaf: object, docs: object, function: object) -> NoReturn:
    raise AssertionError("histograms are read")


class _Slices:
    """The number line cut at all ends of ranges.

    members: for each range (n_slices,) bool, which slices it covers
    range_of: (n_slices,) int32, the only range of each slice, -1 for none; None if ranges overlap
    """

    def __init__(self, ranges: Sequence[Range]) -> None:
        ends = {end for entry in ranges for end in (entry.low, entry.high) if np.isfinite(end)}
        self._cuts = np.array(sorted(ends), np.float64)
        self._edges = Edges(self._cuts) if len(self._cuts) > 1 else None
        lows = np.concatenate(([-np.inf], self._cuts))
        highs = np.concatenate((self._cuts, [np.inf]))
        self.members = [(lows >= entry.low) & (highs <= entry.high) for entry in ranges]
        self.range_of: NDArray[np.int32] | None = None
        if not self.members or (np.sum(self.members, axis=0) <= 1).all():
            self.range_of = np.full(len(lows), -1, np.int32)
            for number, members in enumerate(self.members):
                self.range_of[members] = number

    def slice_of(self, values: NDArray[np.generic]) -> NDArray[np.int32]:
        """Returns the slice of each value: 0 before the first cut."""
        doubles = values.astype(np.float64, copy=False)
        if self._edges is None or len(self._cuts) <= _MAX_COMPARED:
            # comparing with each cut is faster than searching, as long as they are few
            compared = np.zeros(len(doubles), np.int8)
            for cut in self._cuts.tolist():
                compared += doubles >= cut
            return compared.astype(np.int32)
        slices = self._edges.interval_of(doubles) + np.int32(1)
        above = np.flatnonzero(slices == 0)
        slices[above] = np.where(doubles[above] < self._cuts[0], 0, len(self._cuts))
        return slices
