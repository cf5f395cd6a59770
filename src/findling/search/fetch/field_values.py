"""Values of fields in hits: from doc values (`docvalue_fields`) and from `_source` (`fields`), formatted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from findling.base.errors import FindlingError, IllegalArgumentError
from findling.search.doc_set import Docs
from findling.search.fetch.field_format import FieldFormat
from findling.search.query.terms import values_at

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField
    from findling.search.context import SegmentContext, ShardContext

_NO_FORMAT = (None, "use_field_mapping")


def docvalue_fields(
    formats: Sequence[FieldFormat], ctx: ShardContext, segment: SegmentContext, docs: Docs
) -> list[dict[str, list[Any]]]:
    """Returns for each of `docs` (increasing) its doc values by field name. Raises IllegalArgumentError."""
    results: list[dict[str, list[Any]]] = [{} for _ in docs]
    for entry in formats:
        for name in ctx.mapping.matching(entry.field):
            field = ctx.field(name)
            if field is not None:
                _add_doc_values(results, name, field, entry, segment, docs)
    return results


def _add_doc_values(
    results: list[dict[str, list[Any]]],
    name: str,
    field: MappedField,
    entry: FieldFormat,
    segment: SegmentContext,
    docs: Docs,
) -> None:
    if not field.is_aggregatable:
        if "*" in entry.field:
            return
        raise IllegalArgumentError(
            f"Can't load fielddata on [{field.name}] because fielddata is unsupported on fields of type "
            f"[{field.type_name}]. Use doc values instead."
        )
    for place, value in _column_values(field, segment, docs):
        results[place].setdefault(name, []).append(shown(field, value, entry.format))


def _column_values(field: MappedField, segment: SegmentContext, docs: Docs) -> Iterable[tuple[int, Any]]:
    if field.structures.kind in ("term", "text"):
        ordinals = segment.reader.ordinals(field.name)
        if ordinals is None:
            return []
        ords, owners = ordinals.values(docs)
        return zip(owners.tolist(), ordinals.dictionary.terms(ords), strict=True)
    column = segment.reader.numeric(field.name)
    if column is None:
        return []
    values, places = column.values(docs)
    return zip(places.tolist(), values.tolist(), strict=True)


def shown(field: MappedField, value: Any, format: str | None) -> Any:
    """Returns a column value or term as a hit shows it."""
    if isinstance(value, bytes):
        return field.type.from_term(value)
    if format not in _NO_FORMAT:
        return field.type.format_value(value, format)
    if field.family == "geo_point":
        point = field.type.from_column(value)
        return f"{point['lat']}, {point['lon']}"
    return field.type.format_value(value) if field.family == "date" else field.type.from_column(value)


def source_fields(
    formats: Sequence[FieldFormat], ctx: ShardContext, source: Mapping[str, Any], root: str = ""
) -> dict[str, list[Any]]:
    """Returns the values of the asked for fields of one document, from its decoded source."""
    results: dict[str, list[Any]] = {}
    for entry in formats:
        for name in ctx.mapping.matching(entry.field):
            field = ctx.field(name)
            if field is None or field.is_metadata or name in results:
                continue
            values = _source_values(field, entry, ctx, source, root)
            if values:
                results[name] = values
    return results


def _source_values(
    field: MappedField, entry: FieldFormat, ctx: ShardContext, source: Mapping[str, Any], root: str
) -> list[Any]:
    path = field.source_path.removeprefix(root)
    raw = _points_at(source, path, field) if field.family == "geo_point" else values_at(source, path)
    values: list[Any] = []
    for value in raw:
        try:
            values.append(_formatted(field, value, entry.format))
        except FindlingError:
            # malformed values are in _source but not in the field
            continue
    return values


def _points_at(source: Any, path: str, field: MappedField) -> list[Any]:
    """Returns the points at a path, which may be objects or arrays of numbers that values_at would take apart."""
    if isinstance(source, list) and path:
        return [point for entry in source for point in _points_at(entry, path, field)]
    if not path:
        several = isinstance(source, list) and not field.type.is_value(source)
        return list(source) if several else [] if source is None else [source]
    if not isinstance(source, Mapping):
        return []
    if path in source:
        return _points_at(source[path], "", field)
    head, _, rest = path.partition(".")
    return _points_at(source.get(head), rest, field) if rest else []


def _formatted(field: MappedField, value: Any, format: str | None) -> Any:
    if field.family == "geo_point":
        lat, lon = field.type.point(value)  # type: ignore[attr-defined]
        return {"type": "Point", "coordinates": [lon, lat]}
    if field.structures.kind == "text":
        return value if isinstance(value, str) else str(value)
    parsed = field.type.parse_value(value)
    if isinstance(parsed, bytes):
        return field.type.from_term(parsed)
    if isinstance(parsed, (int, float, np.integer, np.floating)):
        return shown(field, parsed, format)
    return value
