"""Casts when a script runs."""

from collections.abc import Callable
from typing import Any, Final

from findling.script.faults import CLASS_CAST, JavaError, null_pointer
from findling.script.painless.arithmetic import narrowing
from findling.script.painless.classes import Classes
from findling.script.painless.conversions import Conversion
from findling.script.painless.rows.runtime_types import class_name, type_of
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
    NUMERIC,
    OBJECT,
    SHORT,
    STRING,
    UNBOXED,
    Type,
    boxed,
    primitive_of,
)

Cast = Callable[[Any], Any]

_ACCEPTED: Final[dict[Type, tuple[Type, ...]]] = {
    BOOLEAN: (BOOLEAN,),
    BYTE: (BYTE,),
    SHORT: (BYTE, SHORT),
    CHAR: (CHAR,),
    INT: (BYTE, SHORT, CHAR, INT),
    LONG: (BYTE, SHORT, CHAR, INT, LONG),
    FLOAT: (BYTE, SHORT, CHAR, INT, LONG, FLOAT),
    DOUBLE: NUMERIC,
}
"""What of a def becomes a primitive unasked."""
_UNTOLD: Final = (INT, LONG, FLOAT, DOUBLE)
_MISNAMED: Final = {FLOAT: "float", DOUBLE: "def"}
_NULL_VALUE: Final = 'Cannot invoke "Object.getClass()" because "value" is null'


def accepted(of: Type) -> tuple[Type, ...]:
    """Returns the types of boxes of which a def becomes a primitive unasked."""
    return _ACCEPTED[of]


def cast(conversion: Conversion, classes: Classes) -> Cast | None:
    """Returns what casts a value, None if nothing is to do."""
    source, target, explicit = conversion.source, conversion.target, conversion.explicit
    if source is DEF:
        return _from_def(target, explicit, classes)
    if (source, target) == (STRING, CHAR):
        return _to_char
    if (source, target) == (CHAR, STRING):
        return chr
    if source in BOX_OF:
        return _from_primitive(source, target)
    if source in UNBOXED and UNBOXED.get(target, target) in BOX_OF:
        return _unboxing(UNBOXED[source], target)
    return None if classes.is_kind_of(source, target) else _checking(target, classes)


def _from_primitive(source: Type, target: Type) -> Cast | None:
    if target in BOX_OF:
        return narrowing(source, target) if source is not BOOLEAN else None
    plain = UNBOXED.get(target, source)
    return _then(narrowing(source, plain) if source is not BOOLEAN else None, boxing(plain))


def boxing(of: Type) -> Cast | None:
    """Returns what puts plain values of a type in boxes, None if they are as they are."""
    if of not in (BYTE, SHORT, CHAR, LONG, FLOAT):
        return None
    return lambda value: boxed(value, of)


def _then(first: Cast | None, second: Cast | None) -> Cast | None:
    if first is None or second is None:
        return first or second
    return lambda value: second(first(value))


def _unboxing(source: Type, target: Type) -> Cast:
    plain = UNBOXED.get(target, target)
    change = narrowing(source, plain) if source is not BOOLEAN else None
    box = boxing(plain) if target in UNBOXED else None
    method = f"java.lang.{BOX_OF[source].name.rsplit('.', 1)[1]}.{source.name}Value()"

    def run(value: Any) -> Any:
        if value is None:
            raise null_pointer(f'Cannot invoke "{method}"')
        value = plain_value(value, source)
        value = value if change is None else change(value)
        return value if box is None else box(value)

    return run


def plain_value(value: Any, of: Type) -> Any:
    """Returns what is in a box of a type."""
    if of is BOOLEAN:
        return value
    return float(value) if of in (FLOAT, DOUBLE) else int(value)


def _to_char(value: str | None) -> int:
    if value is None:
        raise null_pointer('Cannot invoke "String.length()" because "value" is null')
    if len(value) != 1 or value > "\uffff":
        raise JavaError(CLASS_CAST, "cannot cast java.lang.String with length not equal to one to char")
    return ord(value)


def _checking(target: Type, classes: Classes) -> Cast:
    def run(value: Any) -> Any:
        if value is not None and not classes.is_kind_of(type_of(value, classes), target):
            raise not_castable(class_name(value), target.name)
        return value

    return run


def not_castable(name: str, target: str) -> JavaError:
    """Returns what Java throws for an object that is not of a class, by their names."""
    where = "are in module java.base of loader 'bootstrap'"
    return JavaError(CLASS_CAST, f"class {name} cannot be cast to class {target} ({name} and {target} {where})")


def _from_def(target: Type, explicit: bool, classes: Classes) -> Cast | None:
    if target is OBJECT:
        return None
    if target is STRING:
        return _to_string(explicit)
    if target in UNBOXED:
        return _to_box(UNBOXED[target], target, explicit)
    if target not in BOX_OF:
        return _checking(target, classes)
    return _to_plain(target, target, explicit)


def _to_string(explicit: bool) -> Cast:
    def run(value: Any) -> Any:
        if value is None or isinstance(value, str):
            return value
        if explicit and primitive_of(value) is CHAR:
            return chr(value)
        raise _refused(value, STRING, explicit)

    return run


