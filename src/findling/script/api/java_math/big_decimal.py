"""java.math.BigDecimal, MathContext and RoundingMode."""

import math
import re
from collections.abc import Callable
from decimal import Decimal, Inexact
from typing import Any, Final

from findling.script.api.declare import java_class
from findling.script.api.names import type_named
from findling.script.api.objects import compare, enum_named
from findling.script.api.values.numbers import WIDE, BigDecimal, BigInteger
from findling.script.api.values.rounding import MODE, MODES, MathContext, RoundingMode, rounded, scaled
from findling.script.api.values.throwing import thrown
from findling.script.numbers import double_text
from findling.script.types import Array, array_of

_TEXT: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_NECESSARY: Final = "Rounding necessary"
_UNLIMITED: Final = MathContext(0)


def _parsed(text: str, context: MathContext = _UNLIMITED) -> BigDecimal:
    if not _TEXT.fullmatch(text):
        raise thrown("NumberFormatException", _fault(text))
    return rounded(BigDecimal.of(Decimal(text)), context)


def _fault(text: str) -> str | None:
    """Returns what Java says of a text that is no number."""
    if not text:
        return "Index 0 out of bounds for length 0"
    if text.count(".") > 1 and not text.strip("+-0123456789."):
        return "Character array contains more than one decimal point."
    bad = next((char for char in text.lstrip("+-") if not char.isdigit() and char not in ".eE"), None)
    if bad is not None:
        return f'Character {bad} is neither a decimal digit number, decimal point, nor "e" notation exponential mark.'
    return "No digits found." if not any(map(str.isdigit, text)) else "No exponent digits."


def _add(left: BigDecimal, right: BigDecimal, sign: int = 1) -> BigDecimal:
    scale = max(left.scale, right.scale)
    _check_scales(left, right)
    own = left.unscaled * 10 ** (scale - left.scale)
    return BigDecimal(own + sign * right.unscaled * 10 ** (scale - right.scale), scale)


def _check_scales(left: BigDecimal, right: BigDecimal) -> None:
    """Raises ArithmeticException where one scale for both takes more digits than a script may have."""
    if abs(left.scale - right.scale) > WIDE.prec:
        raise thrown("ArithmeticException", "Overflow")


def _subtract(left: BigDecimal, right: BigDecimal) -> BigDecimal:
    return _add(left, right, -1)


def _multiply(left: BigDecimal, right: BigDecimal) -> BigDecimal:
    return BigDecimal(left.unscaled * right.unscaled, left.scale + right.scale)


def _check_divisor(left: BigDecimal, right: BigDecimal) -> None:
    if not right.unscaled:
        raise thrown("ArithmeticException", "Division by zero" if left.unscaled else "Division undefined")


