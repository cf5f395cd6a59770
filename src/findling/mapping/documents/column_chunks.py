"""The converted values of one field, collected in pieces and put in doc order at the end."""

from collections.abc import Sequence
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

from findling.analysis.packed_strings import PackedBytes, PackedTexts
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
        numbers, values = numbers[alive], chosen_values(values, alive)
    return FieldColumn(name, structures, *_ordered(numbers, values))


def _joined(chunks: list[Chunk]) -> Chunk:
    if len(chunks) == 1:
        return chunks[0]
    owners = np.concatenate([chunk[0] for chunk in chunks])
    return owners, joined_values([chunk[1] for chunk in chunks])


def joined_values(parts: Sequence[Any]) -> Any:
    """Returns the values of several columns of one field as one; packed if one of them is."""
    if isinstance(parts[0], np.ndarray):
        return np.concatenate(parts)
    if any(isinstance(part, PackedTexts) for part in parts):
        return PackedTexts(PackedBytes.concatenate([PackedTexts.of(part).encoded for part in parts]))
    if any(isinstance(part, PackedBytes) for part in parts):
        return PackedBytes.concatenate(list(map(PackedBytes.of, parts)))
    return list(chain.from_iterable(parts))


def chosen_values(values: Any, at: npt.NDArray[np.intp]) -> Any:
    """Returns the values at some places, in the shape the column has."""
    if isinstance(values, np.ndarray):
        return values[at]
    if isinstance(values, PackedTexts):
        return PackedTexts(values.encoded.take(at))
    return values.take(at) if isinstance(values, PackedBytes) else [values[i] for i in at.tolist()]


def _ordered(docs: Owners, values: ColumnValues) -> Chunk:
    if len(docs) < 2 or bool((docs[1:] >= docs[:-1]).all()):
        return docs, values
    order = np.argsort(docs, kind="stable")
    return docs[order], chosen_values(values, order)