def _refused(value: Any, target: Type, explicit: bool) -> JavaError:
    of = primitive_of(value)
    shown = class_name(value) if of is None else of.name
    if target is BOOLEAN:
        return JavaError(CLASS_CAST, f"cannot cast def [{shown}] to boolean")
    if explicit and target in (FLOAT, DOUBLE):  # so it says
        return JavaError(CLASS_CAST, f"cannot explicitly cast {_MISNAMED[target]} [{shown}] to byte")
    how = "explicitly" if explicit and target is not BOX_OF[BOOLEAN] else "implicitly"
    return JavaError(CLASS_CAST, f"cannot {how} cast def [{shown}] to {target.name}")


def _to_plain(plain: Type, target: Type, explicit: bool) -> Cast:
    """Returns what makes a plain value of a def. Raises NullPointerException, ClassCastException.

    target: by which errors call it
    """
    taken = _ACCEPTED[plain] if not explicit or plain is BOOLEAN else NUMERIC
    changes = {of: (narrowing(of, plain) if plain is not BOOLEAN else None) for of in taken}
    quick = {BOOLEAN: bool, DOUBLE: float}.get(plain)
    integers = plain in (INT, LONG)

    def run(value: Any) -> Any:
        if type(value) is quick or (integers and type(value) is int and -0x80000000 <= value <= 0x7FFFFFFF):
            return value
        of = primitive_of(value)
        if of not in changes or of is None:
            if value is None:
                raise null_pointer(None if plain in _UNTOLD and not explicit else _NULL_VALUE)
            if explicit and plain is CHAR and isinstance(value, str):
                return _to_char(value)
            raise _refused(value, target, explicit)
        change = changes[of]
        return plain_value(value, of) if change is None else change(plain_value(value, of))

    return run


def _to_box(plain: Type, target: Type, explicit: bool) -> Cast:
    to_plain, box = _to_plain(plain, target, explicit), boxing(plain)

    def run(value: Any) -> Any:
        if value is None:
            return None
        found = to_plain(value)
        return found if box is None else box(found)

    return run


def wanted(target: Type, classes: Classes) -> Cast | None:
    """Returns what makes of the result of a call of a def what its surroundings want, as a method handle does it."""
    plain = UNBOXED.get(target, target)
    if target in (DEF, OBJECT):
        return None
    if plain not in BOX_OF:
        return _wanted_object(target, classes)
    to_plain = _wanted_plain(plain)
    if target not in UNBOXED:
        return to_plain
    return lambda value: None if value is None else boxed(to_plain(value), plain)


def _wanted_plain(plain: Type) -> Cast:
    taken = frozenset(_ACCEPTED[plain])
    quick = {BOOLEAN: bool, DOUBLE: float}.get(plain)

    def run(value: Any) -> Any:
        if type(value) is quick:
            return value
        of = primitive_of(value)
        if of in taken and of is not None:
            change = narrowing(of, plain) if plain is not BOOLEAN else None
            value = plain_value(value, of)
            return value if change is None else change(value)
        if value is None:
            raise _null_for(plain)
        if of is None:
            raise not_castable(class_name(value), "java.lang.Number")
        raise JavaError(CLASS_CAST, f"Cannot cast {class_name(value)} to {BOX_OF[plain].name}")

    return run


TO_LONG: Final = _wanted_plain(LONG)
"""What makes a long of the places of a shift."""


def _null_for(plain: Type) -> JavaError:
    origin = "sun.invoke.util.ValueConversions.primitiveConversion(sun.invoke.util.Wrapper, Object, boolean)"
    name = "int" if plain in (BOOLEAN, CHAR) else plain.name
    call = f'Cannot invoke "java.lang.Number.{name}Value()"'
    return null_pointer(f'{call} because the return value of "{origin}" is null')


def _wanted_object(target: Type, classes: Classes) -> Cast:
    if classes.functional(target) is not None:
        return _wanted_function(target, classes)

    def run(value: Any) -> Any:
        if value is not None and not classes.is_kind_of(type_of(value, classes), target):
            raise JavaError(CLASS_CAST, f"Cannot cast {class_name(value)} to {target.name}")
        return value

    return run


def _cut_to(target: Type) -> Cast:
    to_target = _wanted_plain(target)

    def run(value: Any) -> Any:
        of = primitive_of(value)
        if of is None or of is BOOLEAN:
            return to_target(value)
        change = narrowing(of, target)
        value = plain_value(value, of)
        return value if change is None else change(value)

    return run


def _wanted_function(target: Type, classes: Classes) -> Cast:
    """A function has no class of its own: it was made for an interface."""

    def run(value: Any) -> Any:
        if value is None or callable(value) or classes.is_kind_of(type_of(value, classes), target):
            return value
        raise JavaError(CLASS_CAST, f"Cannot cast {class_name(value)} to {target.name}")

    return run


def reckoned(target: Type, classes: Classes, explicit: bool) -> Cast | None:
    """Returns what makes of the result of an operator of defs what its surroundings want.

    explicit: whether a script asks for it, so that numbers are cut
    """
    to_target = _cut_to(target) if explicit and target in NUMERIC else wanted(target, classes)
    if to_target is None:
        return None
    shown = target.name if target.primitive else f"class {target.name}"

    def run(value: Any) -> Any:
        try:
            return to_target(value)
        except JavaError:
            of = primitive_of(value)
            if of is None:
                raise not_castable(class_name(value), "java.lang.Number") from None
            raise JavaError(CLASS_CAST, f"Cannot cast from: {of.name} to {shown}") from None

    return run
