"""rank_features: objects that give names to positive numbers.

A document has one term per feature: its name, a zero byte, and the number in single precision, so that the postings of
all terms that start with a name are the documents that have the feature, ordered by its value.
"""

import struct
from typing import Any

from findling.base.errors import IllegalArgumentError
from findling.base.java_values import shown
from findling.mapping import parameters
from findling.mapping.field_type import FieldType, register
from findling.mapping.parsed_batch import FieldStructures
from findling.mapping.types.rank_feature import feature_value

SEPARATOR = b"\0"


def encode_feature(name: str, value: float) -> bytes:
    """Returns the term of a feature with a positive value."""
    return name.encode("utf-8", "replace") + SEPARATOR + struct.pack(">f", value)


def decode_feature(term: bytes) -> tuple[str, float]:
    """Returns name and value, in single precision, of a term."""
    return term[:-5].decode("utf-8", "replace"), struct.unpack(">f", term[-4:])[0]


@register
class RankFeaturesFieldType(FieldType):
    """Features that queries name as `FIELD.FEATURE`."""

    type_name = "rank_features"
    family = "rank_features"
    expands = True
    takes_objects = True
    in_multi_fields = False
    names_field_in_errors = False
    repeats_allowed = False
    PARAMETERS = parameters.table(parameters.boolean("positive_score_impact", True))

    def configure(self) -> None:
        self.structures = FieldStructures("term", index="docs")

    def leaves(self, value: object) -> list[object]:
        if not isinstance(value, dict):
            kind = {str: "VALUE_STRING", bool: "VALUE_BOOLEAN"}.get(type(value), "VALUE_NUMBER")
            raise IllegalArgumentError(
                f"[{self.type_name}] fields must be json objects, expected a START_OBJECT but got: {kind}"
            )
        return [self._term(name, number) for name, number in value.items() if number is not None]

    def _term(self, name: str, number: object) -> bytes:
        if "." in name:
            raise IllegalArgumentError(
                f"[{self.type_name}] fields do not support dots in feature names but found [{name}]"
            )
        if "\0" in name:
            raise IllegalArgumentError(f"[{self.type_name}] fields do not support zero bytes in feature names")
        return encode_feature(name, feature_value(number, self.name, name, self.type_name))

    def parse_value(self, value: Any) -> bytes:
        return bytes(value)

    @property
    def has_doc_values(self) -> bool:
        return False

    def fetched(self, value: object, format: str | None = None) -> object:
        return value

    def check_exists(self) -> None:
        if not self.is_vector:
            raise IllegalArgumentError(f"[{self.type_name}] fields do not support [exists] queries")

    def keyed(self, feature: str) -> "FeatureFieldType":
        """Returns the type of one feature, as rank_feature queries name it."""
        return FeatureFieldType(self, feature)

    def index_term(self, value: object) -> bytes:
        raise IllegalArgumentError(f"Queries on [{self.type_name}] fields are not supported")

    def from_term(self, term: bytes) -> dict[str, float]:
        name, value = decode_feature(term)
        return {name: value}


class FeatureFieldType(FieldType):
    """One feature of a field: the terms that begin with `key_prefix` in the field's postings."""

    type_name = "rank_feature"
    family = "rank_features"
    is_feature = True

    def __init__(self, parent: RankFeaturesFieldType, feature: str) -> None:
        self.key_prefix = feature.encode("utf-8", "replace") + SEPARATOR
        self.positive_score_impact = bool(parent.get("positive_score_impact"))
        self._structures = parent.structures
        super().__init__(parent.name, {}, parent.context)

    def configure(self) -> None:
        self.structures = self._structures

    @property
    def has_doc_values(self) -> bool:
        return False

    def index_term(self, value: object) -> bytes:
        raise IllegalArgumentError(f"Queries on [rank_features] fields are not supported, got [{shown(value)}]")
