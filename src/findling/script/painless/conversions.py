"""Casts and promotions: which there are between types, before a script runs."""

from dataclasses import dataclass
from typing import Final

from findling.script.painless.classes import Classes
from findling.script.painless.problems import wrong_class
from findling.script.types import (
    BOOLEAN,
    BOX_OF,
    BYTE,
    CHAR,
    DEF,
    DOUBLE,
    FLOAT,
    INT,
    LONG,
    NUMBER,
    NUMERIC,
    OBJECT,
    SHORT,
    STRING,
    UNBOXED,
    VOID,
    Type,
)

_WIDER: Final[dict[Type, tuple[Type, ...]]] = {
    BOOLEAN: (),
    BYTE: (SHORT, INT, LONG, FLOAT, DOUBLE),
    SHORT: (INT, LONG, FLOAT, DOUBLE),
    CHAR: (INT, LONG, FLOAT, DOUBLE),
    INT: (LONG, FLOAT, DOUBLE),
    LONG: (FLOAT, DOUBLE),
    FLOAT: (DOUBLE,),
    DOUBLE: (),
}
"""What becomes of a primitive unasked."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """A cast from one type to another; explicit: asked for."""

    source: Type
    target: Type
    explicit: bool


def conversion(
    source: Type, target: Type, offset: int, classes: Classes, *, explicit: bool = False, internal: bool = False
) -> Conversion | None:
    """Returns the cast between two types, None if none is needed. Raises CompileFault if there is none.

    internal: where boxes come and go unasked
    """
    if source is target:
        return None
    if _is_legal(source, target, explicit, internal) or _is_kin(source, target, classes, explicit):
        return Conversion(source, target, explicit)
    raise wrong_class(f"Cannot cast from [{source.name}] to [{target.name}].", offset)


def _is_legal(source: Type, target: Type, explicit: bool, internal: bool) -> bool:
    if source is DEF:
        return True
    if (source, target) in ((STRING, CHAR), (CHAR, STRING)):
        return explicit
    if source in _WIDER:
        return _from_primitive(source, target, explicit, internal)
    plain = UNBOXED.get(source)
    if plain is None or not internal:
        return False
    return UNBOXED.get(target, target) in (plain, *_WIDER[plain])


def _from_primitive(source: Type, target: Type, explicit: bool, internal: bool) -> bool:
    if target is DEF:
        return True
    if target is OBJECT:
        return internal
    if target is NUMBER:
        return internal and source is not BOOLEAN
    if target in UNBOXED:
        return internal and UNBOXED[target] in (source, *_WIDER[source]) and (source, target) != (BYTE, BOX_OF[CHAR])
    if source in NUMERIC and target in NUMERIC:
        return explicit or target in _WIDER[source]
    return False


def _is_kin(source: Type, target: Type, classes: Classes, explicit: bool) -> bool:
    if source is VOID or target is VOID:
        return False
    if target is DEF:
        return True
    return classes.is_kind_of(source, target) or (explicit and classes.is_kind_of(target, source))


def promoted(of: Type, decimal: bool = True) -> Type | None:
    """Returns the type in which one operand is reckoned with, at least int; None if it is no number."""
    if of in (DEF, LONG) or (decimal and of in (DOUBLE, FLOAT)):
        return of
    return INT if of in (INT, CHAR, SHORT, BYTE) else None


def promoted_pair(left: Type, right: Type, decimal: bool = True) -> Type | None:
    """Returns the type in which two operands are reckoned with, None if neither is a number."""
    pair = (left, right)
    for of in (DEF, DOUBLE, FLOAT, LONG):
        if of in pair and (decimal or of in (DEF, LONG)):
            return of
    return INT if any(of in (INT, CHAR, SHORT, BYTE) for of in pair) else None


def promoted_sum(left: Type, right: Type) -> Type | None:
    """Returns the type of a sum: a String if one operand is."""
    return STRING if STRING in (left, right) else promoted_pair(left, right)


def promoted_bits(left: Type, right: Type) -> Type | None:
    """Returns the type in which `^` is done: boolean if one operand is."""
    if DEF in (left, right):
        return DEF
    return BOOLEAN if BOOLEAN in (left, right) else promoted_pair(left, right, decimal=False)


def promoted_equality(left: Type, right: Type) -> Type | None:
    """Returns the type in which two values are compared for equality."""
    if left is right is STRING:
        return STRING
    if DEF in (left, right):
        return DEF
    if left.primitive and right.primitive:
        return BOOLEAN if left is right is BOOLEAN else promoted_pair(left, right)
    return OBJECT


def promoted_choice(left: Type, right: Type) -> Type | None:
    """Returns the type of what is one or the other, None if there is none."""
    if left is right:
        return left
    if DEF in (left, right):
        return DEF
    if not (left in NUMERIC and right in NUMERIC):
        return OBJECT
    for of in (DOUBLE, FLOAT, LONG, INT):
        if of in (left, right):
            return of
    return INT if CHAR in (left, right) else None
