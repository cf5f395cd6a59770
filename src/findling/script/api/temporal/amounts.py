"""java.time.Duration and Period."""

import re
from typing import Any, ClassVar, Final

from findling.script.api.temporal.base import Amount
from findling.script.api.temporal.fields import UNIT, Unit, exact_long, truncated_quotient
from findling.script.api.temporal.local_date import LocalDate
from findling.script.api.temporal.local_time import SECOND
from findling.script.api.values.java_object import long_hash, wrapped_int
from findling.script.api.values.throwing import thrown

_DURATION: Final = re.compile(
    r"([-+]?)P(?:([-+]?\d+)D)?(T(?:([-+]?\d+)H)?(?:([-+]?\d+)M)?(?:([-+]?\d+)(?:[.,](\d{0,9}))?S)?)?",
    re.IGNORECASE | re.ASCII,
)
_PERIOD: Final = re.compile(
    r"([-+]?)P(?:([-+]?\d+)Y)?(?:([-+]?\d+)M)?(?:([-+]?\d+)W)?(?:([-+]?\d+)D)?", re.IGNORECASE | re.ASCII
)


class Duration(Amount):
    """A length of time: nanoseconds."""

    __slots__ = ("nanos",)
    java_class: ClassVar[str] = "java.time.Duration"

    def __init__(self, nanos: int) -> None:
        """Raises ArithmeticException where a long has no room for the seconds."""
        exact_long(nanos // SECOND)
        self.nanos = nanos

    @classmethod
    def of(cls, amount: int, unit: Unit) -> "Duration":
        """Returns an amount of a unit."""
        return cls(0).plus(amount, unit)

    @classmethod
    def parsed(cls, text: str) -> "Duration":
        """Returns that of a text as `PT1H30M`. Raises DateTimeParseException."""
        found = _DURATION.fullmatch(text)
        if found is None or found[3] in ("T", "t") or not any(found.group(2, 4, 5, 6)):
            raise thrown("DateTimeParseException", "Text cannot be parsed to a Duration")
        days, hours, minutes, seconds = (int(part or 0) for part in found.group(2, 4, 5, 6))
        fraction = int((found[7] or "").ljust(9, "0"))
        if (found[6] or "").startswith("-"):
            fraction = -fraction
        nanos = (days * 86_400 + hours * 3_600 + minutes * 60 + seconds) * SECOND + fraction
        return cls(-nanos if found[1] == "-" else nanos)

    def plus(self, amount: int, unit: Unit) -> "Duration":
        """Returns it longer by an amount of a unit."""
        if unit.months or unit.days > 1 or str(unit) in ("Eras", "Forever"):
            raise thrown("UnsupportedTemporalTypeException", "Unit must not have an estimated duration")
        return Duration(self.nanos + amount * unit.size())

    @property
    def seconds(self) -> int:
        """The whole seconds, rounded down."""
        return self.nanos // SECOND

    def add_to(self, temporal: Any) -> Any:
        for amount, name in ((self.seconds, "SECONDS"), (self.nanos % SECOND, "NANOS")):
            temporal = temporal.plus(amount, UNIT[name]) if amount else temporal
        return temporal

    def subtract_from(self, temporal: Any) -> Any:
        for amount, name in ((self.seconds, "SECONDS"), (self.nanos % SECOND, "NANOS")):
            temporal = temporal.plus(-amount, UNIT[name]) if amount else temporal
        return temporal

    def compare_to(self, other: object) -> int:
        assert isinstance(other, Duration)
        if self.seconds != other.seconds:
            return 1 if self.seconds > other.seconds else -1
        return self.nanos - other.nanos

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Duration) and other.nanos == self.nanos

    def __hash__(self) -> int:
        return hash((Duration, self.nanos))

    def java_hash(self) -> int:
        return wrapped_int(long_hash(self.seconds) + 51 * (self.nanos % SECOND))

    def __str__(self) -> str:
        if not self.nanos:
            return "PT0S"
        size, sign = abs(self.nanos), "-" if self.nanos < 0 else ""
        seconds, fraction = divmod(size, SECOND)
        hours, minutes, seconds = seconds // 3_600, seconds // 60 % 60, seconds % 60
        text = "PT" + (f"{sign}{hours}H" if hours else "") + (f"{sign}{minutes}M" if minutes else "")
        if seconds or fraction:
            digits = f".{fraction:09d}".rstrip("0") if fraction else ""
            text += f"{sign}{seconds}{digits}S"
        return text


