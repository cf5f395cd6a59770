"""Arithmetic and comparisons as Java has them, by the type in which they are reckoned."""

import math
import operator as python
from collections.abc import Callable
from typing import Any, Final

from findling.base.errors import ClassCastError, JavaArithmeticError
from findling.script.first.casts import java_text, wrapped
from findling.script.first.faults import RuntimeFault
from findling.script.first.types import BOOLEAN, DOUBLE, INT, NULL, STRING, Type, boxed, boxed_name, promoted, type_of

Operation = Callable[[Any, Any], Any]

NAMES: Final = {
    "+": "addition", "-": "subtraction", "*": "multiplication", "/": "division", "%": "remainder",
    "<": "less than", "<=": "less than or equals", ">": "greater than", ">=": "greater than or equals",
    "==": "equals", "!=": "not equals", "===": "reference equals", "!==": "reference not equals",
}  # fmt: skip
ARITHMETIC: Final = frozenset("+-*/%")
RELATIONS: Final[dict[str, Operation]] = {"<": python.lt, "<=": python.le, ">": python.gt, ">=": python.ge}


def _divided(left: int, right: int) -> int:
    """Returns the quotient, cut towards zero."""
    if right == 0:
        raise RuntimeFault(JavaArithmeticError("/ by zero"))
    quotient = abs(left) // abs(right)
    return quotient if (left < 0) == (right < 0) else -quotient


def _remainder(left: int, right: int) -> int:
    """Returns the remainder, which has the sign of the dividend."""
    return left - right * _divided(left, right)


def _float_divided(left: float, right: float) -> float:
    if right != 0.0:
        return left / right
    if left == 0.0 or math.isnan(left):
        return math.nan
    return math.copysign(math.inf, left) * math.copysign(1.0, right)


def _float_remainder(left: float, right: float) -> float:
    return math.nan if right == 0.0 or math.isinf(left) else math.fmod(left, right)


_INTEGERS: Final[dict[str, Operation]] = {
    "+": python.add, "-": python.sub, "*": python.mul, "/": _divided, "%": _remainder,
}  # fmt: skip
_FLOATS: Final[dict[str, Operation]] = {
    "+": python.add, "-": python.sub, "*": python.mul, "/": _float_divided, "%": _float_remainder,
}  # fmt: skip


def arithmetic(operator: str, of: Type) -> Operation:
    """Returns the operation on two values of int, long or double."""
    if of is DOUBLE:
        floats = _FLOATS[operator]
        return lambda left, right: floats(float(left), float(right))
    integers = _INTEGERS[operator]
    return lambda left, right: wrapped(integers(left, right), of)


def negated(value: Any, of: Type) -> Any:
    """Returns the negative of an int, long or double."""
    return -float(value) if of is DOUBLE else wrapped(-value, of)


def equal(left: object, right: object) -> bool:
    """Tells whether two values of `def` are equal: numbers by value, all else only to its own type."""
    kinds = type_of(left), type_of(right)
    if promoted(*kinds) is not None:
        return bool(left == right)
    return kinds[0] == kinds[1] and bool(left == right)


def unequal(left: object, right: object) -> bool:
    """The opposite of `equal`."""
    return not equal(left, right)


EQUALITIES: Final[dict[str, Operation]] = {"==": equal, "===": equal, "!=": unequal, "!==": unequal}
"""The references of equal values are taken to be equal too: all constants and types of tokens are interned."""


def dynamic(operator: str) -> Operation:
    """Returns an arithmetic operation or relation on two values of `def`; arithmetic gives a `def`."""

    def run(left: object, right: object) -> object:
        kinds = type_of(left), type_of(right)
        if operator == "+" and STRING in kinds:
            return java_text(left, kinds[0]) + java_text(right, kinds[1])
        of = promoted(*kinds)
        if of is None:
            names = [boxed_name(kind) if kind is not NULL else "null" for kind in kinds]
            raise RuntimeFault(
                ClassCastError(f"Cannot apply [{operator}] operation to types [{names[0]}] and [{names[1]}].")
            )
        if operator in RELATIONS:
            return RELATIONS[operator](left, right)
        return boxed(arithmetic(operator, of)(left, right), of)

    return run


def dynamic_negated(value: object) -> object:
    """Returns the negative of a `def`."""
    kind = type_of(value)
    of = promoted(kind, INT)
    if of is None or kind is BOOLEAN:
        raise RuntimeFault(ClassCastError(f"Cannot apply [-] operation to type [{boxed_name(kind)}]."))
    return boxed(negated(value, of), of)
