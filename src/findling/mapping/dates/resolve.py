"""From the fields of a parsed date to an instant, and back to fields for printing."""

from dataclasses import dataclass
from typing import Any

from findling.base.dates.calendar import (
    SECONDS_PER_DAY,
    civil_from_days,
    day_of_week,
    days_from_civil,
    days_from_week,
    is_leap,
    month_length,
    week_of_days,
)
from findling.base.dates.zone import UTC_ZONE, Zone
from findling.base.errors import DateTimeParseError

# what Java calls each field, and its bounds
LIMITS = {
    "month": ("MonthOfYear", 1, 12),
    "day": ("DayOfMonth", 1, 31),
    "day_of_year": ("DayOfYear", 1, 366),
    "hour": ("HourOfDay", 0, 23),
    "clock_hour_of_day": ("ClockHourOfDay", 1, 24),
    "hour_of_half": ("HourOfAmPm", 0, 11),
    "clock_hour_of_half": ("ClockHourOfAmPm", 1, 12),
    "minute": ("MinuteOfHour", 0, 59),
    "second": ("SecondOfMinute", 0, 59),
    "week": ("WeekOfWeekBasedYear", 1, 53),
    "day_of_week": ("DayOfWeek", 1, 7),
}
MONTHS = (
    "JANUARY", "FEBRUARY", "MARCH", "APRIL", "MAY", "JUNE", "JULY", "AUGUST", "SEPTEMBER", "OCTOBER", "NOVEMBER",
    "DECEMBER",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Instant:
    """A point in time: epoch seconds, nanoseconds within the second, the zone that the text named (None: none)."""

    epoch_s: int
    nanos: int
    zone: Zone | None


def resolve(fields: dict[str, Any], round_up: bool, zone: Zone | None) -> Instant:
    """Returns the instant of parsed fields; raises DateTimeParseError for impossible ones.

    round_up: a missing time of day counts as its end; missing months and days are always the first, a missing year 1970
    zone: used where the text names none; None means UTC
    """
    for field, (name, least, greatest) in LIMITS.items():
        if field in fields and not least <= fields[field] <= greatest:
            raise DateTimeParseError(f"Invalid value for {name} (valid values {least} - {greatest}): {fields[field]}")
    if "epoch" in fields:
        return Instant(fields["epoch"][0], fields["epoch"][1], None)
    seconds, nanos = _time_of_day(fields, round_up)
    local = _days(fields) * SECONDS_PER_DAY + seconds
    named: Zone | None = fields.get("zone")
    return Instant(local - (named or zone or UTC_ZONE).offset_of_local(local), nanos, named)


def _days(fields: dict[str, Any]) -> int:
    if "week_year" in fields or "week" in fields:
        return _days_of_week_date(fields)
    year = _year(fields)
    if "day_of_year" in fields:
        if fields["day_of_year"] == 366 and not is_leap(year):
            raise DateTimeParseError(f"Invalid date 'DayOfYear 366' as '{year}' is not a leap year")
        return days_from_civil(year, 1, 1) + int(fields["day_of_year"]) - 1
    month = fields.get("month") or (fields["quarter"] * 3 - 2 if "quarter" in fields else 1)
    day = fields.get("day", 1)
    if day > month_length(year, month):
        if (month, day) == (2, 29):
            raise DateTimeParseError(f"Invalid date 'February 29' as '{year}' is not a leap year")
        raise DateTimeParseError(f"Invalid date '{MONTHS[month - 1]} {day}'")
    return days_from_civil(year, month, day)


def _days_of_week_date(fields: dict[str, Any]) -> int:
    year = fields.get("week_year", fields.get("year", fields.get("year_of_era", 1970)))
    week = fields.get("week", 1)
    days = days_from_week(year, week, fields.get("day_of_week", 1))
    if week == 53 and week_of_days(days)[1] != 53:
        raise DateTimeParseError(f"Invalid value for week (valid values 1 - 52): {week}")
    return days


def _year(fields: dict[str, Any]) -> int:
    if "year_of_era" in fields:
        year = int(fields["year_of_era"])
        return 1 - year if fields.get("era") == 0 else year
    return int(fields.get("year", 1970))


def _time_of_day(fields: dict[str, Any], round_up: bool) -> tuple[int, int]:
    """Returns seconds since midnight and nanoseconds."""
    if "milli_of_day" in fields:
        return fields["milli_of_day"] // 1000, fields["milli_of_day"] % 1000 * 1_000_000
    if "nano_of_day" in fields:
        nano_of_day: int = fields["nano_of_day"]
        return divmod(nano_of_day, 1_000_000_000)
    hour = _hour(fields)
    missing = 59 if round_up else 0
    if hour is None:
        hour = 23 if round_up else 0
    seconds = hour * 3600 + fields.get("minute", missing) * 60 + fields.get("second", missing)
    return seconds, fields.get("nano", 999_999_999 if round_up else 0)


def _hour(fields: dict[str, Any]) -> int | None:
    if "hour" in fields:
        return int(fields["hour"])
    if "clock_hour_of_day" in fields:
        return int(fields["clock_hour_of_day"]) % 24
    half = int(fields.get("half", 0)) * 12
    if "clock_hour_of_half" in fields:
        return int(fields["clock_hour_of_half"]) % 12 + half
    if "hour_of_half" in fields:
        return int(fields["hour_of_half"]) + half
    return None


def fields_of(epoch_s: int, nanos: int, zone: Zone) -> dict[str, object]:
    """Returns all fields of an instant on the clock of `zone`, for printing."""
    offset = zone.offset_at(epoch_s)
    days, seconds = divmod(epoch_s + offset, SECONDS_PER_DAY)
    year, month, day = civil_from_days(days)
    week_year, week = week_of_days(days)
    hour = seconds // 3600
    return {
        "year": year,
        "year_of_era": year if year > 0 else 1 - year,
        "era": int(year > 0),
        "month": month,
        "quarter": (month + 2) // 3,
        "day": day,
        "day_of_year": days - days_from_civil(year, 1, 1) + 1,
        "day_of_week": day_of_week(days),
        "week_year": week_year,
        "week": week,
        "week_of_month": (day + 6) // 7,
        "hour": hour,
        "clock_hour_of_day": hour or 24,
        "hour_of_half": hour % 12,
        "clock_hour_of_half": hour % 12 or 12,
        "half": hour // 12,
        "minute": seconds // 60 % 60,
        "second": seconds % 60,
        "nano": nanos,
        "milli_of_day": seconds * 1000 + nanos // 1_000_000,
        "nano_of_day": seconds * 1_000_000_000 + nanos,
        "offset": offset,
        "zone": zone,
    }
