"""`fields` and `docvalue_fields` of a request: names or patterns, each with an optional format; `stored_fields`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from findling.base.errors import IllegalArgumentError, ParsingError, XContentParseError
from findling.base.json_values import json_token, scalar_text
from findling.search.parameters import ObjectParameters

NO_STORED_FIELDS: Final = "_none_"


@dataclass(frozen=True, slots=True)
class FieldFormat:
    """One entry: a field name or pattern.

    format: None is the field's own; include_unmapped: show parts of _source that no field stands for
    stored: the value is shown as `stored_fields` shows it
    """

    field: str
    format: str | None = None
    include_unmapped: bool = False
    stored: bool = False


def parse_field_formats(name: str, value: object) -> tuple[FieldFormat, ...]:
    """Reads the list. Raises ParsingError and XContentParseError."""
    if not isinstance(value, list):
        raise ParsingError(f"Unknown key for a {json_token(value)} in [{name}].")
    return tuple(_parse_entry(entry, value[place + 1 :]) for place, entry in enumerate(value))


def _parse_entry(entry: object, others: Sequence[object]) -> FieldFormat:
    if entry is None or isinstance(entry, list):
        # what comes next is looked at
        after = others if entry is None else entry
        found = json_token(after[0]) if after else "END_ARRAY"
        raise XContentParseError(f"[fetch_field_and_format] Expected START_OBJECT but was: {found}")
    if not isinstance(entry, Mapping):
        return FieldFormat(scalar_text(entry))
    parameters = ObjectParameters("fetch_field_and_format", entry)
    field, format = parameters.text("field"), parameters.text_or_null("format")
    result = FieldFormat(field or "", format, parameters.boolean("include_unmapped", False))
    parameters.finish()
    if field is None:
        raise IllegalArgumentError("Required [field]")
    return result


def stored_names(names: Sequence[object]) -> tuple[str, ...]:
    """Returns the names of `stored_fields`. Raises IllegalArgumentError for nothing among something."""
    if NO_STORED_FIELDS in names and len(names) > 1:
        raise IllegalArgumentError("cannot combine _none_ with other fields")
    return tuple(map(str, names))
