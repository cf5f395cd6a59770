"""OffsetDateTime, OffsetTime and ZonedDateTime."""

from typing import Any, ClassVar

from findling.script.api.objects import compare_strings, hash_of
from findling.script.api.temporal.base import Temporal
from findling.script.api.temporal.fields import (
    NANOS_PER_DAY,
    ChronoField,
    Unit,
    ValueRange,
    date_error,
    unsupported_unit,
)
from findling.script.api.temporal.instant import Instant
from findling.script.api.temporal.local_date_time import LocalDateTime
from findling.script.api.temporal.local_time import SECOND, LocalTime
from findling.script.api.temporal.zones import ZoneId, ZoneOffset
from findling.script.api.values.java_object import wrapped_int


class OffsetDateTime(Temporal):
    """A date and a time at an offset."""

    __slots__ = ("local", "offset")
    java_class: ClassVar[str] = "java.time.OffsetDateTime"

    def __init__(self, local: LocalDateTime, offset: ZoneOffset) -> None:
        self.local, self.offset = local, offset

    @property
    def zone(self) -> ZoneId:
        """Its zone."""
        return self.offset

    @classmethod
    def at(cls, moment: Instant, zone: ZoneId) -> Any:
        """Returns a moment by the clock of a zone."""
        offset = zone.offset_at(moment.seconds)
        return cls(LocalDateTime.of_seconds(moment.seconds + offset.seconds, moment.nanos), offset)

    def seconds(self) -> int:
        """Returns the seconds since 1970."""
        return self.local.seconds() - self.offset.seconds

    def instant(self) -> Instant:
        """Returns the moment."""
        return Instant(self.seconds(), self.local.nano())

    def part(self, name: str) -> Any:
        if name == "offset":
            return self.offset
        return self.zone if name == "zone" else self.local.part(name)

    def supports(self, field: Any) -> bool:
        return isinstance(field, ChronoField)

    def counts(self, unit: Unit) -> bool:
        return self.local.counts(unit)

    def get_long(self, field: Any) -> int:
        if field.name == "INSTANT_SECONDS":
            return self.seconds()
        return self.offset.seconds if field.name == "OFFSET_SECONDS" else self.local.get_long(field)

    def range_of(self, field: Any) -> ValueRange:
        if field.name in ("INSTANT_SECONDS", "OFFSET_SECONDS"):
            limits: ValueRange = field.limits
            return limits
        return self.local.range_of(field)

    def with_local(self, local: LocalDateTime) -> Any:
        """Returns the same offset with another local time."""
        return OffsetDateTime(local, self.offset)

    def with_field(self, field: Any, value: int) -> Any:
        if field.name == "INSTANT_SECONDS":
            return type(self).at(Instant(value, self.local.nano()), self.zone)
        if field.name == "OFFSET_SECONDS":
            return self.with_offset(ZoneOffset.of_seconds(field.check(value)))
        return self.with_local(self.local.with_field(field, value))

    def with_offset(self, offset: ZoneOffset) -> Any:
        """Returns the same local time at another offset."""
        return OffsetDateTime(self.local, offset)

    def plus(self, amount: int, unit: Unit) -> Any:
        return self.with_local(self.local.plus(amount, unit))

    def distance(self, end: Any, unit: Unit) -> int:
        if not self.counts(unit):
            raise unsupported_unit(unit)
        return self.local.distance(type(self).at(end.instant(), self.zone).local, unit)

    def truncated(self, unit: Unit) -> Any:
        """Returns it without what is smaller than a unit."""
        return self.with_local(self.local.truncated(unit))

    def compare_to(self, other: object) -> int:
        assert isinstance(other, OffsetDateTime)
        if self.offset == other.offset:
            return self.local.compare_to(other.local)
        left, right = (self.seconds(), self.local.nano()), (other.seconds(), other.local.nano())
        return (left > right) - (left < right) or self.local.compare_to(other.local)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, OffsetDateTime) and (other.local, other.zone) == (self.local, self.zone)

    def __hash__(self) -> int:
        return hash((self.local, self.offset))

    def java_hash(self) -> int:
        return hash_of(self.local) ^ self.offset.java_hash()

    def __str__(self) -> str:
        return f"{self.local}{self.offset}"


