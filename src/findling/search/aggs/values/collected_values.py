"""Keeps the values of each bucket, for figures that need them sorted: percentiles, median_absolute_deviation, boxplot.

A partial is {"values", "ends", "format"}: (n,) float64, non-decreasing, and for each how many values there are up to
it, (n,) int64, or None where each stands for itself. With "digest" they are the centroids of a t-digest: beyond some
number of values Elasticsearch's answers are those of one, and so are ours. "bounds": [lowest, highest] value then.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from findling.search.aggs.base.aggregator import AggregationContext, Aggregator, Leaf, Partial
from findling.search.aggs.base.rows import Rows
from findling.search.aggs.values.digests.centroid_figures import centroid_quantile, centroid_rank, told
from findling.search.aggs.values.digests.digest_kind import Digest, DigestKind
from findling.search.aggs.values.histogram_values import HistogramValues
from findling.search.aggs.values.numeric_values import NumericValues
from findling.search.aggs.values.stored_rows import distribution
from findling.search.aggs.values.value_format import RAW

_LABEL: Final = "<agg values>"
_BYTES_PER_VALUE: Final = 8
# value, bucket, and the order of both
_BYTES_PER_BUCKETED_VALUE: Final = 20
NO_VALUES: Final[NDArray[np.float64]] = np.empty(0, np.float64)


class SortedValuesAggregator(Aggregator):
    """Collects values and buckets of all segments, and sorts them at the end.

    Where all are in bucket 0 they are kept, digested or counted segment by segment.

    kind: how values beyond some number are digested; None: they are not
    """

    def __init__(
        self, values: NumericValues | HistogramValues, ctx: AggregationContext, kind: DigestKind | None
    ) -> None:
        self._values = values
        self._ctx = ctx
        self._kind = kind
        self._format = RAW if isinstance(values, HistogramValues) else values.format
        self._found: list[tuple[NDArray[np.float64], NDArray[np.float64] | None, NDArray[np.int32]]] = []
        self._by_bucket = NO_VALUES
        self._weights: NDArray[np.float64] | None = None
        self._starts = np.zeros(1, np.int64)
        self._counted: list[Partial] = []
        self._alone = None if kind is None else kind.gathering()
        self._lowest = math.inf
        self._odd: float | None = None

    @property
    def reads_columns_only(self) -> bool:
        return not isinstance(self._values, HistogramValues)

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Keeps the values of the rows."""
        if rows.buckets is None:
            self._collect_alone(leaf, rows)
            return
        values, weights, owners = self._read(leaf, rows.docs)
        buckets = rows.buckets_at(owners)
        assert buckets is not None
        self._ctx.account(len(values) * _BYTES_PER_BUCKETED_VALUE, _LABEL)
        self._look_at(values)
        self._found.append((values, weights, buckets))

    def _read(
        self, leaf: Leaf, docs: NDArray[np.int32] | None
    ) -> tuple[NDArray[np.float64], NDArray[np.float64] | None, NDArray[np.int32] | None]:
        """Returns values, how often each came up (None: once), and whose they are."""
        if isinstance(self._values, HistogramValues):
            values, counts, owners = self._values.read(leaf, docs)
            return values, counts.astype(np.float64), owners
        found, whose = self._values.doubles(leaf.reader, docs)
        return found, None, whose

    def _collect_alone(self, leaf: Leaf, rows: Rows) -> None:
        if self._alone is None:
            self._ctx.account(rows.size * _BYTES_PER_VALUE, _LABEL)
            self._counted.append(self._distribution(leaf, rows.docs))
            self._look_at(self._counted[-1]["values"])
            return
        values, weights, _ = self._read(leaf, rows.docs)
        self._look_at(values)
        if self._odd is None:
            self._alone.add(values, weights)

    def _look_at(self, values: NDArray[np.float64]) -> None:
        """Notes what not all figures go with."""
        if not len(values):
            return
        self._lowest = min(self._lowest, float(values.min()))
        if self._odd is None and not np.isfinite(values).all():
            self._odd = float(values[~np.isfinite(values)][0])

    def _distribution(self, leaf: Leaf, docs: NDArray[np.int32] | None) -> Partial:
        if isinstance(self._values, HistogramValues):
            values, weights, _ = self._read(leaf, docs)
            return _weighted(values, weights, self._format)
        column = self._values.stored_column(leaf.reader)
        if column is None:
            return exact(np.sort(self._values.doubles(leaf.reader, docs)[0]), None, self._format)
        stored, counts = distribution(column, docs)
        ends = None if counts is None else np.cumsum(counts)
        return exact(self._values.as_doubles(stored), ends, self._format)

    def prepare(self) -> None:
        """Sorts by bucket; values stay in their order, which digests depend on."""
        if self._counted:
            self._counted = [self._counted[0] if len(self._counted) == 1 else merge(self._counted, None)]
        if not self._found:
            return
        values, weights, buckets = zip(*self._found, strict=True)
        numbers = np.concatenate(buckets)
        order = np.argsort(numbers, kind="stable")
        self._by_bucket = np.concatenate(values)[order]
        if weights[0] is not None:
            self._weights = np.concatenate([each for each in weights if each is not None])[order]
        n_buckets = int(numbers.max(initial=-1)) + 1
        self._starts = np.searchsorted(numbers[order], np.arange(n_buckets + 1)).astype(np.int64)

    @property
    def odd_value(self) -> float | None:
        """A value that is no finite number, None if there is none."""
        return self._odd

    @property
    def has_negative(self) -> bool:
        """Whether there are values below zero."""
        return self._lowest < 0

    def partial(self, bucket: int) -> Partial:
        """Returns the values of a bucket."""
        if bucket == 0 and self._counted:
            return self._counted[0]
        if bucket + 1 >= len(self._starts):
            alone = self._alone if bucket == 0 else None
            return exact(NO_VALUES, None, self._format) if alone is None else _of(alone, self._format)
        there = slice(int(self._starts[bucket]), int(self._starts[bucket + 1]))
        values, weights = self._by_bucket[there], None if self._weights is None else self._weights[there]
        if self._kind is None:
            return _weighted(values, weights, self._format)
        gathered = self._kind.gathering()
        gathered.add(values, weights)
        return _of(gathered, self._format)

    def partials(self, buckets: Sequence[int]) -> list[Partial]:
        """Returns the values of each bucket."""
        return [self.partial(bucket) for bucket in buckets]


