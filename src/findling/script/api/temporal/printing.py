"""The parts of a formatter: each prints something of a point in time, and reads it again.

`read` returns the place behind what it read, or minus the place of what it could not read, minus 1.
"""

import re
from dataclasses import dataclass, field
from typing import Any, Final

from findling.base.dates.calendar import days_from_civil, month_length
from findling.base.dates.names import known_locale, names_of
from findling.script.api.temporal.fields import FIELD, Field, date_error
from findling.script.api.temporal.instant import instant_text
from findling.script.api.temporal.parsed import Parsed
from findling.script.api.temporal.week_fields import WeekFields
from findling.script.api.values.locale import Locale


@dataclass(slots=True)
class Reading:
    """What is read, and how: strictly or not, by case or not."""

    locale: Locale
    parsed: Parsed = field(default_factory=Parsed)
    strict: bool = True
    by_case: bool = True


class Part:
    """A part of a formatter."""

    def write(self, temporal: Any, locale: Locale) -> str:
        """Returns its text of a point in time. Raises DateTimeException."""
        raise NotImplementedError

    def read(self, text: str, at: int, reading: Reading) -> int:
        """Reads its text at a place."""
        raise NotImplementedError


def failed(at: int) -> int:
    """Returns what tells that nothing could be read at a place."""
    return -at - 1


@dataclass(frozen=True)
class Literal(Part):
    """Characters that stand for themselves."""

    text: str

    def write(self, temporal: Any, locale: Locale) -> str:
        return self.text

    def read(self, text: str, at: int, reading: Reading) -> int:
        found = text[at : at + len(self.text)]
        same = found == self.text if reading.by_case else found.lower() == self.text.lower()
        return at + len(self.text) if same else failed(at)

    def __str__(self) -> str:
        return "'" + self.text.replace("'", "''") + "'"


@dataclass
class Number(Part):
    """A number of digits.

    sign: a SignStyle by name
    behind: digits of the numbers that follow with nothing between; fixed: in any case as wide as that
    """

    of: Field
    least: int = 1
    most: int = 19
    sign: str = "NORMAL"
    behind: int = 0
    fixed: bool = False

    def value(self, temporal: Any, locale: Locale) -> int:
        """Returns the number that is printed."""
        value: int = self.of.get_from(temporal)
        return value

    def write(self, temporal: Any, locale: Locale) -> str:
        value = self.value(temporal, locale)
        digits = str(abs(value))
        if len(digits) > self.most:
            message = f"as the value {value} exceeds the maximum print width of {self.most}"
            raise date_error(f"Field {self.of} cannot be printed {message}")
        if value < 0 and self.sign == "NOT_NEGATIVE":
            message = f"as the value {value} cannot be negative according to the SignStyle"
            raise date_error(f"Field {self.of} cannot be printed {message}")
        plus = self.sign == "ALWAYS" or (self.sign == "EXCEEDS_PAD" and self.least < 19 and len(digits) > self.least)
        sign = ("-" if self.sign != "NEVER" else "") if value < 0 else "+" if plus else ""
        return sign + digits.rjust(self.least, "0")

    def _sign(self, text: str, at: int, strict: bool) -> str | None:
        """Returns the sign at a place, empty for none, None for one that may not be there."""
        sign = text[at] if at < len(text) and text[at] in "+-" else ""
        if not sign:
            return ""
        if self.sign == "NORMAL":
            allowed = sign == "-" or not strict
        elif self.sign in ("ALWAYS", "EXCEEDS_PAD"):
            allowed = True
        else:
            allowed = not strict and self.least != self.most
        return sign if allowed else None

    def read(self, text: str, at: int, reading: Reading) -> int:
        sign = self._sign(text, at, reading.strict)
        if at >= len(text) or sign is None or (not sign and self.sign == "ALWAYS" and reading.strict):
            return failed(at)
        start = at + len(sign)
        exact = reading.strict or self.fixed
        least, most = self.least if exact else 1, (self.most if exact else 9) + max(self.behind, 0)
        end = _digits_end(text, start, most)
        if self.behind > 0:
            end = _digits_end(text, start, max(least, end - start - self.behind))
        if end - start < least:
            return failed(start)
        if not self._width_fits(sign, end - start, reading.strict):
            return failed(start)
        value = int(text[start:end])
        if sign == "-" and value == 0 and reading.strict:
            return failed(at)
        self.set(-value if sign == "-" else value, reading)
        return end

    def _width_fits(self, sign: str, width: int, strict: bool) -> bool:
        if self.sign != "EXCEEDS_PAD" or not strict or sign == "-":
            return True
        return width > self.least if sign else width <= self.least

    def set(self, value: int, reading: Reading) -> None:
        """Keeps the number that was read."""
        reading.parsed.fields[self.of] = value

    def __str__(self) -> str:
        if (self.least, self.most, self.sign) == (1, 19, "NORMAL"):
            return f"Value({self.of})"
        if self.least == self.most and self.sign == "NOT_NEGATIVE":
            return f"Value({self.of},{self.least})"
        return f"Value({self.of},{self.least},{self.most},{self.sign})"


