"""java.util.GregorianCalendar: fields that may be set one by one, and the moment that they make."""

from typing import ClassVar, Final

from findling.script.api.temporal.java_date import JavaDate, TimeZone
from findling.script.api.temporal.local_date import LocalDate
from findling.script.api.temporal.week_fields import WeekFields
from findling.script.api.temporal.zones import standard_offset
from findling.script.api.values.java_object import JavaObject
from findling.script.api.values.locale import Locale
from findling.script.api.values.throwing import thrown

(
    ERA, YEAR, MONTH, WEEK_OF_YEAR, WEEK_OF_MONTH, DATE, DAY_OF_YEAR, DAY_OF_WEEK, DAY_OF_WEEK_IN_MONTH, AM_PM, HOUR,
    HOUR_OF_DAY, MINUTE, SECOND, MILLISECOND, ZONE_OFFSET, DST_OFFSET,
) = range(17)  # fmt: skip
FIELD_COUNT: Final = 17
_MILLIS: Final = {
    WEEK_OF_YEAR: 604_800_000, WEEK_OF_MONTH: 604_800_000, DAY_OF_WEEK_IN_MONTH: 604_800_000, DATE: 86_400_000,
    DAY_OF_YEAR: 86_400_000, DAY_OF_WEEK: 86_400_000, AM_PM: 43_200_000, HOUR: 3_600_000, HOUR_OF_DAY: 3_600_000,
    MINUTE: 60_000, SECOND: 1_000, MILLISECOND: 1,
}  # fmt: skip
_LIMITS: Final = {
    ERA: (0, 0, 1, 1), YEAR: (1, 1, 292_269_054, 292_278_994), MONTH: (0, 0, 11, 11), WEEK_OF_YEAR: (1, 1, 50, 53),
    WEEK_OF_MONTH: (0, 0, 4, 6), DATE: (1, 1, 28, 31), DAY_OF_YEAR: (1, 1, 365, 366), DAY_OF_WEEK: (1, 1, 7, 7),
    DAY_OF_WEEK_IN_MONTH: (1, 1, 4, 6), AM_PM: (0, 0, 1, 1), HOUR: (0, 0, 11, 11), HOUR_OF_DAY: (0, 0, 23, 23),
    MINUTE: (0, 0, 59, 59), SECOND: (0, 0, 59, 59), MILLISECOND: (0, 0, 999, 999),
    ZONE_OFFSET: (-46_800_000, -46_800_000, 50_400_000, 50_400_000), DST_OFFSET: (0, 0, 1_200_000, 7_200_000),
}  # fmt: skip
"""Field -> least, greatest of the least, least of the greatest, greatest value."""


def checked(field: int) -> int:
    """Returns a field. Raises ArrayIndexOutOfBoundsException for one that there is not."""
    if not 0 <= field < FIELD_COUNT:
        raise thrown("ArrayIndexOutOfBoundsException", f"Index {field} out of bounds for length 17")
    return field


