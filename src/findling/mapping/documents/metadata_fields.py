"""The fields that every document has: `_id`, `_index`, `_routing` and so on.

They are in no mapping definition, and only some have structures of their own: `_ignored` and `_nested_path` are term
columns that the document parser fills, `_doc_count` is a long column; queries answer `_id` from the segment's ids,
`_index` as a constant, `_seq_no` and `_version` from the segment's version columns, `_routing` from the stored routing.
"""

from collections.abc import Mapping
from typing import Any, Final

from findling.base.errors import IllegalArgumentError, ParsingError
from findling.base.java_values import shown
from findling.base.json_values import json_token
from findling.mapping.documents.inference_fields import INFERENCE_FIELDS
from findling.mapping.field_type import ColumnValues, FieldType, TypeContext
from findling.mapping.mapped_field import MappedField
from findling.mapping.parsed_batch import FieldStructures
from findling.mapping.time_series.series_id import read_series, shown_series
from findling.mapping.traits import ENCODED_TERMS, TermTraits
from findling.mapping.types.integers import LongFieldType

NESTED_PATH: Final = "_nested_path"
IGNORED_FIELD: Final = "_ignored"
DOC_COUNT: Final = "_doc_count"
SERIES_ID: Final = "_tsid"
ROUTING_HASH: Final = "_ts_routing_hash"
_NO_IDS: Final = (
    "Fielddata access on the _id field is disallowed, you can re-enable it by updating the dynamic cluster setting: "
    "indices.id_field_data.enabled"
)
IN_DOCUMENTS: Final = frozenset({DOC_COUNT})


class MetadataFieldType(FieldType):
    """A metadata field of exact terms; its type name is its own name."""

    aggregatable = True

    @property
    def is_searchable(self) -> bool:
        return True

    @property
    def has_doc_values(self) -> bool:
        return self.aggregatable

    def index_term(self, value: object) -> bytes:
        if isinstance(value, dict | list):
            raise IllegalArgumentError(f"[{self.name}] takes text, got [{shown(value)}]")
        return shown(value).encode("utf-8", "replace")


class MetadataLongType(LongFieldType):
    """A metadata field of whole numbers."""


class DocCountFieldType(MetadataLongType):
    """`_doc_count`: how many documents one stands for, one at least."""

    type_name = family = "_doc_count"

    @property
    def has_doc_values(self) -> bool:
        return False

    def parse_column(self, values: list[Any], types: set[type]) -> ColumnValues | None:
        column = super().parse_column(values, types) if types == {int} else None
        return column if column is not None and min(values) > 0 else None

    def parse_value(self, value: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ParsingError(
                f"Failed to parse object: expecting token of type [VALUE_NUMBER] but found [{json_token(value)}]"
            )
        if value != int(value):
            raise IllegalArgumentError(f"{value} cannot be converted to Integer without data loss")
        if value <= 0:
            raise IllegalArgumentError(
                f"Field [_doc_count] must be a positive integer. Value [{int(value)}] is not allowed."
            )
        return super().parse_value(int(value))


def _term_type(
    field: str,
    searchable: bool = True,
    aggregatable: bool = True,
    terms: TermTraits = FieldType.terms,
    no_fielddata: str = "",
) -> type[FieldType]:
    members = {
        "type_name": field,
        "family": field,
        "aggregatable": aggregatable,
        "terms": terms,
        "no_fielddata": no_fielddata,
        "is_searchable": property(lambda self: searchable),
    }
    return type(f"Metadata{field}", (MetadataFieldType,), members)


def _long_type(field: str) -> type[FieldType]:
    return type(f"Metadata{field}", (MetadataLongType,), {"type_name": field, "family": field})


class SeriesFieldType(MetadataFieldType):
    """What a document of a time series has of it; nothing can be looked for in it."""

    is_shown_from_doc_values = True

    @property
    def is_searchable(self) -> bool:
        return False

    @property
    def formats_doc_values(self) -> bool:
        return False

    def check_doc_value_format(self, format: str) -> None:
        self.check_format(format)

    def configure(self) -> None:
        self.unsearchable = f"[{self.name}] is not searchable"
        self.structures = FieldStructures("term", doc_values="ordinals")


class SeriesIdFieldType(SeriesFieldType):
    """`_tsid`, whose bytes are shown in base 64."""

    type_name = family = SERIES_ID
    terms = ENCODED_TERMS

    def index_term(self, value: object) -> bytes:
        return read_series(shown(value))

    def from_term(self, term: bytes) -> str:
        return shown_series(term)


class RoutingHashFieldType(SeriesFieldType):
    """`_ts_routing_hash`."""

    type_name = family = ROUTING_HASH


TYPES: Final[Mapping[str, type[FieldType]]] = {
    "_id": _term_type("_id", aggregatable=False, no_fielddata=_NO_IDS),
    "_index": _term_type("_index"),
    "_routing": _term_type("_routing", aggregatable=False),
    "_ignored": _term_type("_ignored", terms=TermTraits(characters=True, scored=True)),
    "_nested_path": _term_type("_nested_path", aggregatable=False),
    "_field_names": _term_type("_field_names", aggregatable=False),
    "_source": _term_type("_source", searchable=False, aggregatable=False),
    "_tier": _term_type("_tier"),
    "_type": _term_type("_type"),
    "_seq_no": _long_type("_seq_no"),
    "_primary_term": _long_type("_primary_term"),
    "_version": _long_type("_version"),
    "_doc_count": DocCountFieldType,
    INFERENCE_FIELDS: _term_type(INFERENCE_FIELDS, searchable=False, aggregatable=False),
}


# of indices of mode time_series only
SERIES_TYPES: Final[Mapping[str, type[FieldType]]] = {
    SERIES_ID: SeriesIdFieldType,
    ROUTING_HASH: RoutingHashFieldType,
    "_id": _term_type(
        "_id", aggregatable=False, no_fielddata="Fielddata is not supported on [_id] field in [time_series] indices"
    ),
}


def metadata_fields(context: TypeContext, has_series: bool = False) -> dict[str, MappedField]:
    """Returns all metadata fields by name. has_series: whether documents belong to time series"""
    fields = {}
    for name, cls in ({**TYPES, **SERIES_TYPES} if has_series else TYPES).items():
        field_type = cls(name, {}, context)
        if name in (NESTED_PATH, IGNORED_FIELD):
            values = "ordinals" if name == IGNORED_FIELD else "none"
            field_type.structures = FieldStructures("term", index="docs", doc_values=values)  # type: ignore[arg-type]
        fields[name] = MappedField(name, field_type, name, is_metadata=True)
    return fields
