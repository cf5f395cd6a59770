"""Fields of no enum: quarters, weeks of ISO and of other countries, Julian days."""

from collections.abc import Callable
from typing import Any, ClassVar, Final

from findling.base.dates.calendar import days_from_week, week_of_days
from findling.script.api.temporal.fields import (
    FIELD,
    UNIT,
    Field,
    Unit,
    ValueRange,
    date_error,
    truncated_quotient,
    unsupported_field,
)
from findling.script.api.temporal.local_date import LocalDate
from findling.script.api.temporal.parts import DAYS, DayOfWeek
from findling.script.api.values.java_object import JavaObject, wrapped_int
from findling.script.api.values.locale import Locale
from findling.script.api.values.throwing import thrown

_EPOCH_DAY: Final = FIELD["EPOCH_DAY"]


class NamedUnit(Unit):
    """A unit of ISO weeks or quarters."""

    java_class: ClassVar[str] = "java.time.temporal.IsoFields$Unit"

    def __init__(self, text: str, months: int, seconds: int) -> None:
        self.text = text
        self.seconds, self.nanos, self.months = seconds, 0, months

    def add_to(self, temporal: Any, amount: int) -> Any:
        """Returns a point in time moved by an amount of it."""
        if self.months == 3:
            years = truncated_quotient(amount, 4)
            return temporal.plus(years, UNIT["YEARS"]).plus((amount - years * 4) * 3, UNIT["MONTHS"])
        return WEEK_BASED_YEAR.adjusted(temporal, WEEK_BASED_YEAR.get_from(temporal) + amount)


QUARTER_YEARS: Final = NamedUnit("QuarterYears", 3, 7_889_238)
WEEK_BASED_YEARS: Final = NamedUnit("WeekBasedYears", 12, 31_556_952)


class DateField(Field):
    """A field that is reckoned from the date.

    get: of a date; change: a date with another value
    """

    def __init__(
        self,
        text: str,
        units: tuple[Unit, Unit],
        limits: ValueRange,
        get: Callable[[LocalDate], int],
        change: Callable[[LocalDate, int], LocalDate],
        limits_of: Callable[[LocalDate], ValueRange] | None = None,
    ) -> None:
        self.text = text
        self.base, self.span = units
        self.limits = limits
        self._get, self._change, self._limits_of = get, change, limits_of

    def supported_by(self, temporal: Any) -> bool:
        return bool(temporal.supports(_EPOCH_DAY))

    def _date(self, temporal: Any) -> LocalDate:
        if not self.supported_by(temporal):
            raise unsupported_field("DayOfWeek" if "WeekFields" in self.text else self)
        return LocalDate.of_days(temporal.get_long(_EPOCH_DAY))

    def get_from(self, temporal: Any) -> int:
        return self._get(self._date(temporal))

    def range_of(self, temporal: Any) -> ValueRange:
        date = self._date(temporal)
        return self.limits if self._limits_of is None else self._limits_of(date)

    def adjusted(self, temporal: Any, value: int) -> Any:
        date = self._date(temporal)
        if self.text in ("JulianDay", "ModifiedJulianDay", "RataDie") and not self.limits.takes(value):
            raise date_error(f"Invalid value: {self} {value}")
        self.limits.check(value, self)
        return temporal.with_field(_EPOCH_DAY, self._change(date, value).days())


def _quarter(date: LocalDate) -> int:
    return (date.month + 2) // 3


def _quarter_start(date: LocalDate) -> LocalDate:
    return LocalDate(date.year, _quarter(date) * 3 - 2, 1)


def _quarter_length(date: LocalDate) -> int:
    return _quarter_start(date).plus_months(3).days() - _quarter_start(date).days()


def _iso(date: LocalDate) -> tuple[int, int]:
    return week_of_days(date.days())


def _weeks_of(year: int) -> int:
    return week_of_days(days_from_week(year, 53, 1))[1]


def _in_week_year(date: LocalDate, year: int) -> LocalDate:
    week = _iso(date)[1]
    week = 52 if week == 53 and _weeks_of(year) != 53 else week
    return LocalDate.of_days(days_from_week(year, week, date.week_day()))


DAY_OF_QUARTER: Final = DateField(
    "DayOfQuarter",
    (UNIT["DAYS"], QUARTER_YEARS),
    ValueRange(1, 90, 92),
    lambda date: date.days() - _quarter_start(date).days() + 1,
    lambda date, value: _quarter_start(date).plus_days(value - 1),
    lambda date: ValueRange(1, _quarter_length(date)),
)
QUARTER_OF_YEAR: Final = DateField(
    "QuarterOfYear",
    (QUARTER_YEARS, UNIT["YEARS"]),
    ValueRange(1, 4),
    _quarter,
    lambda date, value: date.plus_months((value - _quarter(date)) * 3),
)
WEEK_OF_WEEK_BASED_YEAR: Final = DateField(
    "WeekOfWeekBasedYear",
    (UNIT["WEEKS"], WEEK_BASED_YEARS),
    ValueRange(1, 52, 53),
    lambda date: _iso(date)[1],
    lambda date, value: date.plus_days((value - _iso(date)[1]) * 7),
    lambda date: ValueRange(1, 53 if _weeks_of(_iso(date)[0]) == 53 else 52),
)
WEEK_BASED_YEAR: Final = DateField(
    "WeekBasedYear",
    (WEEK_BASED_YEARS, UNIT["FOREVER"]),
    FIELD["YEAR"].limits,
    lambda date: _iso(date)[0],
    _in_week_year,
)


