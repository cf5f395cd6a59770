"""The parts of a formatter that are offsets and zones, and those that hold other parts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from findling.base.dates.zone import offset_text
from findling.script.api.temporal.fields import FIELD, Field, date_error
from findling.script.api.temporal.printing import Part, Reading, failed
from findling.script.api.temporal.zones import ZoneId, ZoneOffset, zone_named
from findling.script.api.values.locale import Locale
from findling.script.faults import JavaError
from findling.script.painless.limits import check_text

_OFFSET_SECONDS: Final = FIELD["OFFSET_SECONDS"]
_READ_OFFSET: Final = re.compile(r"([+-])(\d\d)(?:(:?)(\d\d)(?:\3(\d\d))?)?", re.ASCII)


@dataclass(frozen=True)
class Offset(Part):
    """An offset in one of Java's patterns, as `+HH:MM:ss`. zero: what is written for none"""

    pattern: str = "+HH:MM:ss"
    zero: str = "Z"

    def write(self, temporal: Any, locale: Locale) -> str:
        seconds = temporal.get_long(_OFFSET_SECONDS)
        size, colon = abs(seconds), ":" if ":" in self.pattern else ""
        hours, minutes, rest = size // 3_600, size // 60 % 60, size % 60
        text = f"{'-' if seconds < 0 else '+'}{hours:02d}"
        shape = self.pattern.replace(":", "")
        with_minutes = "MM" in shape or ("mm" in shape and (minutes or ("ss" in shape and rest)))
        with_seconds = "SS" in shape or ("ss" in shape and rest)
        if with_minutes:
            text += f"{colon}{minutes:02d}" + (f"{colon}{rest:02d}" if with_seconds else "")
        nothing = hours == 0 and (minutes == 0 or not with_minutes) and (rest == 0 or not with_seconds)
        return self.zero if nothing else text

    def read(self, text: str, at: int, reading: Reading) -> int:
        if text[at : at + 1] not in ("+", "-") or not self.zero:
            if self.zero and not _matches(text, at, self.zero, reading):
                return failed(at)
            reading.parsed.fields[_OFFSET_SECONDS] = 0
            return at + len(self.zero)
        found = _READ_OFFSET.match(text, at)
        if found is None or not self._takes(found, reading.strict):
            if _matches(text, at, self.zero, reading):
                reading.parsed.fields[_OFFSET_SECONDS] = 0
                return at + len(self.zero)
            return failed(at)
        hours, minutes, seconds = (int(part or 0) for part in found.group(2, 4, 5))
        if hours > 18 or minutes > 59 or seconds > 59:
            return failed(at)
        total = hours * 3_600 + minutes * 60 + seconds
        reading.parsed.fields[_OFFSET_SECONDS] = -total if found[1] == "-" else total
        return found.end()

    def _takes(self, found: re.Match[str], strict: bool) -> bool:
        if not strict:
            return True
        shape = self.pattern.replace(":", "")
        if found[4] is None:
            return "MM" not in shape
        colon_fits = (found[3] == ":") == (":" in self.pattern)
        return colon_fits and shape != "+HH" and (found[5] is not None or "SS" not in shape)

    def __str__(self) -> str:
        zero = self.zero.replace("'", "''")
        return f"Offset({self.pattern},'{zero}')"


def _matches(text: str, at: int, wanted: str, reading: Reading) -> bool:
    found = text[at : at + len(wanted)]
    return found == wanted if reading.by_case else found.lower() == wanted.lower()


