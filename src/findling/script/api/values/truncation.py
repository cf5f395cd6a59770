"""Numbers as numbers of other types, as Java's Number has them."""

import math
from typing import Any

from findling.script.api.values.numbers import BigDecimal, BigInteger


def to_integer(value: Any, bits: int) -> int:
    """Returns a number as int or long: integers lose bits, others stop at the limits."""
    half = 1 << (bits - 1)
    if isinstance(value, float):
        if math.isnan(value):
            return 0
        return (
            int(max(-half, min(half - 1, int(value)))) if math.isfinite(value) else (half - 1 if value > 0 else -half)
        )
    if isinstance(value, BigDecimal):
        value = value.whole()
    elif isinstance(value, BigInteger):
        value = value.value
    return ((int(value) + half) & (2 * half - 1)) - half


def to_int(value: Any) -> int:
    """Returns a number as an int."""
    return to_integer(value, 32)


def to_double(value: Any) -> float:
    """Returns a number as a double."""
    try:
        if isinstance(value, BigDecimal):
            return float(value.decimal())
        return float(value.value if isinstance(value, BigInteger) else value)
    except OverflowError:
        return math.inf if value.value > 0 else -math.inf
