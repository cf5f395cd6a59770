"""What a computed field is computed from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from findling.mapping.field_type import FieldType
from findling.script.context import Context
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
    reads_longs: whether numbers of the source are given to the script as whole ones
    query: whose scores the script sees, None for all documents alike
    of_query: whether nobody asks for values of other documents than those of the query
    part: of the values that a composite field's script emits, those under this name; None: all
    """

    type: FieldType
    script: ScriptDefinition | None
    context: Context
    of_field: str | None = None
    part: str | None = None
    is_lenient: bool = False
    reads_longs: bool = False
    query: Query | None = None
    of_query: bool = False

    @property
    def name(self) -> str:
        """Its name."""
        return self.type.name


@dataclass(frozen=True, slots=True)
class AggregationScript:
    """A script in the place of a field, or beside one.

    kind: the type its results are taken for, if it stands alone
    reads_longs: whether numbers of the field are given to it as whole ones
    """

    script: ScriptDefinition
    field: str | None
    kind: str
    reads_longs: bool = False

    @property
    def name(self) -> str:
        """The name of the field that has its results; no client can ask for it."""
        return f"\0script {hash((self.script.key, self.field, self.kind, self.reads_longs)):x}"

    def computed(self, made: FieldType, query: Query | None, of_query: bool) -> ComputedField:
        """Returns the field of a type made for it."""
        return ComputedField(
            made, self.script, AGGS, self.field, reads_longs=self.reads_longs, query=query, of_query=of_query
        )


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
