"""Duration and Period, days of the week and months."""

from typing import Any, Final

from findling.script.api.declare import java_class
from findling.script.api.objects import compare
from findling.script.api.temporal import conversions as to
from findling.script.api.temporal.amounts import Duration, Period
from findling.script.api.temporal.base import Amount
from findling.script.api.temporal.chronology import ISO
from findling.script.api.temporal.fields import FIELD, UNIT, date_error, exact_long, truncated_quotient
from findling.script.api.temporal.local_time import SECOND
from findling.script.api.temporal.members import constants
from findling.script.api.temporal.parts import DAYS, MONTHS, DayOfWeek, Month, day_numbered, month_numbered
from findling.script.api.temporal.printing import field_names
from findling.script.api.values.throwing import thrown
from findling.script.faults import JavaError

_SIZES: Final = {
    "Days": 86_400 * SECOND, "Hours": 3_600 * SECOND, "Minutes": 60 * SECOND, "Seconds": SECOND, "Millis": 1_000_000,
    "Nanos": 1,
}  # fmt: skip


def _between(start: Any, end: Any) -> Duration:
    try:
        return Duration(to.until(start, end, UNIT["NANOS"]))
    except JavaError as error:
        if error.java_class.endswith("UnsupportedTemporalTypeException"):
            to.until(start, end, UNIT["SECONDS"])
        start_s, end_s = (each.get_long(FIELD["INSTANT_SECONDS"]) for each in (start, end))
        return Duration((end_s - start_s) * SECOND)


def _duration_from(amount: Amount) -> Duration:
    if isinstance(amount, Duration):
        return amount
    raise thrown("UnsupportedTemporalTypeException", "Unit must not have an estimated duration")


def _divided(span: Duration, divisor: int) -> Duration:
    if divisor == 0:
        raise thrown("ArithmeticException", "Cannot divide by zero")
    return Duration(truncated_quotient(span.nanos, divisor))


def _times(span: Duration, factor: int) -> Duration:
    nanos = span.nanos * factor
    if not -(1 << 63) <= nanos // SECOND < 1 << 63:
        raise thrown("ArithmeticException", f"Exceeds capacity of Duration: {nanos}")
    return Duration(nanos)


def _plus(size: int) -> Any:
    return lambda span, count: Duration(span.nanos + count * size)


def _minus(size: int) -> Any:
    return lambda span, count: Duration(span.nanos - count * size)


def _of(size: int) -> Any:
    return lambda count: Duration(count * size)


