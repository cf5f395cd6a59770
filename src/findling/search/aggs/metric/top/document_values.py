"""One value of a field for each document: the mean of its numbers, the first of its terms or points."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError
from findling.mapping.types.geo.geo_point import decode_points
from findling.search.aggs.values.bound_numbers import bound_values, is_numeric
from findling.search.aggs.values.geo_points import point_values
from findling.search.aggs.values.ordinal_values import ordinal_values
from findling.search.aggs.values.value_format import key_of, text_of
from findling.search.aggs.values.values_source import ValuesSource, aggregated_field, unsupported

if TYPE_CHECKING:
    from findling.search.aggs.base.aggregator import Leaf
    from findling.search.aggs.values.numeric_values import NumericValues
    from findling.search.aggs.values.ordinal_values import OrdinalValues
    from findling.search.context import ShardContext

# a value for each document, (n,), and which documents have one
Single = tuple[NDArray[Any], NDArray[np.bool_]]


class DocumentValues(ABC):
    """Reads one value per document."""

    @abstractmethod
    def read(self, leaf: Leaf, docs: NDArray[np.int32]) -> Single:
        """Returns the values of docs."""

    @abstractmethod
    def shown(self, value: Any) -> object:
        """Returns a value as JSON shows it."""

    def comparable(self, value: Any) -> object:
        """Returns what buckets are ordered by: a number, or a text."""
        return value

    @property
    def absent(self) -> float | None:
        """What a bucket without a value is ordered by, None for what is greater than any."""
        return None


class Nothing(DocumentValues):
    """Of a field that is not mapped."""

    def read(self, leaf: Leaf, docs: NDArray[np.int32]) -> Single:
        return np.zeros(len(docs)), np.zeros(len(docs), np.bool_)

    def shown(self, value: Any) -> object:
        return None


class MeanNumbers(DocumentValues):
    """The mean of a document's numbers, rounded where they are whole."""

    def __init__(self, values: NumericValues) -> None:
        self._values = values

    def read(self, leaf: Leaf, docs: NDArray[np.int32]) -> Single:
        numbers, owners = self._values.read(leaf.reader, docs)
        if owners is None:
            return numbers, np.ones(len(docs), np.bool_)
        counts = np.bincount(owners, minlength=len(docs))
        sums = np.zeros(len(docs), self._values.dtype)
        np.add.at(sums, owners, numbers)
        several = np.flatnonzero(counts > 1)
        means = sums[several].astype(np.float64) / counts[several]
        sums[several] = means if self._values.is_double else np.floor(means + 0.5).astype(np.int64)
        return sums, counts > 0

    @property
    def absent(self) -> float | None:
        """Less than any whole number: Elasticsearch compares the names "empty" and "long"."""
        return None if self._values.is_double else -math.inf

    def shown(self, value: Any) -> object:
        kind = self._values.format["kind"]
        if kind == "unsigned":
            return str(key_of(self._values.format, value))
        text = text_of(self._values.format, value)
        return value if text is None else text


class FirstTerms(DocumentValues):
    """The first of a document's terms."""

    def __init__(self, values: OrdinalValues) -> None:
        self._values = values

    def read(self, leaf: Leaf, docs: NDArray[np.int32]) -> Single:
        ords, owners = self._values.read(leaf, docs)
        return _first(ords.astype(np.int64), owners, len(docs))

    def shown(self, value: Any) -> object:
        return self._values.text(self._values.term(value))

    def comparable(self, value: Any) -> object:
        term = self._values.term(value)
        return term.decode("utf-8", "replace") if self._values.is_text else term.hex()


class FirstPoints(DocumentValues):
    """The first of a document's points."""

    def __init__(self, values: NumericValues) -> None:
        self._values = values

    def read(self, leaf: Leaf, docs: NDArray[np.int32]) -> Single:
        points, owners = self._values.read(leaf.reader, docs)
        return _first(points.astype(np.int64), owners, len(docs))

    def shown(self, value: Any) -> object:
        lat, lon = decode_points(np.array([value], np.int64))
        return f"{float(lon[0])}, {float(lat[0])}"


def _first(values: NDArray[np.int64], owners: NDArray[np.int32] | None, n_docs: int) -> Single:
    """Returns the least value of each document."""
    if owners is None:
        return values, np.ones(n_docs, np.bool_)
    firsts = np.full(n_docs, np.iinfo(np.int64).max)
    np.minimum.at(firsts, owners, values)
    has = np.zeros(n_docs, np.bool_)
    has[owners] = True
    return firsts, has


def document_values(source: ValuesSource, shard: ShardContext, type_name: str) -> DocumentValues:
    """Returns the values of a field. Raises IllegalArgumentError for one that cannot be looked up so."""
    field = aggregated_field(shard, source.field)
    if field is None:
        return Nothing()
    if field.type.is_point:
        return FirstPoints(point_values(source, shard, type_name))
    if is_numeric(field):
        return MeanNumbers(bound_values(field, replace(source, format=None), shard))
    if field.structures.doc_values != "ordinals" or field.type.intervals is not None:
        raise unsupported(field, type_name)
    if field.name in shard.mapping.computed:
        raise IllegalArgumentError(
            f"top_metrics can only collect bytes that have segment ordinals but Field [{field.name}] of type "
            f"[{field.type_name}] does not"
        )
    missing = None if source.missing is None else field.type.index_term(source.missing)
    return FirstTerms(ordinal_values(field, missing, shard))
