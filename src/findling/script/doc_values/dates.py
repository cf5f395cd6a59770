"""Dates as scripts see them: java.time.ZonedDateTime, in UTC."""

from typing import Any, Final

from findling.script.types import class_type

ZONED: Final = class_type("java.time.ZonedDateTime")


def zoned(nanos: int) -> Any:
    """Returns an instant, in nanoseconds since 1970, as a ZonedDateTime in UTC."""
    raise NotImplementedError


def millis_of_zoned(value: Any) -> int:
    """Returns the milliseconds since 1970 of a ZonedDateTime."""
    raise NotImplementedError
