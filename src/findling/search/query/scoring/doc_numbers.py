"""The numbers of documents as scores are made of them: doubles, dates in milliseconds, true and false as 1 and 0."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import ClassCastError
from findling.mapping.traits import INTEGERS, NumberTraits
from findling.search.doc_set import Docs
from findling.search.fielddata import no_fielddata

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField
    from findling.search.context import SegmentContext, ShardContext

_NUMERIC: Final = "org.elasticsearch.index.fielddata.IndexNumericFieldData"
_PLAIN: Final = "org.elasticsearch.index.fielddata.plain."
# what reads the doc values of fields that are no numbers, by the kind of column
_READERS: Final = {"ordinals": "SortedSetOrdinalsIndexFieldData", "numeric": "LatLonPointIndexFieldData"}

# the numbers that every document has
SEQ_NO: Final = "_seq_no"
OWN_NUMBERS: Final = (SEQ_NO, "_version")


def check_doc_values(field: MappedField, ctx: ShardContext) -> None:
    """Raises IllegalArgumentError if the values of a field cannot be read by document."""
    if field.name not in OWN_NUMBERS and not field.type.has_doc_values:
        raise no_fielddata(field, ctx)


def check_numeric(field: MappedField, ctx: ShardContext) -> None:
    """Raises FindlingErrors unless a field has numbers by document."""
    check_doc_values(field, ctx)
    if field.name not in OWN_NUMBERS and field.type.numbers is None:
        reader = _PLAIN + _READERS.get(field.type.structures.doc_values, "BinaryIndexFieldData")
        raise ClassCastError(
            f"class {reader} cannot be cast to class {_NUMERIC} ({reader} and {_NUMERIC} are in unnamed module of "
            "loader 'app')"
        )


def own_numbers(segment: SegmentContext, name: str) -> NDArray[np.int64]:
    """Returns one of OWN_NUMBERS of all documents of a segment, (max_doc,) int64."""
    reader = segment.reader
    return np.asarray(reader.seq_nos if name == SEQ_NO else reader.versions)


def traits_of(field: MappedField | None) -> NumberTraits:
    """Returns how the numbers of a field are read; plainly those of no field."""
    return INTEGERS if field is None or field.type.numbers is None else field.type.numbers


def doubles(
    segment: SegmentContext, field: str, numbers: NumberTraits, docs: Docs
) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    """Returns all numbers of some documents, and for each the index in `docs` of the document that has it.

    values: (n_found,) float64; owners: (n_found,) int32, non-decreasing; values increase within each document
    """
    if field in OWN_NUMBERS:
        return own_numbers(segment, field)[docs].astype(np.float64), np.arange(len(docs), dtype=np.int32)
    column = segment.reader.numeric(field)
    if column is None:
        return np.empty(0, np.float64), np.empty(0, np.int32)
    values, owners = column.values(docs)
    return numbers.read(values).astype(np.float64) + numbers.offset, owners


def first_doubles(
    segment: SegmentContext, field: str, numbers: NumberTraits, docs: Docs
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Returns the least number of each of some documents, (n,) float64, and whether it has one."""
    values, owners = doubles(segment, field, numbers, docs)
    out, found = np.zeros(len(docs), np.float64), np.zeros(len(docs), np.bool_)
    # of several the first is written last
    out[owners[::-1]] = values[::-1]
    found[owners] = True
    return out, found