class ZonedDateTime(OffsetDateTime):
    """A date and a time in a zone."""

    __slots__ = ("_zone",)
    java_class: ClassVar[str] = "java.time.ZonedDateTime"

    def __init__(self, local: LocalDateTime, offset: ZoneOffset, zone: ZoneId) -> None:
        super().__init__(local, offset)
        self._zone = zone

    @property
    def zone(self) -> ZoneId:
        return self._zone

    @classmethod
    def at(cls, moment: Instant, zone: ZoneId) -> "ZonedDateTime":
        offset = zone.offset_at(moment.seconds)
        return cls(LocalDateTime.of_seconds(moment.seconds + offset.seconds, moment.nanos), offset, zone)

    @classmethod
    def of_local(cls, local: LocalDateTime, zone: ZoneId, preferred: ZoneOffset | None = None) -> "ZonedDateTime":
        """Returns a local time in a zone: later by a gap, at the preferred of two offsets, or else the earlier one."""
        seconds = local.seconds()
        offset = zone.offset_of_local(seconds)
        if preferred is not None and zone.offset_at(seconds - preferred.seconds) == preferred:
            return cls(local, preferred, zone)
        after = zone.offset_at(seconds - offset.seconds)
        if after != offset:  # within a gap
            return cls(local.plus_nanos((after.seconds - offset.seconds) * SECOND), after, zone)
        return cls(local, offset, zone)

    @classmethod
    def strict(cls, local: LocalDateTime, offset: ZoneOffset, zone: ZoneId) -> "ZonedDateTime":
        """Returns a local time at an offset that the zone has then. Raises DateTimeException."""
        seconds = local.seconds()
        if zone.offset_at(seconds - offset.seconds) != offset:
            first = zone.offset_of_local(seconds)
            if zone.offset_at(seconds - first.seconds) != first:
                message = f"LocalDateTime '{local}' does not exist in zone '{zone}' due to a gap in the local time-line"
                raise date_error(f"{message}, typically caused by daylight savings")
            raise date_error(f"ZoneOffset '{offset}' is not valid for LocalDateTime '{local}' in zone '{zone}'")
        return cls(local, offset, zone)

    def with_local(self, local: LocalDateTime) -> "ZonedDateTime":
        return ZonedDateTime.of_local(local, self._zone, self.offset)

    def with_offset(self, offset: ZoneOffset) -> "ZonedDateTime":
        valid = self._zone.offset_at(self.local.seconds() - offset.seconds) == offset
        return ZonedDateTime(self.local, offset, self._zone) if valid else self

    def plus(self, amount: int, unit: Unit) -> "ZonedDateTime":
        if unit.date_based:
            return self.with_local(self.local.plus(amount, unit))
        local = self.local.plus(amount, unit)
        return ZonedDateTime.at(Instant(local.seconds() - self.offset.seconds, local.nano()), self._zone)

    def distance(self, end: Any, unit: Unit) -> int:
        if unit.date_based:
            return self.local.distance(ZonedDateTime.at(end.instant(), self._zone).local, unit)
        if not unit.time_based:
            raise unsupported_unit(unit)
        return self.instant().distance(end.instant(), unit)

    def at_overlap(self, later: bool) -> "ZonedDateTime":
        """Returns it at the earlier or later offset, where there are two."""
        seconds = self.local.seconds()
        first = self._zone.offset_of_local(seconds)
        around = [self._zone.offset_at(seconds - first.seconds + hours * 3_600) for hours in (-24, 24)]
        both = [offset for offset in around if self._zone.offset_at(seconds - offset.seconds) == offset]
        if len(both) < 2 or both[0] == both[1]:
            return self
        return ZonedDateTime(self.local, both[1 if later else 0], self._zone)

    def compare_to(self, other: object) -> int:
        assert isinstance(other, ZonedDateTime)
        left, right = self.seconds(), other.seconds()
        if left != right:
            return 1 if left > right else -1
        difference = self.local.nano() - other.local.nano() or self.local.compare_to(other.local)
        return difference or compare_strings(self._zone.id, other._zone.id)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ZonedDateTime):
            return False
        return (other.local, other.offset, other.zone) == (self.local, self.offset, self.zone)

    def __hash__(self) -> int:
        return hash((self.local, self.offset, self._zone))

    def java_hash(self) -> int:
        zone = self._zone.java_hash() & 0xFFFFFFFF
        return wrapped_int(super().java_hash() ^ (zone << 3 | zone >> 29))

    def __str__(self) -> str:
        region = "" if isinstance(self._zone, ZoneOffset) else f"[{self._zone}]"
        return super().__str__() + region


class OffsetTime(Temporal):
    """A time of day at an offset."""

    __slots__ = ("offset", "time")
    java_class: ClassVar[str] = "java.time.OffsetTime"

    def __init__(self, time: LocalTime, offset: ZoneOffset) -> None:
        self.time, self.offset = time, offset

    @classmethod
    def at(cls, moment: Instant, zone: ZoneId) -> "OffsetTime":
        """Returns the time of a moment by the clock of a zone."""
        offset = zone.offset_at(moment.seconds)
        return cls(LocalTime((moment.total() + offset.seconds * SECOND) % NANOS_PER_DAY), offset)

    def total(self) -> int:
        """Returns the nanoseconds since midnight at UTC."""
        return self.time.nanos - self.offset.seconds * SECOND

    def part(self, name: str) -> Any:
        return {"time": self.time, "offset": self.offset, "zone": self.offset}.get(name)

    def supports(self, field: Any) -> bool:
        return self.time.supports(field) or self.offset.supports(field)

    def counts(self, unit: Unit) -> bool:
        return unit.time_based

    def get_long(self, field: Any) -> int:
        return self.offset.get_long(field) if self.offset.supports(field) else self.time.get_long(field)

    def with_field(self, field: Any, value: int) -> "OffsetTime":
        if self.offset.supports(field):
            return OffsetTime(self.time, ZoneOffset.of_seconds(field.check(value)))
        return OffsetTime(self.time.with_field(field, value), self.offset)

    def plus(self, amount: int, unit: Unit) -> "OffsetTime":
        return OffsetTime(self.time.plus(amount, unit), self.offset)

    def distance(self, end: Any, unit: Unit) -> int:
        if not self.counts(unit):
            raise unsupported_unit(unit)
        size = unit.size()
        span = end.total() - self.total()
        return int(span // size if span >= 0 else -(-span // size))

    def truncated(self, unit: Unit) -> "OffsetTime":
        """Returns it without what is smaller than a unit."""
        return OffsetTime(self.time.truncated(unit), self.offset)

    def compare_to(self, other: object) -> int:
        assert isinstance(other, OffsetTime)
        left, right = self.total(), other.total()
        return (left > right) - (left < right) or self.time.compare_to(other.time)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, OffsetTime) and (other.time, other.offset) == (self.time, self.offset)

    def __hash__(self) -> int:
        return hash((self.time, self.offset))

    def java_hash(self) -> int:
        return self.time.java_hash() ^ self.offset.java_hash()

    def __str__(self) -> str:
        return f"{self.time}{self.offset}"
