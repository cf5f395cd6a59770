"""Date formats against Python's datetime, Elasticsearch's documented examples and each other."""

from datetime import UTC, datetime

import numpy as np
import pytest

from findling.base.errors import DateTimeParseError, IllegalArgumentError
from findling.mapping.dates import date_formatter
from findling.mapping.dates.formats import CALENDAR_FORMATS, PLAIN_FORMATS

DEFAULT = "strict_date_optional_time||epoch_millis"


def millis(text: str) -> int:
    moment = datetime.fromisoformat(text)
    return round(moment.replace(tzinfo=moment.tzinfo or UTC).timestamp() * 1000)


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        (DEFAULT, "2020-01-02T03:04:05.678Z", "2020-01-02T03:04:05.678"),
        (DEFAULT, "2020-01-02T03:04:05,678+01:00", "2020-01-02T02:04:05.678"),
        (DEFAULT, "2020-01-02T03:04+0530", "2020-01-01T21:34"),
        (DEFAULT, "2020-01-02T03", "2020-01-02T03:00"),
        (DEFAULT, "2020-01-02T", "2020-01-02T00:00"),
        (DEFAULT, "2020-02", "2020-02-01"),
        (DEFAULT, "2020", "2020-01-01"),
        (DEFAULT, "1577934245678", "2020-01-02T03:04:05.678"),
        (DEFAULT, "-1", "1969-12-31T23:59:59.999"),
        ("epoch_second", "1577934245", "2020-01-02T03:04:05"),
        ("epoch_second", "1577934245.5", "2020-01-02T03:04:05.500"),
        ("epoch_millis", "1577934245678.9", "2020-01-02T03:04:05.678"),
        ("date_optional_time", "2020-1-2T3:4:5", "2020-01-02T03:04:05"),
        ("basic_date", "20200102", "2020-01-02"),
        ("basic_date_time", "20200102T030405.678Z", "2020-01-02T03:04:05.678"),
        ("basic_ordinal_date", "2020060", "2020-02-29"),
        ("ordinal_date", "2020-366", "2020-12-31"),
        ("week_date", "2020-W01-1", "2019-12-30"),
        ("basic_week_date", "2020W537", "2021-01-03"),
        ("strict_weekyear_week", "2021-W01", "2021-01-04"),
        ("year_month", "2020-7", "2020-07-01"),
        ("hour_minute", "10:30", "1970-01-01T10:30"),
        ("time_no_millis", "10:30:00+02:00", "1970-01-01T08:30"),
        ("yyyy/MM/dd HH:mm:ss", "2020/01/02 03:04:05", "2020-01-02T03:04:05"),
        ("MM-yyy", "01-2020", "2020-01-01"),
        ("yyy", "02020", "2020-01-01"),
        ("dd.MM.yy", "02.01.20", "2020-01-02"),
        ("yyyyMMddHHmmss", "20200102030405", "2020-01-02T03:04:05"),
        ("MMM d, yyyy h:mm a", "Jan 2, 2020 3:04 PM", "2020-01-02T15:04"),
        ("EEEE d MMMM uuuu", "Thursday 2 January 2020", "2020-01-02"),
        ("EEE, dd MMM yyyy HH:mm:ss Z", "Thu, 02 Jan 2020 03:04:05 +0100", "2020-01-02T02:04:05"),
        ("yyyy-MM-dd'T'HH:mm:ss.SSSXXX", "2020-01-02T03:04:05.678-02:00", "2020-01-02T05:04:05.678"),
        ("yyyy-MM-dd HH:mm z", "2020-07-02 03:04 Europe/Berlin", "2020-07-02T01:04"),
        ("yyyy-MM-dd[ HH:mm]", "2020-01-02", "2020-01-02"),
        ("'day' D 'of' yyyy", "day 60 of 2020", "2020-02-29"),
        ("yyyy-MM-dd||dd/MM/yyyy", "02/01/2020", "2020-01-02"),
        ("h 'o''clock' a", "12 o'clock AM", "1970-01-01"),
        ("iso8601", "2020-01-02T03:04:05Z", "2020-01-02T03:04:05"),
    ],
)
def test_texts(pattern: str, text: str, expected: str) -> None:
    assert date_formatter(pattern).parse_millis(text) == millis(expected)


