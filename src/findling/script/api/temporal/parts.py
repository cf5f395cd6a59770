"""What is less than a date: DayOfWeek, Month, Year, YearMonth, MonthDay; and eras."""

from typing import Any, ClassVar, Final

from findling.base.dates.calendar import is_leap, month_length
from findling.script.api.temporal.base import Temporal, whole
from findling.script.api.temporal.fields import (
    FIELD,
    ChronoField,
    Unit,
    ValueRange,
    date_error,
    unsupported_field,
    unsupported_unit,
)
from findling.script.api.temporal.local_date import MONTH_NAMES, LocalDate, year_text
from findling.script.api.values.java_object import JavaEnum


class NumberedEnum(JavaEnum, Temporal):
    """Base of the enums that are points in time: days of the week and months.

    field: the ChronoField that is its number
    """

    field: ClassVar[str]

    def number(self) -> int:
        """Returns its number, from 1."""
        return self.ordinal + 1

    def supports(self, field: Any) -> bool:
        return isinstance(field, ChronoField) and field.name == self.field

    def get_long(self, field: Any) -> int:
        if not self.supports(field):
            raise unsupported_field(field)
        return self.number()


class DayOfWeek(NumberedEnum):
    """A day of the week."""

    java_class: ClassVar[str] = "java.time.DayOfWeek"
    field: ClassVar[str] = "DAY_OF_WEEK"


class Month(NumberedEnum):
    """A month."""

    java_class: ClassVar[str] = "java.time.Month"
    field: ClassVar[str] = "MONTH_OF_YEAR"

    def length(self, leap: bool) -> int:
        """Returns its days."""
        return month_length(2000 if leap else 2001, self.number())


class IsoEra(NumberedEnum):
    """An era: before Christ or after."""

    java_class: ClassVar[str] = "java.time.chrono.IsoEra"
    field: ClassVar[str] = "ERA"

    def number(self) -> int:
        return self.ordinal


DAYS: Final = tuple(
    DayOfWeek(name, place)
    for place, name in enumerate(("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"))
)
MONTHS: Final = tuple(Month(name, place) for place, name in enumerate(MONTH_NAMES))
ERAS: Final = tuple(IsoEra(name, place) for place, name in enumerate(("BCE", "CE")))


def day_numbered(number: int) -> DayOfWeek:
    """Returns a day of the week, 1 for Monday. Raises DateTimeException."""
    if not 1 <= number <= 7:
        raise date_error(f"Invalid value for DayOfWeek: {number}")
    return DAYS[number - 1]


def month_numbered(number: int) -> Month:
    """Returns a month, 1 for January. Raises DateTimeException."""
    if not 1 <= number <= 12:
        raise date_error(f"Invalid value for MonthOfYear: {number}")
    return MONTHS[number - 1]