def nothing() -> Partial:
    """Returns the partial of no values."""
    return {"values": NO_VALUES, "ends": None, "format": RAW}


def exact(values: NDArray[np.float64], ends: NDArray[np.int64] | None, format: object) -> Partial:
    """Returns the partial of sorted values. ends: see the module."""
    return {"values": values, "ends": ends, "format": format}


def _weighted(values: NDArray[np.float64], weights: NDArray[np.float64] | None, format: object) -> Partial:
    """Returns the partial of values in any order. weights: how often each came up, None: once"""
    if weights is None:
        return exact(np.sort(values), None, format)
    order = np.argsort(values, kind="stable")
    return exact(values[order], np.cumsum(weights[order].astype(np.int64)), format)


def _of(gathered: Digest, format: object) -> Partial:
    """Returns the partial of what was gathered."""
    state = gathered.state()
    if state.weights is None:
        return exact(state.values, None, format)
    ends = np.cumsum(state.weights).astype(np.int64)
    bounds = [state.lowest, state.highest]
    return {"values": state.values, "ends": ends, "format": format, "digest": state.digest, "bounds": bounds}


def merge(partials: Sequence[Partial], kind: DigestKind | None) -> Partial:
    """Returns the partial of all values together; a single digest too is gathered anew, as in Elasticsearch."""
    some = [partial for partial in partials if len(partial["values"])]
    if not some:
        return partials[0]
    if len(some) == 1 and "digest" not in some[0]:
        return some[0]
    if kind is None:
        return exact(*_united(some), some[0]["format"])
    gathered = kind.gathering()
    for partial in some:
        gathered.reserve(count_of(partial))
        gathered.add(told_values(partial), None if partial["ends"] is None else weights_of(partial))
    return _of(gathered, some[0]["format"])


def told_values(partial: Partial) -> NDArray[np.float64]:
    """Returns the values of a partial, or the means of its centroids as others are told of them."""
    values: NDArray[np.float64] = partial["values"]
    return values if partial.get("digest") is None else told(values, weights_of(partial))


def regathered(partial: Partial, values: NDArray[np.float64], kind: DigestKind) -> Partial:
    """Returns the partial of other values with the weights of some. values: (n,) in the order of the partial's"""
    gathered = kind.gathering()
    gathered.add(values, None if partial["ends"] is None else weights_of(partial))
    return _of(gathered, partial["format"])


