"""Units and fields of time: ChronoUnit, ChronoField, and the ranges of values."""

from typing import Any, ClassVar, Final

from findling.script.api.values.java_object import JavaEnum, JavaObject
from findling.script.api.values.throwing import thrown
from findling.script.faults import JavaError

MOST_YEAR: Final = 999_999_999
NANOS_PER_DAY: Final = 86_400_000_000_000


class Unit(JavaObject):
    """A unit of time.

    seconds, nanos: how long it is, estimated for months and more
    days, months: how many it is of these, 0 if it is not counted so
    """

    text: str
    seconds: int
    nanos: int
    days: int = 0
    months: int = 0

    def add_to(self, temporal: Any, amount: int) -> Any:
        """Returns a point in time moved by an amount of it."""
        return temporal.plus(amount, self)

    @property
    def date_based(self) -> bool:
        """Whether it is a day or more."""
        return bool(self.days or self.months)

    @property
    def time_based(self) -> bool:
        """Whether it is less than a day."""
        return not self.date_based

    def size(self) -> int:
        """Returns its length in nanoseconds."""
        return self.seconds * 1_000_000_000 + self.nanos

    def __str__(self) -> str:
        return self.text


class ChronoUnit(JavaEnum, Unit):
    """A constant of java.time.temporal.ChronoUnit."""

    java_class: ClassVar[str] = "java.time.temporal.ChronoUnit"

    def __init__(
        self, name: str, ordinal: int, text: str, size: tuple[int, int], days: int = 0, months: int = 0
    ) -> None:
        super().__init__(name, ordinal)
        self.text = text
        self.seconds, self.nanos = size
        self.days, self.months = days, months

    @property
    def date_based(self) -> bool:
        return self.ordinal >= 7 and self.name != "FOREVER"

    @property
    def time_based(self) -> bool:
        return self.ordinal < 7

    def __str__(self) -> str:
        return self.text


