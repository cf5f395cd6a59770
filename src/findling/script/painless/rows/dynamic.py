"""Operators of `def` values, by the classes that these have when the script runs."""

from collections.abc import Callable
from typing import Any, Final

from findling.script.api.objects import equal, to_text
from findling.script.faults import CLASS_CAST, JavaError, null_pointer
from findling.script.numbers import to_float
from findling.script.painless.arithmetic import BINARY, COMPARE, INT_MAX, INT_MIN, narrowing, negate
from findling.script.painless.limits import check_text
from findling.script.painless.rows.casts import TO_LONG
from findling.script.painless.rows.runtime_types import class_name
from findling.script.types import (
    BOOLEAN,
    BOX_OF,
    DOUBLE,
    FLOAT,
    INT,
    LONG,
    Float,
    Long,
    Type,
    boxed,
    primitive_of,
)

Operation = Callable[[Any, Any], Any]


def promoted(left: Type | None, right: Type | None) -> Type | None:
    """Returns the type in which two boxes are reckoned with, None if one is no box."""
    if left is None or right is None:
        return None
    if left is right is BOOLEAN:
        return BOOLEAN
    for of in (DOUBLE, FLOAT, LONG):
        if left is of or right is of:
            return of
    return INT


def _unboxed(value: Any, own: Type, of: Type) -> Any:
    """Returns what is in a box as a number of a wider type. Raises ClassCastException for a boolean among numbers."""
    if own is BOOLEAN and of is not BOOLEAN:
        raise JavaError(CLASS_CAST, f"Cannot cast java.lang.Boolean to {BOX_OF[of].name}")
    if of is DOUBLE:
        return float(value)
    if of is FLOAT:
        return to_float(value)
    return int(value) if of is not BOOLEAN else value


def _null_operand(left: Any, right: Any) -> JavaError | None:
    if left is not None and right is not None:
        return None
    name = "left" if left is None else "right"
    return null_pointer(f'Cannot invoke "Object.getClass()" because "{name}" is null')


def _cannot_apply(symbol: str, left: Any, right: Any) -> JavaError:
    null = _null_operand(left, right)
    if null is not None:
        return null
    classes = f"[{class_name(left)}] and [{class_name(right)}]"
    return JavaError(CLASS_CAST, f"Cannot apply [{symbol}] operation to types {classes}.")


def _no_operation(symbol: str, of: Type) -> JavaError:
    return JavaError(CLASS_CAST, f"Cannot apply [{symbol}] operation to type [{of.name}]")


def _slow(symbol: str) -> Operation:
    """Returns the operation for whatever its operands are."""

    def run(left: Any, right: Any) -> Any:
        one, other = primitive_of(left), primitive_of(right)
        of = promoted(one, other)
        if of is None or one is None or other is None:
            raise _cannot_apply(symbol, left, right)
        function = BINARY[of].get(symbol)
        if of is BOOLEAN and symbol not in ("&", "|", "^"):
            raise _no_operation(symbol, of)
        if function is None:
            raise _no_operation(symbol, FLOAT)
        return boxed(function(_unboxed(left, one, of), _unboxed(right, other, of)), of)

    return run


def _reckoned(symbol: str) -> Operation:
    """Returns the operation, quick for two Integers and two Doubles."""
    slow, of_ints, of_doubles = _slow(symbol), BINARY[INT][symbol], BINARY[DOUBLE].get(symbol)

    def run(left: Any, right: Any) -> Any:
        kind = type(left)
        if kind is type(right):
            if kind is int and INT_MIN <= left <= INT_MAX and INT_MIN <= right <= INT_MAX:
                return of_ints(left, right)
            if kind is float and of_doubles is not None:
                return of_doubles(left, right)
        return slow(left, right)

    return run


_add_numbers: Final = _reckoned("+")


def add(left: Any, right: Any) -> Any:
    """Returns a sum, or one text behind another if one operand is a String."""
    if type(left) is str or type(right) is str:
        text = to_text(left) + to_text(right)
        check_text(len(text))
        return text
    return _add_numbers(left, right)


def _shift(symbol: str) -> Operation:
    """A shift is reckoned in the type of its left operand alone; the right one is a long."""

    def run(left: Any, right: Any) -> Any:
        one = primitive_of(left)
        if left is None:
            raise null_pointer('Cannot invoke "Object.getClass()" because "args[0]" is null')
        if one is None:
            raise _not_integral(left)
        of = promoted(one, INT)
        if one is BOOLEAN or of not in (INT, LONG) or of is None:
            raise _no_operation(symbol, one if one is BOOLEAN or of is None else of)
        return boxed(BINARY[of][symbol](int(left), TO_LONG(right)), of)

    return run