class Year(Temporal):
    """A year."""

    __slots__ = ("year",)
    java_class: ClassVar[str] = "java.time.Year"

    def __init__(self, year: int) -> None:
        self.year = FIELD["YEAR"].check(year)

    def _january(self) -> LocalDate:
        return LocalDate(self.year, 1, 1)

    def supports(self, field: Any) -> bool:
        return isinstance(field, ChronoField) and field.name in ("YEAR", "YEAR_OF_ERA", "ERA")

    def counts(self, unit: Unit) -> bool:
        return unit.months >= 12 or str(unit) == "Eras"

    def get_long(self, field: Any) -> int:
        if not self.supports(field):
            raise unsupported_field(field)
        return self._january().get_long(field)

    def range_of(self, field: Any) -> ValueRange:
        if not self.supports(field):
            raise unsupported_field(field)
        return self._january().range_of(field)

    def with_field(self, field: Any, value: int) -> "Year":
        field.check(value)
        if not self.supports(field):
            raise unsupported_field(field)
        return Year(self._january().with_field(field, value).year)

    def plus(self, amount: int, unit: Unit) -> "Year":
        if unit.months >= 12:
            return Year(self.year + amount * (unit.months // 12))
        if str(unit) == "Eras":
            return Year(self._january().plus(amount, unit).year)
        raise unsupported_unit(unit)

    def distance(self, end: Any, unit: Unit) -> int:
        if unit.months < 12:
            raise unsupported_unit(unit)
        return whole(end.year - self.year, unit.months // 12)

    def compare_to(self, other: object) -> int:
        assert isinstance(other, Year)
        return self.year - other.year

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Year) and other.year == self.year

    def __hash__(self) -> int:
        return hash((Year, self.year))

    def java_hash(self) -> int:
        return self.year

    def __str__(self) -> str:
        return str(self.year)


class YearMonth(Temporal):
    """A month of a year."""

    __slots__ = ("month", "year")
    java_class: ClassVar[str] = "java.time.YearMonth"
    _fields: ClassVar[frozenset[str]] = frozenset(("YEAR", "MONTH_OF_YEAR", "PROLEPTIC_MONTH", "YEAR_OF_ERA", "ERA"))

    def __init__(self, year: int, month: int) -> None:
        self.year, self.month = FIELD["YEAR"].check(year), FIELD["MONTH_OF_YEAR"].check(month)

    def first(self) -> LocalDate:
        """Returns its first day."""
        return LocalDate(self.year, self.month, 1)

    @classmethod
    def of_date(cls, date: LocalDate) -> "YearMonth":
        """Returns that of a date."""
        return cls(date.year, date.month)

    def supports(self, field: Any) -> bool:
        return isinstance(field, ChronoField) and field.name in self._fields

    def counts(self, unit: Unit) -> bool:
        return bool(unit.months) or str(unit) == "Eras"

    def get_long(self, field: Any) -> int:
        if not self.supports(field):
            raise unsupported_field(field)
        return self.first().get_long(field)

    def range_of(self, field: Any) -> ValueRange:
        if not self.supports(field):
            raise unsupported_field(field)
        return self.first().range_of(field)

    def with_field(self, field: Any, value: int) -> "YearMonth":
        field.check(value)
        if not self.supports(field):
            raise unsupported_field(field)
        return YearMonth.of_date(self.first().with_field(field, value))

    def plus(self, amount: int, unit: Unit) -> "YearMonth":
        if not self.counts(unit):
            raise unsupported_unit(unit)
        return YearMonth.of_date(self.first().plus(amount, unit))

    def distance(self, end: Any, unit: Unit) -> int:
        if not unit.months:
            raise unsupported_unit(unit)
        return whole(end.first().months() - self.first().months(), unit.months)

    def compare_to(self, other: object) -> int:
        assert isinstance(other, YearMonth)
        return self.year - other.year or self.month - other.month

    def __eq__(self, other: object) -> bool:
        return isinstance(other, YearMonth) and (other.year, other.month) == (self.year, self.month)

    def __hash__(self) -> int:
        return hash((YearMonth, self.year, self.month))

    def java_hash(self) -> int:
        return self.year ^ self.month << 27

    def __str__(self) -> str:
        year = year_text(self.year) if abs(self.year) <= 9999 else str(self.year)
        return f"{year}-{self.month:02d}"


class MonthDay(Temporal):
    """A day of a month of any year."""

    __slots__ = ("day", "month")
    java_class: ClassVar[str] = "java.time.MonthDay"

    def __init__(self, month: int, day: int) -> None:
        longest = month_length(2000, month_numbered(month).number())
        FIELD["DAY_OF_MONTH"].check(day)
        if day > longest:
            name = MONTH_NAMES[month - 1]
            message = f"Illegal value for DayOfMonth field, value {day} is not valid for month {name}"
            raise date_error(message)
        self.month, self.day = month, day

    def supports(self, field: Any) -> bool:
        return isinstance(field, ChronoField) and field.name in ("MONTH_OF_YEAR", "DAY_OF_MONTH")

    def get_long(self, field: Any) -> int:
        if not self.supports(field):
            raise unsupported_field(field)
        return self.month if field.name == "MONTH_OF_YEAR" else self.day

    def in_year(self, year: int) -> LocalDate:
        """Returns the date in a year, 28 February for the 29th if there is none."""
        return LocalDate.clipped(year, self.month, self.day)

    def is_valid(self, year: int) -> bool:
        """Whether a year has it."""
        return (self.month, self.day) != (2, 29) or is_leap(year)

    def clipped(self, month: int) -> "MonthDay":
        """Returns the same day of another month, its last if that is too short."""
        return MonthDay(month, min(self.day, month_length(2000, month_numbered(month).number())))

    def compare_to(self, other: object) -> int:
        assert isinstance(other, MonthDay)
        return self.month - other.month or self.day - other.day

    def __eq__(self, other: object) -> bool:
        return isinstance(other, MonthDay) and (other.month, other.day) == (self.month, self.day)

    def __hash__(self) -> int:
        return hash((MonthDay, self.month, self.day))

    def java_hash(self) -> int:
        return (self.month << 6) + self.day

    def __str__(self) -> str:
        return f"--{self.month:02d}-{self.day:02d}"
