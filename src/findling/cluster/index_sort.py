"""`index.sort.*`: reads the settings, and checks them against the mapping."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from findling.base.errors import FindlingError, IllegalArgumentError, UnsupportedOperationError
from findling.codec.index_sort import IndexSort, IndexSortField, SortKind
from findling.mapping.documents.metadata_fields import SERIES_ID
from findling.mapping.field_type import FieldType
from findling.mapping.mapped_field import MappedField
from findling.mapping.mapping import Mapping as IndexMapping
from findling.mapping.time_series.bounds import TIMESTAMP
from findling.search.fielddata import fielddata_error

_MODES: Final = ("MIN", "MAX", "SUM", "AVG", "MEDIAN")
_MISSING: Final = ("_last", "_first")


def sort_fields(key: str, value: object) -> list[str]:
    """Reads a list of names: those of a text stand between commas."""
    if isinstance(value, (list, tuple)):
        return [str(item) for item in value]
    return [part.strip() for part in str(value).split(",") if part.strip()]


def sort_orders(key: str, value: object) -> list[str]:
    """Reads `index.sort.order`. Raises IllegalArgumentError."""
    orders = [order.lower() for order in sort_fields(key, value)]
    for order, given in zip(orders, sort_fields(key, value), strict=True):
        if order not in ("asc", "desc"):
            raise IllegalArgumentError(f"Illegal sort order:{given}")
    return orders


def sort_modes(key: str, value: object) -> list[str]:
    """Reads `index.sort.mode`. Raises IllegalArgumentError."""
    modes = [mode.upper() for mode in sort_fields(key, value)]
    for mode, given in zip(modes, sort_fields(key, value), strict=True):
        if mode not in _MODES:
            raise IllegalArgumentError(f"Illegal sort mode: {given}")
        if mode not in ("MIN", "MAX"):
            raise IllegalArgumentError(f"Illegal index sort mode:[{mode}], must be one of [MAX, MIN]")
    return modes


def sort_missing(key: str, value: object) -> list[str]:
    """Reads `index.sort.missing`. Raises IllegalArgumentError."""
    found = sort_fields(key, value)
    for missing in found:
        if missing not in _MISSING:
            raise IllegalArgumentError(f"Illegal missing value:[{missing}], must be one of [_last, _first]")
    return found


def check_sort_settings(settings: Mapping[str, Any]) -> None:
    """Raises IllegalArgumentError where there are not as many orders, modes or places as fields."""
    fields = _read(settings, "field", sort_fields)
    for name, read in (("order", sort_orders), ("mode", sort_modes), ("missing", sort_missing)):
        values = _read(settings, name, read)
        if f"index.sort.{name}" in settings and len(values) != len(fields):
            shown, others = ", ".join(fields), ", ".join(values)
            raise IllegalArgumentError(f"index.sort.field:[{shown}] index.sort.{name}:[{others}], size mismatch")


def _read(settings: Mapping[str, Any], name: str, read: Any) -> list[str]:
    value = settings.get(f"index.sort.{name}")
    return [] if value is None else list(read(f"index.sort.{name}", value))


def index_sort_of(settings: Mapping[str, Any], mapping: IndexMapping) -> IndexSort:
    """Returns the sort that flat index settings ask for; empty if they ask for none.

    Raises IllegalArgumentError for fields that documents cannot be kept in the order of.
    """
    if mapping.settings.time_series is not None:
        return _by_series(mapping)
    fields = _read(settings, "field", sort_fields)
    orders = _read(settings, "order", sort_orders) or ["asc"] * len(fields)
    modes = _read(settings, "mode", sort_modes) or ["MAX" if order == "desc" else "MIN" for order in orders]
    missing = _read(settings, "missing", sort_missing) or ["_last"] * len(fields)
    for name in fields:
        _check_not_nested(name, mapping)
    return tuple(map(_sort_field, fields, orders, modes, missing, [mapping] * len(fields)))


def _by_series(mapping: IndexMapping) -> IndexSort:
    """Returns the order of time series: one after the other, the last documents of each first."""
    return (
        _sort_field(SERIES_ID, "asc", "MIN", "_last", mapping),
        _sort_field(TIMESTAMP, "desc", "MAX", "_last", mapping),
    )


def _sort_field(name: str, order: str, mode: str, missing: Any, mapping: IndexMapping) -> IndexSortField:
    if name in mapping.options.runtime_names:
        raise _no_doc_values(name) from UnsupportedOperationError("Runtime fields not supported for [index sort]")
    field = mapping.field(name)
    if field is None:
        raise IllegalArgumentError(f"unknown index sort field:[{name}]")
    return IndexSortField(name, _kind(name, field), order == "desc", "max" if mode == "MAX" else "min", missing)


def _check_not_nested(name: str, mapping: IndexMapping) -> None:
    scope = name if mapping.is_nested(name) else mapping.nested_scope(name)
    if scope is not None:
        raise IllegalArgumentError(f"cannot apply index sort to field [{name}] under nested object [{scope}]")


def _kind(name: str, field: MappedField) -> SortKind:
    """Returns what the values of a field compare as. Raises IllegalArgumentError."""
    if field.name != name or field.type.key is not None:
        raise IllegalArgumentError(f"Cannot use alias [{name}] as an index sort field")
    field.type.check_sortable()
    if not field.is_aggregatable:
        raise _no_doc_values(name) from fielddata_error(field, "")
    kind = _comparison(field.type)
    if kind is None:
        raise IllegalArgumentError(f"invalid index sort field:[{name}]")
    return kind


def _no_doc_values(name: str) -> FindlingError:
    return IllegalArgumentError(f"docvalues not found for index sort field:[{name}]")


def _comparison(type: FieldType) -> SortKind | None:
    numbers = type.numbers
    if numbers is None:
        return "string" if type.structures.doc_values == "ordinals" and not type.terms.analyzed else None
    if not numbers.is_plain or numbers.precision is np.float16:
        return "nanos" if type.time_unit == "ns" else None
    if numbers.is_double:
        return "double" if numbers.is_exact else "float"
    return "int" if numbers.is_narrow else "long"
