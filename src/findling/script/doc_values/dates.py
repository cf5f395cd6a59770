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


def is_zoned(value: Any) -> bool:
    """Whether a value is a ZonedDateTime."""
    return False


def zoned_text(value: Any) -> str:
    """Returns a ZonedDateTime as answers show it, 2020-01-02T03:04:05.678Z."""
    raise NotImplementedError
