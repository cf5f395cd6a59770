"""Figures of values that stand for many: of histograms, and of metrics that were computed before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from findling.search.aggs.values.histogram_values import HistogramValues
from findling.search.aggs.values.values_source import source_field

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField
    from findling.search.aggs.base.aggregator import Leaf
    from findling.search.aggs.values.values_source import ValuesSource
    from findling.search.context import ShardContext


class Many(NamedTuple):
    """numbers: (n,) what is compared or added up; counts: (n,) int64 how many values each stands for

    owners: (n,) int32, the index of each one's document
    """

    numbers: NDArray[np.float64]
    counts: NDArray[np.int64]
    owners: NDArray[np.int32]


class ManyFigures(Protocol):
    """Reads what stands for many values."""

    def read(self, leaf: Leaf, docs: NDArray[np.int32] | None, figure: str) -> Many:
        """Returns the numbers of docs from which a figure is made: min, max, sum, avg or value_count."""


class HistogramFigures:
    """Those of histograms."""

    def __init__(self, field: MappedField, ctx: ShardContext) -> None:
        self._values = HistogramValues(field, ctx)

    def read(self, leaf: Leaf, docs: NDArray[np.int32] | None, figure: str) -> Many:
        """Returns values; for sums times their counts."""
        values, counts, owners = self._values.read(leaf, docs)
        return Many(values * counts if figure in ("sum", "avg") else values, counts, owners)


class MetricFigures:
    """Those of metrics, each in a column of its own."""

    def __init__(self, field: MappedField) -> None:
        assert field.type.metrics is not None
        self._columns = field.type.metrics

    def read(self, leaf: Leaf, docs: NDArray[np.int32] | None, figure: str) -> Many:
        """Returns the metric of the figure; averages are made of sums and counts."""
        if figure == "value_count":
            counts, owners = self._column(leaf, docs, "value_count")
            return Many(np.empty(len(counts)), counts.astype(np.int64), owners)
        numbers, owners = self._column(leaf, docs, "sum" if figure == "avg" else figure)
        counts = np.ones(len(numbers), np.int64)
        if figure == "avg":
            found, others = self._column(leaf, docs, "value_count")
            # a document has all metrics or none
            counts = found.astype(np.int64) if len(others) == len(owners) else counts * 0
        return Many(numbers.astype(np.float64), counts, owners)

    def _column(
        self, leaf: Leaf, docs: NDArray[np.int32] | None, metric: str
    ) -> tuple[NDArray[Any], NDArray[np.int32]]:
        name = self._columns.get(metric)
        column = None if name is None else leaf.segment.reader.numeric(name)
        if column is None:
            return np.empty(0), np.empty(0, np.int32)
        wanted = np.arange(leaf.segment.max_doc, dtype=np.int32) if docs is None else docs
        values, owners = column.values(wanted)
        return values, np.arange(len(values), dtype=np.int32) if owners is None else owners


def many_figures(source: ValuesSource, ctx: ShardContext) -> ManyFigures | None:
    """Returns the reader of a field whose values stand for many; None for any other field."""
    field = source_field(ctx, source)
    if field is None:
        return None
    if field.type.metrics is not None:
        return MetricFigures(field)
    return HistogramFigures(field, ctx) if field.type.holds_histograms else None
