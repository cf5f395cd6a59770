"""The values of one field in `_source`, as a hit shows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from findling.base.errors import FindlingError, IllegalArgumentError
from findling.mapping.field_type import IGNORED
from findling.mapping.types.constant_keyword import ConstantKeywordFieldType
from findling.mapping.types.keyword import utf16_length
from findling.search.explanation import shortest_float
from findling.search.fetch.field_format import FieldFormat
from findling.search.fetch.field_values import shown
from findling.search.query.terms import values_at

if TYPE_CHECKING:
    from findling.mapping.field_type import FieldType
    from findling.mapping.mapped_field import MappedField

_FORMATTED_FAMILIES = ("date", "geo_point", "geo_shape")


def check_format(field: MappedField, entry: FieldFormat) -> None:
    """Raises IllegalArgumentError for a format on a field that has none."""
    if entry.format is None or field.family in _FORMATTED_FAMILIES or field.type_name == "date_range":
        return
    reason = f"Field [{field.name}] of type [{field.type_name}] doesn't support formats."
    matched = f" which matched [{entry.field}]" if "*" in entry.field else ""
    raise IllegalArgumentError(f"error fetching [{field.name}]{matched}: {reason}") from IllegalArgumentError(reason)


def values_of(field: MappedField, entry: FieldFormat, source: Any, root: str) -> tuple[list[Any], list[Any]]:
    """Returns the values of a field in an object, and those in it that the field did not take.

    root: what the paths of the object begin with
    """
    if isinstance(field.type, ConstantKeywordFieldType):
        # documents have the value without containing it
        return ([] if field.type.constant is None else [field.type.constant]), []
    values: list[Any] = []
    ignored: list[Any] = []
    for value in _raw_values(source, field.source_path.removeprefix(root), field):
        try:
            formatted = _formatted(field, value, entry.format)
        except FindlingError:
            # malformed values are in _source but not in the field, as those that are too long
            formatted = None
        if formatted is None:
            ignored.append(value)
        else:
            as_text = entry.stored and field.type_name == "unsigned_long"
            values.append(str(formatted) if as_text else formatted)
    return values, ignored


def _raw_values(source: Any, path: str, field: MappedField) -> list[Any]:
    """Returns the values at a path; objects and arrays of numbers that are one value stay whole."""
    if field.family not in ("geo_point", "range") and field.type_name != "flattened":
        return values_at(source, path)
    if isinstance(source, list) and path:
        return [value for entry in source for value in _raw_values(entry, path, field)]
    if not path:
        several = isinstance(source, list) and not field.type.is_value(source)
        return list(source) if several else [] if source is None else [source]
    if not isinstance(source, Mapping):
        return []
    parts = path.split(".")
    found: list[Any] = []
    for n in range(1, len(parts) + 1):
        head = ".".join(parts[:n])
        if head in source:
            found += _raw_values(source[head], ".".join(parts[n:]), field)
    return found


def _formatted(field: MappedField, value: Any, format: str | None) -> Any:
    if field.family == "geo_point":
        lat, lon = field.type.point(value)  # type: ignore[attr-defined]
        if format == "wkt":
            return f"POINT ({float(lon)} {float(lat)})"
        return {"type": "Point", "coordinates": [lon, lat]}
    if field.family == "range":
        return _interval(field, value, format)
    if field.type_name == "flattened":
        return _shorter(value, field.type.get("ignore_above"))
    if field.structures.kind == "text":
        return value if isinstance(value, str) else str(value)
    parsed = field.type.parse_value(value)
    if parsed is IGNORED:
        return None
    if isinstance(parsed, bytes):
        return field.type.from_term(parsed)
    if field.type_name in ("float", "half_float"):
        return shortest_float(parsed)
    if isinstance(parsed, (int, float, np.integer, np.floating)):
        return shown(field, parsed, format)
    return value


def _shorter(value: Any, limit: int) -> Any:
    """Returns a value of a flattened field without the texts that are too long for it; None if nothing is left."""
    if isinstance(value, Mapping):
        members = ((name, _shorter(entry, limit)) for name, entry in value.items())
        return {name: entry for name, entry in members if entry is not None} or None
    if isinstance(value, list):
        entries = [entry for entry in (_shorter(item, limit) for item in value) if entry is not None]
        return entries[0] if len(entries) == 1 else entries or None
    return None if isinstance(value, str) and utf16_length(value) > limit else value


def _interval(field: MappedField, value: Any, format: str | None) -> Any:
    """Returns the bounds that stand in a document, under the names they have there."""
    field.type.parse_value(value)
    point: FieldType | None = getattr(field.type, "point", None)
    if point is None or not isinstance(value, Mapping):
        return value
    return {name: None if bound is None else _bound(point, bound, format) for name, bound in value.items()}


def _bound(point: FieldType, bound: Any, format: str | None) -> Any:
    parsed = point.parse_value(bound)
    return point.format_value(parsed, format) if point.family == "date" else point.from_column(parsed)
