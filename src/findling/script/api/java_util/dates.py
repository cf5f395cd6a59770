"""Date and TimeZone."""

import time
from typing import Any, Final
from zoneinfo import available_timezones

from findling.script.api.declare import java_class
from findling.script.api.objects import compare
from findling.script.api.temporal.instant import Instant
from findling.script.api.temporal.java_date import JavaDate, TimeZone
from findling.script.api.temporal.local_date import LocalDate
from findling.script.api.temporal.printing_zones import zone_name
from findling.script.api.temporal.zones import ZoneOffset, standard_offset
from findling.script.types import STRING, Array, array_of


def _set_time(date: JavaDate, millis: int) -> None:
    date.millis = millis


def _now() -> JavaDate:
    return JavaDate(time.time_ns() // 1_000_000)


def _raw_offset(zone: TimeZone) -> int:
    return standard_offset(zone.zone, 1_767_225_600).seconds * 1_000


def _offset_of_fields(zone: TimeZone, era: int, year: int, month: int, day: int, _: int, millis: int) -> int:
    local = LocalDate(year if era else 1 - year, month + 1, 1).plus_days(day - 1).days() * 86_400 + millis // 1_000
    return zone.zone.offset_at(local - _raw_offset(zone) // 1_000).seconds * 1_000


def _saves(zone: TimeZone) -> bool:
    return any(
        zone.zone.offset_at(1_767_225_600 + month * 2_629_746).seconds * 1_000 != _raw_offset(zone)
        for month in range(12)
    )


def _in_daylight(zone: TimeZone, date: JavaDate) -> bool:
    seconds = date.millis // 1_000
    return zone.zone.offset_at(seconds) != standard_offset(zone.zone, seconds)


def _display(zone: TimeZone, daylight: bool = False, style: int = 1, _: Any = None) -> str:
    moment = Instant(1_783_641_600 if daylight else 1_767_225_600)
    return zone_name(zone.zone, moment, "FULL" if style == 1 else "SHORT")


def _ids(offset: int | None = None) -> Array:
    names = sorted(available_timezones())
    if offset is not None:
        names = [name for name in names if _raw_offset(TimeZone.named(name)) == offset]
    return Array(array_of(STRING), names)


def _set_raw(zone: TimeZone, millis: int) -> None:
    zone.zone = ZoneOffset(millis // 1_000)


CLASSES: Final = (
    java_class(
        "Date",
        "Object Comparable",
        {
            "new()": _now,
            "new(long)": JavaDate,
            "boolean after(Date)": lambda left, right: left.millis > right.millis,
            "boolean before(Date)": lambda left, right: left.millis < right.millis,
            "def clone()": lambda date: JavaDate(date.millis),
            "int compareTo(Date)": compare,
            "static Date from(Instant)": lambda moment: JavaDate(moment.millis()),
            "long getTime()": lambda date: date.millis,
            "void setTime(long)": _set_time,
        },
        python=(JavaDate,),
    ),
    java_class(
        "TimeZone",
        "Object",
        {
            "const int LONG": 1,
            "const int SHORT": 0,
            "def clone()": lambda zone: TimeZone(zone.zone, zone.id),
            "static String[] getAvailableIDs()": _ids,
            "static String[] getAvailableIDs(int)": _ids,
            "static TimeZone getDefault()": lambda: TimeZone.named("UTC"),
            "String getDisplayName()": _display,
            "String getDisplayName(boolean,int)": _display,
            "String getDisplayName(boolean,int,Locale)": _display,
            "String getDisplayName(Locale)": lambda zone, _: _display(zone),
            "int getDSTSavings()": lambda zone: 3_600_000 if _saves(zone) else 0,
            "String getID()": lambda zone: zone.id,
            "int getOffset(int,int,int,int,int,int)": _offset_of_fields,
            "int getOffset(long)": lambda zone, millis: zone.zone.offset_at(millis // 1_000).seconds * 1_000,
            "int getRawOffset()": _raw_offset,
            "static TimeZone getTimeZone(String)": TimeZone.named,
            "boolean hasSameRules(TimeZone)": lambda zone, other: other is not None and zone.zone == other.zone,
            "boolean inDaylightTime(Date)": _in_daylight,
            "boolean observesDaylightTime()": _saves,
            "void setRawOffset(int)": _set_raw,
            "ZoneId toZoneId()": lambda zone: zone.zone,
            "boolean useDaylightTime()": _saves,
        },
        python=(TimeZone,),
    ),
)
