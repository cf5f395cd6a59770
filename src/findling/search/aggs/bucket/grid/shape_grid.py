"""Collects documents into the cells that their shapes meet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from findling.mapping.geo.shape_terms import decode_shapes
from findling.search.aggs.base.aggregator import AggregationContext, Leaf
from findling.search.aggs.base.rows import Rows
from findling.search.aggs.bucket.grid.grid_aggregator import GridAggregator

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField
    from findling.search.aggs.bucket.grid.grid_aggregation import GridAggregation

# of a cell of a shape while it is found, and of one of a document
_BYTES_PER_CELL: Final = 64
_BYTES_PER_PAIR: Final = 24
Pairs = tuple[NDArray[np.int32], NDArray[np.int64]]


class ShapeGridAggregator(GridAggregator):
    """Finds the cells of each distinct shape of a segment's matching documents once."""

    def __init__(
        self, aggregation: GridAggregation, ctx: AggregationContext, max_parents: int | None, field: MappedField
    ) -> None:
        super().__init__(aggregation, ctx, max_parents)
        self._field = field
        self._missing: NDArray[np.object_] | None = None
        if aggregation.source.missing is not None:
            self._missing = decode_shapes([field.type.parse_value(aggregation.source.missing)])

    def cells_of(self, leaf: Leaf, rows: Rows) -> Pairs:
        """Returns the rows' owners and cells."""
        column = leaf.segment.reader.shapes(self._field.name)
        if column is None:
            places, owners = np.empty(0, np.intp), np.empty(0, np.int32)
            geometries = np.empty(0, np.object_)
        else:
            ords, owners = column.ordinals.values(rows.doc_ids())
            distinct, places = np.unique(ords, return_inverse=True)
            geometries = column.geometries(distinct.astype(np.intp))
        if self._missing is not None:
            without = np.setdiff1d(np.arange(rows.size, dtype=np.int32), owners)
            places = np.concatenate((places, np.full(len(without), len(geometries))))
            owners = np.concatenate((owners, without))
            geometries = np.concatenate((geometries, self._missing))
        return self._spread(geometries, places, owners)

    def _spread(self, geometries: NDArray[np.object_], places: NDArray[np.intp], owners: NDArray[np.int32]) -> Pairs:
        """Returns pairs of an owner and a cell. places: which geometry each owner has"""
        of, cells = self.cells.of_shapes(geometries, self._charge)
        counts = np.bincount(of, minlength=len(geometries))
        starts = np.cumsum(counts) - counts
        n_each = counts[places]
        n_pairs = int(n_each.sum())
        self.ctx.account(n_pairs * _BYTES_PER_PAIR, self.label)
        within = np.arange(n_pairs) - np.repeat(np.cumsum(n_each) - n_each, n_each)
        return np.repeat(owners, n_each), cells[np.repeat(starts[places], n_each) + within]

    def _charge(self, n_cells: int) -> None:
        self.ctx.shard.check()
        self.ctx.account(n_cells * _BYTES_PER_CELL, self.label)
