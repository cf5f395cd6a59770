"""The values of one field in `_source`, as a hit shows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from findling.base.errors import FindlingError, IllegalArgumentError
from findling.search.fetch.field_format import FieldFormat
from findling.search.query.terms import values_at

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField


def check_format(field: MappedField, entry: FieldFormat) -> None:
    """Raises IllegalArgumentError for a format on a field that has none."""
    if entry.format is None or field.type.takes_format:
        return
    reason = f"Field [{field.name}] of type [{field.type_name}] doesn't support formats."
    matched = f" which matched [{entry.field}]" if "*" in entry.field else ""
    raise IllegalArgumentError(f"error fetching [{field.name}]{matched}: {reason}") from IllegalArgumentError(reason)


def values_of(field: MappedField, entry: FieldFormat, source: Any, root: str) -> tuple[list[Any], list[Any]]:
    """Returns the values of a field in an object, and those in it that the field did not take.

    root: what the paths of the object begin with
    """
    if field.type.constant is not None:
        # documents have the value without containing it
        return [field.type.constant], []
    values: list[Any] = []
    ignored: list[Any] = []
    for value in _raw_values(source, field.source_path.removeprefix(root), field):
        try:
            formatted = field.type.fetched(value, entry.format)
        except FindlingError:
            # malformed values are in _source but not in the field, as those that are too long
            formatted = None
        if formatted is None:
            ignored.append(value)
        else:
            values.append(field.type.stored_value(formatted) if entry.stored else formatted)
    return values, ignored


def _raw_values(source: Any, path: str, field: MappedField) -> list[Any]:
    """Returns the values at a path; objects and arrays of numbers that are one value stay whole."""
    if not field.type.takes_objects:
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
