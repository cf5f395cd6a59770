"""A mapping with further fields laid over it, for one search."""

from collections.abc import Mapping as AnyMapping
from functools import cached_property
from typing import Any

from findling.mapping.field_type import FieldType
from findling.mapping.mapped_field import MappedField
from findling.mapping.mapping import Mapping
from findling.mapping.runtime.runtime_field import COMPOSITE
from findling.mapping.runtime.runtime_fields import parse_runtime
from findling.mapping.types.vectors.semantic_text import SemanticField


class OverlaidMapping(Mapping):
    """The fields of a mapping, but for those in whose place others stand.

    visible: fields that listings and patterns show; hidden: fields that only those know who made them
    """

    def __init__(
        self, base: Mapping, visible: AnyMapping[str, FieldType], hidden: AnyMapping[str, FieldType] | None = None
    ) -> None:
        super().__init__(base.root, base.options, base.context, base.settings, base.type_name)
        self._base = base
        self._visible = visible
        self._hidden = hidden or {}

    @property
    def computed(self) -> AnyMapping[str, FieldType]:
        """The fields laid over the mapping, and over those below, that listings show."""
        return {**self._base.computed, **self._visible}

    @cached_property
    def _fields(self) -> dict[str, MappedField]:
        laid = {name: MappedField(name, field_type, name) for name, field_type in self._visible.items()}
        return {**self._base._fields, **laid}

    @cached_property
    def _hidden_fields(self) -> dict[str, MappedField]:
        laid = {name: MappedField(name, field_type, name) for name, field_type in self._hidden.items()}
        return {**self._base._hidden_fields, **laid}

    @property
    def semantic_fields(self) -> tuple[SemanticField, ...]:
        return self._base.semantic_fields

    @cached_property
    def aliases(self) -> dict[str, str]:
        return {name: target for name, target in self._base.aliases.items() if name not in self._visible}


def with_runtime(mapping: Mapping, definitions: AnyMapping[str, Any]) -> Mapping:
    """Returns a mapping with its runtime fields, and with those of a request, as fields like others.

    Raises MapperParsingError and others for definitions of no fields.
    """
    runtime = {**mapping.options.runtime, **parse_runtime(definitions)}
    visible = {name: field.type(mapping.context) for name, field in runtime.items() if field.kind != COMPOSITE}
    return OverlaidMapping(mapping, visible) if visible else mapping
