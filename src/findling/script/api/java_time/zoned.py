"""Instant, ZonedDateTime, OffsetDateTime, OffsetTime, Clock."""

from typing import Any, Final

from findling.script.api.declare import java_class
from findling.script.api.objects import compare, not_castable_to
from findling.script.api.temporal import conversions as to
from findling.script.api.temporal import members as m
from findling.script.api.temporal import standard_formatters as iso
from findling.script.api.temporal.fields import MOST_YEAR, NANOS_PER_DAY
from findling.script.api.temporal.instant import Clock, Instant, clock_offset, clock_tick
from findling.script.api.temporal.local_date import LocalDate
from findling.script.api.temporal.local_date_time import LocalDateTime
from findling.script.api.temporal.local_time import SECOND, LocalTime
from findling.script.api.temporal.parts import DAYS
from findling.script.api.temporal.zoned import OffsetDateTime, OffsetTime, ZonedDateTime
from findling.script.api.temporal.zones import ZoneId, ZoneOffset

_EAST: Final = ZoneOffset(64_800)
_WEST: Final = ZoneOffset(-64_800)
_FIRST: Final = LocalDateTime(LocalDate(-MOST_YEAR, 1, 1), LocalTime(0))
_LAST: Final = LocalDateTime(LocalDate(MOST_YEAR, 12, 31), LocalTime(NANOS_PER_DAY - 1))


def _add(size: int) -> Any:
    return lambda moment, count: moment.plus_nanos(count * size)


def _subtract(size: int) -> Any:
    return lambda moment, count: moment.plus_nanos(-count * size)


def _zoned_of(*given: Any) -> ZonedDateTime:
    """Returns a date and time of numbers, dates and times in a zone, which is the last."""
    *parts, zone = given
    return ZonedDateTime.of_local(_local(parts), zone)


def _offset_of(*given: Any) -> OffsetDateTime:
    *parts, offset = given
    return OffsetDateTime(_local(parts), offset)


def _timeline(left: Any, right: Any) -> int:
    for each in (left, right):
        if not isinstance(each, OffsetDateTime):
            raise not_castable_to(each, "java.time.OffsetDateTime")
    return compare(left.instant(), right.instant())


def _local(parts: list[Any]) -> LocalDateTime:
    if len(parts) == 1:
        local: LocalDateTime = parts[0]
        return local
    return LocalDateTime(*parts) if len(parts) == 2 else LocalDateTime.of(*parts)


def _of_local_instant(local: LocalDateTime, offset: ZoneOffset, zone: ZoneId) -> ZonedDateTime:
    return ZonedDateTime.at(Instant(local.seconds() - offset.seconds, local.nano()), zone)


def _day_of_week(temporal: ZonedDateTime) -> Any:
    return DAYS[temporal.local.date.week_day() - 1]


def _same_instant(temporal: Any, offset: Any) -> Any:
    return OffsetDateTime.at(temporal.instant(), offset)


def _time_same_instant(given: OffsetTime, offset: ZoneOffset) -> OffsetTime:
    difference = offset.seconds - given.offset.seconds
    return OffsetTime(given.time.plus_nanos(difference * SECOND), offset)


