"""Dates as scripts see them: java.time.ZonedDateTime, in UTC."""

from typing import Any, Final

from findling.script.api.temporal.instant import Instant
from findling.script.api.temporal.zoned import OffsetDateTime, ZonedDateTime
from findling.script.api.temporal.zones import UTC
from findling.script.types import class_type

ZONED: Final = class_type("java.time.ZonedDateTime")


def zoned(nanos: int) -> ZonedDateTime:
    """Returns an instant, in nanoseconds since 1970, as a ZonedDateTime in UTC."""
    made: ZonedDateTime = ZonedDateTime.at(Instant(0, nanos), UTC)
    return made


def millis_of_zoned(value: Any) -> int:
    """Returns the milliseconds since 1970 of a ZonedDateTime."""
    millis: int = value.instant().millis()
    return millis


def is_moment(value: Any) -> bool:
    """Whether a value is a moment: a ZonedDateTime, an OffsetDateTime or an Instant."""
    return isinstance(value, OffsetDateTime | Instant)


def moment_text(value: Any) -> str:
    """Returns a moment as answers show it: 2020-01-02T03:04:05.678Z, with more digits where there are nanoseconds."""
    instant = value if isinstance(value, Instant) else value.instant()
    local = ZonedDateTime.at(instant, UTC) if isinstance(value, Instant) else value
    date, _, time = str(local.local).partition("T")
    clock = time.partition(".")[0]
    clock = clock if clock.count(":") == 2 else f"{clock}:00"
    fraction = f"{instant.nanos:09d}"
    while len(fraction) > 3 and fraction.endswith("000"):
        fraction = fraction[:-3]
    return f"{date}T{clock}.{fraction}{local.offset}"