@dataclass(frozen=True)
class LocalizedOffset(Part):
    """An offset after GMT. style: SHORT or FULL"""

    style: str

    def write(self, temporal: Any, locale: Locale) -> str:
        seconds = temporal.get_long(_OFFSET_SECONDS)
        if not seconds:
            return "GMT"
        text = offset_text(seconds)
        if self.style == "SHORT":
            text = re.sub(r"^([+-])0", r"\1", text).removesuffix(":00")
        return f"GMT{text}"

    def read(self, text: str, at: int, reading: Reading) -> int:
        found = re.compile(r"GMT(?:([+-])(\d\d?)(?::(\d\d)(?::(\d\d))?)?)?").match(text, at)
        if found is None:
            return failed(at)
        hours, minutes, seconds = (int(part or 0) for part in found.group(2, 3, 4))
        total = hours * 3_600 + minutes * 60 + seconds
        reading.parsed.fields[_OFFSET_SECONDS] = -total if found[1] == "-" else total
        return found.end()

    def __str__(self) -> str:
        return f"LocalizedOffset({self.style})"


@dataclass(frozen=True)
class Zone(Part):
    """A zone by its id. of: ZoneId, ZoneRegionId, ZoneOrOffsetId: what of a point in time is asked for it"""

    of: str = "ZoneId"

    def write(self, temporal: Any, locale: Locale) -> str:
        zone = temporal.part("zone")
        if zone is None or (self.of != "ZoneOrOffsetId" and self._is_no_zone(temporal, zone)):
            raise date_error(f"Unable to extract ZoneId from temporal {temporal}")
        return str(zone)

    def _is_no_zone(self, temporal: Any, zone: ZoneId) -> bool:
        if self.of == "ZoneRegionId":
            return isinstance(zone, ZoneOffset)
        return isinstance(zone, ZoneOffset) and temporal.java_class in (
            "java.time.OffsetDateTime", "java.time.OffsetTime", "java.time.ZoneOffset"
        )  # fmt: skip

    def read(self, text: str, at: int, reading: Reading) -> int:
        found = re.compile(r"[A-Za-z0-9+:_/~.-]+").match(text, at)
        end = found.end() if found else at
        while end > at:
            name = "Z" if text[at:end] == "z" else text[at:end]
            try:
                reading.parsed.zone = zone_named(name)
                return end
            except JavaError:
                end -= 1
        return failed(at)

    def __str__(self) -> str:
        return f"{self.of}()"


_FULL_NAMES: Final = {
    "EST": "Eastern Standard Time", "EDT": "Eastern Daylight Time", "CST": "Central Standard Time",
    "CDT": "Central Daylight Time", "MST": "Mountain Standard Time", "MDT": "Mountain Daylight Time",
    "PST": "Pacific Standard Time", "PDT": "Pacific Daylight Time", "CET": "Central European Standard Time",
    "CEST": "Central European Summer Time", "GMT": "Greenwich Mean Time", "BST": "British Summer Time",
    "JST": "Japan Standard Time", "UTC": "Coordinated Universal Time", "EET": "Eastern European Standard Time",
    "EEST": "Eastern European Summer Time", "WET": "Western European Standard Time", "IST": "India Standard Time",
    "WEST": "Western European Summer Time", "MSK": "Moscow Standard Time",
}  # fmt: skip
_ZONES_BY_NAME: Final = {
    "UTC": "UTC", "GMT": "GMT", "CET": "Europe/Paris", "CEST": "Europe/Paris", "EST": "America/New_York",
    "EDT": "America/New_York", "CST": "America/Chicago", "CDT": "America/Chicago", "MST": "America/Denver",
    "MDT": "America/Denver", "PST": "America/Los_Angeles", "PDT": "America/Los_Angeles", "JST": "Asia/Tokyo",
    "IST": "Asia/Kolkata", "MSK": "Europe/Moscow", "BST": "Europe/London", "EET": "Europe/Bucharest",
}  # fmt: skip


