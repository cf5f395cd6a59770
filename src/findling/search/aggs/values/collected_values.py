"""Keeps all values of each bucket, for figures that need them sorted: percentiles, median_absolute_deviation.

A partial is {"values", "ends", "format"}: (n,) float64, non-decreasing, and for each how many values there are up to
it, (n,) int64, or None where each stands for itself. Beyond `MAX_EXACT` entries it is {"sketch", "format"}, a t-digest.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError
from findling.base.lazy import lazy_module
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator, Leaf, Partial
from findling.search.aggs.base.rows import Rows
from findling.search.aggs.values.numeric_values import NumericValues
from findling.search.aggs.values.stored_rows import distribution
from findling.search.aggs.values.value_format import RAW
from findling.search.parameters import ObjectParameters

datasketches: Any = lazy_module("datasketches")

MAX_EXACT: Final = 1 << 22
_COMPRESSION: Final = 400
_LABEL: Final = "<agg values>"
_BYTES_PER_VALUE: Final = 8
# value, bucket, and the order of both
_BYTES_PER_BUCKETED_VALUE: Final = 20
NO_VALUES: Final[NDArray[np.float64]] = np.empty(0, np.float64)


def read_hint(params: ObjectParameters) -> None:
    """Reads how a digest is to be kept, which is only checked. Raises XContentParseError."""
    if params.take("execution_hint") != "":
        params.one_of("execution_hint", ("default", "high_accuracy"), None, _no_such_hint)


def _no_such_hint(hint: str) -> IllegalArgumentError:
    return IllegalArgumentError(f"Invalid execution_hint [{hint}], valid values are [default, high_accuracy]")


class SortedValuesAggregator(Aggregator):
    """Collects values and buckets of all segments, and sorts them once at the end.

    Where all are in bucket 0 they are sorted, or counted, segment by segment.
    """

    def __init__(self, values: NumericValues, ctx: AggregationContext) -> None:
        self._values = values
        self._ctx = ctx
        self._found: list[tuple[NDArray[np.float64], NDArray[np.int32]]] = []
        self._sorted = NO_VALUES
        self._starts = np.zeros(1, np.int64)
        self._alone: list[Partial] = []

    @property
    def reads_columns_only(self) -> bool:
        return True

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Keeps the values of the rows."""
        if rows.buckets is None:
            self._ctx.account(rows.size * _BYTES_PER_VALUE, _LABEL)
            self._alone.append(self._distribution(leaf, rows.docs))
            return
        values, owners = self._values.doubles(leaf.reader, rows.docs)
        buckets = rows.buckets_at(owners)
        assert buckets is not None
        self._ctx.account(len(values) * _BYTES_PER_BUCKETED_VALUE, _LABEL)
        self._found.append((values, buckets))

    def _distribution(self, leaf: Leaf, docs: NDArray[np.int32] | None) -> Partial:
        column = self._values.stored_column(leaf.reader)
        if column is None:
            return exact(np.sort(self._values.doubles(leaf.reader, docs)[0]), None, self._values.format)
        values, counts = distribution(column, docs)
        ends = None if counts is None else np.cumsum(counts)
        return exact(self._values.as_doubles(values), ends, self._values.format)

    def prepare(self) -> None:
        """Sorts by bucket and value."""
        if self._alone:
            self._alone = [self._alone[0] if len(self._alone) == 1 else merge(self._alone)]
        if not self._found:
            return
        values = np.concatenate([values for values, _ in self._found])
        buckets = np.concatenate([buckets for _, buckets in self._found])
        order = np.lexsort((values, buckets))
        self._sorted = values[order]
        n_buckets = int(buckets.max(initial=-1)) + 1
        self._starts = np.searchsorted(buckets[order], np.arange(n_buckets + 1)).astype(np.int64)

    @property
    def odd_value(self) -> float | None:
        """A value that is no finite number, None if there is none; known once all are sorted."""
        parts = [part["values"] for part in self._alone if "values" in part]
        ends = [float(end) for part in (*parts, self._sorted) for end in (*part[:1], *part[-1:])]
        inner = self._sorted[~np.isfinite(self._sorted)].tolist()
        return next((end for end in (*ends, *inner) if not math.isfinite(end)), None)

    @property
    def has_negative(self) -> bool:
        """Whether there are values below zero; known once all are sorted."""
        alone = any("values" in part and len(part["values"]) and part["values"][0] < 0 for part in self._alone)
        return alone or bool((self._sorted < 0).any())

    def partial(self, bucket: int) -> Partial:
        """Returns the values of a bucket."""
        if bucket == 0 and self._alone:
            return self._alone[0]
        values = NO_VALUES
        if bucket + 1 < len(self._starts):
            values = self._sorted[self._starts[bucket] : self._starts[bucket + 1]]
        return exact(values, None, self._values.format)

    def partials(self, buckets: Sequence[int]) -> list[Partial]:
        """Returns the values of each bucket."""
        return [self.partial(bucket) for bucket in buckets]


def nothing() -> Partial:
    """Returns the partial of no values."""
    return {"values": NO_VALUES, "ends": None, "format": RAW}


def exact(values: NDArray[np.float64], ends: NDArray[np.int64] | None, format: object) -> Partial:
    """Returns the partial of sorted values, a sketch if they are too many. ends: see the module."""
    if len(values) <= MAX_EXACT:
        return {"values": values, "ends": ends, "format": format}
    return {"sketch": _digest(_expanded(values, ends)).serialize(), "format": format}


def merge(partials: Sequence[Partial]) -> Partial:
    """Returns the partial of all values together."""
    some = [partial for partial in partials if "sketch" in partial or len(partial["values"])]
    if len(some) <= 1:
        return some[0] if some else partials[0]
    format = some[0]["format"]
    listed = [partial for partial in some if "sketch" not in partial]
    values, ends = _united(listed)
    if len(listed) == len(some):
        return exact(values, ends, format)
    digest = _digest(_expanded(values, ends))
    for partial in some:
        if "sketch" in partial:
            digest.merge(datasketches.tdigest_double.deserialize(partial["sketch"]))
    return {"sketch": digest.serialize(), "format": format}


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


def _expanded(values: NDArray[np.float64], ends: NDArray[np.int64] | None) -> NDArray[np.float64]:
    """Returns every value as often as it comes up."""
    return values if ends is None else np.repeat(values, _counts(values, ends))


def all_values(partial: Partial) -> NDArray[np.float64]:
    """Returns every value of an exact partial as often as it comes up, sorted."""
    return _expanded(partial["values"], partial["ends"])


def quantile(partial: Partial, fraction: float) -> float:
    """Returns the value below which a fraction of the values lies, NaN for no values."""
    if "sketch" in partial:
        return float(datasketches.tdigest_double.deserialize(partial["sketch"]).get_quantile(fraction))
    return sorted_quantile(partial["values"], fraction, partial["ends"])


def rank(partial: Partial, value: float) -> float:
    """Returns the fraction of the values that lies below one, NaN for no values."""
    if "sketch" in partial:
        return float(datasketches.tdigest_double.deserialize(partial["sketch"]).get_rank(value))
    return sorted_rank(partial["values"], value, partial["ends"])


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


def _digest(values: NDArray[np.float64]) -> Any:
    digest = datasketches.tdigest_double(_COMPRESSION)
    if len(values):
        digest.update(np.ascontiguousarray(values))
    return digest
