"""LocalDate, LocalTime, LocalDateTime and what is less than a date."""

from typing import Any, Final

from findling.base.dates.calendar import is_leap
from findling.script.api.declare import java_class
from findling.script.api.objects import compare
from findling.script.api.temporal import conversions as to
from findling.script.api.temporal import members as m
from findling.script.api.temporal import standard_formatters as iso
from findling.script.api.temporal.amounts import Period
from findling.script.api.temporal.chronology import ISO
from findling.script.api.temporal.fields import MOST_YEAR, NANOS_PER_DAY
from findling.script.api.temporal.local_date import LocalDate
from findling.script.api.temporal.local_date_time import LocalDateTime
from findling.script.api.temporal.local_time import LocalTime
from findling.script.api.temporal.parts import MONTHS, MonthDay, Year, YearMonth
from findling.script.api.temporal.zoned import OffsetDateTime, OffsetTime, ZonedDateTime
from findling.script.api.temporal.zones import ZoneOffset

_MIDNIGHT: Final = LocalTime(0)
_LATEST: Final = LocalTime(NANOS_PER_DAY - 1)
_FIRST: Final = LocalDate(-MOST_YEAR, 1, 1)
_LAST: Final = LocalDate(MOST_YEAR, 12, 31)


def _at_time(date: LocalDate, *time: int) -> LocalDateTime:
    return LocalDateTime(date, LocalTime.of(*time))


def _of_instant(moment: Any, zone: Any) -> LocalDateTime:
    local: LocalDateTime = OffsetDateTime.at(moment, zone).local
    return local


def _at_offset(local: LocalDateTime, offset: ZoneOffset) -> OffsetDateTime:
    return OffsetDateTime(local, offset)


def _month(given: Any) -> Any:
    return MONTHS[given.month - 1]


