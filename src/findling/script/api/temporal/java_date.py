"""java.util.Date and TimeZone, and what `%tY` and its like write in format strings."""

from typing import Any, ClassVar, Final

from findling.base.dates.names import known_locale, names_of
from findling.script.api.objects import compare_integers
from findling.script.api.temporal.base import Accessor
from findling.script.api.temporal.fields import FIELD
from findling.script.api.temporal.instant import Instant
from findling.script.api.temporal.printing_zones import zone_name
from findling.script.api.temporal.zoned import ZonedDateTime
from findling.script.api.temporal.zones import ZoneId, zone_named
from findling.script.api.values.date_conversions import WRITERS
from findling.script.api.values.java_object import JavaObject, long_hash
from findling.script.api.values.locale import Locale
from findling.script.faults import JavaError
from findling.script.types import Long

UTC_ZONE: Final = zone_named("UTC")


class JavaDate(JavaObject):
    """A moment: milliseconds since 1970."""

    java_class: ClassVar[str] = "java.util.Date"

    def __init__(self, millis: int) -> None:
        self.millis = millis

    def in_zone(self, zone: ZoneId = UTC_ZONE) -> ZonedDateTime:
        """Returns it by the clock of a zone."""
        return ZonedDateTime.at(Instant.of_milli(self.millis), zone)

    def compare_to(self, other: object) -> int:
        assert isinstance(other, JavaDate)
        return compare_integers(self.millis, other.millis)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, JavaDate) and other.millis == self.millis

    def __hash__(self) -> int:
        return hash(self.millis)

    def java_hash(self) -> int:
        return long_hash(self.millis)

    def __str__(self) -> str:
        return conversion_text("c", self.in_zone(), Locale.ENGLISH)


class TimeZone(JavaObject):
    """A time zone of java.util."""

    java_class: ClassVar[str] = "sun.util.calendar.ZoneInfo"

    def __init__(self, zone: ZoneId, name: str | None = None) -> None:
        self.zone = zone
        self.id = name or zone.id

    @classmethod
    def named(cls, name: str) -> "TimeZone":
        """Returns the zone of an id, GMT for one that is not known."""
        try:
            zone = zone_named(name) if name[:1] not in ("+", "-") else UTC_ZONE
        except JavaError:
            return cls(zone_named("GMT"), "GMT")
        return cls(zone, name if name[:1] not in ("+", "-") else "GMT")

    def __str__(self) -> str:
        rules = "offset=0,dstSavings=0,useDaylight=false,transitions=0,lastRule=null"
        name = "Etc/UTC" if self.id == "UTC" else self.id
        return f'sun.util.calendar.ZoneInfo[id="{name}"{"," + rules if self.zone.is_fixed else ""}]'

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TimeZone) and other.id == self.id

    def __hash__(self) -> int:
        return hash(self.id)


def _name(field: str, style: str, number: int, locale: Locale) -> str:
    known = known_locale(f"{locale.language}_{locale.country}" if locale.country else locale.language or "en")
    return names_of(field, style, known)[number]


def conversion_text(conversion: str, temporal: Any, locale: Locale) -> str:
    """Returns what a conversion of java.util.Formatter writes of a point in time. Raises DateTimeException."""

    def get(name: str) -> int:
        return int(temporal.get_long(FIELD[name]))

    if conversion in _COMPOSED:
        return "".join(
            part if len(part) != 1 or not part.isalpha() else conversion_text(part, temporal, locale)
            for part in _COMPOSED[conversion]
        )
    if conversion in _NUMBERS:
        field, width, change = _NUMBERS[conversion]
        return str(change(get(field))).rjust(width, "0")
    if conversion in "Bbh":
        return _name("month", "full" if conversion == "B" else "short", get("MONTH_OF_YEAR") - 1, locale)
    if conversion in "Aa":
        return _name("day_of_week", "full" if conversion == "A" else "short", get("DAY_OF_WEEK") - 1, locale)
    if conversion == "p":
        return _name("half", "short", get("AMPM_OF_DAY"), locale).lower()
    if conversion == "P":
        return _name("half", "short", get("AMPM_OF_DAY"), locale)
    if conversion == "Q":
        return str(get("INSTANT_SECONDS") * 1_000 + get("MILLI_OF_SECOND"))
    if conversion == "z":
        seconds = get("OFFSET_SECONDS")
        size = abs(seconds) // 60
        return f"{'-' if seconds < 0 else '+'}{size // 60:02d}{size % 60:02d}"
    zone = temporal.part("zone")
    return zone_name(zone, temporal, "SHORT") if zone is not None else ""


def _same(value: int) -> int:
    return value


_NUMBERS: Final[dict[str, tuple[str, int, Any]]] = {
    "H": ("HOUR_OF_DAY", 2, _same), "I": ("CLOCK_HOUR_OF_AMPM", 2, _same), "k": ("HOUR_OF_DAY", 1, _same),
    "l": ("CLOCK_HOUR_OF_AMPM", 1, _same), "M": ("MINUTE_OF_HOUR", 2, _same), "S": ("SECOND_OF_MINUTE", 2, _same),
    "L": ("MILLI_OF_SECOND", 3, _same), "N": ("NANO_OF_SECOND", 9, _same), "s": ("INSTANT_SECONDS", 1, _same),
    "Y": ("YEAR_OF_ERA", 4, _same), "y": ("YEAR_OF_ERA", 2, lambda year: year % 100),
    "C": ("YEAR_OF_ERA", 2, lambda year: year // 100), "m": ("MONTH_OF_YEAR", 2, _same),
    "d": ("DAY_OF_MONTH", 2, _same), "e": ("DAY_OF_MONTH", 1, _same), "j": ("DAY_OF_YEAR", 3, _same),
}  # fmt: skip
_COMPOSED: Final = {
    "T": ("H", ":", "M", ":", "S"), "R": ("H", ":", "M"), "r": ("I", ":", "M", ":", "S", " ", "P"),
    "D": ("m", "/", "d", "/", "y"), "F": ("Y", "-", "m", "-", "d"),
    "c": ("a", " ", "b", " ", "d", " ", "H", ":", "M", ":", "S", " ", "Z", " ", "Y"),
}  # fmt: skip


def _written(conversion: str, value: Any, locale: Locale) -> str | None:
    """Writes a conversion of what is a date."""
    if isinstance(value, JavaDate):
        value = value.in_zone()
    elif isinstance(value, Long):
        value = JavaDate(int(value)).in_zone()
    if not isinstance(value, _KINDS):
        return None
    try:
        return conversion_text(conversion, value, locale)
    except JavaError:  # it has no such field
        return None


_KINDS: Final = (Accessor,)
WRITERS.append(_written)
