"""Schedules as cron expressions, with seconds: `0 30 1 * * ?` is half past one each day, UTC.

Fields: seconds, minutes, hours, day of the month, month, day of the week (SUN is 1), and the year if wanted. Values,
lists, ranges, `*` and steps as everywhere; `?` for the day that the other field tells; `L` is the last day of the
month, `LW` its last weekday, `15W` the weekday nearest to the 15th, `6L` the last Friday, `6#3` the third Friday.
Source: the expressions of Quartz, which Elasticsearch takes.
"""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from findling.base.errors import IllegalArgumentError

_MONTHS: Final = {name: number for number, name in enumerate(calendar.month_abbr) if name}
_DAYS: Final = {name: number for number, name in enumerate(("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"), 1)}
_YEARS: Final = (1970, 2199)
_RANGE: Final = re.compile(r"(\*|\w+)(?:-(\w+))?(?:/(\d+))?")
_LAST_OF: Final = re.compile(r"(\w+)L")
_NTH: Final = re.compile(r"(\w+)#([1-5])")
_NEAREST: Final = re.compile(r"(\d{1,2})W")


@dataclass(frozen=True, slots=True)
class Days:
    """Which days of a month are meant.

    numbers: days of the month, or of the week (1: Sunday); every: all of them
    last, last_weekday: of the month; nearest: the weekday nearest to a day
    last_of: the last such day of the week; nth: (day of the week, which of them in the month)
    """

    numbers: frozenset[int] = frozenset()
    every: bool = False
    last: bool = False
    last_weekday: bool = False
    nearest: int | None = None
    last_of: int | None = None
    nth: tuple[int, int] | None = None


class Cron:
    """A cron expression. Raises IllegalArgumentError for what is none."""

    def __init__(self, expression: str) -> None:
        fields = expression.upper().split()
        if len(fields) not in (6, 7):
            raise IllegalArgumentError(f"invalid cron expression [{expression}]")
        try:
            self._seconds = _values(fields[0], 0, 59)
            self._minutes = _values(fields[1], 0, 59)
            self._hours = _values(fields[2], 0, 23)
            self._month_days = _month_days(fields[3])
            self._months = _values(fields[4], 1, 12, {name.upper(): n for name, n in _MONTHS.items()})
            self._week_days = _week_days(fields[5])
            self._years = _values(fields[6], *_YEARS) if len(fields) == 7 else list(range(_YEARS[0], _YEARS[1] + 1))
            if (self._month_days is None) == (self._week_days is None):
                raise ValueError("one of the days, and one only, must be ?")
        except ValueError as error:
            raise IllegalArgumentError(f"invalid cron expression [{expression}]") from error

    def next_after(self, now_ms: int) -> int | None:
        """Returns the first time after one, in milliseconds since 1970; None if there is none any more."""
        start = datetime.fromtimestamp(now_ms // 1000, UTC) + timedelta(seconds=1)
        for year in self._years:
            if year < start.year:
                continue
            for month in self._months:
                if (year, month) < (start.year, start.month):
                    continue
                for day in sorted(self._days(year, month)):
                    found = self._time_of(datetime(year, month, day, tzinfo=UTC), start)
                    if found is not None:
                        return int(found.timestamp()) * 1000
        return None

    def _time_of(self, day: datetime, start: datetime) -> datetime | None:
        """Returns the first time of a day that is not before the start."""
        if day.date() < start.date():
            return None
        for hour in self._hours:
            for minute in self._minutes:
                for second in self._seconds:
                    found = day.replace(hour=hour, minute=minute, second=second)
                    if found >= start:
                        return found
        return None

    def _days(self, year: int, month: int) -> Iterator[int]:
        length = calendar.monthrange(year, month)[1]
        if self._month_days is not None:
            yield from _of_month(self._month_days, year, month, length)
        elif self._week_days is not None:
            yield from _of_week(self._week_days, year, month, length)


def _of_month(days: Days, year: int, month: int, length: int) -> Iterator[int]:
    if days.every:
        yield from range(1, length + 1)
    elif days.last_weekday:
        yield _nearest_weekday(year, month, length, length)
    elif days.last:
        yield length
    elif days.nearest is not None:
        yield _nearest_weekday(year, month, min(days.nearest, length), length)
    else:
        yield from (day for day in days.numbers if day <= length)


def _of_week(days: Days, year: int, month: int, length: int) -> Iterator[int]:
    for day in range(1, length + 1):
        number = _week_day(year, month, day)
        is_last = day + 7 > length
        if (
            days.every
            or number in days.numbers
            or (days.last_of == number and is_last)
            or days.nth == (number, (day + 6) // 7)
        ):
            yield day


def _week_day(year: int, month: int, day: int) -> int:
    """Returns the day of the week, Sunday as 1."""
    return (calendar.weekday(year, month, day) + 1) % 7 + 1


def _nearest_weekday(year: int, month: int, day: int, length: int) -> int:
    number = calendar.weekday(year, month, day)
    if number == calendar.SATURDAY:
        return day - 1 if day > 1 else day + 2
    if number == calendar.SUNDAY:
        return day + 1 if day < length else day - 2
    return day


def _values(field: str, lowest: int, highest: int, names: dict[str, int] | None = None) -> list[int]:
    """Returns the values of a field, in order. Raises ValueError."""
    values: set[int] = set()
    for part in field.split(","):
        found = _RANGE.fullmatch(part)
        if found is None:
            raise ValueError(part)
        first, last, step = found.groups()
        start = lowest if first == "*" else _value(first, lowest, highest, names)
        end = highest if first == "*" or (last is None and step) else start
        if last is not None:
            end = _value(last, lowest, highest, names)
        if step is not None and not 0 < int(step) <= highest:
            raise ValueError(part)
        if end < start:  # such as FRI-MON
            values.update(range(start, highest + 1, int(step or 1)))
            start = lowest
        values.update(range(start, end + 1, int(step or 1)))
    return sorted(values)


def _value(text: str, lowest: int, highest: int, names: dict[str, int] | None) -> int:
    value = (names or {}).get(text)
    if value is None:
        value = int(text)
    if not lowest <= value <= highest:
        raise ValueError(text)
    return value


def _month_days(field: str) -> Days | None:
    """Returns the days of a month, None for `?`."""
    if field == "?":
        return None
    if field in ("*", "L", "LW"):
        return Days(every=field == "*", last=field == "L", last_weekday=field == "LW")
    nearest = _NEAREST.fullmatch(field)
    if nearest is not None:
        return Days(nearest=_value(nearest[1], 1, 31, None))
    return Days(frozenset(_values(field, 1, 31)))


def _week_days(field: str) -> Days | None:
    """Returns the days of a week, None for `?`."""
    if field == "?":
        return None
    if field == "*":
        return Days(every=True)
    if field == "L":
        return Days(frozenset({7}))
    last, nth = _LAST_OF.fullmatch(field), _NTH.fullmatch(field)
    if last is not None:
        return Days(last_of=_value(last[1], 1, 7, _DAYS))
    if nth is not None:
        return Days(nth=(_value(nth[1], 1, 7, _DAYS), int(nth[2])))
    return Days(frozenset(_values(field, 1, 7, _DAYS)))
