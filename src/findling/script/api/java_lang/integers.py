"""The boxes of integers: Byte, Short, Integer and Long, and Number."""

from typing import Any, Final

from findling.script.api.class_info import ClassInfo
from findling.script.api.declare import java_class
from findling.script.api.objects import compare, compare_integers, difference
from findling.script.api.values.java_object import long_hash
from findling.script.api.values.number_parsing import (
    decoded,
    parsed_integer,
    parsed_small,
    parsed_unsigned,
    radix_text,
)
from findling.script.api.values.throwing import thrown
from findling.script.api.values.truncation import to_double, to_int, to_integer
from findling.script.numbers import to_float
from findling.script.types import Byte, Long, Short


def _wrapped(value: int, bits: int) -> int:
    half = 1 << (bits - 1)
    return ((value + half) & (2 * half - 1)) - half


def _divided(left: int, right: int) -> int:
    if right == 0:
        raise thrown("ArithmeticException", "/ by zero")
    return left // right


def _remainder(left: int, right: int) -> int:
    if right == 0:
        raise thrown("ArithmeticException", "/ by zero")
    return left % right


def _small(name: str, box: type[int], bits: int) -> ClassInfo:
    plain, mask = name.lower(), (1 << bits) - 1
    members: dict[str, Any] = {
        "const int BYTES": bits // 8,
        "const int SIZE": bits,
        f"const {plain} MAX_VALUE": mask >> 1,
        f"const {plain} MIN_VALUE": -(mask >> 1) - 1,
        f"static int compare({plain},{plain})": difference,
        f"int compareTo({name})": compare,
        f"static {name} decode(String)": lambda text: box(decoded(text, bits)),
        f"static int hashCode({plain})": int,
        f"static {plain} parse{name}(String)": lambda text: parsed_small(text, 10, bits),
        f"static {plain} parse{name}(String,int)": lambda text, radix: parsed_small(text, radix, bits),
        f"static String toString({plain})": str,
        f"static int toUnsignedInt({plain})": lambda value: value & mask,
        f"static long toUnsignedLong({plain})": lambda value: value & mask,
        f"static {name} valueOf({plain})": box,
        f"static {name} valueOf(String,int)": lambda text, radix: box(parsed_small(text, radix, bits)),
    }
    if bits == 16:
        members["static short reverseBytes(short)"] = lambda value: _wrapped(
            (value & 0xFF) << 8 | value >> 8 & 0xFF, 16
        )
    return java_class(name, "Number Comparable", members, python=(box,))


def _large(name: str, plain: str, box: type[int], bits: int) -> ClassInfo:
    mask, short = (1 << bits) - 1, "Int" if bits == 32 else "Long"

    def wrap(value: int) -> int:
        return _wrapped(value, bits)

    def rotated(value: int, distance: int) -> int:
        distance %= bits
        return wrap((value & mask) << distance | (value & mask) >> (bits - distance))

    members: dict[str, Any] = {
        "const int BYTES": bits // 8,
        "const int SIZE": bits,
        f"const {plain} MAX_VALUE": mask >> 1,
        f"const {plain} MIN_VALUE": -(mask >> 1) - 1,
        f"static int bitCount({plain})": lambda value: (value & mask).bit_count(),
        f"static int compare({plain},{plain})": compare_integers,
        f"int compareTo({name})": compare,
        f"static int compareUnsigned({plain},{plain})": lambda left, right: compare_integers(left & mask, right & mask),
        f"static {name} decode(String)": lambda text: box(decoded(text, bits)),
        f"static {plain} divideUnsigned({plain},{plain})": lambda left, right: wrap(
            _divided(left & mask, right & mask)
        ),
        f"static int hashCode({plain})": int if bits == 32 else long_hash,
        f"static {plain} highestOneBit({plain})": lambda value: wrap(1 << (value & mask).bit_length() >> 1),
        f"static {plain} lowestOneBit({plain})": lambda value: wrap(value & -value),
        f"static {plain} max({plain},{plain})": max,
        f"static {plain} min({plain},{plain})": min,
        f"static int numberOfLeadingZeros({plain})": lambda value: bits - (value & mask).bit_length(),
        f"static int numberOfTrailingZeros({plain})": lambda value: (
            (value & -value).bit_length() - 1 if value else bits
        ),
        f"static {plain} parse{short}(String)": lambda text: parsed_integer(text, 10, bits),
        f"static {plain} parse{short}(String,int)": lambda text, radix: parsed_integer(text, radix, bits),
        f"static {plain} parseUnsigned{short}(String)": lambda text: parsed_unsigned(text, 10, bits),
        f"static {plain} parseUnsigned{short}(String,int)": lambda text, radix: parsed_unsigned(text, radix, bits),
        f"static {plain} remainderUnsigned({plain},{plain})": lambda left, right: wrap(
            _remainder(left & mask, right & mask)
        ),
        f"static {plain} reverse({plain})": lambda value: wrap(int(f"{value & mask:0{bits}b}"[::-1], 2)),
        f"static {plain} reverseBytes({plain})": lambda value: int.from_bytes(
            (value & mask).to_bytes(bits // 8, "little"), "big", signed=True
        ),
        f"static {plain} rotateLeft({plain},int)": rotated,
        f"static {plain} rotateRight({plain},int)": lambda value, distance: rotated(value, -distance),
        f"static int signum({plain})": lambda value: (value > 0) - (value < 0),
        f"static String toBinaryString({plain})": lambda value: f"{value & mask:b}",
        f"static String toHexString({plain})": lambda value: f"{value & mask:x}",
        f"static String toOctalString({plain})": lambda value: f"{value & mask:o}",
        f"static String toString({plain})": str,
        f"static String toString({plain},int)": radix_text,
        f"static String toUnsignedString({plain})": lambda value: str(value & mask),
        f"static String toUnsignedString({plain},int)": lambda value, radix: radix_text(value & mask, radix),
        f"static {name} valueOf({plain})": box,
        f"static {name} valueOf(String,int)": lambda text, radix: box(parsed_integer(text, radix, bits)),
    }
    return java_class(name, "Number Comparable", members | _own(bits, mask), python=(box,))


def _own(bits: int, mask: int) -> dict[str, Any]:
    """Returns the members that Integer or Long alone has."""
    if bits == 32:
        return {"static long toUnsignedLong(int)": lambda value: value & mask}
    return {"static long sum(long,long)": lambda left, right: _wrapped(left + right, bits)}


CLASSES: Final = (
    java_class(
        "Number",
        "Object",
        {
            "byte byteValue()": lambda value: _wrapped(to_int(value), 8),
            "short shortValue()": lambda value: _wrapped(to_int(value), 16),
            "int intValue()": to_int,
            "long longValue()": lambda value: to_integer(value, 64),
            "float floatValue()": lambda value: to_float(to_double(value)),
            "double doubleValue()": to_double,
        },
    ),
    _small("Byte", Byte, 8),
    _small("Short", Short, 16),
    _large("Integer", "int", int, 32),
    _large("Long", "long", Long, 64),
)
