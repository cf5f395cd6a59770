"""Intervals of date_histogram agree with Python's own calendar and time zones."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from findling.search.aggs.values.rounding import parse_rounding

ZONES = (
    "UTC", "Europe/Berlin", "America/Sao_Paulo", "Asia/Kolkata", "America/New_York", "Australia/Lord_Howe",
    "Africa/Casablanca", "Asia/Kathmandu", "America/St_Johns",
)  # fmt: skip
instants = st.integers(0, 1_767_225_600_000)


def start_of(instant: int, unit: str, zone: str) -> int:
    moment = datetime.fromtimestamp(instant / 1000, ZoneInfo(zone))
    day = moment.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    if unit == "week":
        day -= timedelta(days=day.weekday())
    elif unit == "month":
        day = day.replace(day=1)
    elif unit == "quarter":
        day = day.replace(day=1, month=(day.month - 1) // 3 * 3 + 1)
    elif unit == "year":
        day = day.replace(day=1, month=1)
    return round(day.replace(tzinfo=ZoneInfo(zone), fold=0).timestamp() * 1000)


@settings(deadline=None)
@given(
    values=st.lists(instants, min_size=1, max_size=20),
    unit=st.sampled_from(["day", "week", "month", "quarter", "year"]),
    zone=st.sampled_from(ZONES),
)
def test_calendar_units(values: list[int], unit: str, zone: str) -> None:
    rounding = parse_rounding(unit, None, zone, None, "date_histogram")
    column = np.array(values, np.int64)
    rounded = rounding.round(column)
    assert rounded.tolist() == [start_of(value, unit, zone) for value in values]
    starts = rounding.starts(min(values), max(values))
    assert (np.diff(starts) > 0).all()
    assert starts[0] <= min(values)
    assert starts[-2] <= max(values) < starts[-1]
    assert starts[np.searchsorted(starts, column, side="right") - 1].tolist() == rounded.tolist()


@settings(deadline=None)
@given(
    value=instants,
    span=st.integers(0, 40 * 86_400_000),
    length=st.sampled_from(["30m", "1h", "90m", "3h", "1d", "7d"]),
    zone=st.sampled_from(ZONES),
    offset=st.sampled_from([None, "+6h", "-1d"]),
)
def test_fixed_lengths(value: int, span: int, length: str, zone: str, offset: str | None) -> None:
    rounding = parse_rounding(None, length, zone, offset, "date_histogram")
    column = np.linspace(value, value + span, 50).astype(np.int64)
    rounded = rounding.round(column)
    assert (rounded <= column).all()
    # an overlap makes an interval an hour longer at most
    assert (column - rounded < rounding.length_ms + 3_600_000).all()
    starts = rounding.starts(value, value + span)
    assert starts[np.searchsorted(starts, column, side="right") - 1].tolist() == rounded.tolist()
    assert (rounding.round(rounded) == rounded).all()


def test_the_hour_that_comes_twice_makes_two_buckets() -> None:
    rounding = parse_rounding("hour", None, "Europe/Berlin", None, "date_histogram")
    # 2023-10-29T00:30Z is 02:30 summer time, 01:30Z is 02:30 again
    column = np.array([1698539400000, 1698543000000], np.int64)
    assert rounding.round(column).tolist() == [1698537600000, 1698541200000]