def _digits_end(text: str, start: int, most: int) -> int:
    end = start
    while end < len(text) and end - start < most and "0" <= text[end] <= "9":
        end += 1
    return end


@dataclass
class Reduced(Number):
    """The last digits of a year.

    base: the first year of those that they may be
    """

    base: int = 2000
    by_date: bool = True

    def value(self, temporal: Any, locale: Locale) -> int:
        value, size = self.of.get_from(temporal), 10**self.least
        shown = size if self.base <= value < self.base + size else 10**self.most
        return abs(value) % int(shown)

    def set(self, value: int, reading: Reading) -> None:
        size = 10**self.least
        first = self.base - self.base % size
        value = first + value if self.base >= 0 else first - value
        reading.parsed.fields[self.of] = value + size if value < self.base else value

    def __str__(self) -> str:
        base = "2000-01-01" if self.by_date else str(self.base)
        return f"ReducedValue({self.of},{self.least},{self.most},{base})"


@dataclass
class Localized(Number):
    """A number of a week as a country counts it. name: that of the field in WeekFields."""

    name: str = "DayOfWeek"

    def value(self, temporal: Any, locale: Locale) -> int:
        found: int = WeekFields.of_locale(locale).field(self.name).get_from(temporal)
        return found

    def set(self, value: int, reading: Reading) -> None:
        reading.parsed.fields[WeekFields.of_locale(reading.locale).field(self.name)] = value

    def __str__(self) -> str:
        if self.name == "WeekBasedYear":
            if self.least == 2:
                return "Localized(ReducedValue(WeekBasedYear,2,2,2000-01-01))"
            return f"Localized(WeekBasedYear{'' if self.least == 1 else f',{self.least},19,{self.sign}'})"
        return f"Localized({self.name},{self.least})"