def _not_integral(value: Any) -> JavaError:
    if value is None:
        return null_pointer('Cannot invoke "Object.getClass()" because "o" is null')
    return JavaError(CLASS_CAST, f"Cannot convert [{class_name(value)}] to an integral value.")


def _bits(symbol: str) -> Operation:
    reckon = _reckoned(symbol)

    def run(left: Any, right: Any) -> Any:
        for operand in (left, right):
            if primitive_of(operand) is None:
                raise _not_integral(operand)
        return reckon(left, right)

    return run


BINARY_OPERATIONS: Final[dict[str, Operation]] = {
    "+": add,
    **{symbol: _reckoned(symbol) for symbol in ("-", "*", "/", "%")},
    **{symbol: _bits(symbol) for symbol in ("&", "|", "^")},
    **{symbol: _shift(symbol) for symbol in ("<<", ">>", ">>>")},
}


def compound(symbol: str) -> Operation:
    """Returns the operation of a compound assignment: its result has the class of the left operand."""
    operation = BINARY_OPERATIONS[symbol]

    def run(left: Any, right: Any) -> Any:
        own = primitive_of(left)
        if own is BOOLEAN:
            of = promoted(own, primitive_of(right))
            if of not in (None, BOOLEAN):
                raise JavaError(CLASS_CAST, f"Cannot cast {of} to boolean")
        result = operation(left, right)
        if own is None or own is BOOLEAN or type(result) is type(left):
            return result
        return _as_box(result, own)

    return run


def _as_box(value: Any, of: Type) -> Any:
    """Returns a number in another box, cut to its size."""
    from_type = primitive_of(value)
    if from_type is None or from_type is BOOLEAN:
        return value
    change = narrowing(from_type, of)
    return boxed(value if change is None else change(value), of)


def eq(left: Any, right: Any) -> bool:
    """Returns what `==` gives: numbers are equal by value, all else as objects."""
    if type(left) is type(right):
        return bool(left == right) if type(left) in _PLAIN else equal(left, right)
    if left is None or right is None:
        return False
    one, other = primitive_of(left), primitive_of(right)
    of = promoted(one, other)
    if of is None or one is None or other is None:
        return equal(left, right)
    return bool(_unboxed(left, one, of) == _unboxed(right, other, of))


def same(left: Any, right: Any) -> bool:
    """Returns what `===` gives: whether it is one object. Small numbers are."""
    if left is right:
        return True
    if type(left) is not type(right) or primitive_of(left) in (None, DOUBLE, FLOAT):
        return False
    return bool(left == right and -128 <= left <= 127)


def _order(symbol: str) -> Callable[[Any, Any], bool]:
    function = COMPARE[symbol]

    def run(left: Any, right: Any) -> bool:
        if type(left) is type(right) and type(left) in (int, float):
            return function(left, right)
        one, other = primitive_of(left), primitive_of(right)
        of = promoted(one, other)
        if of is None or one is None or other is None:
            raise _cannot_apply(">" if symbol == ">=" else symbol, left, right)
        if of is BOOLEAN:
            raise _no_operation(symbol, of)
        return function(_unboxed(left, one, of), _unboxed(right, other, of))

    return run


_PLAIN: Final = frozenset({int, float, str, bool, Long, Float})
COMPARISONS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "==": eq,
    "!=": lambda left, right: not eq(left, right),
    "===": same,
    "!==": lambda left, right: not same(left, right),
    **{symbol: _order(symbol) for symbol in ("<", "<=", ">", ">=")},
}


def _operand_type(symbol: str, value: Any) -> Type:
    of = primitive_of(value)
    if value is None:
        raise null_pointer('Cannot invoke "Object.getClass()" because "args[0]" is null')
    if of is None:
        raise JavaError(CLASS_CAST, f"Cannot apply [{symbol}] operation to type [{class_name(value)}].")
    return INT if of not in (LONG, FLOAT, DOUBLE, BOOLEAN) else of


def negated(value: Any) -> Any:
    """Returns what `-` gives."""
    of = _operand_type("-", value)
    if of is BOOLEAN:
        raise _no_operation("-", of)
    return boxed(negate(of)(value if of in (FLOAT, DOUBLE) else int(value)), of)


def plus(value: Any) -> Any:
    """Returns what `+` before an operand gives."""
    of = _operand_type("+", value)
    if of is BOOLEAN:
        raise _no_operation("+", of)
    return boxed(value if of in (FLOAT, DOUBLE) else int(value), of)


def inverted(value: Any) -> Any:
    """Returns what `~` gives."""
    of = _operand_type("~", value)
    if of in (FLOAT, DOUBLE, BOOLEAN):
        raise JavaError(CLASS_CAST, f"Cannot apply not [~] to type [{of.name}]")
    return boxed(~int(value), of)


UNARY_OPERATIONS: Final[dict[str, Callable[[Any], Any]]] = {"-": negated, "+": plus, "~": inverted}
