"""Java's arithmetic on plain numbers, as `script.types` keeps them."""

import math
import operator
from collections.abc import Callable
from typing import Any, Final

from findling.script.faults import ARITHMETIC, JavaError
from findling.script.numbers import to_float
from findling.script.types import BOOLEAN, BYTE, CHAR, DOUBLE, FLOAT, INT, LONG, SHORT, Type

INT_MIN: Final = -0x80000000
INT_MAX: Final = 0x7FFFFFFF
LONG_MIN: Final = -0x8000000000000000
LONG_MAX: Final = 0x7FFFFFFFFFFFFFFF


def to_int(value: int) -> int:
    """Returns what is left of an integer in the bits of an int."""
    return ((value + 0x80000000) & 0xFFFFFFFF) - 0x80000000


def to_long(value: int) -> int:
    """Returns what is left of an integer in the bits of a long."""
    return ((value + 0x8000000000000000) & 0xFFFFFFFFFFFFFFFF) - 0x8000000000000000


def to_short(value: int) -> int:
    """Returns what is left of an integer in the bits of a short."""
    return ((value + 0x8000) & 0xFFFF) - 0x8000


def to_byte(value: int) -> int:
    """Returns what is left of an integer in the bits of a byte."""
    return ((value + 0x80) & 0xFF) - 0x80


def to_char(value: int) -> int:
    """Returns what is left of an integer in the bits of a char."""
    return value & 0xFFFF


WRAP: Final[dict[Type, Callable[[int], int]]] = {
    INT: to_int, LONG: to_long, SHORT: to_short, BYTE: to_byte, CHAR: to_char
}  # fmt: skip


def _cut(value: float, low: int, high: int) -> int:
    """Returns a number without its fraction, within limits; 0 for what is no number."""
    if value != value:
        return 0
    return low if value <= low else high if value >= high else int(value)


def float_to_int(value: float) -> int:
    """Returns a float or double as an int."""
    return _cut(value, INT_MIN, INT_MAX)


def float_to_long(value: float) -> int:
    """Returns a float or double as a long."""
    return _cut(value, LONG_MIN, LONG_MAX)


def narrowing(source: Type, target: Type) -> Callable[[Any], Any] | None:
    """Returns what makes a number of one type one of another, None if nothing is to do."""
    if source is target:
        return None
    if target is DOUBLE:
        return None if source is FLOAT else float
    if target is FLOAT:
        return to_float
    if source in (FLOAT, DOUBLE):
        return _from_float(target)
    widens = target is LONG or (target is INT and source is not LONG) or (source, target) == (BYTE, SHORT)
    return None if widens else WRAP[target]


def _from_float(target: Type) -> Callable[[float], int]:
    if target is LONG:
        return float_to_long
    if target is INT:
        return float_to_int
    wrap = WRAP[target]
    return lambda value: wrap(float_to_int(value))


def _by_zero() -> JavaError:
    return JavaError(ARITHMETIC, "/ by zero")


def divide(left: int, right: int) -> int:
    """Returns a quotient cut towards zero. Raises ArithmeticException. The least number by -1 is out of bits."""
    if right == 0:
        raise _by_zero()
    quotient = left // right
    return quotient + 1 if quotient < 0 and quotient * right != left else quotient


def remainder(left: int, right: int) -> int:
    """Returns a remainder, whose sign is that of the left. Raises ArithmeticException."""
    if right == 0:
        raise _by_zero()
    rest = abs(left) % abs(right)
    return -rest if left < 0 else rest


def divide_floats(left: float, right: float) -> float:
    """Returns a quotient, infinite or not a number by zero."""
    if right:
        return left / right
    if right != right or left != left or not left:
        return math.nan
    return math.copysign(math.inf, left) * math.copysign(1.0, right)


def remainder_of_floats(left: float, right: float) -> float:
    """Returns a remainder, which is no number by zero or of the infinite."""
    if not right or math.isinf(left):
        return math.nan
    return math.fmod(left, right)


def _of_ints(function: Callable[[int, int], int], wrap: Callable[[int], int]) -> Callable[[int, int], int]:
    return lambda left, right: wrap(function(left, right))


def _of_floats(function: Callable[[float, float], float]) -> Callable[[float, float], float]:
    return lambda left, right: to_float(function(left, right))


def add_ints(left: int, right: int) -> int:
    """Returns the sum of ints."""
    total = left + right
    return total if INT_MIN <= total <= INT_MAX else to_int(total)


def add_longs(left: int, right: int) -> int:
    """Returns the sum of longs."""
    total = left + right
    return total if LONG_MIN <= total <= LONG_MAX else to_long(total)


def _shifts(bits: int, wrap: Callable[[int], int]) -> dict[str, Callable[[int, int], int]]:
    places, unsigned = bits - 1, (1 << bits) - 1
    return {
        "<<": lambda left, right: wrap(left << (right & places)),
        ">>": lambda left, right: left >> (right & places),
        ">>>": lambda left, right: wrap((left & unsigned) >> (right & places)),
    }


def _integers(bits: int, wrap: Callable[[int], int]) -> dict[str, Callable[[int, int], int]]:
    return {
        "+": add_ints if bits == 32 else add_longs,
        "-": _of_ints(operator.sub, wrap),
        "*": _of_ints(operator.mul, wrap),
        "/": _of_ints(divide, wrap),
        "%": remainder,
        "&": operator.and_,
        "|": operator.or_,
        "^": operator.xor,
        **_shifts(bits, wrap),
    }


_DOUBLES: Final[dict[str, Callable[[float, float], float]]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": divide_floats, "%": remainder_of_floats,
}  # fmt: skip
BINARY: Final[dict[Type, dict[str, Callable[[Any, Any], Any]]]] = {
    INT: _integers(32, to_int),
    LONG: _integers(64, to_long),
    DOUBLE: _DOUBLES,
    FLOAT: {symbol: _of_floats(function) for symbol, function in _DOUBLES.items()},
    BOOLEAN: {"&": operator.and_, "|": operator.or_, "^": operator.xor},
}
"""By the type in which it is reckoned and the symbol."""
COMPARE: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "==": operator.eq, "===": operator.eq, "!=": operator.ne, "!==": operator.ne,
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


def negate(of: Type) -> Callable[[Any], Any]:
    """Returns what makes the negative of a number."""
    wrap = WRAP.get(of)
    if wrap is None:
        return operator.neg
    return lambda value: wrap(-value)
