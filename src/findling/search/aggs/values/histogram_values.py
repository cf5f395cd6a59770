"""Reads histograms: the values of documents, and how often each came up."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from findling.mapping.types.metrics.histogram import decode_histograms
from findling.search.snapshot_memo import remembered

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField
    from findling.search.aggs.base.aggregator import Leaf
    from findling.search.context import ShardContext


class Counted(NamedTuple):
    """values: (n,) in the order of documents, of one they do not fall; counts: (n,) int64, above 0

    owners: (n,) int32, the index of each value's document
    """

    values: NDArray[np.float64]
    counts: NDArray[np.int64]
    owners: NDArray[np.int32]


class HistogramValues:
    """The histograms of one field, decoded once per segment."""

    def __init__(self, field: MappedField, ctx: ShardContext) -> None:
        self._field = field
        self._ctx = ctx

    def read(self, leaf: Leaf, docs: NDArray[np.int32] | None) -> Counted:
        """Returns the histograms of docs, None for all docs of the segment."""
        column = leaf.segment.reader.ordinals(self._field.name)
        if column is None:
            return Counted(np.empty(0), np.empty(0, np.int64), np.empty(0, np.int32))
        wanted = np.arange(leaf.segment.max_doc, dtype=np.int32) if docs is None else docs
        ords, owners = column.values(wanted)
        key = ("histograms", self._field.name, leaf.segment.ord)
        terms = column.dictionary
        values, counts, starts = remembered(
            self._ctx.searcher, key, lambda: decode_histograms([terms.term(i) for i in range(terms.n_terms)])
        )
        sizes = starts[ords + 1] - starts[ords]
        ends = np.cumsum(sizes)
        places = np.arange(int(ends[-1]) if len(ends) else 0) + np.repeat(starts[ords] - (ends - sizes), sizes)
        return Counted(values[places], counts[places], np.repeat(owners, sizes).astype(np.int32))
