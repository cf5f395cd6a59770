"""java.time.format.DateTimeFormatter and DateTimeFormatterBuilder."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, ClassVar, Final

from findling.base.dates import pattern as elements
from findling.base.errors import IllegalArgumentError
from findling.script.api.temporal.base import Accessor
from findling.script.api.temporal.fields import FIELD, Field
from findling.script.api.temporal.local_date_time import LocalDateTime
from findling.script.api.temporal.parsed import Parsed
from findling.script.api.temporal.printing import (
    Fraction,
    Literal,
    Localized,
    Name,
    Number,
    Part,
    Reading,
    Reduced,
)
from findling.script.api.temporal.printing_zones import Group, LocalizedOffset, Offset, Zone, ZoneName
from findling.script.api.temporal.week_fields import QUARTER_OF_YEAR
from findling.script.api.temporal.zones import ZoneId
from findling.script.api.values.java_object import JavaObject
from findling.script.api.values.locale import Locale
from findling.script.api.values.throwing import thrown
from findling.script.faults import JavaError

_FIELDS: Final[dict[str, Field]] = {
    "year": FIELD["YEAR"], "year_of_era": FIELD["YEAR_OF_ERA"], "month": FIELD["MONTH_OF_YEAR"],
    "day": FIELD["DAY_OF_MONTH"], "day_of_year": FIELD["DAY_OF_YEAR"], "hour": FIELD["HOUR_OF_DAY"],
    "clock_hour_of_day": FIELD["CLOCK_HOUR_OF_DAY"], "hour_of_half": FIELD["HOUR_OF_AMPM"],
    "clock_hour_of_half": FIELD["CLOCK_HOUR_OF_AMPM"], "minute": FIELD["MINUTE_OF_HOUR"],
    "second": FIELD["SECOND_OF_MINUTE"], "nano": FIELD["NANO_OF_SECOND"], "nano_of_day": FIELD["NANO_OF_DAY"],
    "milli_of_day": FIELD["MILLI_OF_DAY"], "day_of_week": FIELD["DAY_OF_WEEK"], "half": FIELD["AMPM_OF_DAY"],
    "era": FIELD["ERA"], "quarter": QUARTER_OF_YEAR, "week_of_month": FIELD["ALIGNED_WEEK_OF_MONTH"],
}  # fmt: skip
_LOCALIZED: Final = {"day_of_week": "DayOfWeek", "week": "WeekOfWeekBasedYear", "week_of_month": "WeekOfMonth"}


class DateTimeFormatter(JavaObject):
    """Prints and reads dates and times.

    parts: what it is made of; style: a ResolverStyle by name; zone: the one to print in
    """

    java_class: ClassVar[str] = "java.time.format.DateTimeFormatter"

    def __init__(
        self,
        parts: tuple[Part, ...],
        locale: Locale = Locale.ENGLISH,
        style: str = "SMART",
        zone: ZoneId | None = None,
    ) -> None:
        self.parts, self.locale, self.style, self.zone = parts, locale, style, zone

    def changed(self, **changes: Any) -> "DateTimeFormatter":
        """Returns the same with another locale, style or zone."""
        given: dict[str, Any] = {"locale": self.locale, "style": self.style, "zone": self.zone} | changes
        return DateTimeFormatter(self.parts, **given)

    def format(self, temporal: Any) -> str:
        """Returns a point in time as text. Raises DateTimeException."""
        shown = temporal if self.zone is None else in_zone(temporal, self.zone)
        return "".join(part.write(shown, self.locale) for part in self.parts)

    def parse(self, text: str) -> Parsed:
        """Returns what a text says. Raises DateTimeParseException."""
        parsed, at = self.read(text, 0)
        if parsed is None:
            raise parse_error(text, f"at index {at}")
        if at < len(text):
            raise parse_error(text, f"unparsed text found at index {at}", ", ")
        return self.resolved(parsed, text)

    def resolved(self, parsed: Parsed, text: str) -> Parsed:
        """Makes date and time of what was read. Raises DateTimeParseException."""
        try:
            return parsed.resolve(self.style)
        except JavaError as error:
            raise parse_error(text, error.message or "", ": ", error) from None

    def read(self, text: str, at: int) -> tuple[Parsed | None, int]:
        """Returns what is read from a place on, and the place behind it; None and the place of what is wrong."""
        reading = Reading(self.locale)
        for part in self.parts:
            at = part.read(text, at, reading)
            if at < 0:
                return None, -at - 1
        if reading.parsed.zone is None and FIELD["OFFSET_SECONDS"] not in reading.parsed.fields:
            reading.parsed.zone = self.zone
        return reading.parsed, at

    def make(self, text: str, of: Callable[[Any], Any]) -> Any:
        """Returns what a function makes of a text that was read. Raises DateTimeParseException."""
        parsed = self.parse(text)
        try:
            return of(parsed)
        except JavaError as error:
            raise parse_error(text, error.message or "", ": ", error) from None

    def __str__(self) -> str:
        return "".join(map(str, self.parts))


def parse_error(text: str, what: str, separator: str = " ", cause: JavaError | None = None) -> JavaError:
    """Returns a DateTimeParseException."""
    shown = text[:64] + "..." if len(text) > 64 else text
    return thrown("DateTimeParseException", f"Text '{shown}' could not be parsed{separator}{what}", cause)


class _InZone(Accessor):
    """A point in time by the clock of a zone."""

    def __init__(self, temporal: Any, zone: ZoneId) -> None:
        seconds = temporal.get_long(FIELD["INSTANT_SECONDS"])
        self._offset = zone.offset_at(seconds)
        nanos = temporal.get_long(FIELD["NANO_OF_SECOND"])
        self._local = LocalDateTime.of_seconds(seconds + self._offset.seconds, nanos)
        self._temporal, self._zone = temporal, zone

    def part(self, name: str) -> Any:
        return {"zone": self._zone, "offset": self._offset}.get(name) or self._local.part(name)

    def supports(self, field: Any) -> bool:
        return bool(self._local.supports(field) or self._offset.supports(field) or self._temporal.supports(field))

    def get_long(self, field: Any) -> int:
        for part in (self._local, self._offset):
            if part.supports(field):
                return part.get_long(field)
        return int(self._temporal.get_long(field))


class _WithZone(Accessor):
    """A point in time that has no instant, with a zone."""

    def __init__(self, temporal: Any, zone: ZoneId) -> None:
        self._temporal, self._zone = temporal, zone

    def part(self, name: str) -> Any:
        return self._zone if name == "zone" else self._temporal.part(name)

    def supports(self, field: Any) -> bool:
        return bool(self._temporal.supports(field))

    def get_long(self, field: Any) -> int:
        return int(self._temporal.get_long(field))


def in_zone(temporal: Any, zone: ZoneId) -> Any:
    """Returns a point in time as a formatter with a zone prints it."""
    if temporal.part("zone") == zone:
        return temporal
    instant = temporal.supports(FIELD["INSTANT_SECONDS"])
    return _InZone(temporal, zone) if instant else _WithZone(temporal, zone)


def pattern_parts(pattern: str) -> list[Part]:
    """Returns the parts of a pattern of letters. Raises IllegalArgumentException."""
    try:
        return _parts(elements.parse_pattern(pattern))
    except IllegalArgumentError as error:
        cause = error.__cause__
        reason = cause.reason if isinstance(cause, IllegalArgumentError) else error.reason
        raise thrown("IllegalArgumentException", reason) from None


def _parts(given: tuple[elements.Element, ...]) -> list[Part]:
    parts: list[Part] = []
    for element in given:
        if element != elements.Optional(()):
            add_part(parts, _part(element))
    return parts


def add_part(parts: list[Part], part: Part) -> None:
    """Adds a part. A number right behind another takes its digits off that one."""
    first = _open_number(parts)
    if first is None or not isinstance(part, Number):
        parts.append(part)
        return
    number = parts[first]
    assert isinstance(number, Number)
    if part.least == part.most and part.sign == "NOT_NEGATIVE":
        parts[first] = replace(number, behind=number.behind + part.most)
        parts.append(replace(part, fixed=True, behind=-1))
    else:
        parts[first] = replace(number, fixed=True)
        parts.append(part)


def _open_number(parts: list[Part]) -> int | None:
    """Returns the place of the number that those right behind it take digits off, None if there is none."""
    at = len(parts) - 1
    while at >= 0 and (part := parts[at]) and isinstance(part, Number):
        if part.behind >= 0:
            return at
        at -= 1
    return None


def _part(element: elements.Element) -> Part:
    match element:
        case elements.Text(text=text):
            return Literal(text)
        case elements.Number():
            return _number(element)
        case elements.Fraction(least=least, most=most):
            return Fraction(FIELD["NANO_OF_SECOND"], least, most)
        case elements.Name(field=field, style=style, alone=alone):
            return Name(_FIELDS[field], style.upper() + ("_STANDALONE" if alone else ""))
        case elements.Offset(letter=letter, count=count):
            return _offset(letter, count)
        case elements.Region(letter=letter, count=count):
            return Zone() if letter == "V" else ZoneName("FULL" if count == 4 else "SHORT")
        case elements.Optional(elements=inner):
            return Group(_parts(inner), optional=True)
    raise AssertionError(element)


def _number(element: elements.Number) -> Part:
    name, count = element.field, element.least
    if name in ("week", "day_of_week") or name.startswith("week_year"):
        of = "WeekBasedYear" if name.startswith("week_year") else _LOCALIZED[name]
        sign = "NORMAL" if count < 4 and of == "WeekBasedYear" else "EXCEEDS_PAD"
        most = 19 if of == "WeekBasedYear" else 2
        return Localized(FIELD["YEAR"], count, most, sign if most == 19 else "NOT_NEGATIVE", name=of)
    if name.endswith("_in_century"):
        return Reduced(_FIELDS[name.removesuffix("_in_century")], 2, 2, "NOT_NEGATIVE")
    of_field = _FIELDS[name]
    if element.signed:
        return Number(of_field, count, 19, "NORMAL" if count < 4 else "EXCEEDS_PAD")
    if name in ("nano", "nano_of_day", "milli_of_day"):
        return Number(of_field, count, 19, "NOT_NEGATIVE")
    if count == 1:
        return Number(of_field)
    return Number(of_field, count, 3 if name == "day_of_year" else count, "NOT_NEGATIVE")


def _offset(letter: str, count: int) -> Part:
    shapes = ("+HHmm", "+HHMM", "+HH:MM", "+HHMMss", "+HH:MM:ss")
    if letter == "X":
        return Offset(shapes[count - 1], "Z")
    if letter == "x":
        return Offset(shapes[count - 1], "+00" if count == 1 else "+0000" if count % 2 == 0 else "+00:00")
    if letter == "O":
        return LocalizedOffset("SHORT" if count == 1 else "FULL")
    if count == 4:
        return LocalizedOffset("FULL")
    return Offset("+HHMM", "+0000") if count < 4 else Offset("+HH:MM:ss", "Z")


def of_pattern(pattern: str, locale: Locale = Locale.ENGLISH) -> DateTimeFormatter:
    """Returns the formatter of a pattern. Raises IllegalArgumentException."""
    return DateTimeFormatter(tuple(pattern_parts(pattern)), locale)