_INSTANT: Final[dict[str, Any]] = {
    "const Instant EPOCH": Instant(0),
    "const Instant MAX": Instant(31_556_889_864_403_199, 999_999_999),
    "const Instant MIN": Instant(-31_557_014_167_219_200),
    "OffsetDateTime atOffset(ZoneOffset)": OffsetDateTime.at,
    "ZonedDateTime atZone(ZoneId)": ZonedDateTime.at,
    "static Instant from(TemporalAccessor)": to.to_instant,
    "long getEpochSecond()": lambda moment: moment.seconds,
    "int getNano()": lambda moment: moment.nanos,
    "Instant minusMillis(long)": _subtract(1_000_000),
    "Instant minusNanos(long)": _subtract(1),
    "Instant minusSeconds(long)": _subtract(SECOND),
    "static Instant ofEpochSecond(long)": Instant,
    "static Instant ofEpochSecond(long,long)": Instant,
    "static Instant ofEpochMilli(long)": Instant.of_milli,
    "static Instant parse(CharSequence)": lambda text: iso.ISO_INSTANT.make(str(text), to.to_instant),
    "Instant plusMillis(long)": _add(1_000_000),
    "Instant plusNanos(long)": _add(1),
    "Instant plusSeconds(long)": _add(SECOND),
    "long toEpochMilli()": Instant.millis,
    "Instant truncatedTo(TemporalUnit)": Instant.truncated,
    **m.ordering("Instant"),
    **m.moving("Instant"),
    **m.adjusting("Instant"),
}
_OFFSET: Final[dict[str, Any]] = {
    "const OffsetDateTime MAX": OffsetDateTime(_LAST, _WEST),
    "const OffsetDateTime MIN": OffsetDateTime(_FIRST, _EAST),
    "ZonedDateTime atZoneSameInstant(ZoneId)": lambda given, zone: ZonedDateTime.at(given.instant(), zone),
    "ZonedDateTime atZoneSimilarLocal(ZoneId)": lambda given, zone: ZonedDateTime.of_local(
        given.local, zone, given.offset
    ),
    "String format(DateTimeFormatter)": m.printed,
    "static OffsetDateTime from(TemporalAccessor)": to.to_offset_date_time,
    "ZoneOffset getOffset()": lambda given: given.offset,
    "static OffsetDateTime of(LocalDate,LocalTime,ZoneOffset)": _offset_of,
    "static OffsetDateTime of(LocalDateTime,ZoneOffset)": _offset_of,
    "static OffsetDateTime of(int,int,int,int,int,int,int,ZoneOffset)": _offset_of,
    "static OffsetDateTime ofInstant(Instant,ZoneId)": OffsetDateTime.at,
    "static Comparator timeLineOrder()": lambda: _timeline,
    "long toEpochSecond()": OffsetDateTime.seconds,
    "Instant toInstant()": OffsetDateTime.instant,
    "LocalDate toLocalDate()": lambda given: given.local.date,
    "LocalDateTime toLocalDateTime()": lambda given: given.local,
    "LocalTime toLocalTime()": lambda given: given.local.time,
    "OffsetTime toOffsetTime()": lambda given: OffsetTime(given.local.time, given.offset),
    "ZonedDateTime toZonedDateTime()": lambda given: ZonedDateTime(given.local, given.offset, given.offset),
    "OffsetDateTime truncatedTo(TemporalUnit)": OffsetDateTime.truncated,
    "OffsetDateTime withOffsetSameLocal(ZoneOffset)": lambda given, offset: OffsetDateTime(given.local, offset),
    "OffsetDateTime withOffsetSameInstant(ZoneOffset)": _same_instant,
    **m.ordering("OffsetDateTime"),
    "boolean isAfter(OffsetDateTime)": lambda left, right: left.instant().compare_to(right.instant()) > 0,
    "boolean isBefore(OffsetDateTime)": lambda left, right: left.instant().compare_to(right.instant()) < 0,
    "boolean isEqual(OffsetDateTime)": lambda left, right: left.instant() == right.instant(),
    **m.getters(date=True, time=True),
    **m.moving("OffsetDateTime", m.DATE_UNITS + m.TIME_UNITS),
    **m.adjusting("OffsetDateTime"),
    **m.replacing("OffsetDateTime", date=True, time=True),
    **m.parsing("OffsetDateTime", iso.ISO_OFFSET_DATE_TIME, to.to_offset_date_time),
}
_OFFSET_TIME: Final[dict[str, Any]] = {
    "const OffsetTime MAX": OffsetTime(LocalTime(NANOS_PER_DAY - 1), _WEST),
    "const OffsetTime MIN": OffsetTime(LocalTime(0), _EAST),
    "String format(DateTimeFormatter)": m.printed,
    "static OffsetTime from(TemporalAccessor)": to.to_offset_time,
    "ZoneOffset getOffset()": lambda given: given.offset,
    "static OffsetTime of(LocalTime,ZoneOffset)": OffsetTime,
    "static OffsetTime of(int,int,int,int,ZoneOffset)": lambda *given: OffsetTime(LocalTime.of(*given[:4]), given[4]),
    "static OffsetTime ofInstant(Instant,ZoneId)": OffsetTime.at,
    "LocalTime toLocalTime()": lambda given: given.time,
    "OffsetTime truncatedTo(TemporalUnit)": OffsetTime.truncated,
    "OffsetTime withOffsetSameLocal(ZoneOffset)": lambda given, offset: OffsetTime(given.time, offset),
    "OffsetTime withOffsetSameInstant(ZoneOffset)": _time_same_instant,
    **m.ordering("OffsetTime"),
    "boolean isAfter(OffsetTime)": lambda left, right: left.total() > right.total(),
    "boolean isBefore(OffsetTime)": lambda left, right: left.total() < right.total(),
    "boolean isEqual(OffsetTime)": lambda left, right: left.total() == right.total(),
    **m.getters(time=True),
    **m.moving("OffsetTime", m.TIME_UNITS),
    **m.adjusting("OffsetTime"),
    **m.replacing("OffsetTime", time=True),
    **m.parsing("OffsetTime", iso.ISO_OFFSET_TIME, to.to_offset_time),
}
_ZONED: Final[dict[str, Any]] = {
    "DayOfWeek getDayOfWeekEnum()": _day_of_week,
    "LocalDate toLocalDate()": lambda given: given.local.date,
    "LocalDateTime toLocalDateTime()": lambda given: given.local,
    "static ZonedDateTime from(TemporalAccessor)": to.to_zoned,
    "static ZonedDateTime of(LocalDate,LocalTime,ZoneId)": _zoned_of,
    "static ZonedDateTime of(LocalDateTime,ZoneId)": _zoned_of,
    "static ZonedDateTime of(int,int,int,int,int,int,int,ZoneId)": _zoned_of,
    "static ZonedDateTime ofInstant(Instant,ZoneId)": ZonedDateTime.at,
    "static ZonedDateTime ofInstant(LocalDateTime,ZoneOffset,ZoneId)": _of_local_instant,
    "static ZonedDateTime ofLocal(LocalDateTime,ZoneId,ZoneOffset)": ZonedDateTime.of_local,
    "static ZonedDateTime ofStrict(LocalDateTime,ZoneOffset,ZoneId)": ZonedDateTime.strict,
    "OffsetDateTime toOffsetDateTime()": lambda given: OffsetDateTime(given.local, given.offset),
    "ZonedDateTime truncatedTo(TemporalUnit)": ZonedDateTime.truncated,
    "ZonedDateTime withEarlierOffsetAtOverlap()": lambda given: given.at_overlap(False),
    "ZonedDateTime withFixedOffsetZone()": lambda given: ZonedDateTime(given.local, given.offset, given.offset),
    "ZonedDateTime withLaterOffsetAtOverlap()": lambda given: given.at_overlap(True),
    "ZonedDateTime withZoneSameLocal(ZoneId)": lambda given, zone: ZonedDateTime.of_local(
        given.local, zone, given.offset
    ),
    "ZonedDateTime withZoneSameInstant(ZoneId)": lambda given, zone: ZonedDateTime.at(given.instant(), zone),
    **m.getters(date=True, time=True),
    **m.moving("ZonedDateTime", m.DATE_UNITS + m.TIME_UNITS),
    **m.adjusting("ZonedDateTime"),
    **m.replacing("ZonedDateTime", date=True, time=True),
    **m.parsing("ZonedDateTime", iso.ISO_ZONED_DATE_TIME, to.to_zoned),
}
_CLOCK: Final[dict[str, Any]] = {
    "static Clock fixed(Instant,ZoneId)": Clock,
    "ZoneId getZone()": lambda clock: clock.zone,
    "Instant instant()": lambda clock: clock.moment,
    "long millis()": lambda clock: clock.moment.millis(),
    "static Clock offset(Clock,Duration)": clock_offset,
    "static Clock tick(Clock,Duration)": clock_tick,
}
_MOVABLE: Final = "Object Temporal TemporalAdjuster"

CLASSES: Final = (
    java_class("Instant", f"{_MOVABLE} Comparable", _INSTANT, python=(Instant,)),
    java_class("OffsetDateTime", f"{_MOVABLE} Comparable", _OFFSET, python=(OffsetDateTime,)),
    java_class("OffsetTime", f"{_MOVABLE} Comparable", _OFFSET_TIME, python=(OffsetTime,)),
    java_class("ZonedDateTime", "Object Temporal ChronoZonedDateTime", _ZONED, python=(ZonedDateTime,)),
    java_class("Clock", "Object", _CLOCK, python=(Clock,)),
)
