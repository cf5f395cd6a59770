"""The segment files of one shard: writing new ones, merging, opening, removing."""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from findling.analysis.interning import intern_bytes
from findling.analysis.packed_strings import PackedBytes
from findling.codec.bitmap import Bitmap
from findling.codec.field_values import FieldValues, NumberValues, SegmentData, TermValues, TextTokens, VectorValues
from findling.codec.merge import merge_segments, never
from findling.codec.segment_reader import SegmentReader
from findling.codec.segment_writer import write_segment
from findling.index.buffer import BufferedDocuments
from findling.index.id_table import encoded_ids
from findling.index.segment_entry import SegmentEntry, SegmentRemover
from findling.index.text_analysis import analyse
from findling.mapping.field_type import Analysis
from findling.mapping.mapping import Mapping
from findling.mapping.parsed_batch import FieldColumn, ParsedBatch

_SAMPLE = 1000
_T = TypeVar("_T")


class SegmentFiles:
    """Makes segments in the shard's directory. Files are not synced here: a flush does that for what it commits."""

    def __init__(self, mapping: Callable[[], Mapping], new_path: Callable[[], Path], remover: SegmentRemover) -> None:
        self._mapping = mapping
        self._new_path = new_path
        self._remover = remover

    def write(self, documents: BufferedDocuments) -> SegmentEntry:
        """Returns a new segment of the documents; raises OSError, and leaves no file, if it cannot be written."""
        path = self._new_path()
        write_segment(path, segment_data(documents, self._mapping().context.analysis), sync=False)
        return SegmentEntry(SegmentReader.open(path), None, self._remover)

    def merge(
        self, entries: Sequence[SegmentEntry], lives: Sequence[Bitmap | None], check: Callable[[], None] = never
    ) -> tuple[SegmentEntry, list[npt.NDArray[np.int32]]]:
        """Returns a new segment of the live docs of others, and for each of them its doc map (-1: left out)."""
        path = self._new_path()
        doc_maps = merge_segments(path, [entry.reader for entry in entries], lives, sync=False, check=check)
        return SegmentEntry(SegmentReader.open(path), None, self._remover), doc_maps


def open_committed(path: Path, live: Bitmap | None, remover: SegmentRemover) -> SegmentEntry:
    """Returns a segment that a commit point holds; raises CorruptIndexError."""
    entry = SegmentEntry(SegmentReader.open(path), live, remover)
    entry.synced = True
    return entry


def segment_data(documents: BufferedDocuments, analysis: Analysis) -> SegmentData:
    """Returns the documents as the codec wants them; fields are analysed one at a time, when they are written."""
    batch = documents.batch
    if batch.root_mask is None:
        spread = np.ones(len(documents.ids), dtype=np.int32)
    else:
        spread = np.diff(batch.roots, prepend=np.int32(-1))  # each root's nested docs and itself
    routed = documents.routings.count(None) < len(documents.routings)
    return SegmentData(
        max_doc=batch.n_docs,
        ids=_ids(documents),
        sources=_sources(documents),
        seq_nos=np.repeat(documents.seq_nos, spread),
        primary_terms=np.repeat(documents.primary_terms, spread),
        versions=np.repeat(documents.versions, spread),
        fields=_fields(batch, analysis),
        routings=_at_roots(documents.routings, batch, None) if routed else None,
        root_mask=batch.root_mask,
        index_sort=documents.index_sort,
    )


def _ids(documents: BufferedDocuments) -> Sequence[bytes]:
    """Returns the id of each doc, empty for nested ones."""
    ids = encoded_ids(documents.ids)
    return ids if documents.batch.root_mask is None else _at_roots(list(ids), documents.batch, b"")


def _sources(documents: BufferedDocuments) -> list[bytes | PackedBytes]:
    """Returns the source of each doc, many at once where they are packed."""
    if documents.batch.root_mask is not None:
        return _at_roots(list(chain.from_iterable(documents.sources)), documents.batch, b"")
    sources: list[bytes | PackedBytes] = []
    for chunk in documents.sources:
        sources += (chunk,) if isinstance(chunk, PackedBytes) else chunk
    return sources


def _at_roots(values: list[_T], batch: ParsedBatch, nested: _T) -> list[_T]:
    """Returns one value per doc: that of each root, and `nested` for the others."""
    if batch.root_mask is None:
        return values
    spread = [nested] * batch.n_docs
    for root, value in zip(batch.roots.tolist(), values, strict=True):
        spread[root] = value
    return spread


def _fields(batch: ParsedBatch, analysis: Analysis) -> Iterator[FieldValues]:
    for name, column in sorted(batch.columns.items()):
        if len(column.docs):
            yield FieldValues(name, column.structures, _values(column, analysis))


def _values(column: FieldColumn, analysis: Analysis) -> TextTokens | TermValues | NumberValues | VectorValues:
    if column.structures.is_text:
        return analyse(column, analysis)
    if column.structures.has_terms:
        return _terms(column)
    if column.structures.is_vector:
        return VectorValues(column.docs, column.values)
    return NumberValues(column.docs, column.values)


def _terms(column: FieldColumn) -> TermValues:
    """Returns a column of terms; each term once if that is fewer by far."""
    values = column.values
    if isinstance(values, PackedBytes):
        sample = values[:_SAMPLE]
        if 2 * len(set(sample)) <= len(sample):
            distinct, numbers = intern_bytes(values)
            return TermValues(column.docs, distinct, numbers)
    return TermValues(column.docs, values)
