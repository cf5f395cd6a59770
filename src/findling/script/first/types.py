"""Java's types, and the types that values of `def` carry with them."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Type:
    """A type by its canonical name.

    primitive: a boolean, char or number, which is never null
    boxable: a value of it may become a `def`
    """

    name: str
    primitive: bool = False
    boxable: bool = True


BOOLEAN: Final = Type("boolean", primitive=True)
CHAR: Final = Type("char", primitive=True)
INT: Final = Type("int", primitive=True)
LONG: Final = Type("long", primitive=True)
DOUBLE: Final = Type("double", primitive=True)
STRING: Final = Type("java.lang.String")
CHAR_SEQUENCE: Final = Type("java.lang.CharSequence")
MAP: Final = Type("java.util.Map", boxable=False)
DEF: Final = Type("def")
NULL: Final = Type("null")

NUMERIC: Final = (CHAR, INT, LONG, DOUBLE)
"""Each can be cast to those behind it without being asked for."""
NAMED: Final = {
    "boolean": BOOLEAN,
    "char": CHAR,
    "int": INT,
    "long": LONG,
    "double": DOUBLE,
    "String": STRING,
    "def": DEF,
}
"""The types that a script may cast to."""


class Char(int):
    """A UTF-16 unit as a `def`."""


class Long(int):
    """A long as a `def`; a plain int is a Java int if it has room there."""


class Chars(str):
    """A CharSequence that is no String, as a `def`: Java does not find it equal to a String of the same characters."""


_BOXES: Final[dict[Type, type]] = {CHAR: Char, LONG: Long, CHAR_SEQUENCE: Chars}
_CLASSES: Final[dict[type, Type]] = {
    bool: BOOLEAN, Char: CHAR, Long: LONG, float: DOUBLE, str: STRING, Chars: CHAR_SEQUENCE, type(None): NULL,
}  # fmt: skip
_BOXED_NAMES: Final = {
    BOOLEAN: "java.lang.Boolean",
    CHAR: "java.lang.Character",
    INT: "java.lang.Integer",
    LONG: "java.lang.Long",
    DOUBLE: "java.lang.Double",
}


def boxed(value: object, of: Type) -> object:
    """Returns a value of a static type as a `def`."""
    box = _BOXES.get(of)
    return value if box is None or value is None else box(value)


def type_of(value: object) -> Type:
    """Returns the type of a `def`; that of a value of none of the known types is an object's."""
    found = _CLASSES.get(type(value))
    if found is None and isinstance(value, int):
        return INT if -(2**31) <= value < 2**31 else LONG
    return found or Type("java.lang.Object")


def boxed_name(of: Type) -> str:
    """Returns the name of the class that a `def` of this type has."""
    return _BOXED_NAMES.get(of, of.name)


def promoted(left: Type, right: Type) -> Type | None:
    """Returns the type in which two numbers are reckoned with, at least int; None if one is no number."""
    if left not in NUMERIC or right not in NUMERIC:
        return None
    return NUMERIC[max(NUMERIC.index(left), NUMERIC.index(right), 1)]
