"""The values of one field in some documents of a segment, as scripts see them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from findling.mapping.types.geo.geo_point import decode_points
from findling.mapping.types.vectors.rank_vectors import decode_vectors
from findling.script.doc_values.dates import zoned
from findling.script.doc_values.geo import GeoPoint, GeoPoints
from findling.script.doc_values.values import Booleans, Dates, DocValues, Doubles, Longs, Strings
from findling.script.doc_values.vectors import BitRankVectorValues, BitVectorValues, RankVectorValues, VectorValues
from findling.script.types import Long
from findling.search.doc_set import Docs

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField
    from findling.search.context import SegmentContext

_NANOS: Final = {"ms": 1_000_000, "ns": 1}
_BITS: Final = 1 << 64


class FieldValues:
    """The values of a field in documents that stand side by side.

    kind: of the lists that scripts get; values: of all documents, one after the other
    ends: where those of each document end
    """

    __slots__ = ("_ends", "_kind", "_values")

    def __init__(self, kind: type[DocValues], values: Sequence[Any], ends: Sequence[int]) -> None:
        self._kind = kind
        self._values = values
        self._ends = ends

    def at(self, place: int) -> DocValues:
        """Returns the values of one of the documents, by its place among them."""
        return self._kind(self._values[self._ends[place - 1] if place else 0 : self._ends[place]])


def read_values(field: MappedField, segment: SegmentContext, docs: Docs) -> FieldValues:
    """Returns the values of a field that has doc values; docs: (n,) int32, increasing."""
    if field.structures.is_vector:
        return _vectors(field, segment, docs)
    if field.structures.has_terms:
        return _many_vectors(field, segment, docs) if field.type.has_many_vectors else _terms(field, segment, docs)
    column = segment.reader.numeric(field.name)
    kind, convert = _numbers(field)
    if column is None:
        return FieldValues(kind, (), [0] * len(docs))
    values, owners = column.values(docs)
    if field.type.is_point:
        values = values[lucene_order(values, owners)]
    return FieldValues(kind, convert(values), _ends(owners, len(docs)))


def constant_values(value: str, docs: Docs) -> FieldValues:
    """Returns one text for all documents."""
    return FieldValues(Strings, [value] * len(docs), range(1, len(docs) + 1))


def number_values(numbers: NDArray[np.int64]) -> FieldValues:
    """Returns one whole number for each document."""
    return FieldValues(Longs, _longs(numbers), range(1, len(numbers) + 1))


def _ends(owners: NDArray[np.int32], n_docs: int) -> list[int]:
    ends: list[int] = np.cumsum(np.bincount(owners, minlength=n_docs)).tolist()
    return ends


def _terms(field: MappedField, segment: SegmentContext, docs: Docs) -> FieldValues:
    column = segment.reader.ordinals(field.column)
    if column is None:
        return FieldValues(Strings, (), [0] * len(docs))
    ords, owners = column.values(docs)
    distinct, places = np.unique(ords, return_inverse=True)
    texts = [field.type.from_term(term) for term in column.dictionary.terms(distinct)]
    return FieldValues(Strings, [texts[place] for place in places.tolist()], _ends(owners, len(docs)))


def _vectors(field: MappedField, segment: SegmentContext, docs: Docs) -> FieldValues:
    column = segment.reader.vectors(field.name)
    kind = BitVectorValues if field.type.get("element_type") == "bit" else VectorValues
    if column is None:
        return FieldValues(kind, (), [0] * len(docs))
    rows = column.rows(docs)
    return FieldValues(kind, list(column.matrix[rows[rows >= 0]]), np.cumsum(rows >= 0).tolist())


def _many_vectors(field: MappedField, segment: SegmentContext, docs: Docs) -> FieldValues:
    element_type, dims = field.type.get("element_type"), field.type.get("dims")
    is_bits = element_type == "bit"
    kind = BitRankVectorValues if is_bits else RankVectorValues
    column = segment.reader.ordinals(field.column)
    if column is None:
        return FieldValues(kind, (), [0] * len(docs))
    ords, owners = column.values(docs)
    width = dims // 8 if is_bits else dims
    rows = [decode_vectors(term, element_type, width) for term in column.dictionary.terms(ords)]
    return FieldValues(kind, rows, _ends(owners, len(docs)))


def _numbers(field: MappedField) -> tuple[type[DocValues], Callable[[NDArray[Any]], Sequence[Any]]]:
    """Returns the kind of list, and what makes its elements of column values."""
    numbers = field.type.numbers
    unit = field.type.time_unit
    if unit is not None:
        nanos = _NANOS[unit]
        return Dates, lambda column: [zoned(value * nanos) for value in column.tolist()]
    if field.type.is_point:
        return GeoPoints, _points
    if numbers is None:
        return Longs, _longs
    if numbers.is_truth:
        return Booleans, lambda column: (column != 0).tolist()
    if numbers.offset:
        return Longs, lambda column: [Long(_wrapped(value + numbers.offset)) for value in column.tolist()]
    if numbers.is_double:
        return Doubles, lambda column: numbers.read(column).astype(np.float64).tolist()
    return Longs, _longs


def _wrapped(value: int) -> int:
    """Returns an unsigned long in the bits of a long."""
    return value - _BITS if value >= _BITS // 2 else value


def _longs(column: NDArray[Any]) -> list[Long]:
    return [Long(value) for value in column.tolist()]


def lucene_order(points: NDArray[np.int64], owners: NDArray[np.int32]) -> NDArray[np.intp]:
    """Returns the order of encoded points within each document in which Lucene keeps them: by latitude."""
    return np.lexsort((points.view(np.uint64) ^ np.uint64(1 << 31), owners))


def _points(column: NDArray[Any]) -> list[GeoPoint]:
    lats, lons = decode_points(np.ascontiguousarray(column))
    return [GeoPoint(lat, lon) for lat, lon in zip(lats.tolist(), lons.tolist(), strict=True)]
