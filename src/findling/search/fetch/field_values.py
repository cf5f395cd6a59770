"""Values of fields in hits from doc values (`docvalue_fields`), formatted; those from `_source`: source_values.py."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from findling.base.errors import IllegalArgumentError
from findling.search.doc_set import Docs
from findling.search.fetch.field_format import FieldFormat
from findling.search.fielddata import no_fielddata

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField
    from findling.search.context import SegmentContext, ShardContext


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
        for result, value in zip(results, _metadata(entry.field, ctx, segment, docs), strict=False):
            result[entry.field] = [value]
        for name in ctx.mapping.matching(entry.field):
            field = ctx.field(name)
            if field is not None:
                _add_doc_values(results, name, field, entry, ctx, segment, docs)
    return results


def _metadata(name: str, ctx: ShardContext, segment: SegmentContext, docs: Docs) -> list[object]:
    """Returns the values of the metadata fields that have doc values, one per document; nothing for other fields."""
    constant = ctx.constant(name)
    if constant is not None:
        return [constant] * len(docs)
    if name not in ("_seq_no", "_version"):
        return []
    column = segment.reader.seq_nos if name == "_seq_no" else segment.reader.versions
    values: list[Any] = column[docs].tolist()
    return values


def _add_doc_values(
    results: list[dict[str, list[Any]]],
    name: str,
    field: MappedField,
    entry: FieldFormat,
    ctx: ShardContext,
    segment: SegmentContext,
    docs: Docs,
) -> None:
    if not field.type.shows_doc_values:
        raise no_fielddata(field, ctx)
    if entry.format is not None and not field.type.formats_doc_values:
        field.type.check_doc_value_format(entry.format)
    found: dict[int, list[Any]] = {}
    for place, value in column_values(field, segment, docs):
        found.setdefault(place, []).append(field.type.doc_value(value, entry.format))
    for place, values in found.items():
        # of several entries for a field the last one counts
        results[place][name] = values


def column_values(field: MappedField, segment: SegmentContext, docs: Docs) -> Iterable[tuple[int, Any]]:
    """Yields (place in `docs`, value) for the values of a field; docs: increasing."""
    if field.structures.has_terms:
        ordinals = segment.reader.ordinals(field.column)
        if ordinals is None:
            return []
        ords, owners = ordinals.values(docs)
        return zip(owners.tolist(), ordinals.dictionary.terms(ords), strict=True)
    column = segment.reader.numeric(field.name)
    if column is None:
        return []
    values, places = column.values(docs)
    return zip(places.tolist(), values.tolist(), strict=True)