class Period(Amount):
    """Years, months and days."""

    __slots__ = ("days", "months", "years")
    java_class: ClassVar[str] = "java.time.Period"

    def __init__(self, years: int, months: int, days: int) -> None:
        for value in (years, months, days):
            if not -(1 << 31) <= value < 1 << 31:
                raise thrown("ArithmeticException", "integer overflow")
        self.years, self.months, self.days = years, months, days

    @classmethod
    def parsed(cls, text: str) -> "Period":
        """Returns that of a text as `P1Y2M3D`. Raises DateTimeParseException."""
        found = _PERIOD.fullmatch(text)
        if found is None or not any(found.group(2, 3, 4, 5)):
            raise thrown("DateTimeParseException", "Text cannot be parsed to a Period")
        years, months, weeks, days = (int(part or 0) for part in found.group(2, 3, 4, 5))
        sign = -1 if found[1] == "-" else 1
        return cls(sign * years, sign * months, sign * (weeks * 7 + days))

    @classmethod
    def between(cls, start: LocalDate, end: LocalDate) -> "Period":
        """Returns the years, months and days between two dates."""
        months, days = end.months() - start.months(), end.day - start.day
        if months > 0 > days:
            months -= 1
            days = end.days() - start.plus_months(months).days()
        elif months < 0 < days:
            months += 1
            days -= end.month_length()
        years = truncated_quotient(months, 12)
        return cls(years, months - years * 12, days)

    def total_months(self) -> int:
        """Returns years and months as months."""
        return self.years * 12 + self.months

    def normalized(self) -> "Period":
        """Returns it with fewer than twelve months."""
        total = self.total_months()
        years = truncated_quotient(total, 12)
        return Period(years, total - years * 12, self.days)

    def times(self, factor: int) -> "Period":
        """Returns it so many times."""
        return Period(self.years * factor, self.months * factor, self.days * factor)

    def plus(self, other: "Period", sign: int = 1) -> "Period":
        """Returns it with another added."""
        return Period(self.years + sign * other.years, self.months + sign * other.months, self.days + sign * other.days)

    def _moved(self, temporal: Any, sign: int) -> Any:
        total = self.total_months()
        if self.months == 0:
            temporal = temporal.plus(sign * self.years, UNIT["YEARS"]) if self.years else temporal
        elif total:
            temporal = temporal.plus(sign * total, UNIT["MONTHS"])
        return temporal.plus(sign * self.days, UNIT["DAYS"]) if self.days else temporal

    def add_to(self, temporal: Any) -> Any:
        return self._moved(temporal, 1)

    def subtract_from(self, temporal: Any) -> Any:
        return self._moved(temporal, -1)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Period):
            return False
        return (other.years, other.months, other.days) == (self.years, self.months, self.days)

    def __hash__(self) -> int:
        return hash((self.years, self.months, self.days))

    def java_hash(self) -> int:
        def rotated(value: int, by: int) -> int:
            bits = value & 0xFFFFFFFF
            return (bits << by | bits >> (32 - by)) & 0xFFFFFFFF

        return wrapped_int(self.years + rotated(self.months, 8) + rotated(self.days, 16))

    def __str__(self) -> str:
        parts = ((self.years, "Y"), (self.months, "M"), (self.days, "D"))
        return "P" + ("".join(f"{value}{letter}" for value, letter in parts if value) or "0D")