def test_languages() -> None:
    assert date_formatter("d MMMM yyyy", "de-DE").parse_millis("2 März 2020") == millis("2020-03-02")
    assert date_formatter("d MMMM yyyy", "fr").format(millis("2020-08-02")) == "2 août 2020"


@pytest.mark.parametrize("base", sorted(CALENDAR_FORMATS) + sorted(PLAIN_FORMATS))
def test_built_in_formats_read_what_they_print(base: str) -> None:
    """Formats without a date print the time only, so the comparison is of the printed text."""
    moment = millis("2019-11-07T18:05:09.012")
    for name in [base] if base in PLAIN_FORMATS else [base, f"strict_{base}"]:
        formatter = date_formatter(name)
        text = formatter.format(moment)
        assert formatter.format(formatter.parse_millis(text)) == text


def test_default_format_prints_millis_and_zone() -> None:
    formatter = date_formatter(DEFAULT)
    assert formatter.format(millis("2020-01-02T03:04:05.6")) == "2020-01-02T03:04:05.600Z"
    assert formatter.format(0, "Europe/Berlin") == "1970-01-01T01:00:00.000+01:00"
    assert date_formatter("yyyy-MM-dd HH:mm:ss.SSS").format(1) == "1970-01-01 00:00:00.001"
    assert date_formatter("epoch_millis").format(-5) == "-5"
    for name in (DEFAULT, "date_optional_time", "iso8601"):
        assert date_formatter(name).format_nanos(1_023_456_789) == "1970-01-01T00:00:01.023Z"
    nanos = date_formatter("strict_date_optional_time_nanos")
    assert nanos.format_nanos(1_000_000_001) == "1970-01-01T00:00:01.000000001Z"


def test_years_beyond_datetime() -> None:
    formatter = date_formatter(DEFAULT)
    assert formatter.format(formatter.parse_millis("+12345-01-01")) == "+12345-01-01T00:00:00.000Z"
    assert formatter.format(formatter.parse_millis("-0001-03-01")) == "-0001-03-01T00:00:00.000Z"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2020", "2020-01-01T23:59:59.999"),
        ("2020-02-03", "2020-02-03T23:59:59.999"),
        ("2020-02-03T10", "2020-02-03T10:59:59.999"),
        ("2020-02-03T10:20", "2020-02-03T10:20:59.999"),
        ("2020-02-03T10:20:30", "2020-02-03T10:20:30.999"),
        ("2020-02-03T10:20:30.1", "2020-02-03T10:20:30.100"),
    ],
)
def test_round_up_fills_the_time_of_day(text: str, expected: str) -> None:
    assert date_formatter(DEFAULT).parse_millis(text, round_up=True) == millis(expected)


@pytest.mark.parametrize(
    ("pattern", "text", "cause"),
    [
        (DEFAULT, "abc", "Failed to parse with all enclosed parsers"),
        ("yyyy", "abc", "Text 'abc' could not be parsed at index 0"),
        ("yyyy-MM-dd", "2020-01-01x", "Text '2020-01-01x' could not be parsed, unparsed text found at index 10"),
        ("yyyy-MM-dd", "2020-01", "Text '2020-01' could not be parsed at index 7"),
        ("yyyy-MM", "1704067200000", "Text '1704067200000' could not be parsed at index 0"),
        ("yyyy-MM-dd", "-5", "Text '-5' could not be parsed at index 1"),
        ("strict_year", "2024-02", "Could not fully parse datetime"),
        ("basic_date_time", "2024-02", "Failed to parse with all enclosed parsers"),
        ("epoch_second", "2024-02", "Failed to parse with all enclosed parsers"),
        ("yyyy-MM-dd", "2021-04-31", "Text '2021-04-31' could not be parsed: Invalid date 'APRIL 31'"),
        ("yyyy-MM-dd", "2021-02-29", "Invalid date 'February 29' as '2021' is not a leap year"),
        ("yyyy-MM-dd", "2021-13-01", "Invalid value for MonthOfYear (valid values 1 - 12): 13"),
        ("strict_hour", "24", "Invalid value for HourOfDay (valid values 0 - 23): 24"),
    ],
)
def test_texts_that_fail(pattern: str, text: str, cause: str) -> None:
    with pytest.raises(IllegalArgumentError) as caught:
        date_formatter(pattern).parse(text)
    assert caught.value.reason == f"failed to parse date field [{text}] with format [{pattern}]"
    assert isinstance(caught.value.__cause__, DateTimeParseError)
    assert cause in str(caught.value.__cause__)


