"""DateFormat and SimpleDateFormat."""

import re
from collections.abc import Callable
from typing import Any, ClassVar, Final

from findling.base.dates.names import known_locale, names_of
from findling.script.api.declare import java_class
from findling.script.api.java_text.numbers import ParsePosition
from findling.script.api.temporal.fields import FIELD
from findling.script.api.temporal.java_date import UTC_ZONE, JavaDate, TimeZone
from findling.script.api.temporal.local_date import LocalDate
from findling.script.api.temporal.localized import localized_pattern
from findling.script.api.temporal.printing_zones import zone_name
from findling.script.api.temporal.week_fields import WeekFields
from findling.script.api.temporal.zoned import ZonedDateTime
from findling.script.api.values.java_object import JavaObject
from findling.script.api.values.locale import Locale
from findling.script.api.values.throwing import thrown

_LETTERS: Final = "GyMwWDdFEuaHkKhmsSzZXYL"
_FIELDS: Final = {
    "d": "DAY_OF_MONTH", "D": "DAY_OF_YEAR", "F": "ALIGNED_WEEK_OF_MONTH", "u": "DAY_OF_WEEK", "H": "HOUR_OF_DAY",
    "k": "CLOCK_HOUR_OF_DAY", "K": "HOUR_OF_AMPM", "h": "CLOCK_HOUR_OF_AMPM", "m": "MINUTE_OF_HOUR",
    "s": "SECOND_OF_MINUTE", "S": "MILLI_OF_SECOND",
}  # fmt: skip
_STYLES: Final = ("FULL", "LONG", "MEDIUM", "SHORT")


