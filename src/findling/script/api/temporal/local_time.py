"""java.time.LocalTime."""

from typing import Any, ClassVar, Final

from findling.script.api.temporal.base import Temporal, whole
from findling.script.api.temporal.fields import (
    FIELD,
    NANOS_PER_DAY,
    ChronoField,
    Unit,
    unsupported_field,
    unsupported_unit,
)
from findling.script.api.values.java_object import long_hash
from findling.script.api.values.throwing import thrown

SECOND: Final = 1_000_000_000
MINUTE: Final = 60 * SECOND
HOUR: Final = 60 * MINUTE


class LocalTime(Temporal):
    """A time of day: nanoseconds since midnight."""

    __slots__ = ("nanos",)
    java_class: ClassVar[str] = "java.time.LocalTime"

    def __init__(self, nanos: int) -> None:
        self.nanos = nanos

    @classmethod
    def of(cls, hour: int, minute: int, second: int = 0, nano: int = 0) -> "LocalTime":
        """Returns a time. Raises DateTimeException if there is none such."""
        FIELD["HOUR_OF_DAY"].check(hour)
        FIELD["MINUTE_OF_HOUR"].check(minute)
        FIELD["SECOND_OF_MINUTE"].check(second)
        FIELD["NANO_OF_SECOND"].check(nano)
        return cls(hour * HOUR + minute * MINUTE + second * SECOND + nano)

    @classmethod
    def of_nano_of_day(cls, nanos: int) -> "LocalTime":
        """Returns a time by nanoseconds since midnight."""
        return cls(FIELD["NANO_OF_DAY"].check(nanos))

    @classmethod
    def of_second_of_day(cls, seconds: int) -> "LocalTime":
        """Returns a time by seconds since midnight."""
        return cls(FIELD["SECOND_OF_DAY"].check(seconds) * SECOND)

    def fields(self) -> tuple[int, int, int, int]:
        """Returns hour, minute, second and nanosecond."""
        return self.nanos // HOUR, self.nanos // MINUTE % 60, self.nanos // SECOND % 60, self.nanos % SECOND

    def part(self, name: str) -> Any:
        return self if name == "time" else None

    def supports(self, field: Any) -> bool:
        return isinstance(field, ChronoField) and field.is_time

    def counts(self, unit: Unit) -> bool:
        return unit.time_based

    def get_long(self, field: Any) -> int:
        if not self.supports(field):
            raise unsupported_field(field)
        value: int = _VALUES[field.name](self.nanos)
        return value

    def with_field(self, field: Any, value: int) -> "LocalTime":
        field.check(value)
        if not self.supports(field):
            raise unsupported_field(field)
        name = field.name
        if name in _CUTTING:
            size, span = _CUTTING[name]
            return LocalTime(self.nanos // span * span + value * size)
        size = _SIZES[name]
        if name.startswith("CLOCK"):
            value %= 12 if name.endswith("AMPM") else 24
        if name == "CLOCK_HOUR_OF_DAY":
            return LocalTime(self.nanos + (value - self.nanos // HOUR) * HOUR)
        before = self.nanos // HOUR % 12 if name.endswith("OF_AMPM") else _VALUES[name](self.nanos)
        return LocalTime(self.nanos + (value - before) * size)

    def plus(self, amount: int, unit: Unit) -> "LocalTime":
        if not self.counts(unit):
            raise unsupported_unit(unit)
        return self.plus_nanos(amount * unit.size())

    def plus_nanos(self, nanos: int) -> "LocalTime":
        """Returns the time so many nanoseconds later, past midnight too."""
        return LocalTime((self.nanos + nanos) % NANOS_PER_DAY)

    def distance(self, end: Any, unit: Unit) -> int:
        if not self.counts(unit):
            raise unsupported_unit(unit)
        return whole(end.nanos - self.nanos, unit.size())

    def truncated(self, unit: Unit) -> "LocalTime":
        """Returns it without what is smaller than a unit."""
        if str(unit) == "Nanos":
            return self
        if unit.seconds > 86_400:
            message = "Unit is too large to be used for truncation"
            raise thrown("UnsupportedTemporalTypeException", message)
        size = unit.size()
        if NANOS_PER_DAY % size:
            message = "Unit must divide into a standard day without remainder"
            raise thrown("UnsupportedTemporalTypeException", message)
        return LocalTime(self.nanos // size * size)

    def compare_to(self, other: object) -> int:
        assert isinstance(other, LocalTime)
        return (self.nanos > other.nanos) - (self.nanos < other.nanos)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LocalTime) and other.nanos == self.nanos

    def __hash__(self) -> int:
        return hash((LocalTime, self.nanos))

    def java_hash(self) -> int:
        return long_hash(self.nanos)

    def __str__(self) -> str:
        hour, minute, second, nano = self.fields()
        text = f"{hour:02d}:{minute:02d}"
        return text + (f":{second:02d}{fraction_text(nano)}" if second or nano else "")


def fraction_text(nano: int) -> str:
    """Returns a fraction of a second: nothing, or 3, 6 or 9 digits after a point."""
    if not nano:
        return ""
    digits = f"{nano:09d}"
    return "." + (digits[:3] if digits.endswith("000000") else digits[:6] if digits.endswith("000") else digits)


_VALUES: Final[dict[str, Any]] = {
    "NANO_OF_SECOND": lambda nanos: nanos % SECOND,
    "NANO_OF_DAY": lambda nanos: nanos,
    "MICRO_OF_SECOND": lambda nanos: nanos % SECOND // 1_000,
    "MICRO_OF_DAY": lambda nanos: nanos // 1_000,
    "MILLI_OF_SECOND": lambda nanos: nanos % SECOND // 1_000_000,
    "MILLI_OF_DAY": lambda nanos: nanos // 1_000_000,
    "SECOND_OF_MINUTE": lambda nanos: nanos // SECOND % 60,
    "SECOND_OF_DAY": lambda nanos: nanos // SECOND,
    "MINUTE_OF_HOUR": lambda nanos: nanos // MINUTE % 60,
    "MINUTE_OF_DAY": lambda nanos: nanos // MINUTE,
    "HOUR_OF_AMPM": lambda nanos: nanos // HOUR % 12,
    "CLOCK_HOUR_OF_AMPM": lambda nanos: nanos // HOUR % 12 or 12,
    "HOUR_OF_DAY": lambda nanos: nanos // HOUR,
    "CLOCK_HOUR_OF_DAY": lambda nanos: nanos // HOUR or 24,
    "AMPM_OF_DAY": lambda nanos: nanos // HOUR // 12,
}
_CUTTING: Final = {
    "NANO_OF_SECOND": (1, SECOND), "NANO_OF_DAY": (1, NANOS_PER_DAY), "MICRO_OF_SECOND": (1_000, SECOND),
    "MICRO_OF_DAY": (1_000, NANOS_PER_DAY), "MILLI_OF_SECOND": (1_000_000, SECOND),
    "MILLI_OF_DAY": (1_000_000, NANOS_PER_DAY),
}  # fmt: skip
"""Fields whose smaller ones become 0 with them: size, and within what."""
_SIZES: Final = {
    "SECOND_OF_MINUTE": SECOND, "SECOND_OF_DAY": SECOND, "MINUTE_OF_HOUR": MINUTE, "MINUTE_OF_DAY": MINUTE,
    "HOUR_OF_AMPM": HOUR, "CLOCK_HOUR_OF_AMPM": HOUR, "HOUR_OF_DAY": HOUR, "CLOCK_HOUR_OF_DAY": HOUR,
    "AMPM_OF_DAY": 12 * HOUR,
}  # fmt: skip
