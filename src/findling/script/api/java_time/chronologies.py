"""java.time.chrono: the interfaces of dates, and the calendar of ISO 8601."""

from typing import Any, Final

from findling.script.api.declare import java_class
from findling.script.api.names import CANONICAL
from findling.script.api.objects import compare, equal, hash_of, not_castable_to, to_text
from findling.script.api.temporal import conversions as to
from findling.script.api.temporal import members as m
from findling.script.api.temporal.amounts import Period
from findling.script.api.temporal.base import Temporal
from findling.script.api.temporal.chronology import ISO, IsoChronology
from findling.script.api.temporal.fields import FIELD, date_error
from findling.script.api.temporal.instant import Instant
from findling.script.api.temporal.local_date import LocalDate
from findling.script.api.temporal.local_date_time import LocalDateTime
from findling.script.api.temporal.members import constants
from findling.script.api.temporal.parts import ERAS, IsoEra
from findling.script.api.temporal.printing import field_names
from findling.script.api.temporal.zoned import ZonedDateTime
from findling.script.api.values.throwing import thrown


def _own(name: str) -> dict[str, Any]:
    """Returns the members that points in time of all calendars have."""
    return {
        f"int compareTo({name})": compare,
        "boolean equals(Object)": equal,
        "String format(DateTimeFormatter)": m.printed,
        "Chronology getChronology()": lambda temporal: ISO,
        "int hashCode()": hash_of,
        "String toString()": to_text,
        **m.moving(name),
        **m.adjusting(name),
    }


def _timeline(name: str) -> Any:
    """Returns the order of points in time of one interface."""

    def run(left: Any, right: Any) -> int:
        for each in (left, right):
            if not isinstance(each, Temporal):
                raise not_castable_to(each, CANONICAL[name])
        return (_key(left) > _key(right)) - (_key(left) < _key(right))

    return lambda: run


def _before(left: Any, right: Any) -> bool:
    return bool(_key(left) < _key(right))


def _key(temporal: Any) -> tuple[int, int]:
    if isinstance(temporal, LocalDate):
        return temporal.days(), 0
    local = temporal if isinstance(temporal, LocalDateTime) else temporal.local
    return temporal.seconds(), local.nano()


def _comparing(name: str) -> dict[str, Any]:
    return {
        f"boolean isAfter({name})": lambda left, right: _before(right, left),
        f"boolean isBefore({name})": _before,
        f"boolean isEqual({name})": lambda left, right: _key(left) == _key(right),
        "static Comparator timeLineOrder()": _timeline(name),
    }


def _era_numbered(number: int) -> IsoEra:
    if number not in (0, 1):
        raise date_error(f"Invalid era: {number}")
    return ERAS[number]


def _chronology(name: str) -> Any:
    if name not in ("ISO", "iso8601"):
        raise date_error(f"Unknown chronology: {name}")
    return ISO


def _in_era(_: Any, era: Any, year: int, month: int, day: int) -> LocalDate:
    return LocalDate.of(year if era is ERAS[1] else 1 - year, month, day)


def _year_of_era(_: Any, era: Any, year: int) -> int:
    if not isinstance(era, IsoEra):
        raise thrown("ClassCastException", "Era must be IsoEra")
    return year if era is ERAS[1] else 1 - year


