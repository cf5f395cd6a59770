"""From one kind of point in time to another: the `from` methods, and what adjusts."""

from collections.abc import Callable
from typing import Any, Final

from findling.script.api.objects import class_name, to_text
from findling.script.api.temporal.base import Accessor, Amount
from findling.script.api.temporal.fields import FIELD, Field, Unit, date_error
from findling.script.api.temporal.instant import Instant
from findling.script.api.temporal.local_date import LocalDate
from findling.script.api.temporal.local_date_time import LocalDateTime
from findling.script.api.temporal.local_time import LocalTime
from findling.script.api.temporal.parts import MonthDay, NumberedEnum, Year, YearMonth
from findling.script.api.temporal.zoned import OffsetDateTime, OffsetTime, ZonedDateTime
from findling.script.api.temporal.zones import ZoneId, ZoneOffset
from findling.script.faults import JavaError

Adjuster = Any
"""A callable of a point in time, or a part of one that replaces that of another."""


def _unable(name: str, given: Any) -> JavaError:
    what = f"Unable to obtain {name} from TemporalAccessor: {to_text(given)} of type {class_name(given)}"
    return date_error(what)


def _part(given: Accessor, part: str, name: str) -> Any:
    found = given.part(part)
    if found is None:
        raise _unable(name, given)
    return found


def to_date(given: Any) -> LocalDate:
    """Returns its date."""
    found: LocalDate = _part(given, "date", "LocalDate")
    return found


def to_time(given: Any) -> LocalTime:
    """Returns its time of day."""
    found: LocalTime = _part(given, "time", "LocalTime")
    return found


def to_local(given: Any) -> LocalDateTime:
    """Returns its date and time of day."""
    try:
        return LocalDateTime(to_date(given), to_time(given))
    except JavaError as error:
        raise _caused("LocalDateTime", given, error) from None


def _caused(name: str, given: Any, error: JavaError) -> JavaError:
    result = _unable(name, given)
    result.cause = error
    return result


def to_offset(given: Any) -> ZoneOffset:
    """Returns its offset."""
    found: ZoneOffset = _part(given, "offset", "ZoneOffset")
    return found


def to_zone(given: Any) -> ZoneId:
    """Returns its zone."""
    if isinstance(given, ZoneId):
        return given
    found: ZoneId = _part(given, "zone", "ZoneId")
    return found


def to_instant(given: Any) -> Instant:
    """Returns its moment."""
    if isinstance(given, Instant):
        return given
    try:
        nano = FIELD["NANO_OF_SECOND"]
        return Instant(given.get_long(FIELD["INSTANT_SECONDS"]), given.get_long(nano))
    except JavaError as error:
        raise _caused("Instant", given, error) from None


def to_offset_date_time(given: Any) -> OffsetDateTime:
    """Returns its date and time at its offset."""
    try:
        offset = to_offset(given)
        if given.part("date") is None or given.part("time") is None:
            found: OffsetDateTime = OffsetDateTime.at(to_instant(given), offset)
            return found
        return OffsetDateTime(to_local(given), offset)
    except JavaError as error:
        raise _caused("OffsetDateTime", given, error) from None


def to_offset_time(given: Any) -> OffsetTime:
    """Returns its time of day at its offset."""
    try:
        return OffsetTime(to_time(given), to_offset(given))
    except JavaError as error:
        raise _caused("OffsetTime", given, error) from None


def to_zoned(given: Any) -> ZonedDateTime:
    """Returns its date and time in its zone."""
    if isinstance(given, ZonedDateTime):
        return given
    try:
        zone = to_zone(given)
        if given.supports(FIELD["INSTANT_SECONDS"]):
            return ZonedDateTime.at(to_instant(given), zone)
        return ZonedDateTime.of_local(to_local(given), zone)
    except JavaError as error:
        raise _caused("ZonedDateTime", given, error) from None


def to_year(given: Any) -> Year:
    """Returns its year."""
    return given if isinstance(given, Year) else Year(_fields(given, "Year", "YEAR")[0])


def to_year_month(given: Any) -> YearMonth:
    """Returns its month."""
    if isinstance(given, YearMonth):
        return given
    return YearMonth(*_fields(given, "YearMonth", "YEAR", "MONTH_OF_YEAR"))


def to_month_day(given: Any) -> MonthDay:
    """Returns its day of the year."""
    if isinstance(given, MonthDay):
        return given
    return MonthDay(*_fields(given, "MonthDay", "MONTH_OF_YEAR", "DAY_OF_MONTH"))


def _fields(given: Any, name: str, *fields: str) -> list[int]:
    try:
        return [given.get_long(FIELD[field]) for field in fields]
    except JavaError as error:
        raise _caused(name, given, error) from None


def numbered(kind: type[NumberedEnum], values: tuple[Any, ...], name: str) -> Callable[[Any], Any]:
    """Returns the `from` of an enum."""

    def run(given: Any) -> Any:
        if isinstance(given, kind):
            return given
        return values[_fields(given, name, kind.field)[0] - 1]

    return run


_KINDS: Final[dict[type, Callable[[Any], Any]]] = {
    LocalDate: to_date, LocalTime: to_time, LocalDateTime: to_local, Instant: to_instant,
    OffsetDateTime: to_offset_date_time, OffsetTime: to_offset_time, ZonedDateTime: to_zoned, Year: to_year,
    YearMonth: to_year_month,
}  # fmt: skip


def until(start: Any, end: Any, unit: Unit) -> int:
    """Returns how many whole units there are between two points in time."""
    return int(start.distance(_KINDS[type(start)](end), unit))


def adjusted(temporal: Any, adjuster: Adjuster) -> Any:
    """Returns a point in time as an adjuster changes it."""
    if not isinstance(adjuster, Accessor):
        return adjuster(temporal)
    if type(adjuster) is type(temporal):
        return adjuster
    for part, fields in (("date", ("EPOCH_DAY",)), ("time", ("NANO_OF_DAY",)), ("offset", ("OFFSET_SECONDS",))):
        found = adjuster.part(part)
        for name in fields if found is not None else ():
            temporal = temporal.with_field(FIELD[name], found.get_long(FIELD[name]))
    for kind, names in _ADJUSTING:
        if isinstance(adjuster, kind):
            for name in names:
                temporal = temporal.with_field(FIELD[name], adjuster.get_long(FIELD[name]))
    if isinstance(adjuster, NumberedEnum):
        return temporal.with_field(FIELD[adjuster.field], adjuster.number())
    return temporal


_ADJUSTING: Final[tuple[tuple[type, tuple[str, ...]], ...]] = (
    (Instant, ("INSTANT_SECONDS", "NANO_OF_SECOND")),
    (Year, ("YEAR",)),
    (YearMonth, ("PROLEPTIC_MONTH",)),
    (MonthDay, ("MONTH_OF_YEAR", "DAY_OF_MONTH")),
)


def plus(temporal: Any, amount: Amount) -> Any:
    """Returns a point in time moved by an amount."""
    return amount.add_to(temporal)


def minus(temporal: Any, amount: Amount) -> Any:
    """Returns a point in time moved back by an amount."""
    return amount.subtract_from(temporal)


def plus_units(temporal: Any, count: int, unit: Unit) -> Any:
    """Returns a point in time moved by a count of units."""
    return unit.add_to(temporal, count)


def minus_units(temporal: Any, count: int, unit: Unit) -> Any:
    """Returns a point in time moved back by a count of units."""
    return unit.add_to(temporal, -count)


def with_value(temporal: Any, field: Field, value: int) -> Any:
    """Returns a point in time with another value of a field."""
    return field.adjusted(temporal, value)
