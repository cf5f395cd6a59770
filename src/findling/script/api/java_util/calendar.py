"""Calendar and GregorianCalendar."""

import time
from typing import Any, Final

from findling.base.dates.calendar import is_leap
from findling.script.api.declare import java_class
from findling.script.api.objects import compare
from findling.script.api.temporal import calendar as fields
from findling.script.api.temporal.calendar import Calendar
from findling.script.api.temporal.instant import Instant
from findling.script.api.temporal.java_date import UTC_ZONE, JavaDate, TimeZone
from findling.script.api.values.locale import Locale
from findling.script.api.values.sets import HashSet

_CONSTANTS: Final = {
    "ERA": 0, "YEAR": 1, "MONTH": 2, "WEEK_OF_YEAR": 3, "WEEK_OF_MONTH": 4, "DATE": 5, "DAY_OF_MONTH": 5,
    "DAY_OF_YEAR": 6, "DAY_OF_WEEK": 7, "DAY_OF_WEEK_IN_MONTH": 8, "AM_PM": 9, "HOUR": 10, "HOUR_OF_DAY": 11,
    "MINUTE": 12, "SECOND": 13, "MILLISECOND": 14, "ZONE_OFFSET": 15, "DST_OFFSET": 16, "FIELD_COUNT": 17,
    "SUNDAY": 1, "MONDAY": 2, "TUESDAY": 3, "WEDNESDAY": 4, "THURSDAY": 5, "FRIDAY": 6, "SATURDAY": 7,
    "JANUARY": 0, "FEBRUARY": 1, "MARCH": 2, "APRIL": 3, "MAY": 4, "JUNE": 5, "JULY": 6, "AUGUST": 7, "SEPTEMBER": 8,
    "OCTOBER": 9, "NOVEMBER": 10, "DECEMBER": 11, "UNDECIMBER": 12, "AM": 0, "PM": 1, "ALL_STYLES": 0, "SHORT": 1,
    "SHORT_FORMAT": 1, "LONG": 2, "LONG_FORMAT": 2, "NARROW_FORMAT": 4, "SHORT_STANDALONE": 0x8001,
    "LONG_STANDALONE": 0x8002, "NARROW_STANDALONE": 0x8004,
}  # fmt: skip
_UTC: Final = TimeZone(UTC_ZONE)


def _now(zone: TimeZone = _UTC, locale: Locale = Locale.ENGLISH) -> Calendar:
    return Calendar(time.time_ns() // 1_000_000, zone, locale)


def _of(*values: int) -> Calendar:
    made = Calendar(0, _UTC)
    made.set_all(*values)
    made.millis()
    return made


def _from_zoned(zoned: Any) -> Calendar:
    made = Calendar(zoned.instant().millis(), TimeZone(zoned.zone))
    made.first_day, made.least_days = 2, 4
    return made


def _set_time(calendar: Calendar, date: JavaDate) -> None:
    calendar.set_millis(date.millis)


def _set_zone(calendar: Calendar, zone: TimeZone) -> None:
    calendar.zone = zone


def _set_first(calendar: Calendar, day: int) -> None:
    calendar.first_day = day


def _set_least(calendar: Calendar, days: int) -> None:
    calendar.least_days = days


def _set_lenient(calendar: Calendar, lenient: bool) -> None:
    calendar.lenient = lenient


def _limit(which: int) -> Any:
    return lambda calendar, field: fields.limit(field, which)


_CALENDAR: Final[dict[str, Any]] = {
    **{f"const int {name}": value for name, value in _CONSTANTS.items()},
    "void add(int,int)": Calendar.add,
    "boolean after(Object)": lambda calendar, other: isinstance(other, Calendar) and compare(calendar, other) > 0,
    "boolean before(Object)": lambda calendar, other: isinstance(other, Calendar) and compare(calendar, other) < 0,
    "void clear()": Calendar.clear,
    "void clear(int)": Calendar.clear,
    "def clone()": Calendar.copy,
    "int compareTo(Calendar)": compare,
    "int get(int)": Calendar.get,
    "int getActualMaximum(int)": lambda calendar, field: calendar.actual(field, True),
    "int getActualMinimum(int)": lambda calendar, field: calendar.actual(field, False),
    "static Set getAvailableCalendarTypes()": lambda: HashSet(["buddhist", "gregory", "japanese"]),
    "String getCalendarType()": lambda calendar: "gregory",
    "int getFirstDayOfWeek()": lambda calendar: calendar.first_day,
    "int getGreatestMinimum(int)": _limit(1),
    "static Calendar getInstance()": _now,
    "static Calendar getInstance(TimeZone)": _now,
    "static Calendar getInstance(TimeZone,Locale)": _now,
    "int getLeastMaximum(int)": _limit(2),
    "int getMaximum(int)": _limit(3),
    "int getMinimalDaysInFirstWeek()": lambda calendar: calendar.least_days,
    "int getMinimum(int)": _limit(0),
    "Date getTime()": lambda calendar: JavaDate(calendar.millis()),
    "long getTimeInMillis()": Calendar.millis,
    "TimeZone getTimeZone()": lambda calendar: calendar.zone,
    "int getWeeksInWeekYear()": lambda calendar: calendar.actual(fields.WEEK_OF_YEAR, True),
    "int getWeekYear()": Calendar.week_year,
    "boolean isLenient()": lambda calendar: calendar.lenient,
    "boolean isSet(int)": Calendar.is_set,
    "boolean isWeekDateSupported()": lambda calendar: True,
    "void roll(int,int)": Calendar.roll,
    "void set(int,int)": Calendar.set,
    "void set(int,int,int)": Calendar.set_all,
    "void set(int,int,int,int,int)": Calendar.set_all,
    "void set(int,int,int,int,int,int)": Calendar.set_all,
    "void setFirstDayOfWeek(int)": _set_first,
    "void setLenient(boolean)": _set_lenient,
    "void setMinimalDaysInFirstWeek(int)": _set_least,
    "void setTime(Date)": _set_time,
    "void setTimeInMillis(long)": Calendar.set_millis,
    "void setTimeZone(TimeZone)": _set_zone,
    "Instant toInstant()": lambda calendar: Instant.of_milli(calendar.millis()),
}

CLASSES: Final = (
    java_class("Calendar", "Object Comparable", _CALENDAR),
    java_class(
        "GregorianCalendar",
        "Calendar",
        {
            "const int AD": 1,
            "const int BC": 0,
            "new()": _now,
            "new(int,int,int)": _of,
            "new(int,int,int,int,int)": _of,
            "new(int,int,int,int,int,int)": _of,
            "new(TimeZone)": _now,
            "new(TimeZone,Locale)": _now,
            "static GregorianCalendar from(ZonedDateTime)": _from_zoned,
            "Date getGregorianChange()": lambda calendar: JavaDate(-12_219_292_800_000),
            "boolean isLeapYear(int)": lambda calendar, year: is_leap(year),
            "ZonedDateTime toZonedDateTime()": lambda calendar: JavaDate(calendar.millis()).in_zone(calendar.zone.zone),
        },
        python=(Calendar,),
    ),
)
