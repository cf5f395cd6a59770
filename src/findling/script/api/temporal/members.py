"""Members that many classes of java.time have in common."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from findling.script.api.names import type_named
from findling.script.api.objects import compare, enum_named
from findling.script.api.temporal import conversions as to
from findling.script.api.temporal.fields import FIELD, UNIT
from findling.script.api.temporal.formatter import DateTimeFormatter
from findling.script.api.temporal.parts import DAYS, MONTHS
from findling.script.types import Array, array_of

DATE_UNITS: Final = ("Years", "Months", "Weeks", "Days")
TIME_UNITS: Final = ("Hours", "Minutes", "Seconds", "Nanos")


def _plus(unit: str, sign: int) -> Callable[[Any, int], Any]:
    of = UNIT[unit.upper()]
    return lambda temporal, count: temporal.plus(sign * count, of)


def steps(name: str, units: Iterable[str]) -> dict[str, Any]:
    """Returns plusDays, minusDays and their kin."""
    found: dict[str, Any] = {}
    for unit in units:
        found[f"{name} plus{unit}(long)"] = _plus(unit, 1)
        found[f"{name} minus{unit}(long)"] = _plus(unit, -1)
    return found


def moving(name: str, units: Iterable[str] = ()) -> dict[str, Any]:
    """Returns plus and minus of amounts and units, and those of single units."""
    return {
        f"{name} minus(TemporalAmount)": to.minus,
        f"{name} minus(long,TemporalUnit)": to.minus_units,
        f"{name} plus(TemporalAmount)": to.plus,
        f"{name} plus(long,TemporalUnit)": to.plus_units,
        **steps(name, units),
    }


def adjusting(name: str) -> dict[str, Any]:
    """Returns the two `with` methods."""
    return {f"{name} with(TemporalAdjuster)": to.adjusted, f"{name} with(TemporalField,long)": to.with_value}


_WITH: Final = {
    "DayOfMonth": "DAY_OF_MONTH", "DayOfYear": "DAY_OF_YEAR", "Month": "MONTH_OF_YEAR", "Year": "YEAR",
    "Hour": "HOUR_OF_DAY", "Minute": "MINUTE_OF_HOUR", "Second": "SECOND_OF_MINUTE", "Nano": "NANO_OF_SECOND",
}  # fmt: skip


def _with(field: str) -> Callable[[Any, int], Any]:
    of = FIELD[field]
    return lambda temporal, value: temporal.with_field(of, value)


def replacing(name: str, date: bool = False, time: bool = False) -> dict[str, Any]:
    """Returns withYear, withHour and their kin."""
    parts = list(_WITH.items())
    chosen = (parts[:4] if date else []) + (parts[4:] if time else [])
    return {f"{name} with{part}(int)": _with(field) for part, field in chosen}


def _get(field: str) -> Callable[[Any], int]:
    of = FIELD[field]
    return lambda temporal: temporal.get_long(of)


def getters(date: bool = False, time: bool = False) -> dict[str, Any]:
    """Returns getYear, getHour and their kin."""
    found: dict[str, Any] = {}
    if date:
        found = {
            "int getDayOfMonth()": _get("DAY_OF_MONTH"),
            "DayOfWeek getDayOfWeek()": lambda temporal: DAYS[temporal.part("date").week_day() - 1],
            "int getDayOfYear()": _get("DAY_OF_YEAR"),
            "Month getMonth()": lambda temporal: MONTHS[temporal.part("date").month - 1],
            "int getMonthValue()": _get("MONTH_OF_YEAR"),
            "int getYear()": _get("YEAR"),
        }
    if time:
        found |= {
            "int getHour()": _get("HOUR_OF_DAY"),
            "int getMinute()": _get("MINUTE_OF_HOUR"),
            "int getNano()": _get("NANO_OF_SECOND"),
            "int getSecond()": _get("SECOND_OF_MINUTE"),
        }
    return found


def ordering(name: str, equal: bool = False) -> dict[str, Any]:
    """Returns compareTo, isAfter, isBefore; and isEqual if asked for."""
    found: dict[str, Any] = {
        f"int compareTo({name})": compare,
        f"boolean isAfter({name})": lambda left, right: compare(left, right) > 0,
        f"boolean isBefore({name})": lambda left, right: compare(left, right) < 0,
    }
    if equal:
        found[f"boolean isEqual({name})"] = lambda left, right: _moment(left) == _moment(right)
    return found


def _moment(temporal: Any) -> Any:
    """Returns what tells moments apart, whatever the offset."""
    return temporal.total()


def printed(temporal: Any, formatter: DateTimeFormatter) -> str:
    """Returns a point in time as a formatter prints it."""
    return formatter.format(temporal)


def parsing(name: str, default: DateTimeFormatter, of: Callable[[Any], Any]) -> dict[str, Any]:
    """Returns the two `parse` methods."""
    return {
        f"static {name} parse(CharSequence)": lambda text: default.make(str(text), of),
        f"static {name} parse(CharSequence,DateTimeFormatter)": lambda text, by: by.make(str(text), of),
    }


def constants(kind: str, values: Iterable[Any], *, listed: bool = True) -> dict[str, Any]:
    """Returns the constants of an enum, with valueOf and values."""
    found = tuple(values)
    members: dict[str, Any] = {f"const {kind} {value.name}": value for value in found}
    return members | (enum_methods(kind, found) if listed else {})


def enum_methods(kind: str, values: tuple[Any, ...]) -> dict[str, Any]:
    """Returns valueOf and values of an enum."""
    from_names = _named(values)
    of = array_of(type_named(kind))
    return {f"static {kind} valueOf(String)": from_names, f"static {kind}[] values()": lambda: Array(of, values)}


def _named(values: tuple[Any, ...]) -> Callable[[str], Any]:
    return lambda name: enum_named(values, name)
