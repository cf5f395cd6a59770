"""java.time.Instant and Clock."""

from typing import Any, ClassVar, Final

from findling.script.api.temporal.base import Temporal, whole
from findling.script.api.temporal.fields import (
    ChronoField,
    Unit,
    date_error,
    exact_long,
    unsupported_field,
    unsupported_unit,
)
from findling.script.api.temporal.local_date_time import LocalDateTime
from findling.script.api.temporal.local_time import SECOND, fraction_text
from findling.script.api.values.java_object import JavaObject, long_hash, wrapped_int
from findling.script.api.values.throwing import thrown

_LEAST: Final = -31_557_014_167_219_200
_GREATEST: Final = 31_556_889_864_403_199
_SIZES: Final = {"NANO_OF_SECOND": 1, "MICRO_OF_SECOND": 1_000, "MILLI_OF_SECOND": 1_000_000}


class Instant(Temporal):
    """A moment: seconds since 1970 and nanoseconds."""

    __slots__ = ("nanos", "seconds")
    java_class: ClassVar[str] = "java.time.Instant"

    def __init__(self, seconds: int, nanos: int = 0) -> None:
        """Raises DateTimeException beyond a thousand million years."""
        more, nanos = divmod(nanos, SECOND)
        seconds += more
        if not _LEAST <= seconds <= _GREATEST:
            raise date_error("Instant exceeds minimum or maximum instant")
        self.seconds, self.nanos = seconds, nanos

    @classmethod
    def of_milli(cls, millis: int) -> "Instant":
        """Returns the moment of milliseconds since 1970."""
        return cls(0, millis * 1_000_000)

    def total(self) -> int:
        """Returns the nanoseconds since 1970."""
        return self.seconds * SECOND + self.nanos

    def millis(self) -> int:
        """Returns the milliseconds since 1970. Raises ArithmeticException."""
        return exact_long(self.total() // 1_000_000)

    def part(self, name: str) -> Any:
        return self if name == "instant" else None

    def supports(self, field: Any) -> bool:
        return isinstance(field, ChronoField) and (field.name in _SIZES or field.name == "INSTANT_SECONDS")

    def counts(self, unit: Unit) -> bool:
        return unit.time_based or str(unit) == "Days"

    def get_long(self, field: Any) -> int:
        if not self.supports(field):
            raise unsupported_field(field)
        return self.nanos // _SIZES[field.name] if field.name in _SIZES else self.seconds

    def with_field(self, field: Any, value: int) -> "Instant":
        field.check(value)
        if not self.supports(field):
            raise unsupported_field(field)
        if field.name in _SIZES:
            return Instant(self.seconds, value * _SIZES[field.name])
        return Instant(value, self.nanos)

    def plus(self, amount: int, unit: Unit) -> "Instant":
        if not self.counts(unit):
            raise unsupported_unit(unit)
        if unit.seconds:
            return self.plus_nanos(exact_long(amount * unit.seconds) * SECOND)
        return self.plus_nanos(amount * unit.nanos)

    def plus_nanos(self, nanos: int) -> "Instant":
        """Returns the moment so many nanoseconds later."""
        return Instant(self.seconds, self.nanos + nanos) if nanos else self

    def distance(self, end: Any, unit: Unit) -> int:
        if not self.counts(unit):
            raise unsupported_unit(unit)
        return exact_long(whole(end.total() - self.total(), unit.size()))

    def truncated(self, unit: Unit) -> "Instant":
        """Returns it without what is smaller than a unit."""
        if unit.seconds > 86_400:
            raise thrown("UnsupportedTemporalTypeException", "Unit is too large to be used for truncation")
        size = unit.size()
        if 86_400 * SECOND % size:
            message = "Unit must divide into a standard day without remainder"
            raise thrown("UnsupportedTemporalTypeException", message)
        return Instant(0, self.total() // size * size)

    def compare_to(self, other: object) -> int:
        assert isinstance(other, Instant)
        if self.seconds != other.seconds:
            return 1 if self.seconds > other.seconds else -1
        return self.nanos - other.nanos

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Instant) and (other.seconds, other.nanos) == (self.seconds, self.nanos)

    def __hash__(self) -> int:
        return hash((self.seconds, self.nanos))

    def java_hash(self) -> int:
        return wrapped_int(long_hash(self.seconds) + 51 * self.nanos)

    def __str__(self) -> str:
        return instant_text(self.seconds, self.nanos)


def instant_text(seconds: int, nanos: int) -> str:
    """Returns a moment as ISO 8601 at UTC, with seconds in any case."""
    # the calendar of a Date knows no more than 999,999,999 years: those beyond are moved by multiples of 400 years
    cycles, rest = divmod(seconds + 62_167_219_200, 315_569_520_000)
    moment = LocalDateTime.of_seconds(rest - 62_167_219_200, nanos)
    year = moment.date.year + 10_000 * cycles
    shown = f"{year:+d}" if abs(year) > 9999 else f"-{-year:04d}" if year < 0 else f"{year:04d}"
    hour, minute, second, nano = moment.time.fields()
    date = f"{shown}-{moment.date.month:02d}-{moment.date.day:02d}"
    return f"{date}T{hour:02d}:{minute:02d}:{second:02d}{fraction_text(nano)}Z"


class Clock(JavaObject):
    """A clock that stands still.

    moment: what it shows
    """

    java_class: ClassVar[str] = "java.time.Clock$FixedClock"

    def __init__(self, moment: Instant, zone: Any, text: str | None = None) -> None:
        self.moment = moment
        self.zone = zone
        self._text = text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Clock) and (other.moment, other.zone) == (self.moment, self.zone)

    def __hash__(self) -> int:
        return hash((self.moment, self.zone))

    def __str__(self) -> str:
        return self._text or f"FixedClock[{self.moment},{self.zone}]"


def clock_tick(clock: Clock, span: Any) -> Clock:
    """Returns the clock that shows whole multiples of a duration. Raises IllegalArgumentException."""
    nanos = span.nanos
    if nanos < 0:
        raise thrown("IllegalArgumentException", "Tick duration must not be negative")
    if nanos <= 1:
        return clock
    if nanos % 1_000_000 and SECOND % nanos:
        raise thrown("IllegalArgumentException", "Invalid tick duration")
    shown = Instant(0, clock.moment.total() // nanos * nanos)
    return Clock(shown, clock.zone, f"TickClock[{clock},{span}]")


def clock_offset(clock: Clock, span: Any) -> Clock:
    """Returns the clock that is ahead by a duration."""
    if not span.nanos:
        return clock
    return Clock(clock.moment.plus_nanos(span.nanos), clock.zone, f"OffsetClock[{clock},{span}]")
