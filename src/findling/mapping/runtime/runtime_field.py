"""One runtime field: what it is computed from, and what it is searched as."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from findling.base.errors import IllegalArgumentError
from findling.mapping.field_type import FieldType, TypeContext, type_class
from findling.mapping.runtime.lookup import LOOKUP, LookupFieldType
from findling.mapping.similarity import BOOLEAN
from findling.script.definition import ScriptDefinition, parse_script

COMPOSITE: Final = "composite"


@dataclass(frozen=True, slots=True)
class RuntimeField:
    """One field.

    kind: its type; script: None: values are those of the source
    parameters: of the type, as format
    parent: name of the field whose script emits the values, None for a field of its own
    is_lenient: whether a document for which the script fails has no value, rather than failing the search
    emits: the kind of what a derived field's script emits: inside an object, JSON texts; empty for runtime fields
    """

    name: str
    kind: str
    script: ScriptDefinition | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    parent: str | None = None
    is_lenient: bool = False
    emits: str = ""

    def type(self, context: TypeContext) -> FieldType:
        """Returns its type: not indexed, with doc values; texts are, and every match scores the same."""
        made = LookupFieldType if self.kind == LOOKUP else type_class(self.kind, self.name)
        if self.kind != "text":
            return made(self.name, {**self.parameters, "index": False}, context)
        text = made(self.name, self.parameters, context)
        text.similarity = BOOLEAN
        return text

    @property
    def context(self) -> str:
        """Name of the context of its script."""
        if self.emits:
            return f"{self.emits}_field"
        return f"{self.kind if self.parent is None else COMPOSITE}_field"


def read_script(name: str, given: object) -> ScriptDefinition | None:
    """Returns the script of a field, None if it has none. Raises IllegalArgumentError."""
    if given is None:
        return None
    if not isinstance(given, (str, Mapping)):
        raise IllegalArgumentError("Script value should be a String or a Map")
    script = parse_script(given)
    if script.id is not None:
        raise IllegalArgumentError(f"stored scripts are not supported for runtime field [{name}]")
    return script
