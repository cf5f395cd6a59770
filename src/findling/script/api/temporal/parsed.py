"""What a formatter read: fields, an offset, a zone; and the date and time that they make."""

from typing import Any, ClassVar

from findling.script.api.objects import to_text
from findling.script.api.temporal.base import Accessor
from findling.script.api.temporal.fields import FIELD, Field, date_error, unsupported_field
from findling.script.api.temporal.local_date import LocalDate
from findling.script.api.temporal.local_date_time import LocalDateTime
from findling.script.api.temporal.local_time import LocalTime
from findling.script.api.temporal.week_fields import WEEK_BASED_YEAR, WEEK_OF_WEEK_BASED_YEAR
from findling.script.api.temporal.zones import ZoneId, ZoneOffset

_TIME_SIZES = (("HOUR_OF_DAY", 3_600), ("MINUTE_OF_HOUR", 60), ("SECOND_OF_MINUTE", 1))


class Parsed(Accessor):
    """The fields of a text. `resolve` makes date and time of them."""

    java_class: ClassVar[str] = "java.time.format.Parsed"

    def __init__(self) -> None:
        self.fields: dict[Field, int] = {}
        self.zone: ZoneId | None = None
        self.date: LocalDate | None = None
        self.time: LocalTime | None = None
        self.style = "SMART"
        self.zone_kind = -1

    def copy(self) -> "Parsed":
        """Returns one with the same fields."""
        other = Parsed()
        other.fields, other.zone, other.zone_kind = dict(self.fields), self.zone, self.zone_kind
        return other

    def take(self, name: str) -> int | None:
        """Takes the value of a ChronoField out."""
        return self.fields.pop(FIELD[name], None)

    def put(self, name: str, value: int) -> None:
        """Adds a value that follows from others. Raises DateTimeException if there is another."""
        field = FIELD[name]
        before = self.fields.get(field)
        if before is not None and before != value:
            raise date_error(f"Conflict found: {field} {before} differs from {field} {value}")
        self.fields[field] = value

    def resolve(self, style: str = "SMART") -> "Parsed":
        """Makes date and time. Raises DateTimeException for values that there are not."""
        self.style = style
        self._check_limits()
        self._instant()
        self._date()
        self._time()
        self._cross_check()
        offset = self.fields.get(FIELD["OFFSET_SECONDS"])
        if self.date is not None and self.time is not None and (offset is not None or self.zone is not None):
            self.fields[FIELD["INSTANT_SECONDS"]] = self.get_long(FIELD["INSTANT_SECONDS"])
        return self

    def _cross_check(self) -> None:
        """Takes the fields out that follow from date and time. Raises DateTimeException where they differ."""
        for part in (self.date, self.time):
            for field, value in list(self.fields.items()) if part is not None else ():
                if not field.supported_by(part):
                    continue
                own = field.get_from(part)
                if own != value:
                    message = f"Conflict found: Field {field} {own} differs from {field} {value} derived from {part}"
                    raise date_error(message)
                del self.fields[field]

    def _check_limits(self) -> None:
        if self.style == "LENIENT":
            return
        for name in ("CLOCK_HOUR_OF_DAY", "CLOCK_HOUR_OF_AMPM"):
            value = self.fields.get(FIELD[name])
            if value:
                FIELD[name].check(value)

    def _instant(self) -> None:
        seconds = self.fields.get(FIELD["INSTANT_SECONDS"])
        zone = self.zone or self.offset()
        if seconds is None or zone is None:
            return
        self.take("INSTANT_SECONDS")
        local = LocalDateTime.of_seconds(seconds + zone.offset_at(seconds).seconds, 0)
        self.date = local.date
        self.put("SECOND_OF_DAY", local.time.nanos // 1_000_000_000)

    def _date(self) -> None:
        era, year_of_era = self.fields.get(FIELD["ERA"]), self.fields.get(FIELD["YEAR_OF_ERA"])
        if year_of_era is not None and (era is not None or self.style != "STRICT" or FIELD["YEAR"] in self.fields):
            FIELD["YEAR_OF_ERA"].check(year_of_era)
            before = self.fields.get(FIELD["YEAR"])
            self.take("YEAR_OF_ERA")
            self.take("ERA")
            backwards = era == 0 or (era is None and before is not None and before <= 0)
            self.put("YEAR", 1 - year_of_era if backwards else year_of_era)
        date = self._made_date()
        if date is not None:
            if self.date is not None and self.date != date:
                raise date_error(f"Conflict found: Fields resolved to two different dates: {self.date} {date}")
            self.date = date

    def _made_date(self) -> LocalDate | None:
        days = self.take("EPOCH_DAY")
        if days is not None:
            return LocalDate.of_epoch_day(days)
        week_year, week = self.fields.get(WEEK_BASED_YEAR), self.fields.get(WEEK_OF_WEEK_BASED_YEAR)
        if week_year is not None and week is not None and FIELD["DAY_OF_WEEK"] in self.fields:
            for field in (WEEK_BASED_YEAR, WEEK_OF_WEEK_BASED_YEAR):
                del self.fields[field]
            date: LocalDate = WEEK_OF_WEEK_BASED_YEAR.adjusted(LocalDate(week_year, 7, 1), week)
            return date.with_field(FIELD["DAY_OF_WEEK"], self.take("DAY_OF_WEEK") or 1)
        year = self.fields.get(FIELD["YEAR"])
        if year is None:
            return None
        return self._date_in(year)

    def _date_in(self, year: int) -> LocalDate | None:
        month, day = self.fields.get(FIELD["MONTH_OF_YEAR"]), self.fields.get(FIELD["DAY_OF_MONTH"])
        if month is not None and day is not None:
            for name in ("YEAR", "MONTH_OF_YEAR", "DAY_OF_MONTH"):
                self.take(name)
            return self._year_month_day(year, month, day)
        day_of_year = self.fields.get(FIELD["DAY_OF_YEAR"])
        if day_of_year is not None:
            self.take("YEAR")
            self.take("DAY_OF_YEAR")
            return LocalDate.of_year_day(year, day_of_year)
        return None

    def _year_month_day(self, year: int, month: int, day: int) -> LocalDate:
        if self.style == "LENIENT":
            return LocalDate(year, 1, 1).plus_months(month - 1).plus_days(day - 1)
        FIELD["YEAR"].check(year)
        FIELD["MONTH_OF_YEAR"].check(month)
        FIELD["DAY_OF_MONTH"].check(day)
        return LocalDate.clipped(year, month, day) if self.style == "SMART" else LocalDate.of(year, month, day)

    def _time(self) -> None:
        self._hours()
        for name, size in (("NANO_OF_DAY", 1), ("MICRO_OF_DAY", 1_000), ("MILLI_OF_DAY", 1_000_000)):
            value = self.take(name)
            if value is not None:
                self.time = LocalTime(FIELD[name].check(value) * size)
        seconds = self.take("SECOND_OF_DAY")
        if seconds is not None:
            FIELD["SECOND_OF_DAY"].check(seconds)
            for name, size in _TIME_SIZES:
                self.put(name, seconds // size % (60 if size < 3_600 else 24))
        minutes = self.take("MINUTE_OF_DAY")
        if minutes is not None:
            self.put("HOUR_OF_DAY", minutes // 60)
            self.put("MINUTE_OF_HOUR", minutes % 60)
        self._fraction()
        hour = self.fields.get(FIELD["HOUR_OF_DAY"])
        if hour is not None:
            self._made_time(hour)

    def _hours(self) -> None:
        clock = self.take("CLOCK_HOUR_OF_DAY")
        if clock is not None:
            self.put("HOUR_OF_DAY", 0 if clock == 24 else clock)
        clock = self.take("CLOCK_HOUR_OF_AMPM")
        if clock is not None:
            self.put("HOUR_OF_AMPM", 0 if clock == 12 else clock)
        half, hour = self.fields.get(FIELD["AMPM_OF_DAY"]), self.fields.get(FIELD["HOUR_OF_AMPM"])
        if half is not None and hour is not None:
            self.take("AMPM_OF_DAY")
            self.take("HOUR_OF_AMPM")
            self.put("HOUR_OF_DAY", FIELD["AMPM_OF_DAY"].check(half) * 12 + FIELD["HOUR_OF_AMPM"].check(hour))

    def _fraction(self) -> None:
        for name, size in (("MICRO_OF_SECOND", 1_000), ("MILLI_OF_SECOND", 1_000_000)):
            value = self.take(name)
            if value is not None and FIELD["NANO_OF_SECOND"] not in self.fields:
                self.put("NANO_OF_SECOND", FIELD[name].check(value) * size)

    def _made_time(self, hour: int) -> None:
        names = ("HOUR_OF_DAY", "MINUTE_OF_HOUR", "SECOND_OF_MINUTE", "NANO_OF_SECOND")
        values = [self.fields.get(FIELD[name]) for name in names]
        given = [value is not None for value in values]
        if given != sorted(given, reverse=True):  # something between others is missing
            return
        if self.style == "LENIENT" or [value or 0 for value in values] != [24, 0, 0, 0]:
            time = LocalTime.of(hour, *(value or 0 for value in values[1:]))
        else:
            time = LocalTime(0)
            self.date = None if self.date is None else self.date.plus_days(1)
        for name in names:
            self.take(name)
        self.time = time

    def offset(self) -> ZoneOffset | None:
        """Returns the offset that was read."""
        seconds = self.fields.get(FIELD["OFFSET_SECONDS"])
        if seconds is not None:
            return ZoneOffset.of_seconds(seconds)
        return self.zone if isinstance(self.zone, ZoneOffset) else None

    def part(self, name: str) -> Any:
        if name in ("date", "time"):
            return self.date if name == "date" else self.time
        if name == "offset":
            return self.offset()
        if name == "zone":
            return self.zone or self.offset()
        return None

    def supports(self, field: Any) -> bool:
        if field in self.fields:
            return True
        parts = [part for part in (self.date, self.time) if part is not None]
        if any(part.supports(field) for part in parts):
            return True
        return field is FIELD["INSTANT_SECONDS"] and None not in (self.date, self.time, self.part("zone"))

    def get_long(self, field: Any) -> int:
        if field in self.fields:
            return self.fields[field]
        for part in (self.date, self.time):
            if part is not None and part.supports(field):
                return part.get_long(field)
        if field is FIELD["INSTANT_SECONDS"] and self.supports(field):
            assert self.date is not None
            assert self.time is not None
            local = LocalDateTime(self.date, self.time).seconds()
            return int(local - (self.offset() or self.part("zone").offset_of_local(local)).seconds)
        raise unsupported_field(field)

    def __str__(self) -> str:
        fields = ", ".join(f"{field}={value}" for field, value in self.fields.items())
        text = f"{{{fields}}},ISO"
        if self.zone is not None:
            text += f",{self.zone},{self.zone_kind}"
        if self.date is not None or self.time is not None:
            both = "T".join(to_text(part) for part in (self.date, self.time) if part is not None)
            text += f" resolved to {both}"
        return text