def _divide(left: BigDecimal, right: BigDecimal) -> BigDecimal:
    _check_divisor(left, right)
    preferred = left.scale - right.scale
    if not left.unscaled:
        return BigDecimal(0, preferred)
    digits = min(left.precision() + -(-10 * right.precision() // 3), 10_000)
    context = MathContext(digits, MODE["UNNECESSARY"]).context()
    quotient = context.divide(left.decimal(), right.decimal())
    if context.flags[Inexact]:
        message = "Non-terminating decimal expansion; no exact representable decimal result."
        raise thrown("ArithmeticException", message)
    found = _stripped(BigDecimal.of(quotient), preferred)
    return scaled(found, preferred) if preferred > found.scale else found


def _divide_rounded(left: BigDecimal, right: BigDecimal, context: MathContext) -> BigDecimal:
    if not context.digits:
        return _divide(left, right)
    _check_divisor(left, right)
    preferred = left.scale - right.scale
    if not left.unscaled:
        return BigDecimal(0, preferred)
    python = context.context()
    quotient = python.divide(left.decimal(), right.decimal())
    if context.mode.name == "UNNECESSARY" and python.flags[Inexact]:
        raise thrown("ArithmeticException", _NECESSARY)
    found = BigDecimal.of(quotient)
    return found if python.flags[Inexact] else _stripped(found, preferred)


def _stripped(value: BigDecimal, least_scale: int | None = None) -> BigDecimal:
    """Returns it without zeros at its end, down to a scale."""
    if not value.unscaled:
        return BigDecimal(0, 0 if least_scale is None else max(value.scale, least_scale))
    unscaled, scale = value.unscaled, value.scale
    while unscaled % 10 == 0 and (least_scale is None or scale > least_scale):
        unscaled, scale = unscaled // 10, scale - 1
    return BigDecimal(unscaled, scale)


def _absolute(value: BigDecimal) -> BigDecimal:
    return BigDecimal(abs(value.unscaled), value.scale)


def _whole_quotient(left: BigDecimal, right: BigDecimal) -> BigDecimal:
    _check_divisor(left, right)
    preferred = left.scale - right.scale
    if compare(_absolute(left), _absolute(right)) < 0:
        return BigDecimal(0, preferred)
    scale = max(left.scale, right.scale)
    _check_scales(left, right)
    own, other = (each.unscaled * 10 ** (scale - each.scale) for each in (left, right))
    quotient = abs(own) // abs(other) * (1 if (own < 0) == (other < 0) else -1)
    found = _stripped(BigDecimal(quotient), preferred) if preferred < 0 else BigDecimal(quotient)
    return scaled(found, preferred) if preferred > found.scale else found


def _whole_within(left: BigDecimal, right: BigDecimal, context: MathContext = _UNLIMITED) -> BigDecimal:
    """Returns the whole quotient. Raises ArithmeticException if it has more digits than it may."""
    found = _whole_quotient(left, right)
    if context.digits and _stripped(found).precision() > context.digits:
        raise thrown("ArithmeticException", "Division impossible")
    return found


def _remainder(left: BigDecimal, right: BigDecimal, context: MathContext = _UNLIMITED) -> BigDecimal:
    return _subtract(left, _multiply(_whole_within(left, right, context), right))


def _both(left: BigDecimal, right: BigDecimal, context: MathContext = _UNLIMITED) -> Array:
    quotient = _whole_within(left, right, context)
    remainder = _subtract(left, _multiply(quotient, right))
    return Array(array_of(type_named("BigDecimal")), (quotient, remainder))


def _with_context(operation: Callable[[BigDecimal, BigDecimal], BigDecimal]) -> Callable[..., BigDecimal]:
    return lambda left, right, context=_UNLIMITED: rounded(operation(left, right), context)


def _power(value: BigDecimal, exponent: int) -> BigDecimal:
    if not 0 <= exponent <= 999_999_999:
        raise thrown("ArithmeticException", "Invalid operation")
    if value.precision() * exponent > WIDE.prec:
        raise thrown("ArithmeticException", "Overflow")
    return BigDecimal(value.unscaled**exponent, value.scale * exponent)


def _power_rounded(value: BigDecimal, exponent: int, context: MathContext) -> BigDecimal:
    if not context.digits:
        return _power(value, exponent)
    if abs(exponent) > 999_999_999:
        raise thrown("ArithmeticException", "Invalid operation")
    wide = MathContext(context.digits + len(str(abs(exponent))) + 1, context.mode).context()
    result = wide.power(value.decimal(), abs(exponent))
    if exponent < 0:
        result = wide.divide(Decimal(1), result)
    return _stripped(rounded(BigDecimal.of(result), context), 0)


def _exact(bits: int) -> Callable[[BigDecimal], int]:
    def run(value: BigDecimal) -> int:
        found = scaled(value, 0).unscaled if value.unscaled else 0
        if not -(1 << (bits - 1)) <= found < 1 << (bits - 1):
            raise thrown("ArithmeticException", "Overflow")
        return found

    return run


def _of_double(value: float) -> BigDecimal:
    if not math.isfinite(value):
        raise thrown("NumberFormatException", "Infinite or NaN")
    return _parsed(double_text(value))


def _moved(value: BigDecimal, places: int) -> BigDecimal:
    found = BigDecimal(value.unscaled, value.scale + places)
    return scaled(found, 0) if found.scale < 0 else found


def _engineering(value: BigDecimal) -> str:
    digits, sign = str(abs(value.unscaled)), "-" if value.unscaled < 0 else ""
    adjusted = len(digits) - 1 - value.scale
    if value.scale >= 0 and adjusted >= -6:
        return str(value)
    extra = adjusted % 3
    if digits == "0":
        zeros = {0: "0", 1: "0.00", 2: "0.0"}[extra]
        adjusted += {0: 0, 1: 2, 2: 1}[extra]
        return f"{sign}{zeros}{f'E{adjusted:+d}' if adjusted else ''}"
    digits = digits.ljust(extra + 1, "0")
    mantissa = digits[: extra + 1] + (f".{digits[extra + 1 :]}" if len(digits) > extra + 1 else "")
    return f"{sign}{mantissa}{f'E{adjusted - extra:+d}' if adjusted - extra else ''}"


_ARITHMETIC: Final[dict[str, Callable[[BigDecimal, BigDecimal], BigDecimal]]] = {
    "add": _add, "subtract": _subtract, "multiply": _multiply,
}  # fmt: skip
_MEMBERS: Final[dict[str, Any]] = {
    "const BigDecimal ONE": BigDecimal(1),
    "const BigDecimal TEN": BigDecimal(10),
    "const BigDecimal ZERO": BigDecimal(0),
    "new(String)": _parsed,
    "new(String,MathContext)": _parsed,
    "BigDecimal abs()": _absolute,
    "BigDecimal abs(MathContext)": lambda value, context: rounded(
        BigDecimal(abs(value.unscaled), value.scale), context
    ),
    "byte byteValueExact()": _exact(8),
    "short shortValueExact()": _exact(16),
    "int intValueExact()": _exact(32),
    "long longValueExact()": _exact(64),
    "int compareTo(BigDecimal)": compare,
    "BigDecimal divide(BigDecimal)": _divide,
    "BigDecimal divide(BigDecimal,MathContext)": _divide_rounded,
    "BigDecimal[] divideAndRemainder(BigDecimal)": _both,
    "BigDecimal[] divideAndRemainder(BigDecimal,MathContext)": _both,
    "BigDecimal divideToIntegralValue(BigDecimal)": _whole_quotient,
    "BigDecimal divideToIntegralValue(BigDecimal,MathContext)": _whole_within,
    "BigDecimal remainder(BigDecimal)": _remainder,
    "BigDecimal remainder(BigDecimal,MathContext)": lambda left, right, context: _remainder(left, right, context),
    "BigDecimal max(BigDecimal)": lambda left, right: left if compare(left, right) >= 0 else right,
    "BigDecimal min(BigDecimal)": lambda left, right: left if compare(left, right) <= 0 else right,
    "BigDecimal movePointLeft(int)": _moved,
    "BigDecimal movePointRight(int)": lambda value, places: _moved(value, -places),
    "BigDecimal negate()": lambda value: BigDecimal(-value.unscaled, value.scale),
    "BigDecimal negate(MathContext)": lambda value, context: rounded(BigDecimal(-value.unscaled, value.scale), context),
    "BigDecimal plus()": lambda value: value,
    "BigDecimal plus(MathContext)": rounded,
    "BigDecimal pow(int)": _power,
    "BigDecimal pow(int,MathContext)": _power_rounded,
    "int precision()": BigDecimal.precision,
    "BigDecimal round(MathContext)": rounded,
    "int scale()": lambda value: value.scale,
    "BigDecimal scaleByPowerOfTen(int)": lambda value, power: BigDecimal(value.unscaled, value.scale - power),
    "BigDecimal setScale(int)": scaled,
    "BigDecimal setScale(int,RoundingMode)": scaled,
    "int signum()": lambda value: (value.unscaled > 0) - (value.unscaled < 0),
    "BigDecimal stripTrailingZeros()": _stripped,
    "BigInteger toBigInteger()": lambda value: BigInteger(value.whole()),
    "BigInteger toBigIntegerExact()": lambda value: BigInteger(scaled(value, 0).unscaled),
    "String toEngineeringString()": _engineering,
    "String toPlainString()": BigDecimal.plain,
    "BigDecimal ulp()": lambda value: BigDecimal(1, value.scale),
    "static BigDecimal valueOf(double)": _of_double,
}
for _name, _operation in _ARITHMETIC.items():
    _MEMBERS[f"BigDecimal {_name}(BigDecimal)"] = _operation
    _MEMBERS[f"BigDecimal {_name}(BigDecimal,MathContext)"] = _with_context(_operation)

CLASSES: Final = (
    java_class("BigDecimal", "Number Comparable", _MEMBERS, python=(BigDecimal,)),
    java_class(
        "MathContext",
        "Object",
        {
            "const MathContext DECIMAL32": MathContext(7, MODE["HALF_EVEN"]),
            "const MathContext DECIMAL64": MathContext(16, MODE["HALF_EVEN"]),
            "const MathContext DECIMAL128": MathContext(34, MODE["HALF_EVEN"]),
            "const MathContext UNLIMITED": _UNLIMITED,
            "new(int)": MathContext,
            "new(int,RoundingMode)": MathContext,
            "int getPrecision()": lambda context: context.digits,
            "RoundingMode getRoundingMode()": lambda context: context.mode,
        },
        python=(MathContext,),
    ),
    java_class(
        "RoundingMode",
        "Enum",
        {f"const RoundingMode {mode.name}": mode for mode in MODES}
        | {
            "static RoundingMode valueOf(String)": lambda name: enum_named(MODES, name),
            "static RoundingMode[] values()": lambda: Array(array_of(type_named("RoundingMode")), MODES),
        },
        python=(RoundingMode,),
    ),
)
