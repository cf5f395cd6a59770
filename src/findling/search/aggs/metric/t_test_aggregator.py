"""Collects what t tests are made of: counts, sums and sums of squares of two groups, or of differences."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator, Leaf, Partial
from findling.search.aggs.base.matching_rows import filter_weight, matching_rows
from findling.search.aggs.base.reductions import Counts, Sums
from findling.search.aggs.base.rows import Rows
from findling.search.aggs.values.numeric_values import NumericValues
from findling.search.query.base import Query


class _Sampled:
    """Count, sum and sum of squares of the numbers of each bucket."""

    def __init__(self) -> None:
        self._counts = Counts()
        self._sums, self._squares = Sums(), Sums()

    def add(self, values: NDArray[np.float64], buckets: NDArray[np.int32] | None, n_buckets: int) -> None:
        """Adds numbers to their buckets."""
        self._counts.add(buckets, len(values), n_buckets)
        self._sums.add(values, buckets, n_buckets)
        with np.errstate(over="ignore"):
            self._squares.add(values * values, buckets, n_buckets)

    def parts(self, n_buckets: int) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
        """Returns counts, sums and sums of squares of the first buckets."""
        return self._counts.upto(n_buckets), self._sums.upto(n_buckets), self._squares.upto(n_buckets)


class GroupsAggregator(Aggregator):
    """Base. Its partials: {"counts", "sums", "squares"} of both groups, and "format"."""

    def __init__(self, first: NumericValues, second: NumericValues) -> None:
        self._first = first
        self._second = second
        self._groups = (_Sampled(), _Sampled())

    @abstractmethod
    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Adds the rows."""

    def partials(self, buckets: Sequence[int]) -> list[Partial]:
        """Returns what both groups have in each bucket."""
        n_buckets = max(buckets, default=-1) + 1
        parts = [[part.tolist() for part in group.parts(n_buckets)] for group in self._groups]
        format = self._first.format
        return [
            {name: [group[n][bucket] for group in parts] for n, name in enumerate(("counts", "sums", "squares"))}
            | {"format": format}
            for bucket in buckets
        ]


class PairedAggregator(GroupsAggregator):
    """Differences of two numbers of each document, in the place of the first group."""

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Adds the rows that have both. Raises IllegalArgumentError for several numbers of one document."""
        first, second = (_one_each(values, leaf, rows) for values in (self._first, self._second))
        with np.errstate(invalid="ignore"):
            differences = first - second
        both = np.flatnonzero(~np.isnan(first) & ~np.isnan(second)).astype(np.int32)
        self._groups[0].add(differences[both], rows.buckets_at(both), rows.n_buckets)


class UnpairedAggregator(GroupsAggregator):
    """All numbers of two fields, or of two sets of documents. filters: which documents each group is of"""

    def __init__(
        self,
        first: NumericValues,
        second: NumericValues,
        filters: Sequence[Query | None],
        ctx: AggregationContext,
    ) -> None:
        super().__init__(first, second)
        self._weights = [None if query is None else filter_weight(query, ctx) for query in filters]

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Adds the rows."""
        sources = zip((self._first, self._second), self._weights, self._groups, strict=True)
        for values, weight, group in sources:
            own = rows if weight is None else matching_rows(weight, leaf, rows)
            numbers, owners = values.doubles(leaf.reader, own.docs)
            group.add(numbers, own.buckets_at(owners), own.n_buckets)


def _one_each(values: NumericValues, leaf: Leaf, rows: Rows) -> NDArray[np.float64]:
    """Returns the number of each row, NaN for none."""
    numbers, owners = values.doubles(leaf.reader, rows.docs)
    if owners is None:
        return numbers
    if bool((owners[1:] == owners[:-1]).any()):
        raise IllegalArgumentError(
            "Encountered more than one value for a single document. Use a script to combine multiple values per doc "
            "into a single value."
        )
    spread = np.full(rows.size, np.nan)
    spread[owners] = numbers
    return spread
