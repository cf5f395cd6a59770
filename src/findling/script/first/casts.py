"""From one type to another: what happens unasked, and what a script may ask for."""

import math
from collections.abc import Callable
from typing import Any, Final

from findling.base.errors import ClassCastError, IllegalArgumentError, NullPointerError
from findling.script.first.faults import RuntimeFault
from findling.script.first.types import (
    BOOLEAN,
    CHAR,
    CHAR_SEQUENCE,
    DEF,
    DOUBLE,
    INT,
    LONG,
    NULL,
    NUMERIC,
    STRING,
    Type,
    boxed,
    boxed_name,
    type_of,
)

Cast = Callable[[Any], Any]

_BITS: Final = {INT: 32, LONG: 64}


def same(value: object) -> object:
    """Returns the value itself."""
    return value


def implicit_cast(source: Type, target: Type) -> Cast | None:
    """Returns the cast that happens unasked, or None if there is none."""
    if source == target:
        return same
    if target is DEF:
        return (lambda value: boxed(value, source)) if source.boxable else None
    if source is DEF:
        return lambda value: _from_def(value, target)
    if source is NULL:
        return None if target.primitive else same
    if source in NUMERIC and target in NUMERIC and NUMERIC.index(source) < NUMERIC.index(target):
        return float if target is DOUBLE else same
    return same if (source, target) == (STRING, CHAR_SEQUENCE) else None


def explicit_cast(source: Type, target: Type) -> Cast | None:
    """Returns the cast that a type in parentheses asks for, or None if there is none."""
    if source in NUMERIC and target in NUMERIC:
        return lambda value: narrowed(value, target)
    if (source, target) == (STRING, CHAR):
        return _to_char
    if (source, target) == (CHAR, STRING):
        return chr
    if source is DEF and target in NUMERIC:
        return lambda value: narrowed(value, target) if type_of(value) in NUMERIC else _from_def(value, target)
    return implicit_cast(source, target)


def narrowed(value: Any, target: Type) -> Any:
    """Returns a number as one of another type, as Java cuts it: integers lose bits, doubles stop at the limits."""
    if target is DOUBLE:
        return float(value)
    if isinstance(value, float):
        bits = _BITS[LONG if target is LONG else INT]
        limit = 1 << (bits - 1)
        value = 0 if math.isnan(value) else int(max(-limit, min(limit, value)))
        value = min(value, limit - 1)
    if target is CHAR:
        return value & 0xFFFF
    return wrapped(value, target)


def wrapped(value: int, of: Type) -> int:
    """Returns what is left of an integer in the bits of int or long."""
    half = 1 << (_BITS[of] - 1)
    return ((value + half) & (2 * half - 1)) - half


def java_text(value: Any, of: Type) -> str:
    """Returns what becomes of a value that is added to a string. Raises RuntimeFault for doubles."""
    if value is None or of is BOOLEAN:
        return {None: "null", True: "true", False: "false"}[value]
    if of is CHAR:
        return chr(value)
    if of is DOUBLE:
        raise RuntimeFault(IllegalArgumentError("[text of a double] is not supported in scripts"))
    return str(value)


def _to_char(value: str) -> int:
    if len(value) != 1 or value > "\uffff":
        raise RuntimeFault(ClassCastError("cannot cast java.lang.String with length not equal to one to char"))
    return ord(value)


def _from_def(value: object, target: Type) -> object:
    """Returns the value of a `def` as one of a type that it can be without being asked."""
    kind = type_of(value)
    if kind is NULL and target.primitive:
        raise RuntimeFault(NullPointerError(f"cannot cast a null def reference to {target.name}"))
    cast = same if kind is NULL else implicit_cast(kind, target)
    if cast is None:
        raise RuntimeFault(ClassCastError(f"cannot implicitly cast def [{boxed_name(kind)}] to {target.name}"))
    return cast(value)
