"""The error of an operation that needs the values of a field by document, where a field does not have them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from findling.base.errors import IllegalArgumentError

if TYPE_CHECKING:
    from findling.mapping.mapped_field import MappedField
    from findling.search.context import ShardContext


def no_fielddata(field: MappedField, ctx: ShardContext) -> IllegalArgumentError:
    """Returns the error, which says what to do about it."""
    return fielddata_error(field, ctx.index)


def fielddata_error(field: MappedField, index: str) -> IllegalArgumentError:
    """Returns the error for a field of an index, which is not there yet if the index has no name."""
    if field.type.no_fielddata:
        return IllegalArgumentError(field.type.no_fielddata)
    if field.is_metadata:
        return IllegalArgumentError(f"Fielddata is not supported on field [{field.name}] of type [{field.type_name}]")
    if field.type.terms.analyzed:
        return IllegalArgumentError(
            f"Fielddata is disabled on [{field.name}] in [{index}]. Text fields are not optimised for operations "
            "that require per-document field data like aggregations and sorting, so these operations are disabled by "
            f"default. Please use a keyword field instead. Alternatively, set fielddata=true on [{field.name}] in "
            "order to load field data by uninverting the inverted index. Note that this can use significant memory."
        )
    if not field.type.has_fielddata:
        return IllegalArgumentError(f"Fielddata is not supported on field [{field.name}] of type [{field.type_name}]")
    return IllegalArgumentError(
        f"Can't load fielddata on [{field.name}] because fielddata is unsupported on fields of type "
        f"[{field.type_name}]. Use doc values instead."
    )
