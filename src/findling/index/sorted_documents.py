"""Puts the documents of a buffer in the order in which the index keeps its documents, before they are a segment."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

from findling.analysis.packed_strings import PackedBytes
from findling.base.runs import run_starts
from findling.codec.byte_strings import ByteStrings
from findling.codec.index_sort import IndexSort, IndexSortField, order_by_keys
from findling.codec.merge_order import block_order
from findling.index.buffer import BufferedDocuments
from findling.mapping.documents.column_chunks import chosen_values
from findling.mapping.parsed_batch import FieldColumn, ParsedBatch


def in_index_order(documents: BufferedDocuments, sort: IndexSort) -> BufferedDocuments:
    """Returns the documents in the order of an index sort; nested ones stay before their root."""
    if not sort:
        return documents
    order = order_by_keys([_keys(field, documents.batch) for field in sort])
    if (order[1:] > order[:-1]).all():
        return replace(documents, index_sort=sort)
    places = order.tolist()
    return BufferedDocuments(
        batch=_reordered(documents.batch, order),
        ids=[documents.ids[place] for place in places],
        sources=[_reordered_sources(documents.sources, order)],
        routings=[documents.routings[place] for place in places],
        seq_nos=documents.seq_nos[order],
        primary_terms=documents.primary_terms[order],
        versions=documents.versions[order],
        slots=documents.slots[order],
        index_sort=sort,
    )


def _keys(field: IndexSortField, batch: ParsedBatch) -> npt.NDArray[Any]:
    """Returns one key for each root document, which increase in the order of the sort."""
    column = batch.columns.get(field.field)
    if field.kind == "string":
        if column is None:
            return np.zeros(len(batch.roots), np.int64)
        _, ranks = ByteStrings.from_list(column.values).distinct()
        return field.comparable_ranks(_at_roots(field, column.docs, ranks.astype(np.int64), batch, np.int64(-1)))
    missing = field.missing_number
    if column is None:
        return np.zeros(len(batch.roots), np.int64)
    return field.comparable(_at_roots(field, column.docs, column.values, batch, column.values.dtype.type(missing)))


def _at_roots(
    field: IndexSortField, docs: npt.NDArray[np.int32], values: npt.NDArray[Any], batch: ParsedBatch, missing: Any
) -> npt.NDArray[Any]:
    """Returns the least or greatest value of each root document."""
    found = np.full(batch.n_docs, missing, values.dtype)
    first = np.flatnonzero(run_starts(docs))
    if len(first):
        reduce = np.minimum if field.mode == "min" else np.maximum
        found[docs[first]] = reduce.reduceat(values, first)
    return found[batch.roots]


def _reordered(batch: ParsedBatch, order: npt.NDArray[np.intp]) -> ParsedBatch:
    docs = block_order(order, batch.roots.astype(np.intp))
    new_docs = np.empty(batch.n_docs, np.int32)
    new_docs[docs] = np.arange(batch.n_docs, dtype=np.int32)
    return ParsedBatch(
        n_docs=batch.n_docs,
        roots=np.sort(new_docs[batch.roots]),
        root_mask=None if batch.root_mask is None else batch.root_mask[docs],
        columns={name: _reordered_column(column, new_docs) for name, column in batch.columns.items()},
    )


def _reordered_column(column: FieldColumn, new_docs: npt.NDArray[np.int32]) -> FieldColumn:
    docs = new_docs[column.docs]
    order = np.argsort(docs, kind="stable")
    return FieldColumn(column.field, column.structures, docs[order], chosen_values(column.values, order))


def _reordered_sources(chunks: Sequence[Sequence[bytes]], order: npt.NDArray[np.intp]) -> Sequence[bytes]:
    if any(isinstance(chunk, PackedBytes) for chunk in chunks):
        return PackedBytes.concatenate(list(map(PackedBytes.of, chunks))).take(order)
    sources = list(chain.from_iterable(chunks))
    return [sources[place] for place in order.tolist()]