class Calendar(JavaObject):
    """A calendar: a moment, and fields that were set since it was known."""

    java_class: ClassVar[str] = "java.util.GregorianCalendar"

    def __init__(self, millis: int, zone: TimeZone, locale: Locale = Locale.ENGLISH) -> None:
        weeks = WeekFields.of_locale(locale)
        self._millis, self.zone = millis, zone
        self.first_day, self.least_days = weeks.first % 7 + 1, weeks.least
        self.lenient = True
        self._given: dict[int, int] = {}

    def copy(self) -> "Calendar":
        """Returns one that is alike."""
        other = Calendar(self.millis(), self.zone)
        other.first_day, other.least_days, other.lenient = self.first_day, self.least_days, self.lenient
        return other

    def set_millis(self, millis: int) -> None:
        """Moves it to a moment."""
        self._millis, self._given = millis, {}

    def set(self, field: int, value: int) -> None:
        """Sets a field; the moment is reckoned when somebody asks."""
        checked(field)
        self._given.pop(field, None)
        self._given[field] = value

    def set_all(self, *values: int) -> None:
        """Sets year, month and day, and hour, minute and second if given."""
        for field, value in zip((YEAR, MONTH, DATE, HOUR_OF_DAY, MINUTE, SECOND), values, strict=False):
            self.set(field, value)

    def clear(self, field: int | None = None) -> None:
        """Forgets all fields, or one."""
        if field is None:
            self.set_millis(-self._offset(0))
        else:
            self.millis()
            base = {YEAR: 1970, MONTH: 0, DATE: 1, ERA: 1}.get(field, 0)
            self.set(field, base)

    def is_set(self, field: int) -> bool:
        """Whether a field was set or is known."""
        return checked(field) >= 0

    def _offset(self, local_millis: int) -> int:
        return self.zone.zone.offset_of_local(local_millis // 1_000).seconds * 1_000

    def millis(self) -> int:
        """Returns the milliseconds since 1970. Raises IllegalArgumentException where fields may not be so."""
        if self._given:
            if not self.lenient:
                self._check()
            given, self._given = self._given, {}
            local = self._local(given)
            self._millis = local - self._offset(local)
        return self._millis

    def _check(self) -> None:
        for field, value in self._given.items():
            least, _, _, greatest = _LIMITS[field]
            if not least <= value <= greatest:
                raise thrown("IllegalArgumentException", _NAMES[field])

    def _local(self, given: dict[int, int]) -> int:
        """Returns the milliseconds by its own clock that given fields make of the present ones."""
        now = self.fields()
        year = given.get(YEAR, now[YEAR])
        year = 1 - year if given.get(ERA, now[ERA]) == 0 else year
        date = LocalDate(year, 1, 1).plus_months(given.get(MONTH, now[MONTH]))
        deciding = next((field for field in reversed(given) if field in _DECIDING), DATE)
        if deciding == DAY_OF_YEAR:
            date = LocalDate(year, 1, 1).plus_days(given[DAY_OF_YEAR] - 1)
        elif deciding in (WEEK_OF_YEAR, DAY_OF_WEEK, WEEK_OF_MONTH, DAY_OF_WEEK_IN_MONTH) and DATE not in given:
            date = self._by_week(date, given, now, deciding)
        else:
            date = date.plus_days(given.get(DATE, now[DATE]) - 1)
        hour = given.get(HOUR_OF_DAY, now[HOUR_OF_DAY])
        if HOUR_OF_DAY not in given and (HOUR in given or AM_PM in given):
            hour = given.get(HOUR, now[HOUR]) + 12 * given.get(AM_PM, now[AM_PM])
        minute, second = given.get(MINUTE, now[MINUTE]), given.get(SECOND, now[SECOND])
        seconds = hour * 3_600 + minute * 60 + second
        return (date.days() * 86_400 + seconds) * 1_000 + given.get(MILLISECOND, now[MILLISECOND])

    def _by_week(self, month: LocalDate, given: dict[int, int], now: list[int], deciding: int) -> LocalDate:
        weekday = given.get(DAY_OF_WEEK, now[DAY_OF_WEEK])
        if DAY_OF_WEEK_IN_MONTH in given:
            first = (weekday - (month.week_day() % 7 + 1)) % 7
            return month.plus_days(first + 7 * (given[DAY_OF_WEEK_IN_MONTH] - 1))
        start = month
        week = given.get(WEEK_OF_MONTH, now[WEEK_OF_MONTH])
        if deciding == WEEK_OF_YEAR or WEEK_OF_YEAR in given:
            start, week = LocalDate(month.year, 1, 1), given.get(WEEK_OF_YEAR, now[WEEK_OF_YEAR])
        before = (start.week_day() % 7 + 1 - self.first_day) % 7  # days of its week before it
        first_week = start.plus_days(-before if 7 - before >= self.least_days else 7 - before)
        return first_week.plus_days(7 * (week - 1) + (weekday - self.first_day) % 7)

    def fields(self) -> list[int]:
        """Returns the values of all fields."""
        moment = JavaDate(self._millis).in_zone(self.zone.zone)
        date, (hour, minute, second, nano) = moment.local.date, moment.local.time.fields()
        weeks = WeekFields((self.first_day - 2) % 7 + 1, self.least_days)
        offset, standard = moment.offset.seconds, standard_offset(self.zone.zone, self._millis // 1_000).seconds
        return [
            int(date.year > 0), date.year if date.year > 0 else 1 - date.year, date.month - 1,
            weeks.week_and_year(date)[1], weeks.week_of_month(date), date.day, date.year_day(), date.week_day() % 7 + 1,
            (date.day + 6) // 7, hour // 12, hour % 12, hour, minute, second, nano // 1_000_000, standard * 1_000,
            (offset - standard) * 1_000,
        ]  # fmt: skip

    def get(self, field: int) -> int:
        """Returns the value of a field."""
        self.millis()
        return self.fields()[checked(field)]

    def week_year(self) -> int:
        """Returns the year of its week."""
        weeks = WeekFields((self.first_day - 2) % 7 + 1, self.least_days)
        return weeks.week_and_year(self.date())[0]

    def date(self) -> LocalDate:
        """Returns its day."""
        local: LocalDate = JavaDate(self.millis()).in_zone(self.zone.zone).local.date
        return local

    def add(self, field: int, amount: int) -> None:
        """Moves it by an amount of a field. Raises IllegalArgumentException."""
        if not amount or field == ERA:
            return
        self.millis()
        if field in (YEAR, MONTH):
            self._move_months(amount * (12 if field == YEAR else 1))
        elif field in _MILLIS and field < HOUR:
            local = self._millis + self.zone.zone.offset_at(self._millis // 1_000).seconds * 1_000
            local += amount * _MILLIS[field]
            self._millis = local - self._offset(local)
        elif field in _MILLIS:
            self._millis += amount * _MILLIS[field]
        else:
            raise thrown("IllegalArgumentException")

    def _move_months(self, months: int) -> None:
        now = self.fields()
        date = self.date().plus_months(months)
        seconds = now[HOUR_OF_DAY] * 3_600 + now[MINUTE] * 60 + now[SECOND]
        local = (date.days() * 86_400 + seconds) * 1_000 + now[MILLISECOND]
        self._millis = local - self._offset(local)

    def roll(self, field: int, amount: int) -> None:
        """Moves a field by an amount without changing larger ones."""
        if not 0 <= field < ZONE_OFFSET:
            raise thrown("IllegalArgumentException")
        value, least, greatest = self.get(field), self.actual(field, False), self.actual(field, True)
        rolled = (value - least + amount) % (greatest - least + 1) + least
        if field in (MONTH, YEAR):
            self._move_months((rolled - value) * (12 if field == YEAR else 1))
        else:
            self.add(field, rolled - value)

    def actual(self, field: int, greatest: bool) -> int:
        """Returns the greatest or least value that a field may have at this time."""
        date = self.date()
        if greatest and not 0 <= field < FIELD_COUNT:
            raise thrown("ArrayIndexOutOfBoundsException", f"Array index out of range: {field}")
        if not greatest:
            return 1 if field == WEEK_OF_MONTH else _LIMITS[checked(field)][0]
        weeks = WeekFields((self.first_day - 2) % 7 + 1, self.least_days)
        if field == DATE:
            return date.month_length()
        if field == DAY_OF_YEAR:
            return date.year_length()
        if field == WEEK_OF_MONTH:
            return weeks.week_of_month(LocalDate(date.year, date.month, date.month_length()))
        if field == WEEK_OF_YEAR:
            return max(weeks.week_and_year(LocalDate(date.year, 12, day))[1] for day in range(20, 32))
        if field == DAY_OF_WEEK_IN_MONTH:
            return (date.month_length() - (date.day - 1) % 7 - 1) // 7 + 1
        return _LIMITS[field][3]

    def compare_to(self, other: object) -> int:
        assert isinstance(other, Calendar)
        return (self.millis() > other.millis()) - (self.millis() < other.millis())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Calendar) and (other.millis(), other.zone) == (self.millis(), self.zone)

    def __hash__(self) -> int:
        return hash(self.millis())

    def java_hash(self) -> int:
        bits = self.millis() & ((1 << 64) - 1)
        return (bits ^ bits >> 32) & 0x7FFFFFFF


_DECIDING: Final = frozenset((DATE, MONTH, DAY_OF_YEAR, DAY_OF_WEEK, WEEK_OF_YEAR, WEEK_OF_MONTH, DAY_OF_WEEK_IN_MONTH))
_NAMES: Final = (
    "ERA", "YEAR", "MONTH", "WEEK_OF_YEAR", "WEEK_OF_MONTH", "DAY_OF_MONTH", "DAY_OF_YEAR", "DAY_OF_WEEK",
    "DAY_OF_WEEK_IN_MONTH", "AM_PM", "HOUR", "HOUR_OF_DAY", "MINUTE", "SECOND", "MILLISECOND", "ZONE_OFFSET",
    "DST_OFFSET",
)  # fmt: skip


def limit(field: int, which: int) -> int:
    """Returns one of the four limits of a field."""
    return _LIMITS[checked(field)][which]
