"""Lists of a document's values, as scripts see them: numbers, truth values, texts, dates."""

from collections.abc import Callable
from typing import Any, ClassVar, Final

from findling.script.api.class_info import ClassInfo, Method
from findling.script.api.objects import to_text
from findling.script.api.values.java_object import JavaObject
from findling.script.faults import ILLEGAL_STATE, INDEX_OUT_OF_BOUNDS, UNSUPPORTED_OPERATION, JavaError
from findling.script.types import BOOLEAN, DEF, INT, LIST, Type, class_type

PACKAGE: Final = "org.elasticsearch.index.fielddata.ScriptDocValues"
NO_VALUE: Final = (
    "A document doesn't have a value for a field! Use doc[<field>].size()==0 to check if a document is missing a field!"
)


class DocValues(list[Any], JavaObject):
    """The values of one field in one document; they cannot be changed. Elements carry their class (`script.types`)."""

    __slots__ = ()
    java_class: ClassVar[str] = PACKAGE

    def __str__(self) -> str:
        return f"[{', '.join(map(to_text, self))}]"

    def value(self) -> Any:
        """Returns the first value. Raises JavaError if there is none."""
        return self.at(0)

    def at(self, place: int) -> Any:
        """Returns a value by its place. Raises JavaError."""
        if not self:
            raise JavaError(ILLEGAL_STATE, NO_VALUE)
        if not 0 <= place < len(self):
            raise JavaError(INDEX_OUT_OF_BOUNDS, f"A document doesn't have a value for a field at position [{place}]!")
        return self[place]


class Longs(DocValues):
    """Whole numbers."""

    __slots__ = ()
    java_class = f"{PACKAGE}.Longs"


class Doubles(DocValues):
    """Floating point numbers."""

    __slots__ = ()
    java_class = f"{PACKAGE}.Doubles"


class Booleans(DocValues):
    """Truth values."""

    __slots__ = ()
    java_class = f"{PACKAGE}.Booleans"


class Strings(DocValues):
    """Texts: keywords, addresses, versions."""

    __slots__ = ()
    java_class = f"{PACKAGE}.Strings"


class Dates(DocValues):
    """Instants, with the zone UTC."""

    __slots__ = ()
    java_class = f"{PACKAGE}.Dates"


def _unsupported(*arguments: object) -> Any:
    raise JavaError(UNSUPPORTED_OPERATION, "doc values are unmodifiable")


_READ: Final = {
    ("getValue", 0): Method((), DEF, DocValues.value),
    ("get", 1): Method((INT,), DEF, DocValues.at),
    ("getLength", 0): Method((), INT, len),
    ("add", 1): Method((DEF,), BOOLEAN, _unsupported),
    ("add", 2): Method((INT, DEF), DEF, _unsupported),
    ("remove", 1): Method((INT,), DEF, _unsupported),
    ("set", 2): Method((INT, DEF), DEF, _unsupported),
    ("clear", 0): Method((), DEF, _unsupported),
    ("sort", 1): Method((DEF,), DEF, _unsupported),
}


def doc_values_class(
    of: str, python: type[DocValues], methods: dict[tuple[str, int], Method] | None = None, package: str = PACKAGE
) -> ClassInfo:
    """Returns the class of a kind of doc values: what all have, what lists have, and methods of its own."""
    return ClassInfo(
        class_type(f"{package}.{of}"),
        supertypes=(LIST,),
        methods={**_READ, **(methods or {})},
        python_classes=(python,),
    )


def method(returns: Type, run: Callable[..., Any], *parameters: Type) -> Method:
    """Returns a method."""
    return Method(parameters, returns, run)


VALUE_CLASSES: Final = (
    doc_values_class("Longs", Longs),
    doc_values_class("Doubles", Doubles),
    doc_values_class("Booleans", Booleans),
    doc_values_class("Strings", Strings),
    doc_values_class("Dates", Dates),
)