def _in(size: int) -> Any:
    """Returns what counts whole units: of the seconds, which are rounded down, for those of a minute and more."""
    if size > SECOND:
        return lambda span: truncated_quotient(span.seconds, size // SECOND)
    return lambda span: exact_long(truncated_quotient(span.nanos, size))


def _with_nanos(span: Duration, nanos: int) -> Duration:
    return Duration(span.seconds * SECOND + FIELD["NANO_OF_SECOND"].check(nanos))


_DURATION: Final[dict[str, Any]] = {
    "const Duration ZERO": Duration(0),
    "Duration abs()": lambda span: Duration(abs(span.nanos)),
    "static Duration between(Temporal,Temporal)": _between,
    "int compareTo(Duration)": compare,
    "Duration dividedBy(long)": _divided,
    "static Duration from(TemporalAmount)": _duration_from,
    "int getNano()": lambda span: span.nanos % SECOND,
    "long getSeconds()": lambda span: span.seconds,
    "boolean isNegative()": lambda span: span.nanos < 0,
    "boolean isZero()": lambda span: not span.nanos,
    "Duration minus(Duration)": lambda span, other: Duration(span.nanos - other.nanos),
    "Duration minus(long,TemporalUnit)": lambda span, count, unit: span.plus(-count, unit),
    "Duration multipliedBy(long)": _times,
    "Duration negated()": lambda span: Duration(-span.nanos),
    "static Duration of(long,TemporalUnit)": Duration.of,
    "static Duration ofSeconds(long,long)": lambda seconds, nanos: Duration(seconds * SECOND + nanos),
    "static Duration parse(CharSequence)": lambda text: Duration.parsed(str(text)),
    "Duration plus(Duration)": lambda span, other: Duration(span.nanos + other.nanos),
    "Duration plus(long,TemporalUnit)": Duration.plus,
    "Duration withSeconds(long)": lambda span, seconds: Duration(seconds * SECOND + span.nanos % SECOND),
    "Duration withNanos(int)": _with_nanos,
}
for _name, _size in _SIZES.items():
    _DURATION[f"static Duration of{_name}(long)"] = _of(_size)
    _DURATION[f"Duration plus{_name}(long)"] = _plus(_size)
    _DURATION[f"Duration minus{_name}(long)"] = _minus(_size)
    if _name != "Seconds":
        _DURATION[f"long to{_name}()"] = _in(_size)


def _period_from(amount: Amount) -> Period:
    if isinstance(amount, Period):
        return amount
    raise date_error(f"Unit must be Years, Months or Days, but was {UNIT['SECONDS']}")


def _changed(part: str, sign: int | None) -> Any:
    """Returns what sets (sign None) or moves one of years, months and days."""

    def run(period: Period, value: int) -> Period:
        values = {"years": period.years, "months": period.months, "days": period.days}
        values[part] = value if sign is None else values[part] + sign * value
        return Period(**values)

    return run


_PERIOD: Final[dict[str, Any]] = {
    "const Period ZERO": Period(0, 0, 0),
    "static Period between(LocalDate,LocalDate)": Period.between,
    "static Period from(TemporalAmount)": _period_from,
    "IsoChronology getChronology()": lambda period: ISO,
    "int getDays()": lambda period: period.days,
    "int getMonths()": lambda period: period.months,
    "int getYears()": lambda period: period.years,
    "static Period of(int,int,int)": Period,
    "static Period ofYears(int)": lambda count: Period(count, 0, 0),
    "static Period ofMonths(int)": lambda count: Period(0, count, 0),
    "static Period ofWeeks(int)": lambda count: Period(0, 0, count * 7),
    "static Period ofDays(int)": lambda count: Period(0, 0, count),
    "static Period parse(CharSequence)": lambda text: Period.parsed(str(text)),
    "Period plus(TemporalAmount)": lambda period, amount: period.plus(_period_from(amount)),
    "Period minus(TemporalAmount)": lambda period, amount: period.plus(_period_from(amount), -1),
    "Period multipliedBy(int)": Period.times,
    "Period negated()": lambda period: period.times(-1),
    "Period normalized()": Period.normalized,
    "long toTotalMonths()": Period.total_months,
}
for _name in ("Years", "Months", "Days"):
    _PERIOD[f"Period plus{_name}(long)"] = _changed(_name.lower(), 1)
    _PERIOD[f"Period minus{_name}(long)"] = _changed(_name.lower(), -1)
    _PERIOD[f"Period with{_name}(int)"] = _changed(_name.lower(), None)


def _display_name(constant: Any, style: Any, locale: Any) -> str:
    names = field_names(FIELD[constant.field], style.name, locale)
    name: str = names[constant.ordinal]
    return name


def _turned(values: tuple[Any, ...], sign: int) -> Any:
    return lambda constant, count: values[(constant.ordinal + sign * count) % len(values)]


_DAY: Final[dict[str, Any]] = {
    "static DayOfWeek of(int)": day_numbered,
    "static DayOfWeek from(TemporalAccessor)": to.numbered(DayOfWeek, DAYS, "DayOfWeek"),
    "int getValue()": DayOfWeek.number,
    "String getDisplayName(TextStyle,Locale)": _display_name,
    "DayOfWeek minus(long)": _turned(DAYS, -1),
    "DayOfWeek plus(long)": _turned(DAYS, 1),
    **constants("DayOfWeek", DAYS),
}
_MONTH: Final[dict[str, Any]] = {
    "static Month from(TemporalAccessor)": to.numbered(Month, MONTHS, "Month"),
    "int firstDayOfYear(boolean)": lambda month, leap: 1 + sum(each.length(leap) for each in MONTHS[: month.ordinal]),
    "Month firstMonthOfQuarter()": lambda month: MONTHS[month.ordinal // 3 * 3],
    "int getValue()": Month.number,
    "String getDisplayName(TextStyle,Locale)": _display_name,
    "int length(boolean)": Month.length,
    "int maxLength()": lambda month: month.length(True),
    "int minLength()": lambda month: month.length(False),
    "Month minus(long)": _turned(MONTHS, -1),
    "static Month of(int)": month_numbered,
    "Month plus(long)": _turned(MONTHS, 1),
    **constants("Month", MONTHS),
}

CLASSES: Final = (
    java_class("Duration", "Object TemporalAmount Comparable", _DURATION, python=(Duration,)),
    java_class("Period", "Object ChronoPeriod", _PERIOD, python=(Period,)),
    java_class("DayOfWeek", "Enum TemporalAccessor TemporalAdjuster", _DAY, python=(DayOfWeek,)),
    java_class("Month", "Enum TemporalAccessor TemporalAdjuster", _MONTH, python=(Month,)),
)
