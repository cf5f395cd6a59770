"""java.time.ZoneId and ZoneOffset, and their rules."""

import re
from collections.abc import Mapping
from datetime import UTC as UTC_TIME
from datetime import datetime
from functools import lru_cache
from typing import Any, ClassVar, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from findling.base.dates.zone import Zone, offset_text
from findling.script.api.objects import string_hash
from findling.script.api.temporal.base import Accessor
from findling.script.api.temporal.fields import ChronoField, date_error, unsupported_field
from findling.script.api.values.java_object import JavaObject
from findling.script.api.values.throwing import thrown
from findling.script.faults import JavaError

_OFFSET_PLACES: Final = {
    3: ((1, False),), 5: ((1, False), (3, False)), 6: ((1, False), (4, True)), 7: ((1, False), (3, False), (5, False)),
    9: ((1, False), (4, True), (7, True)),
}  # fmt: skip
"""Length of the text of an offset -> where its numbers stand, and whether a colon stands before."""
_REGION: Final = re.compile(r"[A-Za-z][A-Za-z0-9~/._+-]+")
SHORT_IDS: Final = {
    "ACT": "Australia/Darwin", "AET": "Australia/Sydney", "AGT": "America/Argentina/Buenos_Aires",
    "ART": "Africa/Cairo",
    "AST": "America/Anchorage", "BET": "America/Sao_Paulo", "BST": "Asia/Dhaka", "CAT": "Africa/Harare",
    "CNT": "America/St_Johns", "CST": "America/Chicago", "CTT": "Asia/Shanghai", "EAT": "Africa/Addis_Ababa",
    "ECT": "Europe/Paris", "IET": "America/Indiana/Indianapolis", "IST": "Asia/Kolkata", "JST": "Asia/Tokyo",
    "MIT": "Pacific/Apia", "NET": "Asia/Yerevan", "NST": "Pacific/Auckland", "PLT": "Asia/Karachi",
    "PNT": "America/Phoenix", "PRT": "America/Puerto_Rico", "PST": "America/Los_Angeles", "SST": "Pacific/Guadalcanal",
    "VST": "Asia/Ho_Chi_Minh", "EST": "America/Panama", "MST": "America/Phoenix", "HST": "Pacific/Honolulu",
}  # fmt: skip
"""ZoneId.SHORT_IDS."""


class ZoneId(Accessor):
    """A zone by its id.

    id: as it is written; zone: what knows its offsets
    """

    java_class: ClassVar[str] = "java.time.ZoneRegion"

    def __init__(self, name: str, zone: Zone) -> None:
        self.id = name
        self.zone = zone

    def offset_at(self, seconds: int) -> "ZoneOffset":
        """Returns its offset at seconds since 1970."""
        return ZoneOffset(self.zone.offset_at(seconds))

    def offset_of_local(self, seconds: int) -> "ZoneOffset":
        """Returns its offset at seconds by its own clock: that before a gap, the earlier one of two."""
        return ZoneOffset(self.zone.offset_of_local(seconds))

    @property
    def is_fixed(self) -> bool:
        """Whether its offset never changes."""
        return self.zone.region is None

    def normalized(self) -> "ZoneId":
        """Returns the offset itself if it never changes."""
        return ZoneOffset(self.zone.offset_s) if self.is_fixed else self

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ZoneId) and other.id == self.id

    def __hash__(self) -> int:
        return hash(self.id)

    def java_hash(self) -> int:
        return string_hash(self.id)

    def __str__(self) -> str:
        return self.id