class SimpleDateFormat(JavaObject):
    """Dates by a pattern.

    parts: (letter, count), or ("", text)
    """

    java_class: ClassVar[str] = "java.text.SimpleDateFormat"

    def __init__(self, pattern: str = "M/d/yy, h:mm\u202fa", locale: Locale = Locale.ENGLISH) -> None:
        self.locale, self.zone, self.lenient = locale, TimeZone(UTC_ZONE), True
        self.apply(pattern)

    def apply(self, pattern: str) -> None:
        """Takes a pattern on. Raises IllegalArgumentException."""
        self.pattern = pattern
        self.parts: list[tuple[str, Any]] = []
        at = 0
        while at < len(pattern):
            char = pattern[at]
            if char == "'":
                end = pattern.find("'", at + 1)
                if end < 0:
                    raise thrown("IllegalArgumentException", "Unterminated quote")
                self.parts.append(("", pattern[at + 1 : end] or "'"))
                at = end + 1
            elif char.isascii() and char.isalpha():
                if char not in _LETTERS:
                    raise thrown("IllegalArgumentException", f"Illegal pattern character '{char}'")
                count = len(pattern) - at - len(pattern[at:].lstrip(char))
                if char == "X" and count > 3:
                    raise thrown("IllegalArgumentException", "invalid ISO 8601 format: length=" + str(count))
                self.parts.append((char, count))
                at += count
            else:
                self.parts.append(("", char))
                at += 1

    def format(self, value: Any) -> str:
        """Returns a date or milliseconds as text. Raises IllegalArgumentException."""
        if isinstance(value, bool) or not isinstance(value, JavaDate | int | float):
            raise thrown("IllegalArgumentException", "Cannot format given Object as a Date")
        date = value if isinstance(value, JavaDate) else JavaDate(int(value))
        moment = date.in_zone(self.zone.zone)
        return "".join(given if not letter else self._written(letter, given, moment) for letter, given in self.parts)

    def names(self, field: str, style: str) -> tuple[str, ...]:
        """Returns the names of a field in the language."""
        locale = self.locale
        known = known_locale(f"{locale.language}_{locale.country}" if locale.country else locale.language or "en")
        return names_of(field, style, known)

    def _written(self, letter: str, count: int, moment: ZonedDateTime) -> str:
        date = moment.local.date
        style = "full" if count >= 4 else "short"
        if letter in "yY":
            year = date.year if letter == "y" else WeekFields.of_locale(self.locale).week_and_year(date)[0]
            year = year if year > 0 else 1 - year
            return f"{year % 100:02d}" if count == 2 else str(year).rjust(count, "0")
        if letter in "ML":
            number = date.month
            return str(number).rjust(count, "0") if count < 3 else self.names("month", style)[number - 1]
        if letter == "E":
            return self.names("day_of_week", style)[date.week_day() - 1]
        if letter == "a":
            return self.names("half", "short")[moment.local.time.fields()[0] // 12]
        if letter == "G":
            return self.names("era", "short")[date.year > 0]
        if letter in "wW":
            weeks = WeekFields.of_locale(self.locale)
            found = weeks.week_and_year(date)[1] if letter == "w" else weeks.week_of_month(date)
            return str(found).rjust(count, "0")
        if letter in "zZX":
            return self._zone(letter, count, moment)
        return str(moment.get_long(FIELD[_FIELDS[letter]])).rjust(count, "0")

    def _zone(self, letter: str, count: int, moment: ZonedDateTime) -> str:
        seconds = moment.offset.seconds
        if letter == "z":
            return zone_name(self.zone.zone, moment, "FULL" if count >= 4 else "SHORT")
        if letter == "X" and not seconds:
            return "Z"
        size = abs(seconds) // 60
        sign, hours, minutes = "-" if seconds < 0 else "+", f"{size // 60:02d}", f"{size % 60:02d}"
        if letter == "X" and count == 1:
            return sign + hours
        return f"{sign}{hours}{':' if letter == 'X' and count == 3 else ''}{minutes}"

    def parse(self, text: str) -> JavaDate:
        """Returns the date of a text. Raises ParseException."""
        found = self.read(text, 0)[0]
        if found is None:
            raise thrown("ParseException", f'Unparseable date: "{text}"')
        return found

    def read(self, text: str, at: int) -> tuple[JavaDate | None, int]:
        """Returns the date at a place of a text, None for none, and the place behind it, or of what is wrong."""
        values: dict[str, int] = {}
        for number, (letter, given) in enumerate(self.parts):
            if not letter:
                if not text.startswith(given, at):
                    return None, at
                at += len(given)
                continue
            following = self.parts[number + 1][0] if number + 1 < len(self.parts) else ""
            end = self._read_field(letter, given, text, at, values, bool(following))
            if end < 0:
                return None, at
            at = end
        return self._date(values), at

    def _read_field(self, letter: str, count: int, text: str, at: int, values: dict[str, int], is_tight: bool) -> int:
        while at < len(text) and text[at] in " \t":
            at += 1
        if letter in "GEa" or (letter in "ML" and count >= 3):
            return self._read_name(letter, text, at, values)
        if letter in "zZX":
            found = re.compile(r"(?:GMT|UTC)?([+-])(\d\d?):?(\d\d)?|Z|GMT|UTC").match(text, at)
            if found is None:
                return -1
            seconds = int(found[2] or 0) * 3_600 + int(found[3] or 0) * 60
            values["offset"] = -seconds if found[1] == "-" else seconds
            return found.end()
        found = re.compile(rf"-?\d{{1,{count if is_tight else 19}}}").match(text, at)
        if found is None:
            return -1
        value = int(found[0])
        if letter in "yY" and count <= 2 and len(found[0]) == 2 and value >= 0:
            value += 1900 if value + 2000 > 2046 else 2000
        values[letter if letter != "L" else "M"] = value
        return found.end()

    def _read_name(self, letter: str, text: str, at: int, values: dict[str, int]) -> int:
        field, first = {"G": ("era", 0), "E": ("day_of_week", 1), "a": ("half", 0)}.get(letter, ("month", 1))
        names = [pair for style in ("full", "short") for pair in enumerate(self.names(field, style), first)]
        for number, name in sorted(names, key=lambda pair: -len(pair[1])):
            if text[at : at + len(name)].lower() == name.lower():
                values["M" if letter == "L" else letter] = number
                return at + len(name)
        return -1

    def _date(self, values: dict[str, int]) -> JavaDate | None:
        year = values.get("y", values.get("Y", 1970))
        year = 1 - year if values.get("G") == 0 else year
        hour = values.get("H", values.get("k", 0) % 24)
        if "h" in values or "K" in values:
            hour = values.get("K", values.get("h", 0) % 12) + 12 * values.get("a", 0)
        month, day = values.get("M", 1), values.get("d", 1)
        if not self.lenient and not self._is_strict(year, month, day, hour, values):
            return None
        date = LocalDate(year, 1, 1).plus_months(month - 1).plus_days(day - 1)
        if "D" in values:
            date = LocalDate(year, 1, 1).plus_days(values["D"] - 1)
        seconds = hour * 3_600 + values.get("m", 0) * 60 + values.get("s", 0)
        local = date.days() * 86_400 + seconds
        offset = values.get("offset")
        if offset is None:
            offset = self.zone.zone.offset_of_local(local).seconds
        return JavaDate((local - offset) * 1_000 + values.get("S", 0))

    def _is_strict(self, year: int, month: int, day: int, hour: int, values: dict[str, int]) -> bool:
        if not 1 <= month <= 12 or not 1 <= day <= LocalDate(year, month, 1).month_length():
            return False
        return 0 <= hour <= 23 and 0 <= values.get("m", 0) <= 59 and 0 <= values.get("s", 0) <= 59

    def copy(self) -> "SimpleDateFormat":
        """Returns one that is alike."""
        other = SimpleDateFormat(self.pattern, self.locale)
        other.zone, other.lenient = self.zone, self.lenient
        return other

    def __str__(self) -> str:
        return f'SimpleDateFormat [locale: "{self.locale.display_name()}", pattern: "{self.pattern}"]\n'

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SimpleDateFormat) and other.pattern == self.pattern

    def __hash__(self) -> int:
        return hash(self.pattern)


