"""java.time.temporal: units, fields, ranges, adjusters, and the interfaces of points in time."""

from collections.abc import Callable
from typing import Any, Final

from findling.script.api.declare import java_class
from findling.script.api.functions.interfaces import call
from findling.script.api.objects import to_text
from findling.script.api.temporal import conversions as to
from findling.script.api.temporal import week_fields as weeks
from findling.script.api.temporal.amounts import Duration
from findling.script.api.temporal.base import Accessor, Amount, Temporal, get_int
from findling.script.api.temporal.chronology import ISO
from findling.script.api.temporal.fields import (
    FIELD,
    FIELDS,
    UNIT,
    UNITS,
    ChronoField,
    ChronoUnit,
    Field,
    Unit,
    ValueRange,
)
from findling.script.api.temporal.local_time import SECOND
from findling.script.api.temporal.members import constants
from findling.script.api.temporal.parts import DayOfWeek
from findling.script.api.values.throwing import thrown

_DAY: Final = UNIT["DAYS"]


def _day_of(field: str, value: int, months: int = 0) -> Callable[[Any], Any]:
    """Returns what moves to a day of the month or year, some months further."""

    def run(temporal: Any) -> Any:
        moved = temporal.with_field(FIELD[field], value)
        return moved.plus(months, UNIT["MONTHS"]) if months else moved

    return run


def _last(field: str) -> Callable[[Any], Any]:
    return lambda temporal: temporal.with_field(FIELD[field], temporal.range_of(FIELD[field]).greatest)


def _next(day: DayOfWeek, direction: int, same: bool) -> Callable[[Any], Any]:
    """Returns what moves to the nearest such day after or before; same: the day itself counts."""

    def run(temporal: Any) -> Any:
        distance = (day.number() - temporal.get_long(FIELD["DAY_OF_WEEK"])) * direction % 7
        return temporal.plus(direction * (distance if distance or same else 7), _DAY)

    return run


def _in_month(count: int, day: DayOfWeek) -> Callable[[Any], Any]:
    """Returns what moves to the first, second ... or last such day of the month."""

    def run(temporal: Any) -> Any:
        if count >= 0:
            first = temporal.with_field(FIELD["DAY_OF_MONTH"], 1)
            distance = (day.number() - first.get_long(FIELD["DAY_OF_WEEK"])) % 7
            return first.plus(distance + (count - 1) * 7, _DAY)
        last = _last("DAY_OF_MONTH")(temporal)
        distance = (last.get_long(FIELD["DAY_OF_WEEK"]) - day.number()) % 7
        return last.plus(-distance + (count + 1) * 7, _DAY)

    return run


