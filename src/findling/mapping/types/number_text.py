"""Numbers as documents and queries write them: JSON numbers or text, exact until they are rounded to a column."""

import math
import re
from decimal import Decimal, InvalidOperation
from typing import Any

from findling.base.errors import IllegalArgumentError, NumberFormatError
from findling.base.java_values import shown
from findling.mapping.value_range import ValueRange

WHOLE = re.compile(r"[+-]?[0-9]+\Z", re.ASCII)
DECIMAL = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?[dDfF]?\Z", re.ASCII)
LONGEST_NUMBER = 400
"""Digits of a text that may be a whole number; Python reads 4,300 at most."""
_FARTHEST = 10**400
FAR = Decimal(10) ** 40


def whole_of(text: str) -> int:
    """Returns a WHOLE text as a number; one of more digits than any type holds as a number beyond all types."""
    if len(text) <= LONGEST_NUMBER:
        return int(text)
    return -_FARTHEST if text.startswith("-") else _FARTHEST


def decimal_of(text: str) -> Decimal:
    """Returns the exact value of a decimal number in Java's notation; raises NumberFormatError for other text."""
    stripped = text.strip()
    if not DECIMAL.match(stripped):
        raise NumberFormatError("empty String" if not stripped else f'For input string: "{text}"')
    try:
        return Decimal(stripped.rstrip("dDfF"))
    except InvalidOperation:
        raise NumberFormatError.of(text) from None


def double_of(value: Any) -> float:
    """Returns a JSON number or text as a double, NaN and infinities included; raises NumberFormatError."""
    if type(value) in (int, float):
        return finite_float(value)
    if not isinstance(value, str):
        raise NumberFormatError.of(shown(value))
    stripped = value.strip()
    if stripped.lstrip("+-") in ("NaN", "Infinity") and len(stripped) - len(stripped.lstrip("+-")) < 2:
        return float(stripped.replace("Infinity", "inf"))
    return float(decimal_of(value))


def finite_float(value: int | float) -> float:
    """Returns the nearest double; an integer beyond all doubles becomes infinite."""
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def exact_of(value: object) -> Decimal:
    """Returns the exact value of a query's number, cut at plus or minus 10^40; raises IllegalArgumentError."""
    if type(value) is int:
        return Decimal(value)
    if type(value) is float:
        if math.isnan(value):
            raise NumberFormatError('For input string: "NaN"')
        exact = FAR.copy_sign(Decimal(value)) if math.isinf(value) else Decimal(value)
    elif isinstance(value, str):
        exact = decimal_of(value)
    else:
        raise NumberFormatError.of(shown(value))
    return exact if exact.adjusted() < 40 else FAR.copy_sign(exact)


def java_number(value: object) -> str:
    """Returns a JSON number or text as Java prints it: large and tiny doubles with an exponent."""
    if type(value) is not float or not math.isfinite(value) or value == 0 or 1e-3 <= abs(value) < 1e7:
        return shown(value)
    sign, digits, exponent = Decimal(repr(value)).normalize().as_tuple()
    rest = "".join(map(str, digits[1:])) or "0"
    return f"{'-' if sign else ''}{digits[0]}.{rest}E{len(digits) - 1 + int(exponent)}"


def whole_bounds(wanted: ValueRange, least: int, greatest: int, scale: Decimal = Decimal(1)) -> tuple[int, int]:
    """Returns the inclusive whole numbers of a range, within least and greatest; low > high if there are none.

    scale: what column values are multiplied by
    """
    low, high = least, greatest
    if wanted.gte is not None:
        low = max(low, math.ceil(exact_of(wanted.gte) * scale))
    if wanted.gt is not None:
        low = max(low, math.floor(exact_of(wanted.gt) * scale) + 1)
    if wanted.lte is not None:
        high = min(high, math.floor(exact_of(wanted.lte) * scale))
    if wanted.lt is not None:
        high = min(high, math.ceil(exact_of(wanted.lt) * scale) - 1)
    return low, high


def data_loss(value: float, java_class: str) -> IllegalArgumentError:
    """Returns the error for decimals where coercion is off."""
    return IllegalArgumentError(f"{value} cannot be converted to {java_class} without data loss")


def as_text(java_class: str) -> IllegalArgumentError:
    """Returns the error for text where coercion is off."""
    return IllegalArgumentError(f"{java_class} value passed as String")
