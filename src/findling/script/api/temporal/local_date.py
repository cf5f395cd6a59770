"""java.time.LocalDate."""

from typing import Any, ClassVar, Final

from findling.base.dates.calendar import (
    civil_from_days,
    day_of_week,
    days_from_civil,
    is_leap,
    month_length,
)
from findling.script.api.temporal.base import Temporal, months_between, whole
from findling.script.api.temporal.fields import (
    FIELD,
    MOST_YEAR,
    ChronoField,
    Unit,
    ValueRange,
    date_error,
    exact_long,
    unsupported_field,
    unsupported_unit,
)
from findling.script.api.values.java_object import wrapped_int, wrapped_long

MONTH_NAMES: Final = (
    "JANUARY", "FEBRUARY", "MARCH", "APRIL", "MAY", "JUNE", "JULY", "AUGUST", "SEPTEMBER", "OCTOBER", "NOVEMBER",
    "DECEMBER",
)  # fmt: skip


class LocalDate(Temporal):
    """A day of the proleptic Gregorian calendar."""

    __slots__ = ("day", "month", "year")
    java_class: ClassVar[str] = "java.time.LocalDate"

    def __init__(self, year: int, month: int, day: int) -> None:
        self.year, self.month, self.day = year, month, day

    @classmethod
    def of(cls, year: int, month: int, day: int) -> "LocalDate":
        """Returns a date. Raises DateTimeException if there is none such."""
        FIELD["YEAR"].check(year)
        FIELD["MONTH_OF_YEAR"].check(month)
        FIELD["DAY_OF_MONTH"].check(day)
        if day > month_length(year, month):
            if (month, day) == (2, 29):
                raise date_error(f"Invalid date 'February 29' as '{year}' is not a leap year")
            raise date_error(f"Invalid date '{MONTH_NAMES[month - 1]} {day}'")
        return cls(year, month, day)

    @classmethod
    def of_days(cls, days: int) -> "LocalDate":
        """Returns the date of a number of days since 1970."""
        year, month, day = civil_from_days(days)
        FIELD["YEAR"].check(year)
        return cls(year, month, day)

    @classmethod
    def of_epoch_day(cls, days: int) -> "LocalDate":
        """Returns the date of a number of days since 1970, which is checked first."""
        FIELD["EPOCH_DAY"].check(days)
        return cls.of_days(days)

    @classmethod
    def of_year_day(cls, year: int, day: int) -> "LocalDate":
        """Returns a date by the day of the year."""
        FIELD["YEAR"].check(year)
        FIELD["DAY_OF_YEAR"].check(day)
        if day == 366 and not is_leap(year):
            raise date_error(f"Invalid date 'DayOfYear 366' as '{year}' is not a leap year")
        return cls.of_days(days_from_civil(year, 1, 1) + day - 1)

    @classmethod
    def clipped(cls, year: int, month: int, day: int) -> "LocalDate":
        """Returns a date, the last of the month if the day is beyond it."""
        FIELD["YEAR"].check(year)
        return cls(year, month, min(day, month_length(year, month)))

    def days(self) -> int:
        """Returns the days since 1970."""
        return days_from_civil(self.year, self.month, self.day)

    def week_day(self) -> int:
        """Returns 1 for Monday to 7 for Sunday."""
        return day_of_week(self.days())

    def year_day(self) -> int:
        """Returns the day of the year."""
        return self.days() - days_from_civil(self.year, 1, 1) + 1

    def months(self) -> int:
        """Returns the months since the year 0."""
        return self.year * 12 + self.month - 1

    def month_length(self) -> int:
        """Returns the days of its month."""
        return month_length(self.year, self.month)

    def year_length(self) -> int:
        """Returns the days of its year."""
        return 366 if is_leap(self.year) else 365

    def part(self, name: str) -> Any:
        return self if name == "date" else None

    def supports(self, field: Any) -> bool:
        return isinstance(field, ChronoField) and field.is_date

    def counts(self, unit: Unit) -> bool:
        return unit.date_based

    def get_long(self, field: Any) -> int:
        if not self.supports(field):
            raise unsupported_field(field)
        found: int = _VALUES[field.name](self)
        return found

    def range_of(self, field: Any) -> ValueRange:
        if not self.supports(field):
            raise unsupported_field(field)
        if field.name == "DAY_OF_MONTH":
            return ValueRange(1, self.month_length())
        if field.name == "DAY_OF_YEAR":
            return ValueRange(1, self.year_length())
        if field.name == "ALIGNED_WEEK_OF_MONTH":
            return ValueRange(1, 4 if self.month_length() == 28 else 5)
        if field.name == "YEAR_OF_ERA":
            return ValueRange(1, MOST_YEAR + (self.year <= 0))
        limits: ValueRange = field.limits
        return limits

    def with_field(self, field: Any, value: int) -> "LocalDate":
        field.check(value)
        if not self.supports(field):
            raise unsupported_field(field)
        changed: LocalDate = _CHANGES[field.name](self, value)
        return changed

    def plus(self, amount: int, unit: Unit) -> "LocalDate":
        if unit.days:
            return self.plus_days(exact_long(amount * unit.days))
        if unit.months:
            if unit.months < 12:
                return self.plus_months(amount * unit.months)
            years = exact_long(amount * (unit.months // 12))
            return LocalDate.clipped(wrapped_long(self.year + years), self.month, self.day)
        if str(unit) == "Eras":
            return self.with_field(FIELD["ERA"], exact_long(self.get_long(FIELD["ERA"]) + amount))
        raise unsupported_unit(unit)

    def plus_days(self, days: int) -> "LocalDate":
        """Returns the date so many days later."""
        if 0 < self.day + days <= 59:  # Java looks at the year alone then
            return LocalDate.of_days(self.days() + days) if days else self
        return LocalDate.of_epoch_day(exact_long(self.days() + days))

    def plus_months(self, months: int) -> "LocalDate":
        """Returns the date so many months later, the last of the month if that is too short."""
        year, month = divmod(wrapped_long(self.months() + months), 12)  # Java does not look at the overflow
        return LocalDate.clipped(year, month + 1, self.day) if months else self

    def distance(self, end: Any, unit: Unit) -> int:
        if unit.days:
            return whole(end.days() - self.days(), unit.days)
        if unit.months:
            months = months_between((self.months(), self.day, 0), (end.months(), end.day, 0))
            return whole(months, unit.months)
        if str(unit) == "Eras":
            return int(end.year > 0) - int(self.year > 0)
        raise unsupported_unit(unit)

    def compare_to(self, other: object) -> int:
        assert isinstance(other, LocalDate)
        return self.year - other.year or self.month - other.month or self.day - other.day

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LocalDate) and self.compare_to(other) == 0

    def __hash__(self) -> int:
        return hash((self.year, self.month, self.day))

    def java_hash(self) -> int:
        return wrapped_int((self.year & 0xFFFFF800) ^ ((self.year << 11) + (self.month << 6) + self.day))

    def __str__(self) -> str:
        return f"{year_text(self.year)}-{self.month:02d}-{self.day:02d}"


def year_text(year: int) -> str:
    """Returns a year as it is written in dates: four digits at least, with a sign where there are more."""
    if abs(year) > 9999:
        return f"{year:+d}"
    return f"-{-year:04d}" if year < 0 else f"{year:04d}"


_VALUES: Final[dict[str, Any]] = {
    "DAY_OF_WEEK": LocalDate.week_day,
    "ALIGNED_DAY_OF_WEEK_IN_MONTH": lambda date: (date.day - 1) % 7 + 1,
    "ALIGNED_DAY_OF_WEEK_IN_YEAR": lambda date: (date.year_day() - 1) % 7 + 1,
    "DAY_OF_MONTH": lambda date: date.day,
    "DAY_OF_YEAR": LocalDate.year_day,
    "EPOCH_DAY": LocalDate.days,
    "ALIGNED_WEEK_OF_MONTH": lambda date: (date.day - 1) // 7 + 1,
    "ALIGNED_WEEK_OF_YEAR": lambda date: (date.year_day() - 1) // 7 + 1,
    "MONTH_OF_YEAR": lambda date: date.month,
    "PROLEPTIC_MONTH": LocalDate.months,
    "YEAR_OF_ERA": lambda date: date.year if date.year >= 1 else 1 - date.year,
    "YEAR": lambda date: date.year,
    "ERA": lambda date: int(date.year >= 1),
}


def _moved(name: str, days: int) -> Any:
    return lambda date, value: date.plus_days((value - _VALUES[name](date)) * days)


def _with_era(date: LocalDate, era: int) -> LocalDate:
    return date if int(date.year >= 1) == era else LocalDate.clipped(1 - date.year, date.month, date.day)


_CHANGES: Final[dict[str, Any]] = {
    name: _moved(name, days)
    for name, days in (
        ("DAY_OF_WEEK", 1), ("ALIGNED_DAY_OF_WEEK_IN_MONTH", 1), ("ALIGNED_DAY_OF_WEEK_IN_YEAR", 1),
        ("ALIGNED_WEEK_OF_MONTH", 7), ("ALIGNED_WEEK_OF_YEAR", 7),
    )
} | {
    "DAY_OF_MONTH": lambda date, value: LocalDate.of(date.year, date.month, value),
    "DAY_OF_YEAR": lambda date, value: LocalDate.of_year_day(date.year, value),
    "EPOCH_DAY": lambda date, value: LocalDate.of_days(value),
    "MONTH_OF_YEAR": lambda date, value: LocalDate.clipped(date.year, value, date.day),
    "PROLEPTIC_MONTH": lambda date, value: date.plus_months(value - date.months()),
    "YEAR_OF_ERA": lambda date, value: LocalDate.clipped(value if date.year >= 1 else 1 - value, date.month, date.day),
    "YEAR": lambda date, value: LocalDate.clipped(value, date.month, date.day),
    "ERA": _with_era,
}  # fmt: skip