def _instance(date: int | None, time: int | None, locale: Locale = Locale.ENGLISH) -> SimpleDateFormat:
    for kind, style in (("date", date), ("time", time)):
        if style is not None and not 0 <= style <= 3:
            raise thrown("IllegalArgumentException", f"Illegal {kind} style {style}")
    styles = [None if style is None else _STYLES[style] for style in (date, time)]
    pattern = localized_pattern(styles[0], styles[1], locale)
    return SimpleDateFormat(pattern, locale)


def _read(made: SimpleDateFormat, text: str, position: ParsePosition) -> JavaDate | None:
    found, at = made.read(text, position.index)
    if found is None:
        position.error_index = at
    else:
        position.index = at
    return found


def _setter(name: str) -> Callable[[Any, Any], None]:
    def run(made: Any, value: Any) -> None:
        vars(made)[name] = value

    return run


_CONSTANTS: Final = {
    "FULL": 0, "LONG": 1, "MEDIUM": 2, "SHORT": 3, "DEFAULT": 2, "ERA_FIELD": 0, "YEAR_FIELD": 1, "MONTH_FIELD": 2,
    "DATE_FIELD": 3, "HOUR_OF_DAY1_FIELD": 4, "HOUR_OF_DAY0_FIELD": 5, "MINUTE_FIELD": 6, "SECOND_FIELD": 7,
    "MILLISECOND_FIELD": 8, "DAY_OF_WEEK_FIELD": 9, "DAY_OF_YEAR_FIELD": 10, "DAY_OF_WEEK_IN_MONTH_FIELD": 11,
    "WEEK_OF_YEAR_FIELD": 12, "WEEK_OF_MONTH_FIELD": 13, "AM_PM_FIELD": 14, "HOUR1_FIELD": 15, "HOUR0_FIELD": 16,
    "TIMEZONE_FIELD": 17,
}  # fmt: skip

CLASSES: Final = (
    java_class(
        "DateFormat",
        "Format",
        {f"const int {name}": value for name, value in _CONSTANTS.items()}
        | {
            "static DateFormat getDateInstance()": lambda: _instance(2, None),
            "static DateFormat getDateInstance(int)": lambda style: _instance(style, None),
            "static DateFormat getDateInstance(int,Locale)": lambda style, locale: _instance(style, None, locale),
            "static DateFormat getDateTimeInstance()": lambda: _instance(2, 2),
            "static DateFormat getDateTimeInstance(int,int)": _instance,
            "static DateFormat getDateTimeInstance(int,int,Locale)": _instance,
            "static DateFormat getInstance()": lambda: _instance(3, 3),
            "static DateFormat getTimeInstance()": lambda: _instance(None, 2),
            "static DateFormat getTimeInstance(int)": lambda style: _instance(None, style),
            "static DateFormat getTimeInstance(int,Locale)": lambda style, locale: _instance(None, style, locale),
            "TimeZone getTimeZone()": lambda made: made.zone,
            "boolean isLenient()": lambda made: made.lenient,
            "Date parse(String)": SimpleDateFormat.parse,
            "Date parse(String,ParsePosition)": _read,
            "void setLenient(boolean)": _setter("lenient"),
            "void setTimeZone(TimeZone)": _setter("zone"),
        },
    ),
    java_class(
        "SimpleDateFormat",
        "DateFormat",
        {
            "new()": SimpleDateFormat,
            "new(String)": SimpleDateFormat,
            "new(String,Locale)": SimpleDateFormat,
            "void applyLocalizedPattern(String)": SimpleDateFormat.apply,
            "void applyPattern(String)": SimpleDateFormat.apply,
            "String toLocalizedPattern()": lambda made: made.pattern,
            "String toPattern()": lambda made: made.pattern,
        },
        python=(SimpleDateFormat,),
    ),
)
