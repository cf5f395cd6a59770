"""What all points in time can do by fields and units."""

from typing import Any, ClassVar

from findling.script.api.temporal.fields import (
    Field,
    Unit,
    ValueRange,
    date_error,
    truncated_quotient,
    unsupported_field,
    unsupported_unit,
)
from findling.script.api.values.java_object import JavaObject
from findling.script.api.values.throwing import thrown


class Accessor(JavaObject):
    """What has fields: java.time.temporal.TemporalAccessor."""

    def supports(self, field: Any) -> bool:
        """Whether it has a ChronoField."""
        return False

    def get_long(self, field: Any) -> int:
        """Returns the value of a field. Raises UnsupportedTemporalTypeException."""
        raise unsupported_field(field)

    def range_of(self, field: Any) -> ValueRange:
        """Returns the values that a field may have. Raises UnsupportedTemporalTypeException."""
        if not self.supports(field):
            raise unsupported_field(field)
        limits: ValueRange = field.limits
        return limits

    def part(self, name: str) -> Any:
        """Returns one of its parts (`date`, `time`, `offset`, `zone`), None if it has none."""
        return None


class Temporal(Accessor):
    """A point in time that can be moved: java.time.temporal.Temporal."""

    def counts(self, unit: Unit) -> bool:
        """Whether it can be moved by a unit."""
        return False

    def with_field(self, field: Any, value: int) -> Any:
        """Returns it with another value of a ChronoField."""
        raise unsupported_field(field)

    def plus(self, amount: int, unit: Unit) -> Any:
        """Returns it moved by an amount of a unit."""
        raise unsupported_unit(unit)

    def distance(self, end: Any, unit: Unit) -> int:
        """Returns how many whole units there are until another point of the same kind."""
        raise unsupported_unit(unit)


def get_int(temporal: Accessor, field: Field) -> int:
    """Returns the value of a field that is an int, as TemporalAccessor.get."""
    limits = field.range_of(temporal)
    if not limits.is_int:
        message = f"Invalid field '{field}' for get() method, use getLong() instead"
        raise thrown("UnsupportedTemporalTypeException", message)
    value = field.get_from(temporal)
    if not limits.takes(value):
        raise date_error(f"Invalid value for {field} (valid values {limits}): {value}")
    return value


def months_between(start: tuple[int, int, int], end: tuple[int, int, int]) -> int:
    """Returns the whole months between two moments, each (months, day, nanosecond of the day)."""
    months = end[0] - start[0]
    if months > 0 and end[1:] < start[1:]:
        return months - 1
    if months < 0 and end[1:] > start[1:]:
        return months + 1
    return months


def whole(count: int, size: int) -> int:
    """Returns how many whole times a size goes into a count."""
    return truncated_quotient(count, size)


class Amount(JavaObject):
    """An amount of time: java.time.temporal.TemporalAmount."""

    java_class: ClassVar[str] = "java.time.temporal.TemporalAmount"

    def add_to(self, temporal: Any) -> Any:
        """Returns a point in time moved by it."""
        raise NotImplementedError

    def subtract_from(self, temporal: Any) -> Any:
        """Returns a point in time moved back by it."""
        raise NotImplementedError
