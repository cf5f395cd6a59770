"""Java's types, and how their values are kept in Python.

A value whose type is known when a script is compiled is plain:

    boolean                          bool
    byte, short, char, int, long     int (char: the number of a UTF-16 unit), always within the bits of its type
    float, double                    float (float: rounded to 32 bits)
    String                           str
    void                             None

Values of all other types (`def`, Object, boxes as Integer, elements of collections) carry their class with them:

    null None, Boolean bool, Integer int, Double float, String str
    Byte, Short, Character, Long, Float: the subclasses of int and float below
    an array: Array; any other class: the Python classes that its `ClassInfo` names (ArrayList: list)
    a lambda or a method reference: a callable, which takes and returns values of the types of its interface's method

A plain int that an int has no room for is a Long: so may numbers come from JSON.
`boxed` makes of a plain value one that carries its class.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, slots=True, eq=False)
class Type:
    """A type by its canonical name. There is one object of each type: compare by identity.

    primitive: a boolean, char or number, which is never null
    element: of an array
    """

    name: str
    primitive: bool = False
    element: "Type | None" = None

    def __repr__(self) -> str:
        return self.name


_TYPES: Final[dict[str, Type]] = {}


def class_type(name: str) -> Type:
    """Returns the type of a class or interface by its canonical name, as `java.util.Map`."""
    return _TYPES.setdefault(name, Type(name))


def array_of(element: Type) -> Type:
    """Returns the type of arrays of a type."""
    name = f"{element.name}[]"
    return _TYPES.setdefault(name, Type(name, element=element))


def _primitive(name: str) -> Type:
    return _TYPES.setdefault(name, Type(name, primitive=True))


VOID: Final = _primitive("void")
BOOLEAN: Final = _primitive("boolean")
BYTE: Final = _primitive("byte")
SHORT: Final = _primitive("short")
CHAR: Final = _primitive("char")
INT: Final = _primitive("int")
LONG: Final = _primitive("long")
FLOAT: Final = _primitive("float")
DOUBLE: Final = _primitive("double")
DEF: Final = class_type("def")
NULL: Final = class_type("null")

OBJECT: Final = class_type("java.lang.Object")
STRING: Final = class_type("java.lang.String")
CHAR_SEQUENCE: Final = class_type("java.lang.CharSequence")
NUMBER: Final = class_type("java.lang.Number")
BOOLEAN_BOX: Final = class_type("java.lang.Boolean")
BYTE_BOX: Final = class_type("java.lang.Byte")
SHORT_BOX: Final = class_type("java.lang.Short")
CHAR_BOX: Final = class_type("java.lang.Character")
INT_BOX: Final = class_type("java.lang.Integer")
LONG_BOX: Final = class_type("java.lang.Long")
FLOAT_BOX: Final = class_type("java.lang.Float")
DOUBLE_BOX: Final = class_type("java.lang.Double")
ITERABLE: Final = class_type("java.lang.Iterable")
COLLECTION: Final = class_type("java.util.Collection")
LIST: Final = class_type("java.util.List")
ARRAY_LIST: Final = class_type("java.util.ArrayList")
SET: Final = class_type("java.util.Set")
MAP: Final = class_type("java.util.Map")
HASH_MAP: Final = class_type("java.util.HashMap")
ITERATOR: Final = class_type("java.util.Iterator")
PATTERN: Final = class_type("java.util.regex.Pattern")
MATCHER: Final = class_type("java.util.regex.Matcher")

NUMERIC: Final = (BYTE, SHORT, CHAR, INT, LONG, FLOAT, DOUBLE)
BOX_OF: Final = {
    BOOLEAN: BOOLEAN_BOX, BYTE: BYTE_BOX, SHORT: SHORT_BOX, CHAR: CHAR_BOX, INT: INT_BOX, LONG: LONG_BOX,
    FLOAT: FLOAT_BOX, DOUBLE: DOUBLE_BOX,
}  # fmt: skip
UNBOXED: Final = {box: primitive for primitive, box in BOX_OF.items()}


class Byte(int):
    """A java.lang.Byte."""

    __slots__ = ()


class Short(int):
    """A java.lang.Short."""

    __slots__ = ()


class Char(int):
    """A java.lang.Character: the number of a UTF-16 unit."""

    __slots__ = ()


class Long(int):
    """A java.lang.Long."""

    __slots__ = ()


class Float(float):
    """A java.lang.Float, rounded to 32 bits."""

    __slots__ = ()


class Chars(str):
    """A CharSequence that is no String: Java does not find it equal to a String of the same characters."""

    __slots__ = ()


class Array(list[Any]):
    """An array. Elements are plain if its type is of primitives. Equal to itself alone."""

    __slots__ = ("type",)

    def __init__(self, of: Type, elements: Iterable[Any] = ()) -> None:
        """of: the type of the array, as `array_of(INT)`"""
        super().__init__(elements)
        self.type = of

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:  # type: ignore[override]
        return id(self)


_BOXES: Final[dict[Type, type]] = {BYTE: Byte, SHORT: Short, CHAR: Char, LONG: Long, FLOAT: Float}
_OF_BOXES: Final[dict[type, Type]] = {
    bool: BOOLEAN, Byte: BYTE, Short: SHORT, Char: CHAR, Long: LONG, Float: FLOAT, float: DOUBLE,
}  # fmt: skip


def boxed(value: Any, of: Type) -> Any:
    """Returns a plain value of a static type as one that carries its class."""
    box = _BOXES.get(of)
    return value if box is None else box(value)


def primitive_of(value: object) -> Type | None:
    """Returns the primitive type of what is in a box, None for all other values."""
    found = _OF_BOXES.get(type(value))
    if found is None and type(value) is int:
        return INT if -0x80000000 <= value <= 0x7FFFFFFF else LONG
    return found
