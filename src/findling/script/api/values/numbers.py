"""java.math: integers and decimals of any size."""

from decimal import Context, Decimal
from typing import ClassVar, Final

from findling.script.api.values.java_object import JavaObject, wrapped_int
from findling.script.faults import ARITHMETIC, JavaError
from findling.script.painless.limits import check_text

WIDE: Final = Context(prec=20_000, Emax=10**15, Emin=-(10**15))
"""Room for every decimal that a script may make."""


class BigInteger(JavaObject):
    """A java.math.BigInteger."""

    __slots__ = ("value",)
    java_class: ClassVar[str] = "java.math.BigInteger"

    def __init__(self, value: int) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, BigInteger) and other.value == self.value

    def __hash__(self) -> int:
        return hash((BigInteger, self.value))

    def __str__(self) -> str:
        return str(self.value)

    def java_hash(self) -> int:
        result, size = 0, abs(self.value)
        for shift in range((size.bit_length() + 31) // 32 * 32 - 32, -1, -32):
            result = (31 * result + (size >> shift & 0xFFFFFFFF)) & 0xFFFFFFFF
        return wrapped_int(-result if self.value < 0 else result)

    def compare_to(self, other: object) -> int:
        assert isinstance(other, BigInteger)
        return (self.value > other.value) - (self.value < other.value)


class BigDecimal(JavaObject):
    """A java.math.BigDecimal: unscaled times 10 to the power of minus scale."""

    __slots__ = ("scale", "unscaled")
    java_class: ClassVar[str] = "java.math.BigDecimal"

    def __init__(self, unscaled: int, scale: int = 0) -> None:
        self.unscaled = unscaled
        self.scale = scale

    @classmethod
    def of(cls, value: Decimal) -> "BigDecimal":
        """Returns a finite Decimal as one of the same digits."""
        sign, digits, exponent = value.as_tuple()
        unscaled = int("".join(map(str, digits)) or "0")
        return cls(-unscaled if sign else unscaled, -int(exponent))

    def decimal(self) -> Decimal:
        """Returns the same number."""
        return Decimal(self.unscaled).scaleb(-self.scale, WIDE)

    def whole(self) -> int:
        """Returns it without a fraction. Raises ArithmeticException for more digits than a script may have."""
        if len(str(abs(self.unscaled))) - self.scale > WIDE.prec:
            raise JavaError(ARITHMETIC, "Overflow")
        return int(self.decimal())

    def precision(self) -> int:
        """Returns the number of digits."""
        return len(str(abs(self.unscaled)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, BigDecimal) and (other.unscaled, other.scale) == (self.unscaled, self.scale)

    def __hash__(self) -> int:
        return hash((BigDecimal, self.unscaled, self.scale))

    def java_hash(self) -> int:
        if -(2**63) < self.unscaled < 2**63:
            size = abs(self.unscaled)
            own = wrapped_int((size >> 32) * 31 + (size & 0xFFFFFFFF))
            return wrapped_int(31 * (-own if self.unscaled < 0 else own) + self.scale)
        return wrapped_int(31 * BigInteger(self.unscaled).java_hash() + self.scale)

    def compare_to(self, other: object) -> int:
        assert isinstance(other, BigDecimal)
        return int(WIDE.compare(self.decimal(), other.decimal()))

    def __str__(self) -> str:
        digits = str(abs(self.unscaled))
        sign = "-" if self.unscaled < 0 else ""
        adjusted = len(digits) - 1 - self.scale
        if self.scale >= 0 and adjusted >= -6:
            return sign + self._plain(digits)
        mantissa = digits if len(digits) == 1 else f"{digits[0]}.{digits[1:]}"
        return f"{sign}{mantissa}{f'E{adjusted:+d}' if adjusted else ''}"

    def _plain(self, digits: str) -> str:
        if self.scale <= 0:
            return digits
        digits = digits.rjust(self.scale + 1, "0")
        return f"{digits[: -self.scale]}.{digits[-self.scale :]}"

    def plain(self) -> str:
        """Returns the number without an exponent."""
        digits = str(abs(self.unscaled))
        check_text(abs(self.scale))
        if self.scale < 0:
            digits = digits if digits == "0" else digits + "0" * -self.scale
        return ("-" if self.unscaled < 0 else "") + self._plain(digits)
