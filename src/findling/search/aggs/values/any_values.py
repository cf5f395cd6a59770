"""Values of a field of whatever type, for aggregations that only ask whether or how many there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from findling.base.json_values import scalar_text
from findling.base.runs import distinct
from findling.search.aggs.values.bound_numbers import bound_values, check_source, is_numeric
from findling.search.aggs.values.geo_points import point_values
from findling.search.aggs.values.ordinal_values import ordinal_values
from findling.search.aggs.values.values_source import ValuesSource, source_field, unsupported

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField
    from findling.search.aggs.base.aggregator import Leaf
    from findling.search.context import ShardContext


class Owners(Protocol):
    """Tells which documents have values."""

    def owners(self, leaf: Leaf, docs: NDArray[np.int32] | None) -> NDArray[np.int32] | None:
        """Returns for every value of docs the index of its document, (n_values,); None: each has exactly one."""


class NumericOwners:
    """Owners of numbers, points too."""

    def __init__(self, source: ValuesSource, ctx: ShardContext) -> None:
        field = source_field(ctx, source)
        is_point = field is not None and field.type.is_point
        self._values = point_values(source, ctx, source.reader) if is_point else bound_values(field, source, ctx)

    def owners(self, leaf: Leaf, docs: NDArray[np.int32] | None) -> NDArray[np.int32] | None:
        """Returns the owners of all values."""
        return self._values.read(leaf.reader, docs)[1]


class OrdinalOwners:
    """Owners of terms."""

    def __init__(self, source: ValuesSource, ctx: ShardContext) -> None:
        field = source_field(ctx, source)
        missing = None
        if source.missing is not None:
            missing = scalar_text(source.missing).encode() if field is None else field.type.missing_term(source.missing)
        self._values = ordinal_values(field, missing, ctx)
        self._are_one = field is not None and field.type.intervals is not None

    def owners(self, leaf: Leaf, docs: NDArray[np.int32] | None) -> NDArray[np.int32] | None:
        """Returns the owners of all values; intervals of a document are one value together, as Elasticsearch has it."""
        owners = self._values.read(leaf, docs)[1]
        return distinct(owners) if owners is not None and self._are_one else owners


class PresentOwners:
    """Owners of values that are only known to be there: one shape of each document. has_missing: all have one"""

    def __init__(self, field: MappedField, has_missing: bool) -> None:
        self._name = field.type.presence_name
        self._has_missing = has_missing

    def owners(self, leaf: Leaf, docs: NDArray[np.int32] | None) -> NDArray[np.int32] | None:
        """Returns the documents that have the field."""
        if self._has_missing:
            return None
        presence = leaf.segment.reader.presence(self._name)
        if presence is None:
            return np.empty(0, np.int32)
        wanted = np.arange(leaf.segment.max_doc, dtype=np.int32) if docs is None else docs
        return np.flatnonzero(presence.test(wanted)).astype(np.int32)


def value_owners(source: ValuesSource, ctx: ShardContext, type_name: str) -> Owners:
    """Returns the owners of a field's values; raises IllegalArgumentError for fields without doc values."""
    field = source_field(ctx, source)
    if field is not None:
        check_source(field, source, ctx)
        if field.type.shapes_on is not None:
            if source.missing is not None:
                field.type.parse_value(source.missing)
            return PresentOwners(field, source.missing is not None)
        if field.type.holds_histograms or field.type.metrics is not None or field.structures.is_vector:
            raise unsupported(field, type_name, source)
    numeric = field is None or is_numeric(field) or field.type.is_point
    if field is None and source.missing is not None:
        numeric = False
    return NumericOwners(source, ctx) if numeric else OrdinalOwners(source, ctx)
