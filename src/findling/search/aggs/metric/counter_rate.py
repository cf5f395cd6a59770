"""rate over a counter: how fast it grew, where it may have begun anew.

Source: Elasticsearch's TimeSeriesRateAggregator, which reads each series from its end to its beginning and keeps, of
the buckets that it comes to again for another series, what it found last. Its rates are those of a millisecond times
the seconds of the unit.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.runs import run_starts
from findling.mapping.documents.metadata_fields import SERIES_ID
from findling.mapping.time_series.bounds import TIMESTAMP
from findling.search.aggs.base.aggregator import AggregationContext, Aggregator, Leaf, Partial
from findling.search.aggs.base.rows import Rows
from findling.search.aggs.values.ordinal_values import ordinal_values
from findling.search.aggs.values.value_format import RAW

if TYPE_CHECKING:
    from findling.search.aggs.values.numeric_values import NumericValues

_SECONDS: Final = {
    "second": 1, "minute": 60, "hour": 3600, "day": 86_400, "week": 604_800, "month": 2_629_746,
    "quarter": 7_889_238, "year": 31_556_952,
}  # fmt: skip
_BYTES_PER_ROW: Final = 24


class CounterRateAggregator(Aggregator):
    """Keeps bucket, series, time and value of each row, and goes through the series once all is collected.

    unit: of time; None for seconds
    """

    def __init__(self, values: NumericValues, unit: str | None, ctx: AggregationContext, name: str) -> None:
        self._values = values
        self._seconds = _SECONDS[unit or "second"]
        self._ctx = ctx
        self._label = f"<agg [{name}]>"
        self._series = ordinal_values(ctx.shard.field(SERIES_ID), None, ctx.shard)
        self._rows: list[tuple[NDArray[Any], ...]] = []
        self._spans: dict[int, list[float]] = {}

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Keeps the rows that have a value: the greatest of several."""
        docs = rows.doc_ids()
        values, owners = self._values.read(leaf.reader, docs)
        places = np.arange(rows.size, dtype=np.int32) if owners is None else owners
        order = np.lexsort((values, places))
        last = order[np.append(run_starts(places[order])[1:], True)] if len(order) else order
        places, values = places[last], np.asarray(values)[last]
        times = leaf.reader.numeric(TIMESTAMP)
        series, has_series = self._series.read(leaf, docs[places])
        if times is None or not len(places) or has_series is not None:
            return
        buckets = rows.buckets_at(places)
        self._ctx.account(_BYTES_PER_ROW * len(places), self._label)
        self._rows.append(
            (
                np.zeros(len(places), np.int32) if buckets is None else buckets,
                series,
                times.values(docs[places])[0],
                values.astype(np.float64),
            )
        )

    def prepare(self) -> None:
        """Goes through the series of each bucket, the last document first."""
        if not self._rows:
            return
        buckets, series, times, values = (np.concatenate(column) for column in zip(*self._rows, strict=True))
        self._rows.clear()
        order = np.lexsort((-times, series, buckets))
        starts = np.flatnonzero(run_starts(buckets[order], series[order]))
        for start, end in zip(starts.tolist(), [*starts[1:].tolist(), len(order)], strict=True):
            chosen = order[start:end]
            # a later series of the bucket takes the place of this one
            self._spans[int(buckets[chosen[0]])] = _span(times[chosen], values[chosen])

    def partials(self, buckets: Sequence[int]) -> list[Partial]:
        """Returns where the counter stood in each bucket at the beginning and at the end."""
        return [self._partial(self._spans.get(bucket)) for bucket in buckets]

    def figures(self, names: Sequence[str], key: str | None, n_buckets: int) -> NDArray[np.float64]:
        """Returns the rates."""
        if names or key not in (None, "value"):
            return super().figures(names, key, n_buckets)
        return np.array([counter_rate(partial) for partial in self.partials(range(n_buckets))])

    def _partial(self, span: list[float] | None) -> Partial:
        return {"sum": 0.0, "divisor": float(self._seconds), "format": RAW, "span": span or [0.0] * 5}


def _span(times: NDArray[np.int64], values: NDArray[np.float64]) -> list[float]:
    """Returns the first and last time, the first and last value, and what is lost where the counter began anew."""
    later, earlier = values[:-1], values[1:]
    resets = np.flatnonzero(earlier > later)
    ends = np.concatenate((values[:1], earlier[resets]))
    return [float(times[-1]), float(times[0]), float(values[-1]), float(ends[-1]), float(ends[:-1].sum())]


def merged_spans(partials: Sequence[Partial]) -> list[float]:
    """Returns the span of several shards' parts, which follow each other in time."""
    spans = sorted((partial["span"] for partial in partials), key=lambda span: span[0])
    start_time, end_time, start, end, lost = spans[0]
    for span in spans[1:]:
        lost += span[4] + (end if end > span[2] else 0.0)
        end_time, end = span[1], span[3]
    return [start_time, end_time, start, end, lost]


def counter_rate(partial: Partial) -> float:
    """Returns the rate that a partial stands for, NaN for no time at all."""
    start_time, end_time, start, end, lost = partial["span"]
    grown, passed = end - start + lost, end_time - start_time
    if not passed:
        return float("nan") if not grown else float("inf")
    return float(grown / passed * partial["divisor"])
