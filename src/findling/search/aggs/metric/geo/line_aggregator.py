"""Collects points with the numbers that put them in order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator, Leaf, Partial
from findling.search.aggs.base.reductions import Counts
from findling.search.aggs.base.rows import Rows
from findling.search.aggs.values.numeric_values import NumericValues

_LABEL: Final = "<agg geo_line>"
_BYTES_PER_POINT: Final = 20
NO_LINE: Final = {"points": np.empty(0, np.int64), "numbers": np.empty(0, np.float64), "complete": True}


class LineAggregator(Aggregator):
    """Keeps point and number of all rows that have both; partials are cut to the first ones."""

    def __init__(
        self, points: NumericValues, numbers: NumericValues, size: int, descending: bool, ctx: AggregationContext
    ) -> None:
        self._points = points
        self._numbers = numbers
        self._size = size
        self._descending = descending
        self._ctx = ctx
        self._counts = Counts()
        self._found: list[tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int32]]] = []
        self._by_bucket: tuple[NDArray[np.int64], NDArray[np.float64]] = NO_LINE["points"], NO_LINE["numbers"]  # type: ignore[assignment]
        self._starts = np.zeros(1, np.int64)

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Keeps the rows. Raises IllegalArgumentError for documents with several points or numbers."""
        self._counts.add(rows.buckets, rows.size, rows.n_buckets)
        numbers, sorted_rows = self._numbers.doubles(leaf.reader, rows.docs)
        sorted_rows = _one_each(sorted_rows, rows.size, "sort", "sort-values")
        some = rows.select(sorted_rows)
        points, owners = self._points.read(leaf.reader, some.docs)
        owners = _one_each(owners, some.size, "geo_point", "geo_point-values")
        buckets = some.buckets_at(owners)
        self._ctx.account(len(points) * _BYTES_PER_POINT, _LABEL)
        self._found.append(
            (points.astype(np.int64), numbers[owners], np.zeros(len(points), np.int32) if buckets is None else buckets)
        )

    def prepare(self) -> None:
        """Sorts by bucket."""
        if not self._found:
            return
        points, numbers, buckets = (np.concatenate(part) for part in zip(*self._found, strict=True))
        order = np.argsort(buckets, kind="stable")
        self._by_bucket = points[order], numbers[order]
        n_buckets = int(buckets.max(initial=-1)) + 1
        self._starts = np.searchsorted(buckets[order], np.arange(n_buckets + 1)).astype(np.int64)

    def partials(self, buckets: Sequence[int]) -> list[Partial]:
        """Returns the line of each bucket."""
        counts = self._counts.upto(max(buckets, default=-1) + 1)
        return [self._partial(bucket, int(counts[bucket]) <= self._size) for bucket in buckets]

    def _partial(self, bucket: int, complete: bool) -> Partial:
        if bucket + 1 >= len(self._starts):
            return {**NO_LINE, "complete": complete}
        own = slice(self._starts[bucket], self._starts[bucket + 1])
        points, numbers = self._by_bucket
        return {**cut(points[own], numbers[own], self._size, self._descending), "complete": complete}


def cut(points: NDArray[np.int64], numbers: NDArray[np.float64], size: int, descending: bool) -> Partial:
    """Returns the first points in order of their numbers; equal ones stay as they are."""
    order = np.argsort(-numbers if descending else numbers, kind="stable")[:size]
    return {"points": points[order], "numbers": numbers[order]}


def _one_each(owners: NDArray[np.int32] | None, n_rows: int, what: str, values: str) -> NDArray[np.int32]:
    """Returns the rows that have a value."""
    if owners is None:
        return np.arange(n_rows, dtype=np.int32)
    if bool((owners[1:] == owners[:-1]).any()):
        raise IllegalArgumentError(
            f"Encountered more than one {what} value for a single document. Use a script to combine multiple {values}-"
            "per-doc into a single value."
        )
    return owners
