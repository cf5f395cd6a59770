"""Texts of dates as processors read them: names of their own, and Java patterns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from findling.base.dates.zone import Zone, zone_of
from findling.base.error_body import error_object
from findling.base.errors import (
    DateTimeError,
    DateTimeParseError,
    FindlingError,
    IllegalArgumentError,
    NullPointerError,
    NumberFormatError,
    StringIndexOutOfBoundsError,
    ZoneRulesError,
)
from findling.base.java_values import shown
from findling.base.json_values import parse_double
from findling.mapping.dates import date_formatter
from findling.mapping.dates.date_format import DateFormat, EpochFormat

ISO: Final = "ISO8601"
_PREFIX: Final = "uuuu'|'"


@dataclass(frozen=True, slots=True)
class Moment:
    """Seconds since 1970, and nanoseconds after them."""

    epoch_s: int
    nanos: int


def parse_date(text: str | None, names: list[str], zone: str | None, locale: str) -> Moment:
    """Returns the moment of a text by the first format that takes it.

    zone: where the text names none. Raises IllegalArgumentError `unable to parse date [..]`.
    """
    faults: list[FindlingError] = []
    for name in names:
        try:
            known_zone(zone or "Z")
            return _parsed(text, name, zone, locale)
        except FindlingError as fault:
            faults.append(_told(fault))
    if len(faults) > 1:
        faults[0].metadata = {**faults[0].metadata, "suppressed": [error_object(fault) for fault in faults[1:]]}
    raise IllegalArgumentError(f"unable to parse date [{shown(text)}]") from (faults[0] if faults else None)


def known_zone(name: str) -> Zone:
    """Returns the zone of a name. Raises ZoneRulesError."""
    try:
        return zone_of(name)
    except IllegalArgumentError as error:
        raise ZoneRulesError(error.reason) from None


def _told(error: FindlingError) -> FindlingError:
    """Returns what is told of a fault: fields that make no date are that alone."""
    parsing = error.__cause__
    if isinstance(parsing, DateTimeParseError) and isinstance(parsing.__cause__, DateTimeError):
        return parsing.__cause__
    return error


def _parsed(text: str | None, name: str, zone: str | None, locale: str) -> Moment:
    if text is None and name in ("UNIX", "UNIX_MS", "TAI64N"):
        raise _nothing(name)
    if text is None:
        text = ""
    if name == "UNIX":
        return _of_millis(int(parse_double(text) * 1000.0))
    if name == "UNIX_MS":
        return _of_millis(_whole(text))
    if name == "TAI64N":
        return _of_millis(_tai64n(text))
    if name == ISO:
        return _java(text, "iso8601", zone, "en")
    return _java(text, name.removeprefix("8"), zone, locale)


def _nothing(name: str) -> FindlingError:
    """Returns the error of a date that is null."""
    if name == "UNIX":
        return NullPointerError('Cannot invoke "String.length()" because "in" is null')
    if name == "UNIX_MS":
        return NumberFormatError("Cannot parse null string")
    return NullPointerError('Cannot invoke "String.startsWith(String)" because "date" is null')


def _java(text: str, pattern: str, zone: str | None, locale: str) -> Moment:
    formatter = date_formatter(pattern, locale)
    if not text:
        raise IllegalArgumentError("cannot parse empty date")
    if isinstance(formatter.formats[0], EpochFormat):
        # no year is read, so that it becomes the present one, as where a pattern has none
        found = formatter.parse(text)
        start = int(datetime(datetime.now(UTC).year, 1, 1, tzinfo=UTC).timestamp())
        return Moment(start - zone_of(zone or "Z").offset_of_local(start), found.nanos)
    if not any(map(_has_year, formatter.formats)):
        year = datetime.now(UTC).year
        try:
            found = date_formatter(_PREFIX + pattern, locale).parse(f"{year}|{text}", time_zone=zone)
            return Moment(found.epoch_s, found.nanos)
        except IllegalArgumentError:
            pass  # the error is to be that of the pattern itself
    found = formatter.parse(text, time_zone=zone)
    return Moment(found.epoch_s, found.nanos)


def _has_year(form: DateFormat) -> bool:
    """Whether a format reads a year."""
    return any("year" in field for field in form.fields)


def _of_millis(millis: int) -> Moment:
    seconds, rest = divmod(millis, 1000)
    return Moment(seconds, rest * 1_000_000)


def _whole(text: str, base: int = 10) -> int:
    try:
        number = int(text, base)
    except ValueError:
        number = None
    if number is None or not -(2**63) <= number < 2**63 or "_" in text or text != text.strip():
        radix = "" if base == 10 else f" under radix {base}"
        raise NumberFormatError(f'For input string: "{text}"{radix}')
    return number


def _tai64n(text: str) -> int:
    digits = text.removeprefix("@")
    return _hexadecimal(digits, 1, 16) * 1000 - 10_000 + _hexadecimal(digits, 16, 24) // 1_000_000


def _hexadecimal(digits: str, start: int, end: int) -> int:
    if len(digits) < end:
        raise StringIndexOutOfBoundsError(f"Range [{start}, {end}) out of bounds for length {len(digits)}")
    return _whole(digits[start:end], 16)