@dataclass(frozen=True)
class ZoneName(Part):
    """A zone by its name in English. style: SHORT or FULL"""

    style: str

    def write(self, temporal: Any, locale: Locale) -> str:
        zone = temporal.part("zone")
        if zone is None:
            raise date_error(f"Unable to extract ZoneId from temporal {temporal}")
        return zone_name(zone, temporal, self.style)

    def read(self, text: str, at: int, reading: Reading) -> int:
        for short, region in sorted(_ZONES_BY_NAME.items(), key=lambda pair: -len(pair[0])):
            name = short if self.style == "SHORT" else _FULL_NAMES.get(short, short)
            if _matches(text, at, name, reading):
                reading.parsed.zone = zone_named(region)
                reading.parsed.zone_kind = 2 if region not in ("UTC", "GMT") else -1
                return at + len(name)
        return Zone("ZoneText").read(text, at, reading)

    def __str__(self) -> str:
        return f"ZoneText({self.style})"


def zone_name(zone: ZoneId, temporal: Any, style: str) -> str:
    """Returns the English name of a zone at a point in time."""
    if isinstance(zone, ZoneOffset) or zone.is_fixed:
        return _FULL_NAMES.get(zone.id, zone.id) if style == "FULL" else zone.id
    instant = FIELD["INSTANT_SECONDS"]
    seconds = temporal.get_long(instant) if temporal is not None and temporal.supports(instant) else 0
    short = datetime.fromtimestamp(seconds, UTC).astimezone(zone.zone.region).tzname() or zone.id
    return _FULL_NAMES.get(short, short) if style == "FULL" else short


@dataclass(frozen=True)
class Group(Part):
    """Parts one after another; optional: they may be missing."""

    parts: Sequence[Part]
    optional: bool = False

    def write(self, temporal: Any, locale: Locale) -> str:
        try:
            return "".join(part.write(temporal, locale) for part in self.parts)
        except JavaError:
            if self.optional:
                return ""
            raise

    def read(self, text: str, at: int, reading: Reading) -> int:
        start, before = at, reading.parsed.copy()
        for part in self.parts:
            at = part.read(text, at, reading)
            if at < 0:
                if not self.optional:
                    return at
                reading.parsed = before
                return start
        return at

    def __str__(self) -> str:
        text = "".join(map(str, self.parts))
        return f"[{text}]" if self.optional else f"({text})"


@dataclass(frozen=True)
class Mode(Part):
    """Changes how what follows is read. name: ParseStrict or ParseCaseSensitive"""

    name: str
    value: bool

    def write(self, temporal: Any, locale: Locale) -> str:
        return ""

    def read(self, text: str, at: int, reading: Reading) -> int:
        if self.name == "ParseStrict":
            reading.strict = self.value
        else:
            reading.by_case = self.value
        return at

    def __str__(self) -> str:
        return f"{self.name}({str(self.value).lower()})"


@dataclass(frozen=True)
class Pad(Part):
    """A part that is filled up from the left."""

    inner: Part
    width: int
    filler: str = " "

    def write(self, temporal: Any, locale: Locale) -> str:
        check_text(self.width)
        text = self.inner.write(temporal, locale)
        if len(text) > self.width:
            raise date_error(f"Cannot print as output of {len(text)} characters exceeds pad width of {self.width}")
        return text.rjust(self.width, self.filler)

    def read(self, text: str, at: int, reading: Reading) -> int:
        end = at + self.width
        if end > len(text):
            return failed(at)
        start = at
        while start < end and text[start] == self.filler:
            start += 1
        found = self.inner.read(text[:end], start, reading)
        return found if found < 0 else end if found == end else failed(start)

    def __str__(self) -> str:
        return f"Pad({self.inner},{self.width}{'' if self.filler == ' ' else f',{self.filler!r}'})"


@dataclass(frozen=True)
class Default(Part):
    """The value of a field that is not read."""

    of: Field
    value: int

    def write(self, temporal: Any, locale: Locale) -> str:
        return ""

    def read(self, text: str, at: int, reading: Reading) -> int:
        reading.parsed.fields.setdefault(self.of, self.value)
        return at

    def __str__(self) -> str:
        return f"java.time.format.DateTimeFormatterBuilder$DefaultValueParser@{hash(self.value):x}"
