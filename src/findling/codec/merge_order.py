"""Which document gets which number in a merged segment: one segment after the other, or by the sort of the index."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from findling.codec.columns.ordinals import OrdinalColumn
from findling.codec.index_sort import IndexSort, IndexSortField, order_by_keys
from findling.codec.postings.postings_merge import MergedTerms
from findling.codec.segment_reader import SegmentReader


@dataclass(frozen=True, slots=True)
class MergeOrder:
    """The numbers of the documents that stay.

    doc_maps: for each segment (max_doc,) int32, the new number of each document, -1 for those left out
    kept: for each segment its documents that stay, increasing
    order: (n,) the documents in their new order, by their place in all `kept` one after the other; None: just so
    sort: what they are in the order of then
    """

    doc_maps: list[NDArray[np.int32]]
    kept: list[NDArray[np.intp]]
    order: NDArray[np.intp] | None
    sort: IndexSort

    @property
    def max_doc(self) -> int:
        """How many documents stay."""
        return sum(map(len, self.kept))

    def arrange(self, parts: Sequence[NDArray[Any]]) -> NDArray[Any]:
        """Returns values of the kept documents of each segment in the new order."""
        joined = np.concatenate(parts)
        return joined if self.order is None else joined[self.order]

    def segments(self) -> NDArray[np.intp] | None:
        """Returns the place of the segment that each new document comes from; None if one follows the other."""
        if self.order is None:
            return None
        return np.searchsorted(np.cumsum([len(docs) for docs in self.kept]), self.order, side="right")


def merge_order(readers: Sequence[SegmentReader], masks: Sequence[NDArray[np.bool_]]) -> MergeOrder:
    """Returns the order of a merge; masks: which documents of each segment stay, (max_doc,) bool.

    The documents are put in the order of the index sort if all segments have it.
    """
    kept = [np.flatnonzero(mask) for mask in masks]
    sorts = {reader.index_sort for reader in readers}
    sort: IndexSort = next(iter(sorts)) if len(sorts) == 1 else ()
    order = _sorted_order(sort, readers, kept) if sort and len(readers) > 1 else None
    if order is None:
        numbers = np.arange(sum(map(len, kept)), dtype=np.int32)
    else:
        numbers = np.empty(len(order), np.int32)
        numbers[order] = np.arange(len(order), dtype=np.int32)
    doc_maps, base = [], 0
    for mask, docs in zip(masks, kept, strict=True):
        doc_map = np.full(len(mask), -1, np.int32)
        doc_map[docs] = numbers[base : base + len(docs)]
        doc_maps.append(doc_map)
        base += len(docs)
    return MergeOrder(doc_maps, kept, order, sort)


def _sorted_order(
    sort: IndexSort, readers: Sequence[SegmentReader], kept: Sequence[NDArray[np.intp]]
) -> NDArray[np.intp] | None:
    roots = [_roots(reader, docs) for reader, docs in zip(readers, kept, strict=True)]
    keys = [_keys(field, readers, [docs.astype(np.int32) for docs in roots]) for field in sort]
    order = order_by_keys(keys)
    if (order[1:] > order[:-1]).all():
        return None
    if all(reader.roots is None for reader in readers):
        return order
    return _whole_blocks(order, kept, roots)


def _roots(reader: SegmentReader, docs: NDArray[np.intp]) -> NDArray[np.intp]:
    return docs if reader.roots is None else docs[reader.roots.to_mask()[docs]]


def _whole_blocks(
    order: NDArray[np.intp], kept: Sequence[NDArray[np.intp]], roots: Sequence[NDArray[np.intp]]
) -> NDArray[np.intp]:
    """Returns an order of roots as one of all documents, in which nested ones stay before their root."""
    bases = np.cumsum([0, *map(len, kept)])
    ends = [base + np.searchsorted(docs, own) for base, docs, own in zip(bases, kept, roots, strict=False)]
    return block_order(order, np.concatenate(ends))


def block_order(order: NDArray[np.intp], ends: NDArray[np.intp]) -> NDArray[np.intp]:
    """Returns the places of all documents in the order of their blocks.

    order: (n_blocks,) the blocks in their new order; ends: (n_blocks,) the place of the last document of each block
    """
    firsts = np.append(0, ends[:-1] + 1)[order] if len(ends) else ends
    lengths = ends[order] + 1 - firsts
    skipped = np.cumsum(lengths) - lengths
    places: NDArray[np.intp] = np.arange(int(lengths.sum())) + np.repeat(firsts - skipped, lengths)
    return places


def _keys(field: IndexSortField, readers: Sequence[SegmentReader], docs: Sequence[NDArray[np.int32]]) -> NDArray[Any]:
    """Returns the key of each document of all segments, one segment after the other."""
    if field.kind == "string":
        return field.comparable_ranks(_ranks(field, readers, docs))
    numbers = [_numbers(field, reader, own) for reader, own in zip(readers, docs, strict=True)]
    return field.comparable(np.concatenate(numbers))


def _numbers(field: IndexSortField, reader: SegmentReader, docs: NDArray[np.int32]) -> NDArray[Any]:
    column = reader.numeric(field.field)
    if column is not None:
        return column.single(docs, field.missing_number, field.mode == "max")
    dtype = np.float64 if field.kind in ("double", "float") else np.int64
    return np.full(len(docs), field.missing_number, dtype)


def _ranks(
    field: IndexSortField, readers: Sequence[SegmentReader], docs: Sequence[NDArray[np.int32]]
) -> NDArray[np.int64]:
    """Returns the rank of each document's term among those of all segments, -1 where it has none."""
    columns = [reader.ordinals(field.field) for reader in readers]
    merged = MergedTerms.of([column.dictionary for column in columns if column is not None])
    ranks = iter(merged.ranks)
    parts = [_own_ranks(column, own, field.mode, ranks) for column, own in zip(columns, docs, strict=True)]
    return np.concatenate(parts)


def _own_ranks(column: OrdinalColumn | None, docs: NDArray[np.int32], mode: str, ranks: Any) -> NDArray[np.int64]:
    if column is None:
        return np.full(len(docs), -1, np.int64)
    ords = column.single(docs, last=mode == "max")
    own = next(ranks)
    return np.where(ords < 0, -1, own[np.maximum(ords, 0)] if len(own) else -1).astype(np.int64)
