"""The simple figures of a field: min, max, sum, avg, value_count, stats, extended_stats share one aggregator."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from findling.search.aggs.base.aggregator import Aggregator, Leaf, Partial
from findling.search.aggs.base.reductions import Bounds, Counts, Sums, population_variance
from findling.search.aggs.base.rows import OrdinalRows, Rows
from findling.search.aggs.values.stored_rows import counts_and_sums, sums_fit
from findling.search.aggs.values.value_format import Format

if TYPE_CHECKING:
    from findling.search.aggs.values.numeric_values import NumericValues

Parts = frozenset[str]

BOUNDS, SUM, SQUARES = "bounds", "sum", "squares"
_SUM_ONLY: Parts = frozenset({SUM})


class FigureAggregator(Aggregator):
    """Count of values, and on demand bounds, sum and sum of squares, per bucket.

    parts: which of them; own_key: the figure that the aggregation's name alone stands for
    Its partials: {"count", "min", "max", "sum", "squares", "format"}; min and max None where there are no values.
    """

    def __init__(self, values: NumericValues, parts: Parts, own_key: str | None) -> None:
        self._values = values
        self._parts = parts
        self._own_key = own_key
        self._counts = Counts()
        self._sums = Sums()
        self._squares = Sums()
        if BOUNDS in parts:
            self._bounds = Bounds(values.dtype)

    @property
    def reads_columns_only(self) -> bool:
        return True

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Reduces the values of the rows."""
        if rows.size == 0 or self._bounds_known(leaf, rows) or self._summed_as_stored(leaf, rows, rows.size):
            return
        values, owners = self._values.read(leaf.reader, rows.docs)
        buckets = rows.buckets_at(owners)
        self._counts.add(buckets, len(values), rows.n_buckets)
        if BOUNDS in self._parts:
            self._bounds.add(values, buckets, rows.n_buckets)
        if SUM in self._parts:
            self._sums.add(self._values.addable(values), buckets, rows.n_buckets)
        if SQUARES in self._parts:
            doubles = self._values.as_doubles(values)
            with np.errstate(over="ignore"):
                squares = doubles * doubles
            self._squares.add(squares, buckets, rows.n_buckets)

    def collect_by_ordinal(self, leaf: Leaf, rows: OrdinalRows) -> None:
        """Reduces the values of the rows, without putting them down if that can be."""
        if not self._summed_as_stored(leaf, rows, rows.n_docs):
            self.collect(leaf, rows.plain())

    def partials(self, buckets: Sequence[int]) -> list[Partial]:
        """Returns the figures of each bucket."""
        n_buckets = max(buckets, default=-1) + 1
        counts = self._counts.upto(n_buckets)[buckets].tolist()
        partials: list[Partial] = [{"count": count, "format": self._values.format} for count in counts]
        if BOUNDS in self._parts:
            self._add_bounds(partials, buckets, n_buckets)
        if SUM in self._parts:
            _add_figure(partials, SUM, self._sums.upto(n_buckets)[buckets])
        if SQUARES in self._parts:
            _add_figure(partials, SQUARES, self._squares.upto(n_buckets)[buckets])
        return partials

    def _add_bounds(self, partials: list[Partial], buckets: Sequence[int], n_buckets: int) -> None:
        ends = self._bounds.lows(n_buckets), self._bounds.highs(n_buckets)
        lows, highs = (self._shown(end[buckets]).tolist() for end in ends)
        for partial, low, high in zip(partials, lows, highs, strict=True):
            some = partial["count"] > 0
            partial["min"] = low if some else None
            partial["max"] = high if some else None

    def figures(self, names: Sequence[str], key: str | None, n_buckets: int) -> NDArray[np.float64]:
        """Returns one of the figures of the first n_buckets."""
        if names:
            return super().figures(names, key, n_buckets)
        key = self._own_key if key in (None, "value") else key
        counts = self._counts.upto(n_buckets).astype(np.float64)
        with np.errstate(invalid="ignore", divide="ignore"):
            if key == "count":
                return counts
            if key == "sum":
                return self._sums.upto(n_buckets)
            if key == "avg":
                return self._sums.upto(n_buckets) / counts
            if key in ("min", "max") and BOUNDS in self._parts:
                ends = self._bounds.lows(n_buckets) if key == "min" else self._bounds.highs(n_buckets)
                return np.where(counts > 0, self._shown(ends), np.inf if key == "min" else -np.inf)
            return self._spread(key, counts, n_buckets)

    def _spread(self, key: str | None, counts: NDArray[np.float64], n_buckets: int) -> NDArray[np.float64]:
        squares, sums = self._squares.upto(n_buckets), self._sums.upto(n_buckets)
        variance: NDArray[np.float64] = population_variance(counts, sums, squares)
        if key == "sum_of_squares":
            return squares
        if key in ("variance", "variance_population"):
            return variance
        if key in ("std_deviation", "std_deviation_population"):
            return np.sqrt(variance)
        if key in ("variance_sampling", "std_deviation_sampling"):
            sampling = variance * counts / (counts - 1)
            return sampling if key == "variance_sampling" else np.sqrt(sampling)
        return super().figures((), key, n_buckets)

    def _bounds_known(self, leaf: Leaf, rows: Rows) -> bool:
        """Takes minimum and maximum of a whole segment from its column, if nothing else is wanted."""
        if rows.docs is not None or rows.buckets is not None or self._parts != {BOUNDS}:
            return False
        column = self._values.column(leaf.reader)
        if column is None or self._values.missing is not None or not column.count:
            return False
        self._counts.add(None, column.count, rows.n_buckets)
        ends = self._values.bounds([leaf.reader])
        assert ends is not None
        self._bounds.widen(*ends)
        return True

    def _summed_as_stored(self, leaf: Leaf, rows: Rows | OrdinalRows, n_docs: int) -> bool:
        """Counts and adds up without decoding, if nothing else is wanted and the column allows it."""
        column = self._values.stored_column(leaf.reader) if self._parts == _SUM_ONLY else None
        if column is None or not sums_fit(column, n_docs):
            return False
        counts, sums = counts_and_sums(column, rows, n_docs)
        self._counts.add_counts(slice(rows.n_buckets), counts, rows.n_buckets)
        self._sums.add_totals(sums.astype(np.float64))
        return True

    def _shown(self, ends: NDArray[np.int64] | NDArray[np.float64]) -> NDArray[np.float64]:
        return self._values.as_doubles(ends)


def _add_figure(partials: list[Partial], name: str, figures: NDArray[np.float64]) -> None:
    for partial, figure in zip(partials, figures.tolist(), strict=True):
        partial[name] = figure


def merged(partials: Sequence[Partial]) -> Partial:
    """Returns the figures of several partials together."""
    if len(partials) == 1:
        return partials[0]
    result: Partial = {"count": sum(partial["count"] for partial in partials), "format": shared_format(partials)}
    if "min" in partials[0]:
        result["min"] = min((p["min"] for p in partials if p["min"] is not None), default=None)
        result["max"] = max((p["max"] for p in partials if p["max"] is not None), default=None)
    for part in ("sum", "squares"):
        if part in partials[0]:
            result[part] = compensated_sum([partial[part] for partial in partials])
    return result


def shared_format(partials: Sequence[Partial]) -> Format:
    """Returns the format of the first partial that has values, of the first one if none has."""
    return next((partial["format"] for partial in partials if partial["count"]), partials[0]["format"])


def compensated_sum(numbers: Sequence[float]) -> float:
    """Returns the sum of a few numbers, rounded once."""
    return math.fsum(numbers) if all(map(math.isfinite, numbers)) else sum(numbers)
