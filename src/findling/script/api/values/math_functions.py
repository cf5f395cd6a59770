"""Java's Math over doubles: what C's mathematics does otherwise, and what Python refuses."""

import math
from collections.abc import Callable
from typing import Final

Real = Callable[[float], float]
_NAN: Final = math.nan
_INF: Final = math.inf


def lesser(left: float, right: float) -> float:
    """Returns the lesser of two, NaN if one is; -0.0 is below 0.0."""
    if left != left or right != right:
        return _NAN
    if left == right == 0:
        return left if math.copysign(1, left) < 0 else right
    return min(left, right)


def greater(left: float, right: float) -> float:
    """Returns the greater of two, NaN if one is; -0.0 is below 0.0."""
    if left != left or right != right:
        return _NAN
    if left == right == 0:
        return right if math.copysign(1, left) < 0 else left
    return max(left, right)


def total(function: Real) -> Real:
    """Returns a function that gives NaN or infinity where Python's raises an error."""

    def run(value: float) -> float:
        try:
            return function(value)
        except ValueError:
            return _NAN
        except OverflowError:
            return _INF

    return run


def log(value: float, function: Real = math.log) -> float:
    """Returns a logarithm: minus infinity of 0, NaN of what is below."""
    if value > 0:
        return function(value)
    return -_INF if value == 0 else _NAN


def log10(value: float) -> float:
    """Returns the logarithm to the base of 10."""
    return log(value, math.log10)


def log1p(value: float) -> float:
    """Returns the logarithm of 1 + value."""
    return value if value == 0 else log1p_of(value)


def log1p_of(value: float) -> float:
    """Returns the logarithm of 1 + value, which is not 0."""
    if value > -1:
        return math.log1p(value)
    return -_INF if value == -1 else _NAN


def exp(value: float) -> float:
    """Returns e to the power of a number."""
    try:
        return math.exp(value)
    except OverflowError:
        return _INF


def expm1(value: float) -> float:
    """Returns e to the power of a number, minus 1."""
    try:
        return math.expm1(value)
    except OverflowError:
        return _INF


def power(base: float, exponent: float) -> float:
    """Returns base to the power of exponent; unlike C's, 1 to the power of NaN or infinity is NaN."""
    if exponent == 0:
        return 1.0
    if exponent != exponent or (abs(base) == 1 and math.isinf(exponent)):
        return _NAN
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return -_INF if base < 0 and exponent % 2 == 1 else _INF
    except ValueError:
        if base == 0:  # to a negative power
            odd = exponent % 2 == 1
            return math.copysign(_INF, base) if odd else _INF
        return _NAN


def ceil(value: float) -> float:
    """Returns the least whole number that is not below; -0.0 stays."""
    return math.copysign(float(math.ceil(value)), value) if math.isfinite(value) else value


def floor(value: float) -> float:
    """Returns the greatest whole number that is not above; -0.0 stays."""
    return math.copysign(float(math.floor(value)), value) if math.isfinite(value) else value


def rint(value: float) -> float:
    """Returns the nearest whole number, the even one of two."""
    return math.copysign(float(round(value)), value) if math.isfinite(value) else value


def rounded(value: float) -> int:
    """Returns the nearest long, the greater of two."""
    if value != value:
        return 0
    if abs(value) >= 2.0**52:
        return max(-(1 << 63), min((1 << 63) - 1, int(value))) if math.isfinite(value) else _limit(value)
    whole = math.floor(value)
    return whole + (value - whole >= 0.5)


def _limit(value: float) -> int:
    return (1 << 63) - 1 if value > 0 else -(1 << 63)


def remainder(left: float, right: float) -> float:
    """Returns the remainder of IEEE 754."""
    try:
        return math.remainder(left, right)
    except ValueError:
        return _NAN


def scaled(value: float, exponent: int) -> float:
    """Returns value times 2 to a power."""
    try:
        return math.ldexp(value, exponent)
    except OverflowError:
        return math.copysign(_INF, value)


def sign(value: float) -> float:
    """Returns 1, -1, or what is zero or no number as it is."""
    return value if value == 0 or value != value else math.copysign(1.0, value)


def to_degrees(value: float) -> float:
    """Returns an angle in degrees."""
    return value * 57.29577951308232


def to_radians(value: float) -> float:
    """Returns an angle in radians."""
    return value * 0.017453292519943295
