"""Merges the structures of one field from several segments."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from findling.codec.columns.numeric import write_numeric
from findling.codec.columns.ordinals import OrdinalColumn, compact_ordinals, write_ordinals
from findling.codec.field_structures import structures_json
from findling.codec.field_writer import count_changes, write_norms, write_presence
from findling.codec.index_sort import in_doc_order
from findling.codec.merge_order import MergeOrder
from findling.codec.postings.postings import TermsReader
from findling.codec.postings.postings_merge import MergedTerms, merge_postings
from findling.codec.postings.postings_writer import STREAMS, PostingsWriter
from findling.codec.postings.suggestions import write_weights
from findling.codec.postings.terms import write_terms
from findling.codec.segment import SegmentWriter
from findling.codec.segment_reader import SegmentReader
from findling.codec.vectors.graph import LEAST_ROWS
from findling.codec.vectors.graph_building import Check, OldGraph
from findling.codec.vectors.graph_writer import write_graph
from findling.codec.vectors.vector_column import write_vectors
from findling.mapping.parsed_batch import FieldStructures

# vectors that are copied at a time
_COPIED = 4096
_N_STREAMS = {"docs": 0, "freqs": 0, "positions": 1, "offsets": 3}


@dataclass(frozen=True, slots=True)
class _Part:
    """One segment that has the field; live: (n_live,) int32, its documents that stay."""

    reader: SegmentReader
    doc_map: NDArray[np.int32]
    live: NDArray[np.int32]


def merge_field(
    writer: SegmentWriter,
    field: str,
    readers: Sequence[SegmentReader],
    order: MergeOrder,
    check: Check,
) -> dict[str, object] | None:
    """Writes the merged field and returns its meta data; None if no document that stays has the field.

    Where segments differ in the structures of the field, those of the last one count.
    """
    max_doc = order.max_doc
    parts = [
        _Part(reader, doc_map, docs.astype(np.int32))
        for reader, doc_map, docs in zip(readers, order.doc_maps, order.kept, strict=True)
        if field in reader.fields
    ]
    present = _merge_presence(field, parts)
    if not len(present):
        return None
    structures = parts[-1].reader.fields[field].structures
    meta: dict[str, Any] = {"structures": structures_json(structures)}
    meta |= write_presence(writer, field, max_doc, present)
    if structures.is_numeric:
        meta["numeric"] = _merge_numeric(writer, max_doc, field, parts)
        return meta
    if structures.is_vector:
        return meta | _merge_vectors(writer, field, parts, structures, check)
    norms = _merge_norms(writer, max_doc, field, parts) if structures.norms else None
    if structures.index == "none":
        return meta | _merge_dictionary(writer, max_doc, field, parts)
    return meta | _merge_inverted(writer, order, field, parts, norms)


def _merge_presence(field: str, parts: list[_Part]) -> NDArray[np.int32]:
    """Returns the documents with a value, renumbered, increasing."""
    found = []
    for part in parts:
        bitmap = part.reader.presence(field)
        if bitmap is not None:
            docs = part.doc_map[bitmap.to_docs()]
            found.append(docs[docs >= 0])
    return in_doc_order(np.concatenate(found))[0] if found else np.empty(0, np.int32)


def _merge_numeric(writer: SegmentWriter, max_doc: int, field: str, parts: list[_Part]) -> dict[str, object]:
    all_docs, all_values = [], []
    for part in parts:
        column = part.reader.numeric(field)
        if column is not None:
            values, owners = column.values(part.live)
            all_docs.append(part.doc_map[part.live[owners]])
            all_values.append(values)
    return write_numeric(writer, field, max_doc, *in_doc_order(np.concatenate(all_docs), np.concatenate(all_values)))


def _merge_vectors(
    writer: SegmentWriter, field: str, parts: list[_Part], structures: FieldStructures, check: Check
) -> dict[str, object]:
    """Writes the matrix, and for many vectors the graph that finds the nearest."""
    columns = [(part, column) for part in parts if (column := part.reader.vectors(field)) is not None]
    docs = np.concatenate([part.doc_map[column.docs] for part, column in columns])
    kept = np.sort(docs[docs >= 0])
    row_map = np.where(docs >= 0, np.searchsorted(kept, docs), -1).astype(np.int32)
    matrix = _kept_rows([column.matrix for _, column in columns], row_map)
    write_vectors(writer, field, kept, matrix)
    if structures.vectors is None or not structures.vectors.m or len(matrix) < LEAST_ROWS:
        return {}
    starts = np.cumsum([0, *(len(column.docs) for _, column in columns)])
    sources = [
        OldGraph(graph, row_map[start:end])
        for (part, _), start, end in zip(columns, starts[:-1], starts[1:], strict=True)
        if (graph := part.reader.graph(field)) is not None
    ]
    return write_graph(writer, field, matrix, structures.vectors, sources, check)


def _kept_rows(matrices: Sequence[NDArray[Any]], row_map: NDArray[np.int32]) -> NDArray[Any]:
    """Returns the rows of several matrices that stay, and holds them only once while it does.

    row_map: the new row of each of all rows, -1 for those left out
    """
    matrix = np.empty((int((row_map >= 0).sum()), matrices[0].shape[1]), matrices[0].dtype)
    seen = 0
    for rows in matrices:
        for start in range(0, len(rows), _COPIED):
            part = rows[start : start + _COPIED]
            targets = row_map[seen : seen + len(part)]
            matrix[targets[targets >= 0]] = part[targets >= 0]
            seen += len(part)
    return matrix


def _merge_norms(writer: SegmentWriter, max_doc: int, field: str, parts: list[_Part]) -> NDArray[np.uint8]:
    merged = np.zeros(max_doc, np.uint8)
    for part in parts:
        norms = part.reader.norms(field)
        if norms is not None:
            merged[part.doc_map[part.live]] = norms[part.live]
    write_norms(writer, field, merged)
    return merged


def _merge_inverted(
    writer: SegmentWriter, order: MergeOrder, field: str, parts: list[_Part], norms: NDArray[np.uint8] | None
) -> dict[str, object]:
    """Merges dictionary, postings and ordinals."""
    max_doc = order.max_doc
    structures = parts[-1].reader.fields[field].structures
    indexed = [(part, terms) for part in parts if (terms := part.reader.terms(field)) is not None]
    merged = MergedTerms.of([terms for _, terms in indexed])
    streams = STREAMS[: min(_n_streams(terms, structures) for _, terms in indexed)]
    postings = PostingsWriter(max_doc, structures.index != "docs", streams, norms)
    used_parts, with_terms = [], np.zeros(max_doc, np.bool_)
    readers, doc_maps = [terms for _, terms in indexed], [part.doc_map for part, _ in indexed]
    chunks = merge_postings(merged, readers, doc_maps, streams, order.order is not None)
    for chunk, chunk_used in chunks:
        postings.append(chunk)
        used_parts.append(chunk_used)
        with_terms[chunk.docs] = True
    postings.finish(writer, field)
    used = np.concatenate(used_parts) if used_parts else np.empty(0, np.bool_)
    kept = merged.terms.take(np.flatnonzero(used))
    write_terms(writer, field, kept)
    if structures.suggestions:
        write_weights(writer, field, kept)
    if structures.doc_values == "ordinals":
        new_ords = np.cumsum(used, dtype=np.int32) - np.int32(1)
        columns = [(part, part.reader.ordinals(field)) for part, _ in indexed]
        docs, ords = _gather_ordinals(columns, [new_ords[ranks] for ranks in merged.ranks])
        write_ordinals(writer, field, max_doc, docs, ords, int(used.sum()))
    return {"doc_count": int(with_terms.sum())} | postings.statistics()


def _n_streams(terms: TermsReader, structures: FieldStructures) -> int:
    wanted = _N_STREAMS["offsets" if structures.keeps_offsets else structures.index]
    return min(wanted, 3 if terms.has_offsets else 1 if terms.has_positions else 0)


def _merge_dictionary(writer: SegmentWriter, max_doc: int, field: str, parts: list[_Part]) -> dict[str, object]:
    """Merges a dictionary without postings and the ordinals into it."""
    columns = [(part, column) for part in parts if (column := part.reader.ordinals(field)) is not None]
    merged = MergedTerms.of([column.dictionary for _, column in columns])
    docs, ords = _gather_ordinals(columns, merged.ranks)
    used, compact = compact_ordinals(ords, len(merged.terms))
    write_terms(writer, field, merged.terms.take(used))
    if columns:
        write_ordinals(writer, field, max_doc, docs, compact)
    return {"doc_count": count_changes(docs)}


def _gather_ordinals(
    columns: Sequence[tuple[_Part, OrdinalColumn | None]], new_ords: Sequence[NDArray[np.int32]]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Returns renumbered documents and ordinals of all columns, documents non-decreasing."""
    all_docs, all_ords = [np.empty(0, np.int32)], [np.empty(0, np.int32)]
    for (part, column), renumbered in zip(columns, new_ords, strict=True):
        if column is not None:
            ords, owners = column.values(part.live)
            all_docs.append(part.doc_map[part.live[owners]])
            all_ords.append(renumbered[ords])
    docs, ords = in_doc_order(np.concatenate(all_docs), np.concatenate(all_ords))
    return docs, ords