_DATE: Final[dict[str, Any]] = {
    "const LocalDate MAX": _LAST,
    "const LocalDate MIN": _FIRST,
    "LocalDateTime atStartOfDay()": lambda date: LocalDateTime(date, _MIDNIGHT),
    "ZonedDateTime atStartOfDay(ZoneId)": lambda date, zone: ZonedDateTime.of_local(
        LocalDateTime(date, _MIDNIGHT), zone
    ),
    "LocalDateTime atTime(LocalTime)": LocalDateTime,
    "LocalDateTime atTime(int,int)": _at_time,
    "LocalDateTime atTime(int,int,int)": _at_time,
    "LocalDateTime atTime(int,int,int,int)": _at_time,
    "static LocalDate from(TemporalAccessor)": to.to_date,
    "IsoChronology getChronology()": lambda date: ISO,
    "static LocalDate of(int,int,int)": LocalDate.of,
    "static LocalDate ofYearDay(int,int)": LocalDate.of_year_day,
    "static LocalDate ofEpochDay(long)": LocalDate.of_epoch_day,
    "Period until(ChronoLocalDate)": Period.between,
    **m.getters(date=True),
    **m.moving("LocalDate", m.DATE_UNITS),
    **m.adjusting("LocalDate"),
    **m.replacing("LocalDate", date=True),
    **m.parsing("LocalDate", iso.ISO_LOCAL_DATE, to.to_date),
}
_TIME: Final[dict[str, Any]] = {
    "const LocalTime MAX": _LATEST,
    "const LocalTime MIDNIGHT": _MIDNIGHT,
    "const LocalTime MIN": _MIDNIGHT,
    "const LocalTime NOON": LocalTime(NANOS_PER_DAY // 2),
    "LocalDateTime atDate(LocalDate)": lambda time, date: LocalDateTime(date, time),
    "OffsetTime atOffset(ZoneOffset)": OffsetTime,
    "String format(DateTimeFormatter)": m.printed,
    "static LocalTime from(TemporalAccessor)": to.to_time,
    "static LocalTime of(int,int)": LocalTime.of,
    "static LocalTime of(int,int,int)": LocalTime.of,
    "static LocalTime of(int,int,int,int)": LocalTime.of,
    "static LocalTime ofNanoOfDay(long)": LocalTime.of_nano_of_day,
    "static LocalTime ofSecondOfDay(long)": LocalTime.of_second_of_day,
    "long toNanoOfDay()": lambda time: time.nanos,
    "int toSecondOfDay()": lambda time: time.nanos // 1_000_000_000,
    "LocalTime truncatedTo(TemporalUnit)": LocalTime.truncated,
    **m.ordering("LocalTime"),
    **m.getters(time=True),
    **m.moving("LocalTime", m.TIME_UNITS),
    **m.adjusting("LocalTime"),
    **m.replacing("LocalTime", time=True),
    **m.parsing("LocalTime", iso.ISO_LOCAL_TIME, to.to_time),
}
_DATE_TIME: Final[dict[str, Any]] = {
    "const LocalDateTime MIN": LocalDateTime(_FIRST, _MIDNIGHT),
    "const LocalDateTime MAX": LocalDateTime(_LAST, _LATEST),
    "OffsetDateTime atOffset(ZoneOffset)": _at_offset,
    "ZonedDateTime atZone(ZoneId)": ZonedDateTime.of_local,
    "static LocalDateTime from(TemporalAccessor)": to.to_local,
    "static LocalDateTime of(LocalDate,LocalTime)": LocalDateTime,
    "static LocalDateTime of(int,int,int,int,int)": LocalDateTime.of,
    "static LocalDateTime of(int,int,int,int,int,int)": LocalDateTime.of,
    "static LocalDateTime of(int,int,int,int,int,int,int)": LocalDateTime.of,
    "static LocalDateTime ofInstant(Instant,ZoneId)": _of_instant,
    "static LocalDateTime ofEpochSecond(long,int,ZoneOffset)": LocalDateTime.of_epoch_second,
    "LocalDate toLocalDate()": lambda local: local.date,
    "LocalDateTime truncatedTo(TemporalUnit)": LocalDateTime.truncated,
    **m.getters(date=True, time=True),
    **m.moving("LocalDateTime", m.DATE_UNITS + m.TIME_UNITS),
    **m.adjusting("LocalDateTime"),
    **{key: value for key, value in m.replacing("LocalDateTime", True, True).items() if "Nano" not in key},
    **m.parsing("LocalDateTime", iso.ISO_LOCAL_DATE_TIME, to.to_local),
}
_YEAR: Final[dict[str, Any]] = {
    "const int MAX_VALUE": MOST_YEAR,
    "const int MIN_VALUE": -MOST_YEAR,
    "LocalDate atDay(int)": lambda year, day: LocalDate.of_year_day(year.year, day),
    "YearMonth atMonth(int)": lambda year, month: YearMonth(year.year, month),
    "LocalDate atMonthDay(MonthDay)": lambda year, day: day.in_year(year.year),
    "int compareTo(Year)": compare,
    "String format(DateTimeFormatter)": m.printed,
    "static Year from(TemporalAccessor)": to.to_year,
    "int getValue()": lambda year: year.year,
    "boolean isAfter(Year)": lambda left, right: left.year > right.year,
    "boolean isLeap()": lambda year: is_leap(year.year),
    "static boolean isLeap(long)": is_leap,
    "boolean isValidMonthDay(MonthDay)": lambda year, day: day is not None and day.is_valid(year.year),
    "int length()": lambda year: 366 if is_leap(year.year) else 365,
    "static Year of(int)": Year,
    **m.moving("Year", ("Years",)),
    **m.adjusting("Year"),
    **m.parsing("Year", iso.YEAR, to.to_year),
}
_YEAR_MONTH: Final[dict[str, Any]] = {
    "LocalDate atDay(int)": lambda given, day: LocalDate.of(given.year, given.month, day),
    "LocalDate atEndOfMonth()": lambda given: LocalDate.clipped(given.year, given.month, 31),
    "String format(DateTimeFormatter)": m.printed,
    "static YearMonth from(TemporalAccessor)": to.to_year_month,
    "Month getMonth()": _month,
    "int getMonthValue()": lambda given: given.month,
    "int getYear()": lambda given: given.year,
    "boolean isLeapYear()": lambda given: is_leap(given.year),
    "boolean isValidDay(int)": lambda given, day: 1 <= day <= given.first().month_length(),
    "int lengthOfMonth()": lambda given: given.first().month_length(),
    "int lengthOfYear()": lambda given: given.first().year_length(),
    "static YearMonth of(int,int)": YearMonth,
    "YearMonth withYear(int)": lambda given, year: YearMonth(year, given.month),
    "YearMonth withMonth(int)": lambda given, month: YearMonth(given.year, month),
    **m.ordering("YearMonth"),
    **m.moving("YearMonth", ("Years", "Months")),
    **m.adjusting("YearMonth"),
    **m.parsing("YearMonth", iso.YEAR_MONTH, to.to_year_month),
}
_MONTH_DAY: Final[dict[str, Any]] = {
    "LocalDate atYear(int)": MonthDay.in_year,
    "String format(DateTimeFormatter)": m.printed,
    "static MonthDay from(TemporalAccessor)": to.to_month_day,
    "int getMonthValue()": lambda given: given.month,
    "Month getMonth()": _month,
    "int getDayOfMonth()": lambda given: given.day,
    "boolean isValidYear(int)": MonthDay.is_valid,
    "static MonthDay of(int,int)": MonthDay,
    "MonthDay with(Month)": lambda given, month: given.clipped(month.number()),
    "MonthDay withDayOfMonth(int)": lambda given, day: MonthDay(given.month, day),
    "MonthDay withMonth(int)": MonthDay.clipped,
    **m.ordering("MonthDay"),
    **m.parsing("MonthDay", iso.MONTH_DAY, to.to_month_day),
}
_MOVABLE: Final = "Object Temporal TemporalAdjuster"

CLASSES: Final = (
    java_class("LocalDate", f"{_MOVABLE} ChronoLocalDate", _DATE, python=(LocalDate,)),
    java_class("LocalTime", f"{_MOVABLE} Comparable", _TIME, python=(LocalTime,)),
    java_class("LocalDateTime", f"{_MOVABLE} ChronoLocalDateTime", _DATE_TIME, python=(LocalDateTime,)),
    java_class("Year", f"{_MOVABLE} Comparable", _YEAR, python=(Year,)),
    java_class("YearMonth", f"{_MOVABLE} Comparable", _YEAR_MONTH, python=(YearMonth,)),
    java_class("MonthDay", "Object TemporalAccessor TemporalAdjuster Comparable", _MONTH_DAY, python=(MonthDay,)),
)
