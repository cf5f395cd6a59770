"""The converted values of one field, collected in pieces and put in doc order at the end."""

from itertools import chain
from typing import Any, cast

import numpy as np

from findling.mapping.field_type import ColumnValues
from findling.mapping.parsed_batch import FieldColumn, FieldStructures
from findling.mapping.raw_values import Owners

Chunk = tuple[Owners, ColumnValues]


def has_structures(structures: FieldStructures) -> bool:
    """Tells whether anything of a field is kept on disk."""
    return structures.index != "none" or structures.doc_values != "none" or structures.kind == "vector"


def column_of(name: str, structures: FieldStructures, chunks: list[Chunk], docs: Owners | None) -> FieldColumn:
    """Returns the chunks of one field as one column in doc order.

    chunks: (slots that own the values, values); values of one slot keep their order
    docs: (n_slots,) doc of each slot, -1 where the input failed; None if slots are docs
    """
    owners, values = _joined(chunks)
    if docs is None:
        return FieldColumn(name, structures, *_ordered(owners, values))
    numbers = docs[owners]
    alive = np.flatnonzero(numbers >= 0)
    if len(alive) != len(numbers):
        numbers, values = numbers[alive], _chosen(values, alive)
    return FieldColumn(name, structures, *_ordered(numbers, values))


def _joined(chunks: list[Chunk]) -> Chunk:
    if len(chunks) == 1:
        return chunks[0]
    owners = np.concatenate([chunk[0] for chunk in chunks])
    columns: list[Any] = [chunk[1] for chunk in chunks]
    if isinstance(columns[0], np.ndarray):
        return owners, np.concatenate(columns)
    return owners, list(chain.from_iterable(columns))


def _ordered(docs: Owners, values: ColumnValues) -> Chunk:
    if len(docs) < 2 or bool((docs[1:] >= docs[:-1]).all()):
        return docs, values
    order = np.argsort(docs, kind="stable")
    return docs[order], _chosen(values, order)


def _chosen(values: ColumnValues, at: np.ndarray[Any, np.dtype[np.intp]]) -> ColumnValues:
    if isinstance(values, np.ndarray):
        return cast(ColumnValues, values[at])
    return cast(ColumnValues, [values[i] for i in at.tolist()])
