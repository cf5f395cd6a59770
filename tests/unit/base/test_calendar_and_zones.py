"""Calendar arithmetic and time zones against Python's."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from findling.base.dates.calendar import (
    civil_from_days,
    day_of_week,
    days_from_civil,
    days_from_week,
    month_length,
    week_of_days,
)
from findling.base.dates.zone import Zone, offset_text, zone_of
from findling.base.errors import IllegalArgumentError

EPOCH = dt.date(1970, 1, 1)


def test_days() -> None:
    for ordinal in (*range(1, 800), *range(693_000, 738_000, 97), *range(738_000, 738_800)):
        date = dt.date.fromordinal(ordinal)
        days = (date - EPOCH).days
        assert days_from_civil(date.year, date.month, date.day) == days
        assert civil_from_days(days) == (date.year, date.month, date.day)
        assert day_of_week(days) == date.isoweekday()
        year, week, weekday = date.isocalendar()
        assert week_of_days(days) == (year, week)
        assert days_from_week(year, week, weekday) == days


def test_months() -> None:
    assert [month_length(2023, month) for month in range(1, 13)] == [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    assert [month_length(year, 2) for year in (1900, 2000, 2024)] == [28, 29, 29]


def test_days_far_away() -> None:
    for days in (-10_000_000_000, -719_528, 10_000_000_000):
        assert days_from_civil(*civil_from_days(days)) == days


@pytest.mark.parametrize(
    ("name", "seconds"),
    [
        ("Z", 0),
        ("UTC", 0),
        ("+01:00", 3600),
        ("-0730", -27_000),
        ("+5", 18_000),
        ("GMT+2", 7200),
        ("UTC-03:00", -10_800),
    ],
)
def test_fixed_offsets(name: str, seconds: int) -> None:
    zone = zone_of(name)
    assert zone.offset_at(0) == seconds
    assert zone.offset_of_local(0) == seconds


def test_regions_follow_their_rules() -> None:
    berlin = zone_of("Europe/Berlin")
    rules = ZoneInfo("Europe/Berlin")
    for day in range(0, 400, 3):
        moment = dt.datetime(2020, 1, 1, tzinfo=dt.UTC) + dt.timedelta(days=day, hours=1)
        offset = moment.astimezone(rules).utcoffset()
        assert offset is not None
        assert berlin.offset_at(int(moment.timestamp())) == offset.total_seconds()
    gap = int(dt.datetime(2020, 3, 29, 2, 30, tzinfo=dt.UTC).timestamp())
    assert berlin.offset_of_local(gap) == 3600, "in a gap the offset before it"
    overlap = int(dt.datetime(2020, 10, 25, 2, 30, tzinfo=dt.UTC).timestamp())
    assert berlin.offset_of_local(overlap) == 7200, "in an overlap the earlier one"
    # years that Python's dates have not are those 400 years before, again and again
    cycle = 146_097 * 86_400
    assert berlin.offset_at(10**13) == berlin.offset_at(10**13 % cycle)


@pytest.mark.parametrize("name", ["Nowhere/City", "+19:00", "", "../etc/passwd", "+01:75"])
def test_unknown_zones(name: str) -> None:
    with pytest.raises(IllegalArgumentError):
        zone_of(name)


def test_offset_texts() -> None:
    assert offset_text(3600) == "+01:00"
    assert offset_text(-27_000, colon=False) == "-0730"
    assert offset_text(0) == "Z"
    assert offset_text(3600, minutes=False) == "+01"
    assert offset_text(5400, colon=False, minutes=False) == "+0130"
    assert offset_text(3661) == "+01:01:01"
    assert Zone("Z").offset_at(5) == 0
