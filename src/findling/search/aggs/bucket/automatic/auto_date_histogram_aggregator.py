"""Collects auto_date_histogram: once all dates are known, those of each owning bucket are rounded as fits them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.runs import distinct, distinct_rows, run_starts
from findling.search.aggs.base.aggregator import AggregationContext, Leaf, Partial
from findling.search.aggs.base.bucket_ords import HashedBucketOrds
from findling.search.aggs.base.rows import Rows
from findling.search.aggs.bucket.interval_aggregator import IntervalBuckets
from findling.search.aggs.bucket.multi_bucket import distinct_pairs
from findling.search.aggs.values.numeric_values import as_longs

if TYPE_CHECKING:
    from findling.search.aggs.bucket.automatic.auto_date_histogram import AutoDateHistogramAggregation
    from findling.search.aggs.values.numeric_values import NumericValues

# instant, owner and owning bucket
_BYTES_PER_VALUE: Final = 16


class AutoDateHistogramAggregator(IntervalBuckets):
    """Own keys are the starts of intervals; which these are is chosen for each owning bucket when all are collected."""

    def __init__(
        self,
        aggregation: AutoDateHistogramAggregation,
        ctx: AggregationContext,
        max_parents: int | None,
        values: NumericValues,
    ) -> None:
        super().__init__(aggregation, ctx, max_parents, values.format, HashedBucketOrds())
        self._steps = aggregation.steps
        self._wanted = aggregation.wanted
        self._values = values
        self._found: list[tuple[Leaf, Rows, NDArray[np.int64], NDArray[np.int32] | None]] = []
        # of each owning bucket, the place of its step
        self._places: NDArray[np.int64] = np.zeros(1, np.int64)

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Keeps the documents' dates."""
        values, owners = self._values.read(leaf.reader, rows.docs)
        self.ctx.account(len(values) * _BYTES_PER_VALUE, self.label)
        self._found.append((leaf, rows, as_longs(values), owners))

    def prepare(self) -> None:
        """Chooses the intervals and puts the documents into them."""
        if self._found:
            self._choose()
        for leaf, rows, values, owners in self._found:
            self.ctx.shard.check()
            own = self._rounded(values, rows.buckets_at(owners))
            if owners is not None:
                owners, own = distinct_pairs(owners, own)
            self.add(leaf, rows, owners, own)
        self._found.clear()
        super().prepare()

    def _choose(self) -> None:
        values = np.concatenate([values for _, _, values, _ in self._found])
        parents = np.concatenate([_parents(rows, values, owners) for _, rows, values, owners in self._found])
        self._places = np.zeros(int(parents.max(initial=0)) + 1, np.int64)
        for place, step in enumerate(self._steps[:-1]):
            if len(values) == 0:
                return
            owners, starts = distinct_rows(parents, step.rounding.round(values))
            beyond = self._beyond(owners, starts, place)
            self._places[beyond] = place + 1
            left = np.isin(parents, beyond)
            values, parents = values[left], parents[left]

    def _beyond(self, owners: NDArray[np.int64], starts: NDArray[np.int64], place: int) -> NDArray[np.int64]:
        """Returns the owning buckets for which intervals of a step are too many, or reach too far.

        owners, starts: (n,) distinct pairs of owning buckets and starts, sorted
        """
        step = self._steps[place]
        first = np.flatnonzero(run_starts(owners))
        last = np.append(first, len(owners))[1:] - 1
        parents, counts, spans = owners[first], last - first + 1, starts[last] - starts[first]
        limit = self._wanted * step.most
        beyond: NDArray[np.int64] = parents[(counts > limit) | (spans > limit * step.rough_ms)]
        return beyond

    def _rounded(self, values: NDArray[np.int64], parents: NDArray[np.int32] | None) -> NDArray[np.int64]:
        if parents is None:
            return self._steps[int(self._places[0])].rounding.round(values)
        own = values.copy()
        places = self._places[parents]
        for place in distinct(places).tolist():
            chosen = places == place
            own[chosen] = self._steps[place].rounding.round(values[chosen])
        return own

    def keys(self, own: NDArray[np.int64]) -> list[Any]:
        """Returns where the intervals begin."""
        numbers: list[Any] = own.tolist()
        return numbers

    def partials(self, buckets: Sequence[int]) -> list[Partial]:
        """Returns the buckets of each owning bucket, and the step they are of."""
        found = super().partials(buckets)
        for parent, partial in zip(buckets, found, strict=True):
            partial["step"] = int(self._places[parent]) if parent < len(self._places) else 0
            partial["multiple"] = 1
        return found


def _parents(rows: Rows, values: NDArray[np.int64], owners: NDArray[np.int32] | None) -> NDArray[np.int32]:
    buckets = rows.buckets_at(owners)
    return np.zeros(len(values), np.int32) if buckets is None else buckets
