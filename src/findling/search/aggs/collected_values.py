"""Keeps all values of each bucket, for figures that need them sorted: percentiles, median_absolute_deviation.

A partial is {"values", "format"}: (n,) float64, sorted. Beyond `MAX_EXACT` values it is {"sketch", "format"} instead, a
t-digest.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.lazy import lazy_module
from findling.search.aggs.aggregator import Aggregator, Leaf, Partial
from findling.search.aggs.numeric_values import NumericValues
from findling.search.aggs.rows import Rows
from findling.search.aggs.value_format import RAW

datasketches: Any = lazy_module("datasketches")

MAX_EXACT: Final = 1 << 22
_COMPRESSION: Final = 400


class SortedValuesAggregator(Aggregator):
    """Collects values and buckets of all segments, and sorts them once at the end.

    function: (sorted values, argument) -> figure, for ordering by it
    """

    def __init__(self, values: NumericValues) -> None:
        self._values = values
        self._found: list[tuple[NDArray[np.float64], NDArray[np.int32] | None]] = []
        self._sorted = np.empty(0, np.float64)
        self._starts = np.zeros(1, np.int64)

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Keeps the values of the rows."""
        values, owners = self._values.doubles(leaf.reader, rows.docs)
        self._found.append((values, rows.buckets_at(owners)))

    def prepare(self) -> None:
        """Sorts by bucket and value."""
        values = np.concatenate([self._sorted, *(values for values, _ in self._found)])
        if all(buckets is None for _, buckets in self._found):
            self._sorted = np.sort(values)
            self._starts = np.array([0, len(values)], np.int64)
            return
        buckets = np.concatenate([np.zeros(len(v), np.int32) if b is None else b for v, b in self._found])
        order = np.lexsort((values, buckets))
        self._sorted = values[order]
        n_buckets = int(buckets.max(initial=-1)) + 1
        self._starts = np.searchsorted(buckets[order], np.arange(n_buckets + 1)).astype(np.int64)

    def of_bucket(self, bucket: int) -> NDArray[np.float64]:
        """Returns the values of a bucket, sorted."""
        if bucket + 1 >= len(self._starts):
            return self._sorted[:0]
        return self._sorted[self._starts[bucket] : self._starts[bucket + 1]]

    def partials(self, buckets: Sequence[int]) -> list[Partial]:
        """Returns the values of each bucket."""
        return [partial_of(self.of_bucket(bucket), self._values.format) for bucket in buckets]


def nothing() -> Partial:
    """Returns the partial of no values."""
    return {"values": np.empty(0, np.float64), "format": RAW}


def partial_of(values: NDArray[np.float64], format: Any) -> Partial:
    """Returns the partial of sorted values."""
    if len(values) <= MAX_EXACT:
        return {"values": values, "format": format}
    return {"sketch": _digest(values).serialize(), "format": format}


def merge(partials: Sequence[Partial]) -> Partial:
    """Returns the partial of all values together."""
    some = [partial for partial in partials if "sketch" in partial or len(partial["values"])]
    if len(some) <= 1:
        return some[0] if some else partials[0]
    format = some[0]["format"]
    exact = [partial["values"] for partial in some if "sketch" not in partial]
    values = np.sort(np.concatenate(exact)) if exact else np.empty(0, np.float64)
    if len(exact) == len(some):
        return partial_of(values, format)
    digest = _digest(values)
    for partial in some:
        if "sketch" in partial:
            digest.merge(datasketches.tdigest_double.deserialize(partial["sketch"]))
    return {"sketch": digest.serialize(), "format": format}


def quantile(partial: Partial, fraction: float) -> float:
    """Returns the value below which a fraction of the values lies, NaN for no values."""
    if "sketch" in partial:
        return float(datasketches.tdigest_double.deserialize(partial["sketch"]).get_quantile(fraction))
    return sorted_quantile(partial["values"], fraction)


def rank(partial: Partial, value: float) -> float:
    """Returns the fraction of the values that lies below one, NaN for no values."""
    if "sketch" in partial:
        return float(datasketches.tdigest_double.deserialize(partial["sketch"]).get_rank(value))
    return sorted_rank(partial["values"], value)


def sorted_quantile(values: NDArray[np.float64], fraction: float) -> float:
    """Interpolates between the two values around fraction * (n - 1), as Elasticsearch does for few values."""
    if len(values) == 0:
        return float("nan")
    index = fraction * (len(values) - 1)
    low = min(max(int(np.floor(index)), 0), len(values) - 1)
    high = min(low + 1, len(values) - 1)
    weight = min(max(index - low, 0.0), 1.0)
    return float(values[low] + weight * (values[high] - values[low]))


def sorted_rank(values: NDArray[np.float64], value: float) -> float:
    """Counts what is below, half of what is equal, and interpolates between neighbours, as Elasticsearch does."""
    n = len(values)
    if n == 0:
        return float("nan")
    if value < values[0]:
        return 0.0
    below, upto = (int(np.searchsorted(values, value, side=side)) for side in ("left", "right"))
    if upto == n:
        # the first value stands for itself by half whether it is equal or not
        return float(n - 0.5 * _equal_after_first(below, upto)) / n
    equal = _equal_after_first(below, upto)
    before = 0.5 + max(below - 1, 0)
    if equal > 0:
        return (before + 0.5 * equal) / n
    previous = float(values[upto - 1])
    return float(before + (value - previous) / (float(values[upto]) - previous)) / n


def _equal_after_first(below: int, upto: int) -> int:
    return upto - max(below, 1)


def _digest(values: NDArray[np.float64]) -> Any:
    digest = datasketches.tdigest_double(_COMPRESSION)
    if len(values):
        digest.update(np.ascontiguousarray(values))
    return digest
