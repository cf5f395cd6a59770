"""Numbers as Java prints them: in scientific notation outside of [0.001, 10,000,000), always with a decimal point."""

import math

import numpy as np


def java_double(value: float) -> str:
    """Returns what Double.toString does."""
    return _shown(value, repr(float(value)))


def java_float(value: float) -> str:
    """Returns what Float.toString does of a value in single precision."""
    with np.errstate(over="ignore"):
        number = np.float32(value)
    return _shown(float(number), np.format_float_scientific(number, unique=True, trim="0"))


def _shown(value: float, text: str) -> str:
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if value == 0:
        return "-0.0" if math.copysign(1, value) < 0 else "0.0"
    sign, digits, exponent = _parts(text)
    if 1e-3 <= abs(value) < 1e7:
        return sign + _plain(digits, exponent)
    return f"{sign}{digits[0]}.{digits[1:] or '0'}E{exponent}"


def _parts(text: str) -> tuple[str, str, int]:
    """Returns sign, significant digits and the exponent of the first of them."""
    sign = "-" if text.startswith("-") else ""
    mantissa, _, exponent = text.removeprefix("-").partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    place = len(whole.lstrip("0")) if whole.lstrip("0") else len(digits) - len(fraction)
    return sign, digits.rstrip("0"), place - 1 + int(exponent or 0)


def _plain(digits: str, exponent: int) -> str:
    if exponent < 0:
        return f"0.{'0' * (-exponent - 1)}{digits}"
    whole = digits[: exponent + 1].ljust(exponent + 1, "0")
    return f"{whole}.{digits[exponent + 1 :] or '0'}"
