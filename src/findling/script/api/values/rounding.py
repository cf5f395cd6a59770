"""java.math.RoundingMode and MathContext."""

from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
    Inexact,
)
from typing import ClassVar, Final

from findling.script.api.objects import string_hash
from findling.script.api.values.java_object import JavaEnum, JavaObject, wrapped_int
from findling.script.api.values.numbers import WIDE, BigDecimal
from findling.script.api.values.throwing import thrown

_PYTHON: Final = {
    "UP": ROUND_UP, "DOWN": ROUND_DOWN, "CEILING": ROUND_CEILING, "FLOOR": ROUND_FLOOR, "HALF_UP": ROUND_HALF_UP,
    "HALF_DOWN": ROUND_HALF_DOWN, "HALF_EVEN": ROUND_HALF_EVEN, "UNNECESSARY": ROUND_DOWN,
}  # fmt: skip


class RoundingMode(JavaEnum):
    """How numbers are rounded."""

    java_class: ClassVar[str] = "java.math.RoundingMode"

    @property
    def python(self) -> str:
        """The name that Python's decimal has for it."""
        return _PYTHON[self.name]


MODES: Final = tuple(RoundingMode(name, place) for place, name in enumerate(_PYTHON))
MODE: Final = {mode.name: mode for mode in MODES}


class MathContext(JavaObject):
    """To how many digits numbers are rounded, and how; 0 for all of them."""

    java_class: ClassVar[str] = "java.math.MathContext"

    def __init__(self, digits: int, mode: RoundingMode = MODE["HALF_UP"]) -> None:
        """Raises IllegalArgumentException below 0."""
        if digits < 0:
            raise thrown("IllegalArgumentException", "Digits < 0")
        self.digits, self.mode = digits, mode

    def context(self) -> Context:
        """Returns what Python's decimal rounds by."""
        return Context(self.digits, self.mode.python, Emax=WIDE.Emax, Emin=WIDE.Emin)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, MathContext) and (other.digits, other.mode) == (self.digits, self.mode)

    def __hash__(self) -> int:
        return hash((self.digits, self.mode.name))

    def java_hash(self) -> int:
        return wrapped_int(self.digits + string_hash(self.mode.name) * 59)

    def __str__(self) -> str:
        return f"precision={self.digits} roundingMode={self.mode}"


def rounded(value: BigDecimal, context: MathContext) -> BigDecimal:
    """Returns a decimal of no more than so many digits. Raises ArithmeticException where no rounding is allowed."""
    if not context.digits or value.precision() <= context.digits:
        return value
    python = context.context()
    result = python.plus(value.decimal())
    if context.mode.name == "UNNECESSARY" and python.flags[Inexact]:
        raise thrown("ArithmeticException", "Rounding necessary")
    return BigDecimal.of(result)


def scaled(value: BigDecimal, scale: int, mode: RoundingMode = MODE["UNNECESSARY"]) -> BigDecimal:
    """Returns a decimal of another scale. Raises ArithmeticException where no rounding is allowed."""
    if value.precision() + max(scale - value.scale, 0) > WIDE.prec:
        raise thrown("ArithmeticException", "Overflow")
    context = WIDE.copy()
    context.rounding = mode.python
    context.clear_flags()
    result = value.decimal().quantize(Decimal(1).scaleb(-scale, WIDE), context=context)
    if mode.name == "UNNECESSARY" and context.flags[Inexact]:
        raise thrown("ArithmeticException", "Rounding necessary")
    return BigDecimal.of(result)
