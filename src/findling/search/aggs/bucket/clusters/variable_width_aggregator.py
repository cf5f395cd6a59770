"""Collects variable_width_histogram: documents go into buckets once all values are known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from findling.search.aggs.base.aggregator import AggregationContext, Aggregator, Leaf, Partial
from findling.search.aggs.base.children import Children
from findling.search.aggs.base.reductions import Counts
from findling.search.aggs.base.rows import Rows
from findling.search.aggs.bucket.clusters.value_clusters import Clusters, clusters_of

if TYPE_CHECKING:
    from findling.search.aggs.bucket.clusters.variable_width_histogram import VariableWidthHistogramAggregation
    from findling.search.aggs.values.numeric_values import NumericValues

# value, document and cluster
_BYTES_PER_VALUE: Final = 20


class VariableWidthAggregator(Aggregator):
    """All rows are in bucket 0. Each value is counted, and its document handed on, where it is."""

    def __init__(
        self, aggregation: VariableWidthHistogramAggregation, ctx: AggregationContext, values: NumericValues
    ) -> None:
        self.children = Children(aggregation.children, ctx, aggregation.shard_size)
        self._aggregation = aggregation
        self._ctx = ctx
        self._values = values
        self._found: list[tuple[Leaf, NDArray[np.int32], NDArray[np.float64]]] = []
        self._counts = Counts()
        self._clusters: Clusters | None = None

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Keeps the documents' values."""
        values, owners = self._values.doubles(leaf.reader, rows.docs)
        if owners is not None and (owners[1:] < owners[:-1]).any():
            # those of documents without a value stand last, but the first values make the clusters
            order = np.argsort(owners, kind="stable")
            owners, values = owners[order], values[order]
        docs = rows.doc_ids() if owners is None else rows.doc_ids()[owners]
        self._ctx.account(len(values) * _BYTES_PER_VALUE, f"<agg [{self._aggregation.name}]>")
        self._found.append((leaf, docs, values))

    def prepare(self) -> None:
        """Puts the values into clusters and hands the documents on."""
        spec = self._aggregation
        values = np.concatenate([np.empty(0), *(values for _, _, values in self._found)])
        if len(values):
            clusters = self._clusters = clusters_of(values, spec.shard_size, spec.buffered)
            n_clusters = len(clusters.centroids)
            start = 0
            for leaf, docs, found in self._found:
                members = clusters.members[start : start + len(found)]
                start += len(found)
                self._counts.add(members, len(docs), n_clusters, leaf.weights(docs))
                self.children.collect(leaf, Rows(docs, len(docs), members, n_clusters))
        self.children.prepare()

    def partials(self, buckets: Sequence[int]) -> list[Partial]:
        """Returns the clusters of bucket 0; others have none."""
        return [self._partial(self._clusters if bucket == 0 else None) for bucket in buckets]

    def _partial(self, clusters: Clusters | None) -> Partial:
        if clusters is None:
            return {"format": self._values.format, "buckets": []}
        n = len(clusters.centroids)
        columns = (clusters.centroids.tolist(), clusters.lows.tolist(), clusters.highs.tolist())
        rows = zip(*columns, self._counts.upto(n).tolist(), self.children.partials(range(n)), strict=True)
        return {
            "format": self._values.format,
            "buckets": [
                {"key": key, "min": low, "max": high, "count": count, "aggs": aggs}
                for key, low, high, count, aggs in rows
            ],
        }
