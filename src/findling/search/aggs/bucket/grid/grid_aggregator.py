"""Collects documents into the cells of a grid."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from findling.base.runs import distinct_rows
from findling.search.aggs.base.aggregation import Partial
from findling.search.aggs.base.aggregator import AggregationContext, Leaf
from findling.search.aggs.base.bucket_ords import HashedBucketOrds
from findling.search.aggs.base.rows import Rows
from findling.search.aggs.bucket.multi_bucket import MultiBucketAggregator
from findling.search.collector.field_docs import smallest

if TYPE_CHECKING:
    from findling.search.aggs.bucket.grid.grid_aggregation import GridAggregation
    from findling.search.aggs.values.numeric_values import NumericValues


class GridAggregator(MultiBucketAggregator):
    """Base. Own keys are cells."""

    def __init__(self, aggregation: GridAggregation, ctx: AggregationContext, max_parents: int | None) -> None:
        super().__init__(aggregation, ctx, max_parents, HashedBucketOrds())
        self.cells = aggregation.cells
        self._shard_size = aggregation.shard_size

    @abstractmethod
    def cells_of(self, leaf: Leaf, rows: Rows) -> tuple[NDArray[np.int32] | None, NDArray[np.int64]]:
        """Returns rows and cells that they are in, repeats allowed; None: each row is in one, in order."""

    def collect(self, leaf: Leaf, rows: Rows) -> None:
        """Puts rows into the cells of their documents."""
        owners, own = self.cells_of(leaf, rows)
        # where each row is in one cell there is nothing to be sorted
        if owners is not None and (owners[1:] <= owners[:-1]).any():
            owners, own = distinct_rows(owners, own)
        self.add(leaf, rows, owners, own)

    def partials(self, buckets: Sequence[int]) -> list[Partial]:
        """Returns the fullest cells of each owning bucket."""
        return [self._partial(parent) for parent in buckets]

    def _partial(self, parent: int) -> Partial:
        own, buckets, counts = self.counted(parent)
        kept = smallest([~counts, ~own], self._shard_size)
        inner = self.inner(buckets[kept].tolist())
        rows = zip(own[kept].tolist(), counts[kept].tolist(), inner, strict=True)
        return {"buckets": [{"key": key, "count": count, "aggs": aggs} for key, count, aggs in rows]}


class PointGridAggregator(GridAggregator):
    """Looks at the points of documents."""

    def __init__(
        self, aggregation: GridAggregation, ctx: AggregationContext, max_parents: int | None, values: NumericValues
    ) -> None:
        super().__init__(aggregation, ctx, max_parents)
        self._values = values

    def cells_of(self, leaf: Leaf, rows: Rows) -> tuple[NDArray[np.int32] | None, NDArray[np.int64]]:
        """Returns the cells of the points that the box leaves."""
        own, owners = self._values.mapped(leaf.reader, rows.docs, self.cells.of_points)
        inside = self.cells.inside(own)
        if inside.all():
            return owners, own
        places = np.flatnonzero(inside).astype(np.int32)
        return (places if owners is None else owners[places]), own[places]
