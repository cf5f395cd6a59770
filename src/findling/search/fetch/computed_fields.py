"""Values of computed fields in hits (`fields`): these have none in `_source`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from findling.search.doc_set import Docs
from findling.search.fetch.field_format import FieldFormat
from findling.search.fetch.field_values import column_values

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField
    from findling.search.context import SegmentContext, ShardContext


def computed_fields(
    formats: Mapping[str, FieldFormat], ctx: ShardContext, segment: SegmentContext, docs: Docs
) -> list[dict[str, list[Any]]]:
    """Returns for each of `docs` (increasing) its values by field. Raises ScriptError."""
    results: list[dict[str, list[Any]]] = [{} for _ in docs]
    for name, entry in formats.items():
        field = ctx.field(name)
        if field is not None:
            for place, value in column_values(field, segment, docs):
                results[place].setdefault(name, []).append(_shown(field, value, entry.format))
    return results


def _shown(field: MappedField, value: Any, format: str | None) -> object:
    if field.type.is_point:
        return field.type.fetched(field.type.doc_value(value), format)
    return field.type.doc_value(value, format if field.type.formats_doc_values else None)
