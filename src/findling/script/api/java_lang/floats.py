"""The boxes of floating point numbers: Float and Double."""

import math
from typing import Any, Final

from findling.script.api.class_info import ClassInfo
from findling.script.api.declare import java_class
from findling.script.api.objects import compare, compare_doubles
from findling.script.api.values.java_object import long_hash
from findling.script.api.values.math_functions import greater, lesser
from findling.script.api.values.number_parsing import (
    bits_double,
    bits_float,
    double_bits,
    float_bits,
    hex_text,
    parsed_double,
)
from findling.script.numbers import double_text, float_text, to_float
from findling.script.types import Float

_DOUBLE: Final = {
    "MAX_EXPONENT": 1023, "MIN_EXPONENT": -1022, "MAX_VALUE": 1.7976931348623157e308, "MIN_NORMAL": 2.0**-1022,
    "MIN_VALUE": 5e-324,
}  # fmt: skip
_FLOAT: Final = {
    "MAX_EXPONENT": 127, "MIN_EXPONENT": -126, "MAX_VALUE": (2 - 2.0**-23) * 2.0**127, "MIN_NORMAL": 2.0**-126,
    "MIN_VALUE": 2.0**-149,
}  # fmt: skip


def _class(name: str, box: Any, size: int, limits: dict[str, float]) -> ClassInfo:
    plain, is_double = name.lower(), size == 64

    def same(value: float) -> float:
        return value if is_double else to_float(value)

    constants: dict[str, Any] = {
        f"const {'int' if 'EXPONENT' in key else plain} {key}": value for key, value in limits.items()
    }
    members: dict[str, Any] = constants | {
        "const int BYTES": size // 8,
        "const int SIZE": size,
        f"const {plain} NaN": math.nan,
        f"const {plain} NEGATIVE_INFINITY": -math.inf,
        f"const {plain} POSITIVE_INFINITY": math.inf,
        f"static int compare({plain},{plain})": compare_doubles,
        f"int compareTo({name})": compare,
        f"static int hashCode({plain})": (lambda value: long_hash(double_bits(value))) if is_double else float_bits,
        f"static boolean isFinite({plain})": math.isfinite,
        "boolean isInfinite()": math.isinf,
        f"static boolean isInfinite({plain})": math.isinf,
        "boolean isNaN()": math.isnan,
        f"static boolean isNaN({plain})": math.isnan,
        f"static {plain} max({plain},{plain})": greater,
        f"static {plain} min({plain},{plain})": lesser,
        f"static {plain} parse{name}(String)": lambda text: same(parsed_double(text)),
        f"static {plain} sum({plain},{plain})": lambda left, right: same(left + right),
        f"static String toHexString({plain})": lambda value: hex_text(value, not is_double),
        f"static String toString({plain})": double_text if is_double else float_text,
        f"static {name} valueOf({plain})": box,
    }
    if is_double:
        members["static long doubleToLongBits(double)"] = double_bits
        members["static long doubleToRawLongBits(double)"] = double_bits
        members["static double longBitsToDouble(long)"] = bits_double
    else:
        members["static int floatToIntBits(float)"] = float_bits
        members["static int floatToRawIntBits(float)"] = float_bits
        members["static float intBitsToFloat(int)"] = bits_float
    return java_class(name, "Number Comparable", members, python=(box,))


CLASSES: Final = (_class("Double", float, 64, _DOUBLE), _class("Float", Float, 32, _FLOAT))
