"""Collects figures of fields whose values stand for many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from findling.search.aggs.base.aggregator import Leaf
from findling.search.aggs.base.rows import OrdinalRows, Rows
from findling.search.aggs.metric.figures import BOUNDS, SUM, FigureAggregator, Parts
from findling.search.aggs.values.numeric_values import NumericValues
from findling.search.aggs.values.value_format import RAW

if TYPE_CHECKING:
    from findling.search.aggs.values.many_figures import ManyFigures


class ManyFiguresAggregator(FigureAggregator):
    """Its partials are those of FigureAggregator."""

    def __init__(self, figures: ManyFigures, parts: Parts, own_key: str) -> None:
        super().__init__(NumericValues(None, None, RAW, True), parts, own_key)
        self._many = figures
        self._figure = own_key

    @property
    def reads_columns_only(self) -> bool:
        return False

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Reduces what the rows have."""
        numbers, counts, owners = self._many.read(leaf, rows.docs, self._figure)
        buckets = rows.buckets_at(owners)
        self._counts.add(buckets, len(numbers), rows.n_buckets, counts)
        if BOUNDS in self._parts:
            self._bounds.add(numbers, buckets, rows.n_buckets)
        if SUM in self._parts:
            self._sums.add(numbers, buckets, rows.n_buckets)

    def collect_by_ordinal(self, leaf: Leaf, rows: OrdinalRows) -> None:
        """Reduces what the rows have, row by row."""
        self.collect(leaf, rows.plain())