class ZoneOffset(ZoneId):
    """An offset from UTC in seconds."""

    java_class: ClassVar[str] = "java.time.ZoneOffset"

    def __init__(self, seconds: int) -> None:
        super().__init__(offset_text(seconds), Zone(offset_text(seconds), seconds))
        self.seconds = seconds

    @classmethod
    def of_seconds(cls, seconds: int) -> "ZoneOffset":
        """Returns an offset. Raises DateTimeException beyond 18 hours."""
        if abs(seconds) > 64_800:
            raise date_error("Zone offset not in valid range: -18:00 to +18:00")
        return cls(seconds)

    @classmethod
    def of_parts(cls, hours: int, minutes: int = 0, seconds: int = 0) -> "ZoneOffset":
        """Returns an offset of hours, minutes and seconds, which have one sign."""
        if not -18 <= hours <= 18:
            raise date_error(f"Zone offset hours not in valid range: value {hours} is not in the range -18 to 18")
        for sign, word in ((1, "positive"), (-1, "negative")):
            if hours * sign > 0 and (minutes * sign < 0 or seconds * sign < 0):
                raise date_error(f"Zone offset minutes and seconds must be {word} because hours is {word}")
        if minutes * seconds < 0:
            raise date_error("Zone offset minutes and seconds must have the same sign")
        for name, value in (("minutes", minutes), ("seconds", seconds)):
            if not -59 <= value <= 59:
                raise date_error(f"Zone offset {name} not in valid range: value {value} is not in the range -59 to 59")
        if abs(hours) == 18 and (minutes or seconds):
            raise date_error("Zone offset not in valid range: -18:00 to +18:00")
        return cls(hours * 3_600 + minutes * 60 + seconds)

    @classmethod
    def of_text(cls, text: str) -> "ZoneOffset":
        """Returns the offset of a text. Raises DateTimeException."""
        if text in ("Z", "z"):
            return cls(0)
        wrong = "Invalid ID for ZoneOffset"
        padded = f"{text[0]}0{text[1]}" if len(text) == 2 else text
        places = _OFFSET_PLACES.get(len(padded))
        if places is None:
            raise date_error(f"{wrong}, invalid format: {text}")
        numbers = []
        for place, colon in places:
            if colon and padded[place - 1] != ":":
                raise date_error(f"{wrong}, colon not found when expected: {padded}")
            if not re.fullmatch(r"\d\d", padded[place : place + 2], re.ASCII):
                raise date_error(f"{wrong}, non numeric characters found: {padded}")
            numbers.append(int(padded[place : place + 2]))
        if padded[0] not in "+-":
            raise date_error(f"{wrong}, plus/minus not found when expected: {padded}")
        return cls.of_parts(*(-number if padded[0] == "-" else number for number in numbers))

    def supports(self, field: Any) -> bool:
        return isinstance(field, ChronoField) and field.name == "OFFSET_SECONDS"

    def get_long(self, field: Any) -> int:
        if not self.supports(field):
            raise unsupported_field(field)
        return self.seconds

    def part(self, name: str) -> Any:
        return self if name == "offset" else None

    def compare_to(self, other: object) -> int:
        assert isinstance(other, ZoneOffset)
        return other.seconds - self.seconds

    def java_hash(self) -> int:
        return self.seconds


UTC: Final = ZoneOffset(0)


@lru_cache(maxsize=1024)
def zone_named(name: str) -> ZoneId:
    """Returns the zone of an id. Raises DateTimeException, ZoneRulesException."""
    if len(name) <= 1 or name[0] in "+-":
        return ZoneOffset.of_text(name)
    for prefix in ("UTC", "GMT", "UT"):
        if name.startswith(prefix):
            rest = name[len(prefix) :]
            if not rest:
                return ZoneId(prefix, Zone(prefix))
            if rest[0] in "+-":
                try:
                    offset = ZoneOffset.of_text(rest)
                except JavaError as error:
                    message = f"Invalid ID for offset-based ZoneId: {name}"
                    raise thrown("DateTimeException", message) from error
                text = prefix + (offset.id if offset.seconds else "")
                return ZoneId(text, Zone(text, offset.seconds))
            break
    return _region(name)


def _region(name: str) -> ZoneId:
    if not _REGION.fullmatch(name):
        raise date_error(f"Invalid ID for region-based ZoneId, invalid format: {name}")
    try:
        found = ZoneId(name, Zone(name, region=ZoneInfo(name)))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise thrown("ZoneRulesException", f"Unknown time-zone ID: {name}") from None
    return found


def zone_by(name: str, aliases: Mapping[str, str]) -> ZoneId:
    """Returns the zone of an id or of an alias."""
    return zone_named(aliases.get(name) or name)


class ZoneRules(JavaObject):
    """The offsets of a zone."""

    java_class: ClassVar[str] = "java.time.zone.ZoneRules"

    def __init__(self, zone: ZoneId) -> None:
        self.zone = zone

    def __str__(self) -> str:
        now = self.zone.zone
        if now.region is None:
            return f"ZoneRules[currentStandardOffset={offset_text(now.offset_s)}]"
        winter = min(now.offset_at(1_735_689_600), now.offset_at(1_751_328_000))
        return f"ZoneRules[currentStandardOffset={offset_text(winter)}]"


def standard_offset(zone: ZoneId, seconds: int) -> ZoneOffset:
    """Returns a zone's offset without daylight saving."""
    if zone.zone.region is None:
        return zone.offset_at(seconds)
    moment = datetime.fromtimestamp(seconds, UTC_TIME).astimezone(zone.zone.region)
    saving = moment.dst()
    return ZoneOffset(zone.zone.offset_at(seconds) - (round(saving.total_seconds()) if saving else 0))


def valid_offsets(zone: ZoneId, local_s: int) -> list[ZoneOffset]:
    """Returns the offsets that a local time may have: one, none in a gap, two in an overlap."""
    first = zone.offset_of_local(local_s)
    around = [zone.offset_at(local_s - first.seconds + hours * 3_600) for hours in (-24, 24)]
    valid = [offset for offset in around if zone.offset_at(local_s - offset.seconds) == offset]
    return valid if len(valid) < 2 or valid[0] != valid[1] else valid[:1]
