"""Where an aggregation's values come from: a field, with what stands in for documents without one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from findling.base.errors import IllegalArgumentError
from findling.mapping.mapped_field import MappedField
from findling.mapping.types.constant_keyword import ConstantKeywordFieldType
from findling.search.parameters import ObjectParameters

if TYPE_CHECKING:
    from findling.search.context import ShardContext

_VALUE_TYPES: Final = (
    "string",
    "double",
    "float",
    "number",
    "numeric",
    "long",
    "integer",
    "short",
    "byte",
    "date",
    "ip",
    "boolean",
)


@dataclass(frozen=True, slots=True)
class ValuesSource:
    """The parameters that all aggregations over a field share.

    missing: value of documents without one; None: they do not take part
    """

    field: str
    missing: Any = None
    format: str | None = None
    time_zone: str | None = None
    value_type: str | None = None

    @classmethod
    def parse(cls, params: ObjectParameters, *, formats: bool = True, zones: bool = False) -> ValuesSource:
        """Reads the parameters; raises IllegalArgumentError without a field."""
        field = params.text("field")
        if params.take("script") is not None:
            raise IllegalArgumentError(f"[{params.name}] scripts are not supported in aggregations")
        if field is None:
            raise IllegalArgumentError("Required one of fields [field, script], but none were specified. ")
        return cls(
            field,
            params.take("missing"),
            params.text("format") if formats else None,
            params.text("time_zone") if zones else None,
            read_value_type(params),
        )


def read_value_type(params: ObjectParameters) -> str | None:
    """Returns the type that values are taken for where no mapping says it."""
    return params.read("value_type", _value_type, None) or params.read("valueType", _value_type, None)


def _value_type(value: Any) -> str | None:
    if value not in _VALUE_TYPES:
        raise IllegalArgumentError(f"Unknown value type [{value}]")
    return str(value)


def aggregated_field(ctx: ShardContext, name: str) -> MappedField | None:
    """Returns the field of a name, None if it is unmapped; raises IllegalArgumentError if it has no doc values."""
    field = ctx.field(name)
    if field is not None and name == "_index":
        # all documents of a shard have the same value
        constant = ConstantKeywordFieldType(name, {"value": ctx.index}, field.type.context)
        return MappedField(name, constant, name, is_metadata=True)
    if field is None or field.is_aggregatable:
        return field
    if field.type.terms.analyzed:
        raise IllegalArgumentError(
            f"Fielddata is disabled on [{field.name}] in [{ctx.index}]. Text fields are not optimised for operations "
            "that require per-document field data like aggregations and sorting, so these operations are disabled by "
            f"default. Please use a keyword field instead. Alternatively, set fielddata=true on [{field.name}] in "
            "order to load field data by uninverting the inverted index. Note that this can use significant memory."
        )
    raise IllegalArgumentError(
        f"Can't load fielddata on [{field.name}] because fielddata is unsupported on fields of type "
        f"[{field.type_name}]. Use doc values instead."
    )


def refuse_format(field: MappedField | None, source: ValuesSource) -> None:
    """Raises IllegalArgumentError if a format is given for a field of terms, which are shown as they are."""
    if source.format is not None and field is not None:
        raise IllegalArgumentError(f"Field [{field.name}] of type [{field.type_name}] does not support custom formats")


def unsupported(field: MappedField, type_name: str) -> IllegalArgumentError:
    """Returns the error of an aggregation that the field's type does not go with."""
    return IllegalArgumentError(
        f"Field [{field.name}] of type [{field.type_name}] is not supported for aggregation [{type_name}]"
    )
