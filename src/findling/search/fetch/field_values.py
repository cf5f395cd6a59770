"""Values of fields in hits: from doc values (`docvalue_fields`) and from `_source` (`fields`), formatted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from findling.base.errors import FindlingError, IllegalArgumentError
from findling.search.doc_set import Docs
from findling.search.explanation import shortest_float
from findling.search.fetch.field_format import FieldFormat
from findling.search.fielddata import no_fielddata
from findling.search.query.terms import values_at

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField
    from findling.search.context import SegmentContext, ShardContext

_NO_FORMAT = (None, "use_field_mapping")
_FORMATTED_FAMILIES = ("date", "geo_point", "range")


def docvalue_fields(
    formats: Sequence[FieldFormat], ctx: ShardContext, segment: SegmentContext, docs: Docs
) -> list[dict[str, list[Any]]]:
    """Returns for each of `docs` (increasing) its doc values by field name. Raises IllegalArgumentError."""
    limit = ctx.setting("index.max_docvalue_fields_search", 100)
    if len(formats) > limit:
        raise IllegalArgumentError(
            f"Trying to retrieve too many docvalue_fields. Must be less than or equal to: [{limit}] but was "
            f"[{len(formats)}]. This limit can be set by changing the [index.max_docvalue_fields_search] index level "
            "setting."
        )
    results: list[dict[str, list[Any]]] = [{} for _ in docs]
    for entry in formats:
        for name in ctx.mapping.matching(entry.field):
            field = ctx.field(name)
            if field is not None:
                _add_doc_values(results, name, field, entry, ctx, segment, docs)
    return results


def _add_doc_values(
    results: list[dict[str, list[Any]]],
    name: str,
    field: MappedField,
    entry: FieldFormat,
    ctx: ShardContext,
    segment: SegmentContext,
    docs: Docs,
) -> None:
    if not field.is_aggregatable:
        if "*" in entry.field:
            return
        raise no_fielddata(field, ctx)
    if entry.format not in _NO_FORMAT and field.structures.kind in ("term", "text"):
        raise IllegalArgumentError(f"Field [{field.name}] of type [{field.type_name}] does not support custom formats")
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


@dataclass(frozen=True, slots=True)
class SourceFields:
    """What `fields` shows of one document.

    values: by field; those of nested objects under the path of these, one dict for each object
    ignored: values in `_source` that the field did not take
    """

    values: dict[str, list[Any]]
    ignored: dict[str, list[Any]]


def source_fields(formats: Sequence[FieldFormat], ctx: ShardContext, source: Mapping[str, Any]) -> SourceFields:
    """Returns the values of the asked for fields of one document, from its decoded source."""
    wanted: dict[str, FieldFormat] = {}
    for entry in formats:
        for name in ctx.mapping.matching(entry.field):
            field = ctx.field(name)
            if field is not None and not field.is_metadata:
                wanted[name] = entry
    result = SourceFields({}, {})
    _add_source_values(result, wanted, ctx, source, None)
    return result


def nested_fields(
    formats: Sequence[FieldFormat], ctx: ShardContext, source: Mapping[str, Any], path: str
) -> dict[str, list[Any]]:
    """Returns the values of the asked for fields of one nested object of `path`, by full names."""
    wanted = {
        name: entry for entry in formats for name in ctx.mapping.matching(entry.field) if name.startswith(f"{path}.")
    }
    return {f"{path}.{name}": values for name, values in _nested_values(wanted, ctx, source, path).items()}


def stored_fields(names: Sequence[str], ctx: ShardContext) -> tuple[FieldFormat, ...]:
    """Returns the fields among `names` (or patterns) that are mapped with `store`; they are read from `_source`."""
    found = [name for pattern in names for name in ctx.mapping.matching(pattern)]
    return tuple(FieldFormat(name) for name in found if _is_stored(ctx.field(name)))


def _is_stored(field: MappedField | None) -> bool:
    return field is not None and not field.is_metadata and bool(field.type.get("store"))


def _add_source_values(
    result: SourceFields, wanted: Mapping[str, FieldFormat], ctx: ShardContext, source: Any, scope: str | None
) -> None:
    """Adds what stands in one object; scope: the nested path it is of, None for the document itself."""
    root = "" if scope is None else f"{scope}."
    deeper: dict[str, dict[str, FieldFormat]] = {}
    for name, entry in wanted.items():
        inner = _next_scope(name, scope, ctx)
        if inner is not None:
            deeper.setdefault(inner, {})[name] = entry
            continue
        field = ctx.field(name)
        assert field is not None
        values, ignored = _source_values(field, entry, source, root)
        if values:
            result.values[name.removeprefix(root)] = values
        if ignored:
            result.ignored[name.removeprefix(root)] = ignored
    for path, below in deeper.items():
        objects = [_nested_values(below, ctx, value, path) for value in objects_at(source, path.removeprefix(root))]
        if any(objects):
            result.values[path.removeprefix(root)] = [shown for shown in objects if shown]


def _next_scope(name: str, scope: str | None, ctx: ShardContext) -> str | None:
    """Returns the outermost nested path below `scope` that a field is in, None if it is in `scope` itself."""
    found = None
    path = ctx.mapping.nested_scope(name)
    while path is not None and path != scope:
        found, path = path, ctx.mapping.nested_scope(path)
    return found


def _nested_values(
    wanted: Mapping[str, FieldFormat], ctx: ShardContext, source: Any, path: str
) -> dict[str, list[Any]]:
    result = SourceFields({}, {})
    _add_source_values(result, wanted, ctx, source, path)
    return result.values


def objects_at(value: Any, path: str) -> list[Any]:
    """Returns the values, arrays taken apart, that stand at a path of a document."""
    if isinstance(value, list):
        return [found for entry in value for found in objects_at(entry, path)]
    if not path:
        return [] if value is None else [value]
    if not isinstance(value, Mapping):
        return []
    if path in value:
        return objects_at(value[path], "")
    head, dot, rest = path.partition(".")
    return objects_at(value.get(head), rest) if dot else []


def _source_values(
    field: MappedField, entry: FieldFormat, source: Mapping[str, Any], root: str
) -> tuple[list[Any], list[Any]]:
    if entry.format is not None and field.family not in _FORMATTED_FAMILIES:
        raise IllegalArgumentError(f"Field [{field.name}] of type [{field.type_name}] doesn't support formats.")
    path = field.source_path.removeprefix(root)
    raw = _points_at(source, path, field) if field.family == "geo_point" else values_at(source, path)
    values: list[Any] = []
    ignored: list[Any] = []
    for value in raw:
        try:
            values.append(_formatted(field, value, entry.format))
        except FindlingError:
            # malformed values are in _source but not in the field
            ignored.append(value)
    return values, ignored


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
        if format == "wkt":
            return f"POINT ({float(lon)} {float(lat)})"
        return {"type": "Point", "coordinates": [lon, lat]}
    if field.structures.kind == "text":
        return value if isinstance(value, str) else str(value)
    parsed = field.type.parse_value(value)
    if isinstance(parsed, bytes):
        return field.type.from_term(parsed)
    if field.type_name in ("float", "half_float"):
        return shortest_float(parsed)
    if isinstance(parsed, (int, float, np.integer, np.floating)):
        return shown(field, parsed, format)
    return value
