"""Taking some documents out of a parsed batch, and putting several batches together."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from findling.analysis.packed_strings import PackedBytes, PackedTexts
from findling.mapping.documents.column_chunks import chosen_values, joined_values
from findling.mapping.parsed_batch import FieldColumn, ParsedBatch

_ANALYSED = 4
"""Bytes that a byte of text takes while it is analysed: copies, and an array entry of each kind for every token."""


def select_inputs(batch: ParsedBatch, inputs: Sequence[int]) -> ParsedBatch:
    """Returns a batch that holds just the given inputs, in this order of inputs, their docs in the order they had.

    inputs: input numbers, strictly increasing, none of them failed; input i of the result is inputs[i]
    The batch itself is returned when it holds nothing else. Raises ValueError if the inputs are not increasing.
    """
    if any(later <= earlier for earlier, later in pairwise(inputs)):
        raise ValueError("inputs must increase from operation to operation")
    if len(inputs) == len(batch.roots) and not batch.errors:
        return batch
    chosen = batch.roots[np.asarray(inputs, dtype=np.int64)]
    keep = _docs_of_roots(batch, chosen)
    selected = select_docs(batch, keep)
    selected.roots = (np.cumsum(keep, dtype=np.int32) - 1)[chosen]
    return selected


def select_docs(batch: ParsedBatch, keep: npt.NDArray[np.bool_]) -> ParsedBatch:
    """Returns the batch of the docs whose entry in `keep`, (n_docs,) bool, is true, renumbered.

    Empty columns are left out; roots of the result are the root docs that are left, in doc order.
    """
    new_docs = np.cumsum(keep, dtype=np.int32) - 1
    root_mask = None if batch.root_mask is None else batch.root_mask[keep]
    columns = {name: _select_column(column, keep, new_docs) for name, column in batch.columns.items()}
    n_docs = int(new_docs[-1]) + 1 if len(keep) else 0
    roots = np.arange(n_docs, dtype=np.int32) if root_mask is None else np.flatnonzero(root_mask).astype(np.int32)
    return ParsedBatch(
        n_docs=n_docs,
        roots=roots,
        root_mask=root_mask,
        columns={name: column for name, column in columns.items() if len(column.docs)},
        stored_source=batch.stored_source,
    )


def concatenate(batches: Sequence[ParsedBatch]) -> ParsedBatch:
    """Returns one batch of all docs of the batches, which must hold no failed inputs, in order."""
    if len(batches) == 1:
        return batches[0]
    bases = np.cumsum([0, *(batch.n_docs for batch in batches)]).tolist()
    names = dict.fromkeys(name for batch in batches for name in batch.columns)
    roots = [batch.roots + np.int32(base) for batch, base in zip(batches, bases, strict=False)]
    return ParsedBatch(
        n_docs=bases[-1],
        roots=np.concatenate(roots) if roots else np.empty(0, np.int32),
        root_mask=_concatenate_root_masks(batches),
        columns={name: _concatenate_column(name, batches, bases) for name in names},
    )


def estimate_bytes(batch: ParsedBatch) -> int:
    """Returns roughly the memory that the batch's columns hold, and for a moment take when they become a segment."""
    return sum(column.docs.nbytes + _value_bytes(column.values) for column in batch.columns.values())


def _value_bytes(values: Any) -> int:
    if isinstance(values, PackedTexts):
        return _ANALYSED * values.nbytes
    if isinstance(values, np.ndarray | PackedBytes):
        return int(values.nbytes)
    return sum(map(len, values)) + 64 * len(values)  # 49 to 57 bytes of object header and one pointer


def _docs_of_roots(batch: ParsedBatch, roots: npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
    """Returns which docs belong to the given roots: the roots and, standing before each, its nested documents."""
    keep = np.zeros(batch.n_docs, dtype=np.bool_)
    keep[roots] = True
    if batch.root_mask is None:
        return keep
    root_of_doc: npt.NDArray[np.int64] = (
        np.cumsum(batch.root_mask) - batch.root_mask
    )  # ordinal of the first root at or after the doc
    kept_roots: npt.NDArray[np.bool_] = keep[np.flatnonzero(batch.root_mask)]
    return kept_roots[root_of_doc]


def _select_column(column: FieldColumn, keep: npt.NDArray[np.bool_], new_docs: npt.NDArray[np.int32]) -> FieldColumn:
    kept = np.flatnonzero(keep[column.docs])
    values = chosen_values(column.values, kept)
    return FieldColumn(column.field, column.structures, new_docs[column.docs[kept]], values)


def _concatenate_column(name: str, batches: Sequence[ParsedBatch], bases: list[int]) -> FieldColumn:
    found = [(batch.columns[name], base) for batch, base in zip(batches, bases, strict=False) if name in batch.columns]
    docs = np.concatenate([column.docs + np.int32(base) for column, base in found])
    values = joined_values([column.values for column, _ in found])
    return FieldColumn(name, found[-1][0].structures, docs, values)


def _concatenate_root_masks(batches: Sequence[ParsedBatch]) -> npt.NDArray[np.bool_] | None:
    if all(batch.root_mask is None for batch in batches):
        return None
    masks = [np.ones(b.n_docs, dtype=np.bool_) if b.root_mask is None else b.root_mask for b in batches]
    return np.concatenate(masks)
