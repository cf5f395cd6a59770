"""java.math.BigInteger."""

import math
from collections.abc import Callable
from typing import Any, Final

from findling.script.api.declare import java_class
from findling.script.api.names import type_named
from findling.script.api.objects import compare
from findling.script.api.values.number_parsing import digits_value, radix_text
from findling.script.api.values.numbers import BigInteger
from findling.script.api.values.throwing import thrown
from findling.script.types import BYTE, Array, array_of

_MOST_BITS: Final = 1 << 20
"""More than that a script may not have in one number."""


def _checked(value: int) -> BigInteger:
    if value.bit_length() > _MOST_BITS:
        raise thrown("ArithmeticException", "BigInteger would overflow supported range")
    return BigInteger(value)


def _parsed(text: str, radix: int = 10) -> BigInteger:
    if not 2 <= radix <= 36:
        raise thrown("NumberFormatException", "Radix out of range")
    if not text:
        raise thrown("NumberFormatException", "Zero length BigInteger")
    digits = text[1:] if text[0] in "+-" else text
    if "-" in digits or "+" in digits:
        raise thrown("NumberFormatException", "Illegal embedded sign character")
    if len(digits) > _MOST_BITS // 4:
        raise thrown("NumberFormatException", "BigInteger would overflow supported range")
    value = digits_value(digits, radix)
    if value is None:
        if not digits:
            raise thrown("NumberFormatException", "Zero length BigInteger")
        under = f" under radix {radix}" if radix != 10 else ""
        raise thrown("NumberFormatException", f'For input string: "{digits}"{under}')
    return BigInteger(-value if text[0] == "-" else value)


def _of(operation: Callable[[int, int], int]) -> Callable[[BigInteger, BigInteger], BigInteger]:
    return lambda left, right: _checked(operation(left.value, right.value))


def _quotient(left: int, right: int) -> int:
    if right == 0:
        raise thrown("ArithmeticException", "BigInteger divide by zero")
    return abs(left) // abs(right) * (1 if (left < 0) == (right < 0) else -1)


def _remainder(left: int, right: int) -> int:
    return left - _quotient(left, right) * right


def _modulus(left: int, right: int) -> int:
    if right <= 0:
        raise thrown("ArithmeticException", "BigInteger: modulus not positive")
    return left % right


def _inverse(value: int, modulus: int) -> int:
    if modulus <= 0:
        raise thrown("ArithmeticException", "BigInteger: modulus not positive")
    try:
        return pow(value, -1, modulus)
    except ValueError:
        raise thrown("ArithmeticException", "BigInteger not invertible.") from None


def _mod_power(base: BigInteger, exponent: BigInteger, modulus: BigInteger) -> BigInteger:
    if modulus.value <= 0:
        raise thrown("ArithmeticException", "BigInteger: modulus not positive")
    start = base.value if exponent.value >= 0 else _inverse(base.value, modulus.value)
    return BigInteger(pow(start, abs(exponent.value), modulus.value))


def _power(base: BigInteger, exponent: int) -> BigInteger:
    if exponent < 0:
        raise thrown("ArithmeticException", "Negative exponent")
    if base.value.bit_length() * exponent > _MOST_BITS:
        raise thrown("ArithmeticException", "BigInteger would overflow supported range")
    return BigInteger(base.value**exponent)


def _exact(bits: int, name: str) -> Callable[[BigInteger], int]:
    def run(value: BigInteger) -> int:
        if not -(1 << (bits - 1)) <= value.value < 1 << (bits - 1):
            raise thrown("ArithmeticException", f"BigInteger out of {name} range")
        return value.value

    return run


def _bit(change: Callable[[int, int], int]) -> Callable[[BigInteger, int], BigInteger]:
    def run(value: BigInteger, place: int) -> BigInteger:
        if place < 0:
            raise thrown("ArithmeticException", "Negative bit address")
        return _checked(change(value.value, 1 << min(place, _MOST_BITS + 1)))

    return run


def _test_bit(value: BigInteger, place: int) -> bool:
    if place < 0:
        raise thrown("ArithmeticException", "Negative bit address")
    return bool(value.value >> place & 1)


def _shifted(value: BigInteger, places: int) -> BigInteger:
    if places < 0:
        return BigInteger(value.value >> -places)
    if value.value.bit_length() + places > _MOST_BITS:
        raise thrown("ArithmeticException", "BigInteger would overflow supported range")
    return BigInteger(value.value << places)


def _length(value: int) -> int:
    return (value if value >= 0 else ~value).bit_length()


def _bytes(value: BigInteger) -> Array:
    size = _length(value.value) // 8 + 1
    return Array(array_of(BYTE), ((byte + 128) % 256 - 128 for byte in value.value.to_bytes(size, "big", signed=True)))


def _both(left: BigInteger, right: BigInteger) -> Array:
    parts = _quotient(left.value, right.value), _remainder(left.value, right.value)
    return Array(array_of(type_named("BigInteger")), map(BigInteger, parts))


_OPERATIONS: Final[dict[str, Callable[[int, int], int]]] = {
    "add": int.__add__, "and": int.__and__, "andNot": lambda left, right: left & ~right, "divide": _quotient,
    "gcd": math.gcd, "max": max, "min": min, "mod": _modulus, "modInverse": _inverse, "multiply": int.__mul__,
    "or": int.__or__, "remainder": _remainder, "subtract": int.__sub__, "xor": int.__xor__,
}  # fmt: skip
_MEMBERS: Final[dict[str, Any]] = {
    "const BigInteger ONE": BigInteger(1),
    "const BigInteger TEN": BigInteger(10),
    "const BigInteger ZERO": BigInteger(0),
    "new(String)": _parsed,
    "new(String,int)": _parsed,
    "BigInteger abs()": lambda value: BigInteger(abs(value.value)),
    "int bitCount()": lambda value: (value.value if value.value >= 0 else ~value.value).bit_count(),
    "int bitLength()": lambda value: _length(value.value),
    "byte byteValueExact()": _exact(8, "byte"),
    "BigInteger clearBit(int)": _bit(lambda value, bit: value & ~bit),
    "int compareTo(BigInteger)": compare,
    "BigInteger[] divideAndRemainder(BigInteger)": _both,
    "BigInteger flipBit(int)": _bit(lambda value, bit: value ^ bit),
    "int getLowestSetBit()": lambda value: (value.value & -value.value).bit_length() - 1,
    "int intValueExact()": _exact(32, "int"),
    "long longValueExact()": _exact(64, "long"),
    "BigInteger modPow(BigInteger,BigInteger)": _mod_power,
    "BigInteger negate()": lambda value: BigInteger(-value.value),
    "BigInteger not()": lambda value: BigInteger(~value.value),
    "BigInteger pow(int)": _power,
    "BigInteger setBit(int)": _bit(lambda value, bit: value | bit),
    "BigInteger shiftLeft(int)": _shifted,
    "BigInteger shiftRight(int)": lambda value, places: _shifted(value, -places),
    "short shortValueExact()": _exact(16, "short"),
    "int signum()": lambda value: (value.value > 0) - (value.value < 0),
    "boolean testBit(int)": _test_bit,
    "byte[] toByteArray()": _bytes,
    "String toString(int)": lambda value, radix: radix_text(value.value, radix),
    "static BigInteger valueOf(long)": BigInteger,
    **{f"BigInteger {name}(BigInteger)": _of(operation) for name, operation in _OPERATIONS.items()},
}

CLASSES: Final = (java_class("BigInteger", "Number Comparable", _MEMBERS, python=(BigInteger,)),)
