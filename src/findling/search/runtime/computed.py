"""What a computed field is computed from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from findling.mapping.field_type import FieldType
from findling.script.context import Context
from findling.script.contexts import CONTEXTS
from findling.script.contexts.aggregations import AGGS
from findling.script.definition import ScriptDefinition

if TYPE_CHECKING:
    from findling.search.query.base import Query

_LONGS: Final = ("byte", "short", "integer", "long")
_DOUBLES: Final = ("float", "double", "number", "numeric")


@dataclass(frozen=True)
class ComputedField:
    """A field and its script.

    script: None: the values of the source at the name of the field
    context: of the script; a script in a context of runtime fields emits its values, one of an aggregation returns them
    of_field: whose values a script of an aggregation is given one by one; None: it looks at documents
    query: whose scores the script sees, None for all documents alike
    part: of the values that a composite field's script emits, those under this name; None: all
    """

    type: FieldType
    script: ScriptDefinition | None
    context: Context
    of_field: str | None = None
    part: str | None = None
    is_lenient: bool = False
    query: Query | None = None

    @property
    def name(self) -> str:
        """Its name."""
        return self.type.name


def context_of(kind: str) -> Context:
    """Returns the context of the scripts of a type of runtime fields."""
    return CONTEXTS[f"{kind}_field"]


@dataclass(frozen=True, slots=True)
class AggregationScript:
    """A script in the place of a field, or beside one. kind: the type its results are taken for"""

    script: ScriptDefinition
    field: str | None
    kind: str

    @property
    def name(self) -> str:
        """The name of the field that has its results; no client can ask for it."""
        return f"\0script {hash((self.script.key, self.field, self.kind)):x}"

    def computed(self, made: FieldType, query: Query | None) -> ComputedField:
        """Returns the field of a type made for it."""
        return ComputedField(made, self.script, AGGS, self.field, query=query)


def kind_of_results(value_type: str | None, default: str) -> str:
    """Returns the type of field that holds values of a `value_type`."""
    if value_type is None:
        return default
    if value_type == "string":
        return "keyword"
    return "long" if value_type in _LONGS else "double" if value_type in _DOUBLES else value_type


def distinct(scripts: Sequence[AggregationScript]) -> dict[str, AggregationScript]:
    """Returns the scripts by the names of their fields."""
    return {script.name: script for script in scripts}
