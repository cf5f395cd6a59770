"""Contexts of runtime fields: scripts that `emit` the values of a field of a document, one context for each type."""

from collections.abc import Mapping
from typing import Any, Final

from findling.script.context import Context, Function
from findling.script.contexts.documents import DOC
from findling.script.doc_values.field_api import FIELD_CLASSES, FIELD_FUNCTIONS
from findling.script.faults import illegal_argument
from findling.script.types import BOOLEAN, DOUBLE, LONG, MAP, OBJECT, STRING, VOID, Type

MAX_VALUES: Final = 100
EMITTED: Final = "<emitted>"
"""The variable, out of reach of scripts, that holds what a script has emitted."""


class Emitted:
    """What a script has emitted for one document. field: the name of the field"""

    def __init__(self, field: str) -> None:
        self.field = field
        self.values: list[Any] = []

    def add(self, value: Any) -> None:
        """Takes a value. Raises JavaError if there are too many."""
        if len(self.values) >= MAX_VALUES:
            raise illegal_argument(
                f"Runtime field [{self.field}] is emitting [{MAX_VALUES + 1}] values while the maximum number of "
                f"values allowed is [{MAX_VALUES}]"
            )
        self.values.append(value)

    def taken(self) -> list[Any]:
        """Returns the values, and forgets them."""
        values, self.values = self.values, []
        return values

    def add_point(self, lat: float, lon: float) -> None:
        """Takes a point."""
        self.add((lat, lon))

    def add_entry(self, name: str, value: Any) -> None:
        """Takes a value of a field within a composite one."""
        for each in value if isinstance(value, list) else [value]:
            self.values.append((name, each))

    def add_entries(self, entries: Mapping[str, Any]) -> None:
        """Takes values of fields within a composite one."""
        for name, value in entries.items():
            self.add_entry(str(name), value)


def _emit(add: Any, *parameters: Type) -> dict[tuple[str, int], Function]:
    return {("emit", len(parameters)): Function(parameters, VOID, add, EMITTED)}


def _context(name: str, functions: Mapping[tuple[str, int], Function]) -> Context:
    return Context(name, VOID, {**DOC, EMITTED: OBJECT}, FIELD_CLASSES, {**FIELD_FUNCTIONS, **functions})


BOOLEAN_FIELD: Final = _context("boolean_field", _emit(Emitted.add, BOOLEAN))
DATE_FIELD: Final = _context("date_field", _emit(Emitted.add, LONG))
DOUBLE_FIELD: Final = _context("double_field", _emit(Emitted.add, DOUBLE))
GEO_POINT_FIELD: Final = _context("geo_point_field", _emit(Emitted.add_point, DOUBLE, DOUBLE))
IP_FIELD: Final = _context("ip_field", _emit(Emitted.add, STRING))
KEYWORD_FIELD: Final = _context("keyword_field", _emit(Emitted.add, STRING))
LONG_FIELD: Final = _context("long_field", _emit(Emitted.add, LONG))
COMPOSITE_FIELD: Final = _context(
    "composite_field",
    {**_emit(Emitted.add_entry, STRING, OBJECT), **_emit(Emitted.add_entries, MAP)},
)
