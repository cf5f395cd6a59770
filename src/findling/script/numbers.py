"""Numbers as Java keeps and writes them."""

import math
from struct import Struct
from typing import Final

import numpy as np

_FLOAT: Final = Struct("f")
_LARGEST_FLOAT: Final = float(np.finfo(np.float32).max)


def to_float(value: float) -> float:
    """Returns the nearest number that a float of 32 bits can be."""
    try:
        return float(_FLOAT.unpack(_FLOAT.pack(value))[0])
    except OverflowError:
        return math.copysign(math.inf, value)


def double_text(value: float) -> str:
    """Returns a double as Java writes it: the fewest digits that read as the same number."""
    if not math.isfinite(value):
        return _not_finite(value)
    if value == 0 or 1e-3 <= abs(value) < 1e7:
        text = repr(value)
        return text if "e" not in text else _positional(text)
    return _scientific(_closest(value))


def _closest(value: float) -> str:
    """Returns the fewest digits, but of those with two the closest, as Java chooses them."""
    two = f"{value:.1e}"
    return two if float(two) == value else repr(value)


def float_text(value: float) -> str:
    """Returns a float as Java writes it."""
    if not math.isfinite(value):
        return _not_finite(value)
    shortest = np.float32(value)
    if value == 0 or 1e-3 <= abs(value) < 1e7:
        return str(np.format_float_positional(shortest, unique=True, trim="0"))
    return _scientific(str(np.format_float_scientific(shortest, unique=True, trim="0")))


def _not_finite(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    return "Infinity" if value > 0 else "-Infinity"


def _positional(text: str) -> str:
    return f"{float(text):f}"


def _scientific(text: str) -> str:
    """Returns digits as Java writes very large and very small numbers: one digit before the point."""
    sign = "-" if text.startswith("-") else ""
    mantissa, _, power = text.lstrip("-").partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0") or "0"
    exponent = int(power or 0) + (len(whole) - 1 if whole.strip("0") else _leading(fraction))
    digits = digits.rstrip("0") or "0"
    return f"{sign}{digits[0]}.{digits[1:] or '0'}E{exponent}"


def _leading(fraction: str) -> int:
    return -(len(fraction) - len(fraction.lstrip("0")) + 1)