@pytest.mark.parametrize("pattern", ["", "b", "yyyy||", "'open", "]", "ddd", "{"])
def test_patterns_that_fail(pattern: str) -> None:
    with pytest.raises(IllegalArgumentError):
        date_formatter(pattern)


@pytest.mark.parametrize(
    "texts",
    [
        ["2020-01-02", "1969-12-31", "2000-02-29"],
        ["2020-01-02T03:04:05Z", "1600-01-02T23:59:59Z"],
        ["2020-01-02T03:04:05.123+01:00", "2020-01-02T03:04:05.123-11:30"],
        ["2020-01-02T03:04", "2020-01-02T03:04:05", "2020-01-02T03:04:05.1", "2020-01-02T03:04:05.123456789Z"],
    ],
)
def test_columns_agree_with_single_texts(texts: list[str]) -> None:
    formatter = date_formatter(DEFAULT)
    column = formatter.parse_column(texts)
    assert column is not None
    assert column.tolist() == [formatter.parse_millis(text) for text in texts]
    nanos = formatter.parse_column(texts[:1], "ns")
    assert nanos is not None
    assert nanos.tolist() == [formatter.parse_nanos(texts[0])]


@pytest.mark.parametrize(
    "text",
    [
        "2020-1-02T",
        "2021-02-29",
        "2020-13-01",
        "2020-01-02T24:00:00",
        "2020-01-02X03:04:05",
        "2020-01-02T03:04:05Q",
        "٢٠٢٠-٠١-٠٢",
        "20200-1-02",
        "2020-01-02T03:04:05+19:00",
    ],
)
def test_columns_leave_odd_texts_alone(text: str) -> None:
    assert date_formatter(DEFAULT).parse_column([text]) is None
    assert date_formatter(DEFAULT).parse_column(["2020-01-02", text]) is None


@pytest.mark.parametrize(
    ("pattern", "texts"),
    [
        ("yyyy-MM-dd HH:mm:ss", ["2020-01-02 03:04:05", "1969-12-31 23:59:59"]),
        ("yyyy/MM/dd", ["2020/02/29", "0001/01/01"]),
        ("dd.MM.yyyy HH:mm", ["31.12.1999 23:59"]),
        ("uuuuMMddHHmmssSSS", ["20200102030405006"]),
        ("basic_date", ["20200102", "19691231"]),
    ],
)
def test_fixed_width_columns_agree_with_single_texts(pattern: str, texts: list[str]) -> None:
    formatter = date_formatter(pattern)
    column = formatter.parse_column(texts)
    assert column is not None
    assert column.tolist() == [formatter.parse_millis(text) for text in texts]
    assert formatter.parse_column([*texts, texts[0] + "0"]) is None
    assert formatter.parse_column([texts[0].replace("2", "x").replace("9", "x")]) is None
    impossible = texts[0].replace("02", "13").replace("12", "13").replace("29", "31")
    assert formatter.parse_column([impossible]) is None or formatter.parse_millis(impossible)


def test_number_columns() -> None:
    formatter = date_formatter(DEFAULT)
    column = formatter.millis_column([1577934245678, 10_000])
    assert column is not None
    assert column.dtype == np.int64
    assert formatter.millis_column([2020]) is None, "four digits are a year"
    assert formatter.parse_millis("2020") == millis("2020-01-01")
    assert date_formatter("epoch_second").millis_column([1577934245]) is None
