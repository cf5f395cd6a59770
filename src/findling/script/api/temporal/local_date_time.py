"""java.time.LocalDateTime."""

from typing import Any, ClassVar

from findling.script.api.objects import hash_of
from findling.script.api.temporal.base import Temporal, months_between, whole
from findling.script.api.temporal.fields import (
    FIELD,
    NANOS_PER_DAY,
    ChronoField,
    Unit,
    ValueRange,
    exact_long,
    truncated_quotient,
    unsupported_field,
    unsupported_unit,
)
from findling.script.api.temporal.local_date import LocalDate
from findling.script.api.temporal.local_time import SECOND, LocalTime


class LocalDateTime(Temporal):
    """A date and a time of day."""

    __slots__ = ("date", "time")
    java_class: ClassVar[str] = "java.time.LocalDateTime"

    def __init__(self, date: LocalDate, time: LocalTime) -> None:
        self.date, self.time = date, time

    @classmethod
    def of(cls, year: int, month: int, day: int, *time: int) -> "LocalDateTime":
        """Returns the moment of numbers: hour, minute, second and nanosecond at the end."""
        return cls(LocalDate.of(year, month, day), LocalTime.of(*time))

    @classmethod
    def of_seconds(cls, seconds: int, nanos: int) -> "LocalDateTime":
        """Returns the moment of seconds since 1970."""
        days, rest = divmod(seconds, 86_400)
        return cls(LocalDate.of_epoch_day(days), LocalTime(rest * SECOND + nanos))

    @classmethod
    def of_epoch_second(cls, seconds: int, nanos: int, offset: Any) -> "LocalDateTime":
        """Returns the moment of seconds since 1970, by the clock of an offset."""
        FIELD["NANO_OF_SECOND"].check(nanos)
        return cls.of_seconds(seconds + offset.seconds, nanos)

    def seconds(self) -> int:
        """Returns the seconds since 1970 by its own clock."""
        return self.date.days() * 86_400 + self.time.nanos // SECOND

    def nano(self) -> int:
        """Returns the nanosecond of the second."""
        return self.time.nanos % SECOND

    def part(self, name: str) -> Any:
        return {"date": self.date, "time": self.time}.get(name)

    def supports(self, field: Any) -> bool:
        return isinstance(field, ChronoField) and (field.is_date or field.is_time)

    def counts(self, unit: Unit) -> bool:
        return unit.date_based or unit.time_based

    def _part_of(self, field: Any) -> Temporal:
        if not self.supports(field):
            raise unsupported_field(field)
        return self.time if field.is_time else self.date

    def get_long(self, field: Any) -> int:
        return self._part_of(field).get_long(field)

    def range_of(self, field: Any) -> ValueRange:
        return self._part_of(field).range_of(field)

    def with_field(self, field: Any, value: int) -> "LocalDateTime":
        changed: Any = self._part_of(field).with_field(field, value)
        if field.is_time:
            return LocalDateTime(self.date, changed)
        return LocalDateTime(changed, self.time)

    def plus(self, amount: int, unit: Unit) -> "LocalDateTime":
        if unit.date_based:
            return LocalDateTime(self.date.plus(amount, unit), self.time)
        if str(unit) == "HalfDays":  # as Java reckons, wrong from 256 of them on
            days = truncated_quotient(amount, 256)
            return LocalDateTime(self.date.plus_days(days), self.time).plus_nanos((amount - days * 256) * unit.size())
        if not unit.time_based or unit.seconds > 86_400:
            raise unsupported_unit(unit)
        return self.plus_nanos(amount * unit.size())

    def plus_nanos(self, nanos: int) -> "LocalDateTime":
        """Returns the moment so many nanoseconds later."""
        days, rest = divmod(self.time.nanos + nanos, NANOS_PER_DAY)
        return LocalDateTime(self.date.plus_days(days), LocalTime(rest))

    def distance(self, end: Any, unit: Unit) -> int:
        if unit.date_based and not unit.months and not unit.days:
            return self.date.distance(end.date, unit)
        if unit.months:
            start = (self.date.months(), self.date.day, self.time.nanos)
            return whole(months_between(start, (end.date.months(), end.date.day, end.time.nanos)), unit.months)
        if str(unit) == "Forever":
            raise unsupported_unit(unit)
        nanos = (end.seconds() - self.seconds()) * SECOND + end.nano() - self.nano()
        return exact_long(whole(nanos, unit.size()))

    def truncated(self, unit: Unit) -> "LocalDateTime":
        """Returns it without what is smaller than a unit."""
        return LocalDateTime(self.date, self.time.truncated(unit))

    def compare_to(self, other: object) -> int:
        assert isinstance(other, LocalDateTime)
        return self.date.compare_to(other.date) or self.time.compare_to(other.time)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LocalDateTime) and (other.date, other.time) == (self.date, self.time)

    def __hash__(self) -> int:
        return hash((self.date, self.time))

    def java_hash(self) -> int:
        return hash_of(self.date) ^ hash_of(self.time)

    def __str__(self) -> str:
        return f"{self.date}T{self.time}"
