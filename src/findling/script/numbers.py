"""Numbers as Java keeps and writes them.

Doubles and floats have the fewest digits that read back as the same number (Raffaello Giulietti's, as since Java 19),
two at least; between 10^-3 and 10^7 without an exponent.
"""

import math
from collections.abc import Callable
from struct import Struct
from typing import Final

import numpy as np

_FLOAT: Final = Struct("f")


def to_float(value: float) -> float:
    """Returns the nearest number that a float of 32 bits can be."""
    try:
        return float(_FLOAT.unpack(_FLOAT.pack(value))[0])
    except OverflowError:
        return math.copysign(math.inf, value)


def double_text(value: float) -> str:
    """Returns a double as Double.toString writes it."""
    return _text(value, repr(abs(value)), lambda text: float(text) == abs(value))


def float_text(value: float) -> str:
    """Returns a float, given as the double of the same value, as Float.toString writes it."""
    size = np.float32(abs(value))
    return _text(value, str(np.format_float_scientific(size, unique=True)), lambda text: np.float32(text) == size)


def _text(value: float, shortest: str, is_same: Callable[[str], bool]) -> str:
    if math.isnan(value):
        return "NaN"
    sign = "-" if math.copysign(1.0, value) < 0 else ""
    if math.isinf(value):
        return sign + "Infinity"
    if value == 0:
        return sign + "0.0"
    digits, exponent = _scientific(shortest)
    if len(digits) == 1:
        two, two_exponent = _scientific(f"{abs(value):.1e}")
        if is_same(f"{two[0]}.{two[1:]}e{two_exponent}"):
            digits, exponent = two, two_exponent
    return sign + _placed(digits, exponent)


def _scientific(text: str) -> tuple[str, int]:
    """Returns the digits without zeros at either end, and the power of ten of the first."""
    mantissa, _, power = text.partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = whole + fraction
    stripped = digits.lstrip("0")
    exponent = int(power or 0) + len(whole) - 1 - (len(digits) - len(stripped))
    return stripped.rstrip("0") or "0", exponent


def _placed(digits: str, exponent: int) -> str:
    """Returns the digits with the point where Java puts it."""
    if not -3 <= exponent < 7:
        return f"{digits[0]}.{digits[1:] or '0'}E{exponent}"
    if exponent < 0:
        return f"0.{'0' * (-exponent - 1)}{digits}"
    digits = digits.ljust(exponent + 1, "0")
    return f"{digits[: exponent + 1]}.{digits[exponent + 1 :] or '0'}"
