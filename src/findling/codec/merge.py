"""Merges segments: every structure is copied and renumbered, deleted documents are left out.

The result is what writing the remaining documents afresh gives, and always the same for the same input.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from findling.codec.bitmap import Bitmap
from findling.codec.byte_strings import ByteStrings
from findling.codec.columns.doc_numbers import write_doc_numbers
from findling.codec.columns.ordinals import compact_ordinals, write_ordinals
from findling.codec.field_merge import merge_field
from findling.codec.ids import write_ids
from findling.codec.index_sort import in_doc_order
from findling.codec.merge_order import MergeOrder, merge_order
from findling.codec.postings.postings_merge import MergedTerms
from findling.codec.postings.terms import write_terms
from findling.codec.segment import SegmentWriter
from findling.codec.segment_reader import SegmentReader
from findling.codec.segment_writer import DOC_NUMBERS, sort_meta
from findling.codec.stored.source_merge import merge_sources
from findling.codec.vectors.graph_building import Check


def never() -> None:
    """The check of a merge that nobody gives up."""


def merge_segments(
    path: Path | str,
    readers: Sequence[SegmentReader],
    lives: Sequence[Bitmap | None],
    sync: bool = True,
    check: Check = never,
) -> list[NDArray[np.int32]]:
    """Writes one segment with the live documents of several, in order, or in that of the index sort they all have.

    lives: live documents of each segment, None if all are; a nested document lives if its root does
    check: called from time to time while it takes long; raises if the segment is not wanted any more
    Returns for each segment a doc map, (max_doc,) int32: new number of each document, -1 for those left out. Raises
    CorruptIndexError if a segment is damaged; then no file remains.
    """
    masks = [_live_mask(reader, live) for reader, live in zip(readers, lives, strict=True)]
    order = merge_order(readers, masks)
    with SegmentWriter(path) as writer:
        fields = {name: merge_field(writer, name, readers, order, check) for name in _field_names(readers)}
        ids = [reader.ids.strings().take(docs) for reader, docs in zip(readers, order.kept, strict=True)]
        joined = ByteStrings.concatenate(ids)
        write_ids(writer, joined if order.order is None else joined.take(order.order))
        merge_sources(writer, readers, masks, order.segments())
        _merge_numbers(writer, readers, order)
        _merge_routings(writer, readers, order)
        _merge_roots(writer, readers, order)
        writer.meta |= {"max_doc": order.max_doc, "fields": {name: meta for name, meta in fields.items() if meta}}
        writer.meta |= sort_meta(order.sort)
        writer.close(sync)
    return order.doc_maps


def _live_mask(reader: SegmentReader, live: Bitmap | None) -> NDArray[np.bool_]:
    """Returns which documents stay, (max_doc,) bool."""
    if live is None:
        return np.ones(reader.max_doc, np.bool_)
    mask = live.to_mask()
    if reader.roots is None:
        return mask
    roots = reader.roots.to_docs()
    mask[: len(mask)] = mask[roots[np.searchsorted(roots, np.arange(len(mask)))]]
    return mask


def _field_names(readers: Sequence[SegmentReader]) -> list[str]:
    return sorted({name for reader in readers for name in reader.fields})


def _merge_numbers(writer: SegmentWriter, readers: Sequence[SegmentReader], order: MergeOrder) -> None:
    columns: list[list[Any]] = [[reader.seq_nos, reader.primary_terms, reader.versions] for reader in readers]
    for place, name in enumerate(DOC_NUMBERS):
        parts = [column[place][of_reader] for column, of_reader in zip(columns, order.kept, strict=True)]
        numbers = order.arrange(parts) if parts else np.empty(0, np.int64)
        writer.meta[name] = write_doc_numbers(writer, name, numbers)


def _merge_routings(writer: SegmentWriter, readers: Sequence[SegmentReader], order: MergeOrder) -> None:
    routed = [
        (reader.routing, docs.astype(np.int32), doc_map)
        for reader, docs, doc_map in zip(readers, order.kept, order.doc_maps, strict=True)
        if reader.routing is not None
    ]
    merged = MergedTerms.of([routing.dictionary for routing, _, _ in routed])
    all_docs, all_ords = [np.empty(0, np.int32)], [np.empty(0, np.int32)]
    for (routing, docs, doc_map), ranks in zip(routed, merged.ranks, strict=False):
        ords, owners = routing.values(docs)
        all_docs.append(doc_map[docs[owners]])
        all_ords.append(ranks[ords])
    used, compact = compact_ordinals(np.concatenate(all_ords), len(merged.terms))
    if len(used):
        write_terms(writer, "_routing", merged.terms.take(used))
        docs, ords = in_doc_order(np.concatenate(all_docs), compact)
        write_ordinals(writer, "_routing", order.max_doc, docs, ords)


def _merge_roots(writer: SegmentWriter, readers: Sequence[SegmentReader], order: MergeOrder) -> None:
    masks = [
        np.ones(len(docs), np.bool_) if reader.roots is None else reader.roots.to_mask()[docs]
        for reader, docs in zip(readers, order.kept, strict=True)
    ]
    if any(not mask.all() for mask in masks):
        writer.add("_roots/words", Bitmap.from_mask(order.arrange(masks)).words)
