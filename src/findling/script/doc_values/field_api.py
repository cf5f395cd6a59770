"""The newer way to a document's values: `field('f').get(default)` and `$('f', default)`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Protocol

from findling.script.api.class_info import ClassInfo, Signature
from findling.script.api.values.java_object import JavaObject
from findling.script.context import Function
from findling.script.doc_values.geo import GEO_CLASSES
from findling.script.doc_values.values import VALUE_CLASSES, DocValues, method
from findling.script.doc_values.vectors import VECTOR_CLASSES
from findling.script.types import BOOLEAN, DEF, INT, ITERABLE, ITERATOR, LIST, STRING, class_type

FIELDS: Final = "<fields>"
"""The variable, out of reach of scripts, that holds the `Fields` of the document."""


class Fields(Protocol):
    """Finds the values of fields of one document."""

    def values_of(self, name: str) -> DocValues | None:
        """Returns the values, None for a field that is not mapped."""


@dataclass(frozen=True, slots=True)
class DocField(JavaObject):
    """One field of a document."""

    java_class: ClassVar[str] = "org.elasticsearch.script.field.Field"

    name: str
    values: DocValues

    def __iter__(self) -> Iterator[Any]:
        return iter(self.values)

    def get(self, default: Any) -> Any:
        """Returns the first value, the default if there is none."""
        return self.values[0] if self.values else default

    def get_at(self, place: int, default: Any) -> Any:
        """Returns a value by its place, the default if there are not so many."""
        return self.values[place] if 0 <= place < len(self.values) else default


def _field(fields: Fields, name: str) -> DocField:
    values = fields.values_of(name)
    return DocField(name, DocValues() if values is None else values)


def _value(fields: Fields, name: str, default: Any) -> Any:
    return _field(fields, name).get(default)


FIELD: Final = class_type("org.elasticsearch.script.field.Field")
_FIELD_CLASS: Final = ClassInfo(
    FIELD,
    supertypes=(ITERABLE,),
    methods={
        ("getName", 0): method(STRING, lambda field: field.name),
        ("isEmpty", 0): method(BOOLEAN, lambda field: not field.values),
        ("size", 0): method(INT, lambda field: len(field.values)),
        ("get", 1): method(DEF, DocField.get, DEF),
        ("get", 2): method(DEF, DocField.get_at, INT, DEF),
        ("asString", 1): method(STRING, lambda field, default: _text(field.get(default)), STRING),
        ("asStrings", 0): method(LIST, lambda field: [_text(value) for value in field.values]),
        ("iterator", 0): method(ITERATOR, lambda field: iter(field.values)),
    },
    python_classes=(DocField,),
)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


FIELD_CLASSES: Final = (*VALUE_CLASSES, *GEO_CLASSES, *VECTOR_CLASSES, _FIELD_CLASS)
"""All classes of doc values, and those of fields."""
FIELD_FUNCTIONS: Final[Mapping[Signature, Function]] = {
    ("field", 1): Function((STRING,), FIELD, _field, FIELDS),
    ("$", 2): Function((STRING, DEF), DEF, _value, FIELDS),
}