_YEAR_S: Final = 31_556_952
_UNITS: Final = (
    ("NANOS", "Nanos", (0, 1)), ("MICROS", "Micros", (0, 1_000)), ("MILLIS", "Millis", (0, 1_000_000)),
    ("SECONDS", "Seconds", (1, 0)), ("MINUTES", "Minutes", (60, 0)), ("HOURS", "Hours", (3_600, 0)),
    ("HALF_DAYS", "HalfDays", (43_200, 0)), ("DAYS", "Days", (86_400, 0), 1), ("WEEKS", "Weeks", (604_800, 0), 7),
    ("MONTHS", "Months", (_YEAR_S // 12, 0), 0, 1), ("YEARS", "Years", (_YEAR_S, 0), 0, 12),
    ("DECADES", "Decades", (_YEAR_S * 10, 0), 0, 120), ("CENTURIES", "Centuries", (_YEAR_S * 100, 0), 0, 1_200),
    ("MILLENNIA", "Millennia", (_YEAR_S * 1_000, 0), 0, 12_000), ("ERAS", "Eras", (_YEAR_S * 10**9, 0)),
    ("FOREVER", "Forever", ((1 << 63) - 1, 999_999_999)),
)  # fmt: skip
UNITS: Final = tuple(ChronoUnit(name, place, *rest) for place, (name, *rest) in enumerate(_UNITS))  # type: ignore[arg-type]
UNIT: Final = {unit.name: unit for unit in UNITS}
"""ChronoUnits by name."""


class ValueRange(JavaObject):
    """The values a field may have: least, greatest of the least, least of the greatest, greatest."""

    java_class: ClassVar[str] = "java.time.temporal.ValueRange"

    def __init__(self, least: int, *rest: int) -> None:
        self.least, self.greatest = least, rest[-1]
        self.largest_least = rest[0] if len(rest) == 3 else least
        self.smallest_greatest = rest[-2] if len(rest) >= 2 else rest[-1]
        if len(rest) == 2 and least > rest[0]:
            message = "Minimum value must be less than smallest maximum value"
            raise thrown("IllegalArgumentException", message)
        if self.least > self.largest_least:
            raise thrown("IllegalArgumentException", "Smallest minimum value must be less than largest minimum value")
        if self.smallest_greatest > self.greatest:
            raise thrown("IllegalArgumentException", "Smallest maximum value must be less than largest maximum value")
        if self.largest_least > self.greatest:
            what = "Minimum value must be less than maximum value"
            both = "Largest minimum value must be less than largest maximum value"
            raise thrown("IllegalArgumentException", what if len(rest) == 1 else both)

    def parts(self) -> tuple[int, int, int, int]:
        """Returns the four limits."""
        return self.least, self.largest_least, self.smallest_greatest, self.greatest

    def takes(self, value: int) -> bool:
        """Whether a value is within."""
        return self.least <= value <= self.greatest

    @property
    def is_int(self) -> bool:
        """Whether all values are ints."""
        return self.least >= -(1 << 31) and self.greatest < 1 << 31

    def check(self, value: int, field: object) -> int:
        """Returns a value. Raises DateTimeException if it is not within."""
        if not self.takes(value):
            about = f" for {field}" if field is not None else ""
            raise date_error(f"Invalid value{about} (valid values {self}): {value}")
        return value

    def java_key(self) -> object:
        return ValueRange, self.parts()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ValueRange) and other.parts() == self.parts()

    def __hash__(self) -> int:
        return hash(self.parts())

    def __str__(self) -> str:
        low = str(self.least) if self.least == self.largest_least else f"{self.least}/{self.largest_least}"
        if self.smallest_greatest == self.greatest:
            return f"{low} - {self.greatest}"
        return f"{low} - {self.smallest_greatest}/{self.greatest}"


class Field(JavaObject):
    """A field of time.

    text: how it is written; base, span: the unit that is counted, and within which
    """

    text: str
    base: Unit
    span: Unit
    limits: ValueRange
    of_date: bool = True

    def supported_by(self, temporal: Any) -> bool:
        """Whether a point in time has it."""
        raise NotImplementedError

    def get_from(self, temporal: Any) -> int:
        """Returns its value of a point in time."""
        raise NotImplementedError

    def range_of(self, temporal: Any) -> ValueRange:
        """Returns the values it may have at a point in time."""
        return self.limits

    def adjusted(self, temporal: Any, value: int) -> Any:
        """Returns a point in time with another value of it."""
        raise NotImplementedError

    def __str__(self) -> str:
        return self.text


class ChronoField(JavaEnum, Field):
    """A constant of java.time.temporal.ChronoField."""

    java_class: ClassVar[str] = "java.time.temporal.ChronoField"

    def __init__(self, name: str, ordinal: int, text: str, base: str, span: str, *limits: int) -> None:
        super().__init__(name, ordinal)
        self.text = text
        self.base, self.span = UNIT[base], UNIT[span]
        self.limits = ValueRange(*limits)

    @property
    def is_time(self) -> bool:
        """Whether it is of the time of day."""
        return self.ordinal < 15

    @property
    def is_date(self) -> bool:
        """Whether it is of the date."""
        return 15 <= self.ordinal < 28

    def supported_by(self, temporal: Any) -> bool:
        return bool(temporal.supports(self))

    def get_from(self, temporal: Any) -> int:
        return int(temporal.get_long(self))

    def range_of(self, temporal: Any) -> ValueRange:
        found: ValueRange = temporal.range_of(self)
        return found

    def adjusted(self, temporal: Any, value: int) -> Any:
        return temporal.with_field(self, value)

    def check(self, value: int) -> int:
        """Returns a value. Raises DateTimeException if it may not have it."""
        return self.limits.check(value, self)

    def check_int(self, value: int) -> int:
        """Returns a value that is an int."""
        return self.limits.check(value, self)

    def __str__(self) -> str:
        return self.text


_DAY: Final = 86_400
_FIELDS: Final[tuple[tuple[Any, ...], ...]] = (
    ("NANO_OF_SECOND", "NanoOfSecond", "NANOS", "SECONDS", 0, 999_999_999),
    ("NANO_OF_DAY", "NanoOfDay", "NANOS", "DAYS", 0, NANOS_PER_DAY - 1),
    ("MICRO_OF_SECOND", "MicroOfSecond", "MICROS", "SECONDS", 0, 999_999),
    ("MICRO_OF_DAY", "MicroOfDay", "MICROS", "DAYS", 0, _DAY * 1_000_000 - 1),
    ("MILLI_OF_SECOND", "MilliOfSecond", "MILLIS", "SECONDS", 0, 999),
    ("MILLI_OF_DAY", "MilliOfDay", "MILLIS", "DAYS", 0, _DAY * 1_000 - 1),
    ("SECOND_OF_MINUTE", "SecondOfMinute", "SECONDS", "MINUTES", 0, 59),
    ("SECOND_OF_DAY", "SecondOfDay", "SECONDS", "DAYS", 0, _DAY - 1),
    ("MINUTE_OF_HOUR", "MinuteOfHour", "MINUTES", "HOURS", 0, 59),
    ("MINUTE_OF_DAY", "MinuteOfDay", "MINUTES", "DAYS", 0, 1_439),
    ("HOUR_OF_AMPM", "HourOfAmPm", "HOURS", "HALF_DAYS", 0, 11),
    ("CLOCK_HOUR_OF_AMPM", "ClockHourOfAmPm", "HOURS", "HALF_DAYS", 1, 12),
    ("HOUR_OF_DAY", "HourOfDay", "HOURS", "DAYS", 0, 23),
    ("CLOCK_HOUR_OF_DAY", "ClockHourOfDay", "HOURS", "DAYS", 1, 24),
    ("AMPM_OF_DAY", "AmPmOfDay", "HALF_DAYS", "DAYS", 0, 1),
    ("DAY_OF_WEEK", "DayOfWeek", "DAYS", "WEEKS", 1, 7),
    ("ALIGNED_DAY_OF_WEEK_IN_MONTH", "AlignedDayOfWeekInMonth", "DAYS", "WEEKS", 1, 7),
    ("ALIGNED_DAY_OF_WEEK_IN_YEAR", "AlignedDayOfWeekInYear", "DAYS", "WEEKS", 1, 7),
    ("DAY_OF_MONTH", "DayOfMonth", "DAYS", "MONTHS", 1, 28, 31),
    ("DAY_OF_YEAR", "DayOfYear", "DAYS", "YEARS", 1, 365, 366),
    ("EPOCH_DAY", "EpochDay", "DAYS", "FOREVER", -365_243_219_162, 365_241_780_471),
    ("ALIGNED_WEEK_OF_MONTH", "AlignedWeekOfMonth", "WEEKS", "MONTHS", 1, 4, 5),
    ("ALIGNED_WEEK_OF_YEAR", "AlignedWeekOfYear", "WEEKS", "YEARS", 1, 53),
    ("MONTH_OF_YEAR", "MonthOfYear", "MONTHS", "YEARS", 1, 12),
    ("PROLEPTIC_MONTH", "ProlepticMonth", "MONTHS", "FOREVER", -MOST_YEAR * 12, MOST_YEAR * 12 + 11),
    ("YEAR_OF_ERA", "YearOfEra", "YEARS", "FOREVER", 1, MOST_YEAR, MOST_YEAR + 1),
    ("YEAR", "Year", "YEARS", "FOREVER", -MOST_YEAR, MOST_YEAR),
    ("ERA", "Era", "ERAS", "FOREVER", 0, 1),
    ("INSTANT_SECONDS", "InstantSeconds", "SECONDS", "FOREVER", -31_557_014_167_219_200, 31_556_889_864_403_199),
    ("OFFSET_SECONDS", "OffsetSeconds", "SECONDS", "FOREVER", -64_800, 64_800),
)
FIELDS: Final = tuple(ChronoField(name, place, *rest) for place, (name, *rest) in enumerate(_FIELDS))
FIELD: Final = {field.name: field for field in FIELDS}
"""ChronoFields by name."""


def date_error(message: str) -> JavaError:
    """Returns a DateTimeException."""
    return thrown("DateTimeException", message)


def unsupported_field(field: object) -> JavaError:
    """Returns what is thrown for a field that a point in time has not."""
    return thrown("UnsupportedTemporalTypeException", f"Unsupported field: {field}")


def unsupported_unit(unit: object) -> JavaError:
    """Returns what is thrown for a unit that a point in time is not counted in."""
    return thrown("UnsupportedTemporalTypeException", f"Unsupported unit: {unit}")


def exact_long(value: int) -> int:
    """Returns an integer. Raises ArithmeticException if a long has no room for it."""
    if not -(1 << 63) <= value < 1 << 63:
        raise thrown("ArithmeticException", "long overflow")
    return value


def truncated_quotient(left: int, right: int) -> int:
    """Returns a quotient rounded towards 0."""
    return left // right if (left < 0) == (right < 0) else -(-left // right)
