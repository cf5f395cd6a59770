"""Collects the values of the first rows of each bucket."""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError
from findling.base.runs import run_starts
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator, Leaf, Partial
from findling.search.aggs.base.rows import Rows, distinct_docs
from findling.search.aggs.metric.top.document_values import document_values
from findling.search.aggs.values.value_format import RAW, Format, format_of, json_number, text_of
from findling.search.collector.bind_sort import bind_sort
from findling.search.collector.field_docs import smallest
from findling.search.collector.matches import Matches
from findling.search.sort import SortField

if TYPE_CHECKING:
    from findling.search.aggs.metric.top.top_metrics import TopMetricsAggregation
    from findling.search.context import ShardContext

_LABEL: Final = "<agg top_metrics>"
_BYTES_PER_VALUE: Final = 16


class TopMetricsAggregator(Aggregator):
    """Keeps the best rows of each bucket as arrays: of segment after segment, then of all."""

    def __init__(self, aggregation: TopMetricsAggregation, ctx: AggregationContext) -> None:
        self._aggregation = aggregation
        self._ctx = ctx
        check_sort(aggregation.sort, ctx.shard)
        with nullcontext() if ctx.scope is None else ctx.shard.within(ctx.scope):
            (self._key,) = bind_sort((aggregation.sort,), ctx.shard)
        self._format = _format_of(aggregation.sort, ctx.shard)
        self._metrics = [document_values(source, ctx.shard, aggregation.type_name) for source in aggregation.metrics]
        self._found: list[list[NDArray[Any]]] = []
        # buckets, sort keys, and for each metric its values and whether there are any
        self._columns: list[NDArray[Any]] = [np.empty(0, np.int32), np.empty(0)]
        self._starts = np.zeros(1, np.int64)

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Takes the best rows of each bucket."""
        if rows.size == 0:
            return
        docs, places = distinct_docs(rows)
        keys = self._key.column(Matches(leaf.segment, docs, leaf.scores_of(docs)))
        if places is not None:
            keys = keys[places]
        if rows.buckets is None:
            kept = _first(keys, self._aggregation.size)
            buckets = np.zeros(rows.size, np.int32)
        else:
            buckets = rows.buckets
            kept = _first_of_each(buckets, keys, self._aggregation.size)
        self._ctx.account(len(kept) * _BYTES_PER_VALUE * (1 + len(self._metrics)), _LABEL)
        columns = [buckets[kept], keys[kept]]
        for metric in self._metrics:
            columns += metric.read(leaf, docs[kept if places is None else places[kept]])
        self._found.append(columns)

    def prepare(self) -> None:
        """Puts the segments' rows together."""
        if not self._found:
            return
        columns = [np.concatenate(parts) for parts in zip(*self._found, strict=True)]
        kept = _first_of_each(columns[0], columns[1], self._aggregation.size)
        self._columns = [column[kept] for column in columns]
        n_buckets = int(self._columns[0][-1]) + 1 if len(kept) else 0
        self._starts = np.searchsorted(self._columns[0], np.arange(n_buckets + 1)).astype(np.int64)

    def partials(self, buckets: Sequence[int]) -> list[Partial]:
        """Returns the best rows of each bucket."""
        return [self._partial(bucket) for bucket in buckets]

    def _partial(self, bucket: int) -> Partial:
        if bucket + 1 >= len(self._starts):
            return {"top": []}
        rows = np.arange(self._starts[bucket], self._starts[bucket + 1])
        keys = self._columns[1][rows]
        # as in Elasticsearch's heaps, of rows that tie the last one comes first
        order = np.lexsort((-rows, keys))
        shown = self._key.values_of(keys[order])
        return {
            "top": [
                self._entry(int(row), key, value)
                for row, key, value in zip(rows[order], keys[order].tolist(), shown, strict=True)
            ]
        }

    def _entry(self, row: int, key: float, value: float) -> dict[str, Any]:
        metrics: list[object] = []
        comparable: list[object] = []
        for place, metric in enumerate(self._metrics):
            number = self._columns[2 + 2 * place][row].item() if self._columns[3 + 2 * place][row] else None
            absent = number is None or (isinstance(number, float) and math.isnan(number))
            metrics.append(None if absent else metric.shown(number))
            comparable.append(metric.absent if absent else metric.comparable(number))
        return {"order": key, "sort": self._shown(value), "metrics": metrics, "comparable": comparable}

    def _shown(self, value: float) -> object:
        if self._format == RAW:
            return json_number(value) if isinstance(value, float) else value
        text = text_of(self._format, value)
        return value if text is None else text

    def figures(self, names: Sequence[str], key: str | None, n_buckets: int) -> NDArray[np.float64]:
        """Returns a metric of the best row of each bucket."""
        if names or key is None:
            return super().figures(names, key, n_buckets)
        place = self._aggregation.place_of(key)
        figures = np.full(n_buckets, np.nan)
        if not self._found:
            return figures
        values, present = self._columns[2 + 2 * place], self._columns[3 + 2 * place]
        rows, absent = np.flatnonzero(present), self._metrics[place].absent
        if absent is not None:
            figures[self._columns[0]] = absent
        figures[self._columns[0][rows]] = values[rows]
        return figures


def _first(keys: NDArray[Any], size: int) -> NDArray[np.intp]:
    """Returns what `_first_of_each` does of rows in one bucket."""
    return np.lexsort((keys,))[:size] if np.isnan(keys).any() else smallest([keys], size)


def _first_of_each(buckets: NDArray[np.int32], keys: NDArray[Any], size: int) -> NDArray[np.intp]:
    """Returns the rows with the lowest keys of each bucket, at most `size`, by bucket and key; ties as they come."""
    order = np.lexsort((keys, buckets))
    ordered = buckets[order]
    starts = np.flatnonzero(run_starts(ordered))
    rank = np.arange(len(ordered)) - np.repeat(starts, np.diff(np.append(starts, len(ordered))))
    kept: NDArray[np.intp] = order[rank < size]
    return kept


def check_sort(sort: SortField, shard: ShardContext) -> None:
    """Raises IllegalArgumentError for what is no number to sort by."""
    if sort.script is not None and sort.script.kind != "number":
        raise IllegalArgumentError(
            "error building sort for [_script]: script sorting only supported on [numeric] scripts but was "
            f"[{sort.script.kind}]"
        )
    if sort.field in ("_doc", "_shard_doc"):
        raise IllegalArgumentError(f"sorting by {sort.field} is not supported")
    field = shard.field(sort.field)
    if field is not None and sort.geo is None and field.is_aggregatable and field.type.numbers is None:
        raise IllegalArgumentError(
            f"error building sort for field [{sort.field}] of type [{field.type_name}] in index [{shard.index}]: only "
            "supported on numeric fields"
        )


def _format_of(sort: SortField, shard: ShardContext) -> Format:
    """Returns how the numbers sorted by are shown: as their field shows them."""
    field = None if sort.geo is not None or sort.script is not None else shard.field(sort.field)
    return RAW if field is None or field.type.numbers is None else format_of(field, None, None)
