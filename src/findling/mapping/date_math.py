"""Date maths: `now-1d/d`, `2024-01-01||+1M/M`."""

import re
from collections.abc import Callable
from typing import NoReturn

from findling.base.dates.calendar import (
    SECONDS_PER_DAY,
    civil_from_days,
    day_of_week,
    days_from_civil,
    month_length,
)
from findling.base.dates.zone import UTC_ZONE, Zone, zone_of
from findling.base.errors import IllegalArgumentError, ParseError
from findling.mapping.dates.date_formatter import DateFormatter

OPERATION = re.compile(r"([+-])(\d*)(\D)|/(\d*)(\D)", re.ASCII)
UNIT_MS = {"h": 3_600_000, "H": 3_600_000, "m": 60_000, "s": 1000}
UNITS = "yMwdhHms"
MAX_DIGITS = 18


def parse_date_math(
    text: str,
    formatter: DateFormatter,
    now_ms: int | Callable[[], int] | None,
    round_up: bool = False,
    time_zone: str | None = None,
) -> int:
    """Returns the milliseconds of a date with optional maths.

    now_ms: what `now` means, or how to find out; None forbids `now`
    round_up: rounding (`/d`) and missing parts go to the end of the unit less one millisecond
    time_zone: of the text without one, and of rounding
    Raises ParseError.
    """
    zone = zone_of(time_zone) if time_zone else UTC_ZONE
    if text.startswith("now"):
        if now_ms is None:
            raise ParseError(f"could not read the current timestamp for [{text}]")
        return apply_math(text[3:], now_ms() if callable(now_ms) else now_ms, round_up, zone)
    if not text:
        raise ParseError("cannot parse empty datetime")
    date, separator, maths = text.partition("||")
    if not separator:
        return _read_date(formatter, date, round_up, time_zone)
    return apply_math(maths, _read_date(formatter, date, False, time_zone), round_up, zone)


def _read_date(formatter: DateFormatter, date: str, round_up: bool, time_zone: str | None) -> int:
    try:
        return formatter.parse_millis(date, round_up, time_zone)
    except IllegalArgumentError as error:
        raise_unreadable(error)


def raise_unreadable(error: IllegalArgumentError) -> NoReturn:
    """Raises the error of a query's date that its format cannot read as ParseError, any other as it is."""
    if error.reason.startswith("failed to parse date field"):
        raise ParseError(f"{error.reason}: [{error.reason}]") from error
    raise error


def apply_math(maths: str, millis: int, round_up: bool, zone: Zone) -> int:
    """Applies operations such as `+1d/M` to an instant; see parse_date_math."""
    at = 0
    while at < len(maths):
        if maths[at] not in "+-/":
            raise ParseError(f"operator not supported for date math [{maths}]")
        match = OPERATION.match(maths, at)
        if match is None or len(match[2] or match[4] or "") > MAX_DIGITS:
            raise ParseError(f"truncated date math [{maths}]")
        unit = match[3] or match[5]
        if unit not in UNITS:
            raise ParseError(f"unit [{unit}] not supported for date math [{maths}]")
        if match[1]:
            amount = int(match[2] or 1)
            millis = add(millis, -amount if match[1] == "-" else amount, unit, zone)
        elif match[4] not in ("", "1"):
            raise ParseError(f"rounding `/` can only be used on single unit types [{maths}]")
        else:
            millis = round_to(millis, unit, round_up, zone)
        at = match.end()
    return millis


def add(millis: int, amount: int, unit: str, zone: Zone) -> int:
    """Adds units; days and longer keep the wall-clock time in `zone`, a day is cut to the month's length."""
    if unit in UNIT_MS:
        return millis + amount * UNIT_MS[unit]
    days, rest = divmod(_local(millis, zone), SECONDS_PER_DAY * 1000)
    if unit in "dw":
        days += amount * (7 if unit == "w" else 1)
    else:
        year, month, day = civil_from_days(days)
        months = year * 12 + month - 1 + amount * (12 if unit == "y" else 1)
        year, month = months // 12, months % 12 + 1
        days = days_from_civil(year, month, min(day, month_length(year, month)))
    return _instant(days * SECONDS_PER_DAY * 1000 + rest, zone)


def round_to(millis: int, unit: str, round_up: bool, zone: Zone) -> int:
    """Returns the start of the unit that an instant lies in, or its last millisecond."""
    start = _start(millis, unit, zone)
    return add(start, 1, unit, zone) - 1 if round_up else start


def _start(millis: int, unit: str, zone: Zone) -> int:
    local = _local(millis, zone)
    if unit in UNIT_MS:
        return millis - local % UNIT_MS[unit]
    days = local // (SECONDS_PER_DAY * 1000)
    year, month, _ = civil_from_days(days)
    if unit == "w":
        days -= day_of_week(days) - 1
    elif unit in "yM":
        days = days_from_civil(year, 1 if unit == "y" else month, 1)
    return _instant(days * SECONDS_PER_DAY * 1000, zone)


def _local(millis: int, zone: Zone) -> int:
    return millis + zone.offset_at(millis // 1000) * 1000


def _instant(local_ms: int, zone: Zone) -> int:
    return local_ms - zone.offset_of_local(local_ms // 1000) * 1000