def _by_date(change: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda temporal: to.adjusted(temporal, change(to.to_date(temporal)))


def _checked_int(limits: ValueRange, value: int, field: Any) -> int:
    if not limits.is_int or not limits.takes(value):
        limits.check(value if not limits.takes(value) else limits.greatest + 1, field)
    return value


def _query(part: str) -> Callable[[Any], Any]:
    return lambda temporal: temporal.part(part)


def _asked(temporal: Any, query: Callable[[Any], Any]) -> Any:
    return query(temporal)


def _region(temporal: Any) -> Any:
    found = temporal.part("zone")
    return None if found is temporal.part("offset") else found


def _precision(temporal: Any) -> Any:
    for unit in UNITS:
        if temporal.counts(unit):
            return unit
    return None


def _amount_get(amount: Any, unit: Unit) -> int:
    name = str(unit)
    values: dict[str, int] = (
        {"Seconds": amount.seconds, "Nanos": amount.nanos % SECOND}
        if isinstance(amount, Duration)
        else {"Years": amount.years, "Months": amount.months, "Days": amount.days}
    )
    if name not in values:
        raise thrown("UnsupportedTemporalTypeException", f"Unsupported unit: {name}")
    return values[name]


def _amount_units(amount: Any) -> list[Any]:
    names = ("SECONDS", "NANOS") if isinstance(amount, Duration) else ("YEARS", "MONTHS", "DAYS")
    return [UNIT[name] for name in names]


def _supported_by(unit: Unit, temporal: Any) -> bool:
    return bool(temporal.counts(unit))


_UNIT_MEMBERS: Final[dict[str, Any]] = {
    "Temporal addTo(Temporal,long)": lambda unit, temporal, count: unit.add_to(temporal, count),
    "long between(Temporal,Temporal)": lambda unit, start, end: to.until(start, end, unit),
    "Duration getDuration()": lambda unit: Duration(unit.size()),
    "boolean isDateBased()": lambda unit: unit.date_based,
    "boolean isDurationEstimated()": lambda unit: unit.date_based or str(unit) == "Forever",
    "boolean isSupportedBy(Temporal)": _supported_by,
    "boolean isTimeBased()": lambda unit: unit.time_based,
    "String toString()": to_text,
}
_FIELD_MEMBERS: Final[dict[str, Any]] = {
    "Temporal adjustInto(Temporal,long)": lambda field, temporal, value: field.adjusted(temporal, value),
    "TemporalUnit getBaseUnit()": lambda field: field.base,
    "String getDisplayName(Locale)": lambda field, _: str(field),
    "long getFrom(TemporalAccessor)": lambda field, temporal: field.get_from(temporal),
    "TemporalUnit getRangeUnit()": lambda field: field.span,
    "boolean isDateBased()": lambda field: not isinstance(field, ChronoField) or field.is_date,
    "boolean isSupportedBy(TemporalAccessor)": lambda field, temporal: field.supported_by(temporal),
    "boolean isTimeBased()": lambda field: isinstance(field, ChronoField) and field.is_time,
    "ValueRange range()": lambda field: field.limits,
    "ValueRange rangeRefinedBy(TemporalAccessor)": lambda field, temporal: field.range_of(temporal),
    "String toString()": to_text,
}

CLASSES: Final = (
    java_class(
        "TemporalAccessor",
        members={
            "int get(TemporalField)": get_int,
            "long getLong(TemporalField)": lambda temporal, field: field.get_from(temporal),
            "boolean isSupported(TemporalField)": lambda temporal, field: (
                field is not None and field.supported_by(temporal)
            ),
            "def query(TemporalQuery)": _asked,
            "ValueRange range(TemporalField)": lambda temporal, field: field.range_of(temporal),
        },
        python=(Accessor,),
    ),
    java_class(
        "Temporal",
        "TemporalAccessor",
        {
            "Temporal minus(long,TemporalUnit)": to.minus_units,
            "Temporal minus(TemporalAmount)": to.minus,
            "Temporal plus(long,TemporalUnit)": to.plus_units,
            "Temporal plus(TemporalAmount)": to.plus,
            "long until(Temporal,TemporalUnit)": to.until,
            "Temporal with(TemporalAdjuster)": to.adjusted,
            "Temporal with(TemporalField,long)": to.with_value,
        },
        python=(Temporal,),
    ),
    java_class(
        "TemporalAdjuster",
        members={"Temporal adjustInto(Temporal)": lambda adjuster, temporal: to.adjusted(temporal, adjuster)},
        functional="adjustInto/1",
    ),
    java_class(
        "TemporalAmount",
        members={
            "Temporal addTo(Temporal)": lambda amount, temporal: amount.add_to(temporal),
            "long get(TemporalUnit)": _amount_get,
            "List getUnits()": _amount_units,
            "Temporal subtractFrom(Temporal)": lambda amount, temporal: amount.subtract_from(temporal),
        },
        python=(Amount,),
    ),
    java_class("TemporalField", members=_FIELD_MEMBERS, python=(Field,)),
    java_class("TemporalUnit", members=_UNIT_MEMBERS, python=(Unit,)),
    java_class("TemporalQuery", members={"def queryFrom(TemporalAccessor)": call}, functional="queryFrom/1"),
    java_class("ChronoUnit", "Enum TemporalUnit", constants("ChronoUnit", UNITS), python=(ChronoUnit,)),
    java_class(
        "ChronoField",
        "Enum TemporalField",
        constants("ChronoField", FIELDS)
        | {
            "int checkValidIntValue(long)": ChronoField.check_int,
            "long checkValidValue(long)": ChronoField.check,
        },
        python=(ChronoField,),
    ),
    java_class(
        "ValueRange",
        "Object",
        {
            "int checkValidIntValue(long,TemporalField)": _checked_int,
            "long checkValidValue(long,TemporalField)": ValueRange.check,
            "long getLargestMinimum()": lambda limits: limits.largest_least,
            "long getMaximum()": lambda limits: limits.greatest,
            "long getMinimum()": lambda limits: limits.least,
            "long getSmallestMaximum()": lambda limits: limits.smallest_greatest,
            "boolean isFixed()": lambda limits: (
                limits.least == limits.largest_least and limits.smallest_greatest == limits.greatest
            ),
            "boolean isIntValue()": lambda limits: limits.is_int,
            "boolean isValidIntValue(long)": lambda limits, value: limits.is_int and limits.takes(value),
            "boolean isValidValue(long)": ValueRange.takes,
            "static ValueRange of(long,long)": ValueRange,
            "static ValueRange of(long,long,long)": ValueRange,
            "static ValueRange of(long,long,long,long)": ValueRange,
        },
        python=(ValueRange,),
    ),
    java_class(
        "IsoFields",
        "Object",
        {
            "const TemporalField DAY_OF_QUARTER": weeks.DAY_OF_QUARTER,
            "const TemporalField QUARTER_OF_YEAR": weeks.QUARTER_OF_YEAR,
            "const TemporalUnit QUARTER_YEARS": weeks.QUARTER_YEARS,
            "const TemporalField WEEK_BASED_YEAR": weeks.WEEK_BASED_YEAR,
            "const TemporalUnit WEEK_BASED_YEARS": weeks.WEEK_BASED_YEARS,
            "const TemporalField WEEK_OF_WEEK_BASED_YEAR": weeks.WEEK_OF_WEEK_BASED_YEAR,
        },
    ),
    java_class(
        "JulianFields",
        "Object",
        {
            "const TemporalField JULIAN_DAY": weeks.JULIAN_DAY,
            "const TemporalField MODIFIED_JULIAN_DAY": weeks.MODIFIED_JULIAN_DAY,
            "const TemporalField RATA_DIE": weeks.RATA_DIE,
        },
    ),
    java_class(
        "TemporalAdjusters",
        "Object",
        {
            "static TemporalAdjuster dayOfWeekInMonth(int,DayOfWeek)": _in_month,
            "static TemporalAdjuster firstDayOfMonth()": lambda: _day_of("DAY_OF_MONTH", 1),
            "static TemporalAdjuster firstDayOfNextMonth()": lambda: _day_of("DAY_OF_MONTH", 1, 1),
            "static TemporalAdjuster firstDayOfNextYear()": lambda: _day_of("DAY_OF_YEAR", 1, 12),
            "static TemporalAdjuster firstDayOfYear()": lambda: _day_of("DAY_OF_YEAR", 1),
            "static TemporalAdjuster firstInMonth(DayOfWeek)": lambda day: _in_month(1, day),
            "static TemporalAdjuster lastDayOfMonth()": lambda: _last("DAY_OF_MONTH"),
            "static TemporalAdjuster lastDayOfYear()": lambda: _last("DAY_OF_YEAR"),
            "static TemporalAdjuster lastInMonth(DayOfWeek)": lambda day: _in_month(-1, day),
            "static TemporalAdjuster next(DayOfWeek)": lambda day: _next(day, 1, False),
            "static TemporalAdjuster nextOrSame(DayOfWeek)": lambda day: _next(day, 1, True),
            "static TemporalAdjuster ofDateAdjuster(UnaryOperator)": _by_date,
            "static TemporalAdjuster previous(DayOfWeek)": lambda day: _next(day, -1, False),
            "static TemporalAdjuster previousOrSame(DayOfWeek)": lambda day: _next(day, -1, True),
        },
    ),
    java_class(
        "TemporalQueries",
        "Object",
        {
            "static TemporalQuery chronology()": lambda: lambda temporal: ISO,
            "static TemporalQuery localDate()": lambda: _query("date"),
            "static TemporalQuery localTime()": lambda: _query("time"),
            "static TemporalQuery offset()": lambda: _query("offset"),
            "static TemporalQuery precision()": lambda: _precision,
            "static TemporalQuery zone()": lambda: _query("zone"),
            "static TemporalQuery zoneId()": lambda: _region,
        },
    ),
    java_class(
        "WeekFields",
        "Object",
        {
            "const WeekFields ISO": weeks.WeekFields(1, 4),
            "const WeekFields SUNDAY_START": weeks.WeekFields(7, 1),
            "const TemporalUnit WEEK_BASED_YEARS": weeks.WEEK_BASED_YEARS,
            "DayOfWeek getFirstDayOfWeek()": lambda fields: fields.first_day,
            "int getMinimalDaysInFirstWeek()": lambda fields: fields.least,
            "static WeekFields of(DayOfWeek,int)": weeks.WeekFields.of,
            "static WeekFields of(Locale)": weeks.WeekFields.of_locale,
        }
        | {
            f"TemporalField {name[0].lower()}{name[1:]}()": (lambda fields, name=name: fields.field(name))
            for name in ("DayOfWeek", "WeekBasedYear", "WeekOfMonth", "WeekOfWeekBasedYear", "WeekOfYear")
        },
        python=(weeks.WeekFields,),
    ),
)