_ISO: Final[dict[str, Any]] = {
    "const IsoChronology INSTANCE": ISO,
    "LocalDate date(TemporalAccessor)": lambda _, temporal: to.to_date(temporal),
    "LocalDate date(int,int,int)": lambda _, *given: LocalDate.of(*given),
    "LocalDate date(Era,int,int,int)": _in_era,
    "LocalDate dateEpochDay(long)": lambda _, days: LocalDate.of_epoch_day(days),
    "LocalDate dateYearDay(int,int)": lambda _, *given: LocalDate.of_year_day(*given),
    "LocalDate dateYearDay(Era,int,int)": lambda _, era, year, day: LocalDate.of_year_day(
        _year_of_era(_, era, year), day
    ),
    "IsoEra eraOf(int)": lambda _, number: _era_numbered(number),
    "LocalDateTime localDateTime(TemporalAccessor)": lambda _, temporal: to.to_local(temporal),
    "Period period(int,int,int)": lambda _, *given: Period(*given),
    "ZonedDateTime zonedDateTime(TemporalAccessor)": lambda _, temporal: to.to_zoned(temporal),
    "ZonedDateTime zonedDateTime(Instant,ZoneId)": lambda _, moment, zone: ZonedDateTime.at(moment, zone),
}
_CHRONOLOGY: Final[dict[str, Any]] = {
    "int compareTo(Chronology)": compare,
    "boolean equals(Object)": equal,
    "List eras()": lambda _: list(ERAS),
    "static Chronology from(TemporalAccessor)": lambda _: ISO,
    "String getId()": to_text,
    "String getCalendarType()": lambda _: "iso8601",
    "int hashCode()": hash_of,
    "boolean isLeapYear(long)": IsoChronology.is_leap,
    "static Chronology of(String)": _chronology,
    "static Chronology ofLocale(Locale)": lambda _: ISO,
    "int prolepticYear(Era,int)": _year_of_era,
    "ValueRange range(ChronoField)": lambda _, field: field.limits,
    "String toString()": to_text,
}
_DATE: Final[dict[str, Any]] = {
    "ChronoLocalDateTime atTime(LocalTime)": LocalDateTime,
    "static ChronoLocalDate from(TemporalAccessor)": to.to_date,
    "Era getEra()": lambda date: ERAS[date.year > 0],
    "boolean isLeapYear()": lambda date: date.year_length() == 366,
    "int lengthOfMonth()": LocalDate.month_length,
    "int lengthOfYear()": LocalDate.year_length,
    "long toEpochDay()": LocalDate.days,
    "ChronoPeriod until(ChronoLocalDate)": Period.between,
    **_own("ChronoLocalDate"),
    **_comparing("ChronoLocalDate"),
}
_DATE_TIME: Final[dict[str, Any]] = {
    "ChronoZonedDateTime atZone(ZoneId)": ZonedDateTime.of_local,
    "static ChronoLocalDateTime from(TemporalAccessor)": to.to_local,
    "long toEpochSecond(ZoneOffset)": lambda local, offset: local.seconds() - offset.seconds,
    "Instant toInstant(ZoneOffset)": lambda local, offset: Instant(local.seconds() - offset.seconds, local.nano()),
    "ChronoLocalDate toLocalDate()": lambda local: local.date,
    "LocalTime toLocalTime()": lambda local: local.time,
    **_own("ChronoLocalDateTime"),
    **_comparing("ChronoLocalDateTime"),
}
_ZONED: Final[dict[str, Any]] = {
    "static ChronoZonedDateTime from(TemporalAccessor)": to.to_zoned,
    "ZoneOffset getOffset()": lambda given: given.offset,
    "ZoneId getZone()": lambda given: given.zone,
    "Instant toInstant()": ZonedDateTime.instant,
    "long toEpochSecond()": ZonedDateTime.seconds,
    "ChronoLocalDate toLocalDate()": lambda given: given.local.date,
    "LocalTime toLocalTime()": lambda given: given.local.time,
    "ChronoLocalDateTime toLocalDateTime()": lambda given: given.local,
    "ChronoZonedDateTime withEarlierOffsetAtOverlap()": lambda given: given.at_overlap(False),
    "ChronoZonedDateTime withLaterOffsetAtOverlap()": lambda given: given.at_overlap(True),
    "ChronoZonedDateTime withZoneSameLocal(ZoneId)": lambda given, zone: ZonedDateTime.of_local(
        given.local, zone, given.offset
    ),
    "ChronoZonedDateTime withZoneSameInstant(ZoneId)": lambda given, zone: ZonedDateTime.at(given.instant(), zone),
    **_own("ChronoZonedDateTime"),
    **_comparing("ChronoZonedDateTime"),
}
_PERIOD: Final[dict[str, Any]] = {
    "static ChronoPeriod between(ChronoLocalDate,ChronoLocalDate)": Period.between,
    "boolean equals(Object)": equal,
    "Chronology getChronology()": lambda period: ISO,
    "int hashCode()": hash_of,
    "boolean isNegative()": lambda period: min(period.years, period.months, period.days) < 0,
    "boolean isZero()": lambda period: not (period.years or period.months or period.days),
    "String toString()": to_text,
}
_ERA: Final[dict[str, Any]] = {
    "String getDisplayName(TextStyle,Locale)": lambda era, style, locale: field_names(FIELD["ERA"], style.name, locale)[
        era.ordinal
    ],
    "int getValue()": IsoEra.number,
}

CLASSES: Final = (
    java_class("ChronoLocalDate", "Temporal TemporalAdjuster Comparable", _DATE),
    java_class("ChronoLocalDateTime", "Temporal TemporalAdjuster Comparable", _DATE_TIME),
    java_class("ChronoZonedDateTime", "Temporal Comparable", _ZONED),
    java_class("ChronoPeriod", "TemporalAmount", _PERIOD),
    java_class("Chronology", "Comparable", _CHRONOLOGY),
    java_class("AbstractChronology", "Object Chronology"),
    java_class("IsoChronology", "AbstractChronology", _ISO, python=(IsoChronology,)),
    java_class("Era", "TemporalAccessor TemporalAdjuster", _ERA),
    java_class(
        "IsoEra",
        "Enum Era",
        {"int getValue()": IsoEra.number, "static IsoEra of(int)": _era_numbered, **constants("IsoEra", ERAS)},
        python=(IsoEra,),
    ),
)