@dataclass(frozen=True)
class Fraction(Part):
    """The digits of a fraction; point: with a point before them, if there are any."""

    of: Field
    least: int
    most: int
    point: bool = False

    def write(self, temporal: Any, locale: Locale) -> str:
        limits = self.of.limits
        value = limits.check(self.of.get_from(temporal), self.of) - limits.least
        digits = str(value * 10**9 // (limits.greatest - limits.least + 1)).rjust(9, "0")
        digits = digits[: self.most].rstrip("0").ljust(self.least, "0")
        return ("." if self.point and digits else "") + digits

    def read(self, text: str, at: int, reading: Reading) -> int:
        least = self.least if reading.strict else 0
        most = self.most if reading.strict else 9
        start = at
        if self.point:
            if text[at : at + 1] != ".":
                return failed(at) if least else at
            start += 1
        end = _digits_end(text, start, most)
        if end - start < least or (self.point and end == start):
            return failed(start)
        span = self.of.limits.greatest - self.of.limits.least + 1
        digits = text[start:end]
        reading.parsed.fields[self.of] = int(digits or "0") * span // 10 ** len(digits) + self.of.limits.least
        return end

    def __str__(self) -> str:
        return f"Fraction({self.of},{self.least},{self.most}{',DecimalPoint' if self.point else ''})"


_NAMES: Final = {
    "DayOfWeek": "day_of_week", "MonthOfYear": "month", "AmPmOfDay": "half", "Era": "era", "QuarterOfYear": "quarter",
}  # fmt: skip


@dataclass(frozen=True)
class Name(Part):
    """A name of a month, day, half of the day, era or quarter. style: a TextStyle by name."""

    of: Field
    style: str = "FULL"
    label: str | None = None

    def _names(self, locale: Locale) -> tuple[str, ...]:
        return field_names(self.of, self.style, locale)

    def write(self, temporal: Any, locale: Locale) -> str:
        value, names = self.of.get_from(temporal), self._names(locale)
        if not names:
            return Number(self.of).write(temporal, locale)
        return names[value - (0 if str(self.of) in ("Era", "AmPmOfDay") else 1)]

    def read(self, text: str, at: int, reading: Reading) -> int:
        styles = (self.style,) if reading.strict else ("FULL", "SHORT", "NARROW")
        first = 0 if str(self.of) in ("Era", "AmPmOfDay") else 1
        names = [pair for style in styles for pair in enumerate(field_names(self.of, style, reading.locale), first)]
        for number, name in sorted(names, key=lambda pair: -len(pair[1])):
            if Literal(name).read(text, at, reading) >= 0:
                reading.parsed.fields[self.of] = number
                return at + len(name)
        return Number(self.of).read(text, at, reading) if not reading.strict or not names else failed(at)

    def __str__(self) -> str:
        style = self.label or self.style
        return f"Text({self.of})" if style == "FULL" else f"Text({self.of},{style})"


def field_names(of: Field, style: str, locale: Locale) -> tuple[str, ...]:
    """Returns the names of a field's values in a language, none if it has none."""
    name = _NAMES.get(str(of))
    if name is None:
        return ()
    from_table = style.partition("_")[0].lower()
    return names_of(name, from_table, _known(locale), alone=style.endswith("STANDALONE"))


def _known(locale: Locale) -> str:
    return known_locale(f"{locale.language}_{locale.country}" if locale.country else locale.language or "en")


@dataclass(frozen=True)
class InstantPart(Part):
    """A moment as ISO 8601. digits: of the fraction, -2 for as many as there are, in threes"""

    digits: int = -2

    def write(self, temporal: Any, locale: Locale) -> str:
        seconds = temporal.get_long(FIELD["INSTANT_SECONDS"])
        nano = FIELD["NANO_OF_SECOND"]
        nanos = temporal.get_long(nano) if temporal.supports(nano) else 0
        if self.digits < 0:
            return instant_text(seconds, nanos)
        fraction = f".{nanos:09d}"[: self.digits + 1] if self.digits else ""
        return instant_text(seconds, 0)[:-1] + fraction + "Z"

    def read(self, text: str, at: int, reading: Reading) -> int:
        found = _INSTANT.match(text, at)
        if found is None or not (found[7] or self.digits == -2 or self.digits == 0):
            return failed(_instant_fault(text, at))
        year, month, day, hour, minute, second = (int(part) for part in found.group(1, 2, 3, 4, 5, 6))
        offset = found[8]
        if hour > 24 or minute > 59 or second > 59 or not 1 <= month <= 12 or not 1 <= day <= month_length(year, month):
            return failed(at)
        seconds = days_from_civil(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second
        if offset not in ("Z", "z"):
            sign = -1 if offset[0] == "-" else 1
            parts = [int(part) for part in offset[1:].split(":")]
            seconds -= sign * sum(part * size for part, size in zip(parts, (3_600, 60, 1), strict=False))
        reading.parsed.fields[FIELD["INSTANT_SECONDS"]] = seconds
        reading.parsed.fields[FIELD["NANO_OF_SECOND"]] = int((found[7] or "").ljust(9, "0"))
        return found.end()

    def __str__(self) -> str:
        return "Instant()"


_INSTANT: Final = re.compile(
    r"([+-]?\d{4,10})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{0,9}))?([Zz]|[+-]\d\d(?::\d\d(?::\d\d)?)?)",
    re.ASCII,
)
_INSTANT_STEPS: Final = (r"[+-]?\d{4,10}", "-", r"\d\d", "-", r"\d\d", "[Tt]", r"\d\d", ":", r"\d\d", ":", r"\d\d")


def _instant_fault(text: str, at: int) -> int:
    """Returns the place of what is wrong in the text of a moment."""
    for step in _INSTANT_STEPS:
        found = re.compile(step, re.ASCII).match(text, at)
        if found is None:
            return at
        at = found.end()
    fraction = re.compile(r"\.\d{0,9}", re.ASCII).match(text, at)
    return fraction.end() if fraction else at
