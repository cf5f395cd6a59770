"""The values of one field in `_source`, as a hit shows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from findling.base.errors import FindlingError, IllegalArgumentError
from findling.search.fetch.field_format import FieldFormat

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField


def check_format(field: MappedField, entry: FieldFormat) -> None:
    """Raises IllegalArgumentError for a format that the field does not have."""
    if entry.format is None:
        return
    try:
        field.type.check_format(entry.format)
    except IllegalArgumentError as error:
        matched = f" which matched [{entry.field}]" if "*" in entry.field else ""
        raise IllegalArgumentError(f"error fetching [{field.name}]{matched}: {error.reason}") from error


def values_of(field: MappedField, entry: FieldFormat, source: object, root: str) -> tuple[list[Any], list[Any]]:
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
            shown = field.type.stored_value(value) if entry.stored else field.type.fetched(value, entry.format)
        except FindlingError:
            # malformed values are in _source but not in the field, as those that are too long
            shown = None
        if shown is None:
            ignored.append(value)
        else:
            values.append(shown)
    return values, ignored


def _raw_values(source: object, path: str, field: MappedField) -> list[object]:
    """Returns the values at a path, nulls as the field's null_value; objects that are one value stay whole."""
    if isinstance(source, list) and (path or not field.type.is_value(source) or not field.type.takes_objects):
        return [value for entry in source for value in _raw_values(entry, path, field)]
    if not path:
        value = field.type.null_value if source is None else source
        return [] if value is None or (isinstance(value, Mapping) and not field.type.takes_objects) else [value]
    if not isinstance(source, Mapping):
        return []
    parts = path.split(".")
    found: list[Any] = []
    for n in range(1, len(parts) + 1):
        head = ".".join(parts[:n])
        if head in source:
            found += _raw_values(source[head], ".".join(parts[n:]), field)
    return found
