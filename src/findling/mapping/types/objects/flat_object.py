"""flat_object: OpenSearch's flattened. A whole JSON object in one field, its leaves as keywords."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from findling.base.errors import MapperParsingError, ParsingError
from findling.base.java_values import shown
from findling.base.json_values import json_token
from findling.mapping.field_type import FieldType, TypeContext, register
from findling.mapping.parameters import Parameter
from findling.mapping.similarity import BOOLEAN
from findling.mapping.traits import KEYWORD_TERMS
from findling.mapping.types.objects.flattened import MOST_LEVELS, FlattenedFieldType, KeyedFieldType


@register
class FlatObjectFieldType(FlattenedFieldType):
    """A flattened field without parameters, whose matches all score the same.

    Its leaves can be sorted by and aggregated one key at a time, not all at once.
    """

    type_name = "flat_object"
    PARAMETERS: ClassVar[Mapping[str, Parameter]] = {}
    takes_only_type = True

    @classmethod
    def from_definition(cls, name: str, definition: Mapping[str, Any], context: TypeContext) -> FieldType:
        if definition:
            leaf = name.rpartition(".")[2]
            unknown = "] [".join(f"{key} : {shown(value)}" for key, value in definition.items())
            raise MapperParsingError(f"Mapping definition for [{leaf}] has unsupported parameters:  [{unknown}]")
        return cls(name, {}, context)

    def configure(self) -> None:
        super().configure()
        self.similarity = BOOLEAN
        self.companions = (_KeyFieldType(self, None),)
        self.no_fielddata = f"Field [{self.name}] of type [flat_object] does not support doc_value in root field"

    def get(self, parameter: str) -> Any:
        if parameter == "depth_limit":
            return MOST_LEVELS
        known = FlattenedFieldType.PARAMETERS.get(parameter)
        return None if known is None else known.default

    @property
    def has_doc_values(self) -> bool:
        return False

    def leaves(self, value: object) -> list[object]:
        if type(value) is not dict:
            raise ParsingError(f"[{self.name}] unexpected token [{json_token(value)}] in flat_object field value")
        return super().leaves(value)

    def keyed(self, key: str) -> FieldType:
        return _KeyFieldType(self, key)


class _KeyFieldType(KeyedFieldType):
    """The values of one key, or of all with their keys."""

    type_name = "flat_object"
    terms = replace(KEYWORD_TERMS, keyed_patterns=True)

    def configure(self) -> None:
        super().configure()
        self.similarity = BOOLEAN