def _united(partials: Sequence[Partial]) -> tuple[NDArray[np.float64], NDArray[np.int64] | None]:
    """Returns values and ends of several exact partials together."""
    values = np.concatenate([NO_VALUES, *(partial["values"] for partial in partials)])
    if all(partial["ends"] is None for partial in partials):
        return np.sort(values), None
    counts = np.concatenate([_counts(partial["values"], partial["ends"]) for partial in partials])
    order = np.argsort(values, kind="stable")
    return values[order], np.cumsum(counts[order])


def _counts(values: NDArray[np.float64], ends: NDArray[np.int64] | None) -> NDArray[np.int64]:
    return np.ones(len(values), np.int64) if ends is None else np.diff(ends, prepend=0)


def count_of(partial: Partial) -> int:
    """Returns how many values there are."""
    return _count_before(len(partial["values"]), partial["ends"])


def weights_of(partial: Partial) -> NDArray[np.float64]:
    """Returns how many values each of a partial's values stands for."""
    return _counts(partial["values"], partial["ends"]).astype(np.float64)


def quantile(partial: Partial, fraction: float) -> float:
    """Returns the value below which a fraction of the values lies, NaN for no values."""
    digest = partial.get("digest")
    if digest is None:
        return sorted_quantile(partial["values"], fraction, partial["ends"])
    return centroid_quantile(partial["values"], weights_of(partial), fraction, partial["bounds"])


def rank(partial: Partial, value: float) -> float:
    """Returns the fraction of the values that lies below one, NaN for no values."""
    digest = partial.get("digest")
    if digest is None:
        return sorted_rank(partial["values"], value, partial["ends"])
    return centroid_rank(partial["values"], weights_of(partial), value, partial["bounds"], digest == "tree")


def sorted_quantile(values: NDArray[np.float64], fraction: float, ends: NDArray[np.int64] | None = None) -> float:
    """Interpolates between the two values around fraction * (n - 1), as Elasticsearch does for few values."""
    if len(values) == 0:
        return float("nan")
    n = len(values) if ends is None else int(ends[-1])
    index = fraction * (n - 1)
    low = min(max(int(index), 0), n - 1)
    high = min(low + 1, n - 1)
    weight = min(max(index - low, 0.0), 1.0)
    if ends is not None:
        low, high = ends.searchsorted((low, high), side="right").tolist()
    before, after = float(values[low]), float(values[high])
    return before + weight * (after - before)


def sorted_rank(values: NDArray[np.float64], value: float, ends: NDArray[np.int64] | None = None) -> float:
    """Returns the share of values below one, as Elasticsearch has it while each value is a centroid of its own.

    A centroid's share rises over the two halves of the gaps beside it; of equal ones the first takes the left half,
    the last the right one. (Dunning and Ertl, Computing Extremely Accurate Quantiles Using t-Digests.)
    """
    n = _count_before(len(values), ends)
    if n == 0:
        return float("nan")
    first, last = (int(np.searchsorted(values, value, side=side)) for side in ("left", "right"))
    if last == 0 or first == len(values):
        return float(last > 0)
    if first == 0 or last == len(values):
        return (_count_before(first, ends) + _count_before(last, ends)) / 2 / n
    below, above = float(values[last - 1]), float(values[last])
    middle = (below + above) / 2
    if value < middle:
        start = int(np.searchsorted(values, below, side="left"))
        rank, count = _count_before(start, ends), _count_before(last, ends)
        if count - rank > 1:
            return (count - 1 + (value - below) / (middle - below)) / n
        left = (float(values[start - 1]) + below) / 2 if start else 2 * below - middle
        return (rank + (value - left) / (middle - left)) / n
    stop = int(np.searchsorted(values, above, side="right"))
    rank, count = _count_before(last, ends), _count_before(stop, ends)
    right = above
    if count - rank == 1:
        right = (above + float(values[stop])) / 2 if stop < len(values) else 2 * above - middle
    return (rank + (value - middle) / (right - middle)) / n


def _count_before(place: int, ends: NDArray[np.int64] | None) -> int:
    """Returns how many values there are before a place among the distinct ones."""
    if ends is None:
        return place
    return int(ends[place - 1]) if place else 0