def _julian(text: str, offset: int) -> DateField:
    low, high = FIELD["EPOCH_DAY"].limits.least, FIELD["EPOCH_DAY"].limits.greatest
    return DateField(
        text,
        (UNIT["DAYS"], UNIT["FOREVER"]),
        ValueRange(low + offset, high + offset),
        lambda date: date.days() + offset,
        lambda _, value: LocalDate.of_days(value - offset),
    )


JULIAN_DAY: Final = _julian("JulianDay", 2_440_588)
MODIFIED_JULIAN_DAY: Final = _julian("ModifiedJulianDay", 40_587)
RATA_DIE: Final = _julian("RataDie", 719_163)


class WeekFields(JavaObject):
    """How weeks are counted: by the day they begin with, and how many days the first must have.

    first: 1 for Monday
    """

    java_class: ClassVar[str] = "java.time.temporal.WeekFields"

    def __init__(self, first: int, least: int) -> None:
        if not 1 <= least <= 7:
            raise thrown("IllegalArgumentException", "Minimal number of days is invalid")
        self.first, self.least = first, least

    @classmethod
    def of(cls, first: DayOfWeek, least: int) -> "WeekFields":
        """Returns the weeks that begin with a day."""
        return cls(first.number(), least)

    @classmethod
    def of_locale(cls, locale: Locale) -> "WeekFields":
        """Returns the weeks of a country."""
        if not locale.language and not locale.country:
            return cls(1, 4)
        country = locale.country or _COUNTRIES.get(locale.language, locale.language.upper())
        if country in _SUNDAY_FIRST:
            return cls(7, 1)
        return cls(1, 4 if country in _FOUR_DAYS else 1)

    @property
    def first_day(self) -> DayOfWeek:
        """The day that weeks begin with."""
        return DAYS[self.first - 1]

    def day(self, date: LocalDate) -> int:
        """Returns the day of the week, counted from the first."""
        return (date.week_day() - self.first) % 7 + 1

    def _week(self, number: int, day: int) -> int:
        """Returns the week of a day of a month or year, by the day of the week it is."""
        start = (number - day) % 7
        offset = 7 - start if start + 1 > self.least else -start
        return (7 + offset + number - 1) // 7

    def week_of_month(self, date: LocalDate) -> int:
        """Returns the week of the month, 0 before the first."""
        return self._week(date.day, self.day(date))

    def week_of_year(self, date: LocalDate) -> int:
        """Returns the week of the year, 0 before the first."""
        return self._week(date.year_day(), self.day(date))

    def week_and_year(self, date: LocalDate) -> tuple[int, int]:
        """Returns the week-based year and the week in it."""
        week = self.week_of_year(date)
        if week == 0:
            last = LocalDate(date.year - 1, 12, 31)
            return date.year - 1, self._week(last.year_day() + date.year_day(), self.day(date))
        if week >= 50:
            january = LocalDate(date.year + 1, 1, 1)
            days_before = january.days() - date.days()
            start = (self.day(january) - 1) % 7
            if 7 - start >= self.least and days_before <= start:
                return date.year + 1, 1
        return date.year, week

    def field(self, name: str) -> DateField:
        """Returns one of its fields by the name that it is written with."""
        get, span, limits = _WEEK_FIELDS[name]
        base: Unit = UNIT["DAYS"] if name == "DayOfWeek" else UNIT["WEEKS"]
        if name == "WeekBasedYear":
            base, span = WEEK_BASED_YEARS, UNIT["FOREVER"]
        scale = 1 if name == "DayOfWeek" else 7
        return DateField(
            f"{name}[{self}]",
            (base, span),
            limits,
            lambda date: get(self, date),
            lambda date, value: date.plus_days((value - get(self, date)) * scale),
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, WeekFields) and (other.first, other.least) == (self.first, self.least)

    def __hash__(self) -> int:
        return hash((self.first, self.least))

    def java_hash(self) -> int:
        return wrapped_int((self.first - 1) * 7 + self.least)

    def __str__(self) -> str:
        return f"WeekFields[{self.first_day},{self.least}]"


_WEEK_FIELDS: Final[dict[str, tuple[Callable[[WeekFields, LocalDate], int], Unit, ValueRange]]] = {
    "DayOfWeek": (WeekFields.day, UNIT["WEEKS"], ValueRange(1, 7)),
    "WeekOfMonth": (WeekFields.week_of_month, UNIT["MONTHS"], ValueRange(0, 1, 4, 6)),
    "WeekOfYear": (WeekFields.week_of_year, UNIT["YEARS"], ValueRange(0, 1, 52, 54)),
    "WeekOfWeekBasedYear": (lambda weeks, date: weeks.week_and_year(date)[1], WEEK_BASED_YEARS, ValueRange(1, 52, 53)),
    "WeekBasedYear": (lambda weeks, date: weeks.week_and_year(date)[0], UNIT["FOREVER"], FIELD["YEAR"].limits),
}
_SUNDAY_FIRST: Final = frozenset(
    ["US", "CA", "JP", "KR", "TW", "BR", "MX", "IL", "ZA", "IN", "TH", "PH", "CO", "PE", "VE"]
)
_COUNTRIES: Final = {"en": "US", "ja": "JP", "ko": "KR", "zh": "CN", "cs": "CZ", "da": "DK", "sv": "SE", "pt": "BR"}
"""Where a language without a country is at home."""
_FOUR_DAYS: Final = frozenset(
    [
        "DE",
        "FR",
        "GB",
        "IT",
        "ES",
        "AT",
        "CH",
        "NL",
        "BE",
        "DK",
        "SE",
        "NO",
        "FI",
        "PL",
        "CZ",
        "IE",
        "PT",
        "GR",
        "HU",
        "BG",
        "LU",
        "SK",
    ]
)
