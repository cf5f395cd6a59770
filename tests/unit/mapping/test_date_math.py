"""Date maths, with the examples of Elasticsearch's documentation."""

import re
from datetime import UTC, datetime

import pytest

from findling.base.errors import FindlingError, IllegalArgumentError, MapperParsingError, ParseError
from findling.mapping.date_math import parse_date_math
from findling.mapping.dates import date_formatter
from findling.mapping.field_type import INT64_MAX
from findling.mapping.value_range import ValueRange
from tests.unit.mapping.conftest import MakeMapping, Parse

FORMATTER = date_formatter("strict_date_optional_time||epoch_millis")


def millis(text: str) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


NOW = millis("2001-01-01T12:00:00")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("now", "2001-01-01T12:00:00"),
        ("now+1h", "2001-01-01T13:00:00"),
        ("now-1h", "2001-01-01T11:00:00"),
        ("now-1h/d", "2001-01-01T00:00:00"),
        ("2001.02.01||+1M/d", "2001-03-01T00:00:00"),
        ("2001-02-01||+1M/d", "2001-03-01T00:00:00"),
        ("2004-02-29||+1y", "2005-02-28T00:00:00"),
        ("2001-01-31||+1M-1d", "2001-02-27T00:00:00"),
        ("2001-01-31||-2w", "2001-01-17T00:00:00"),
        ("now/w", "2001-01-01T00:00:00"),
        ("2001-01-07||/w", "2001-01-01T00:00:00"),
        ("now+d", "2001-01-02T12:00:00"),
        ("now-90s/m", "2001-01-01T11:58:00"),
    ],
)
def test_maths(text: str, expected: str) -> None:
    formatter = date_formatter("yyyy.MM.dd") if "." in text else FORMATTER
    assert parse_date_math(text, formatter, NOW) == millis(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("now/y", "2001-12-31T23:59:59.999"),
        ("now/M", "2001-01-31T23:59:59.999"),
        ("now/w", "2001-01-07T23:59:59.999"),
        ("now/h", "2001-01-01T12:59:59.999"),
        ("2001-02-01||/M", "2001-02-28T23:59:59.999"),
        ("2001-02-01", "2001-02-01T23:59:59.999"),
        ("2001-02-01||+1d", "2001-02-02T00:00:00"),
    ],
)
def test_rounding_up(text: str, expected: str) -> None:
    assert parse_date_math(text, FORMATTER, NOW, round_up=True) == millis(expected)


def test_time_zones() -> None:
    def at(text: str, zone: str) -> str:
        return FORMATTER.format(parse_date_math(text, FORMATTER, NOW, time_zone=zone))

    assert at("2020-03-29||/d", "Europe/Berlin") == "2020-03-28T23:00:00.000Z"
    assert at("2020-03-29||+1d/d", "Europe/Berlin") == "2020-03-29T22:00:00.000Z"
    assert at("2020-01-01T00:00:00Z||/M", "-05:00") == "2019-12-01T05:00:00.000Z"
    assert at("now/d", "+13:00") == "2001-01-01T11:00:00.000Z"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("now*1d", "operator not supported for date math [*1d]"),
        ("now+", "truncated date math [+]"),
        ("now+1", "truncated date math [+1]"),
        ("now+1x", "unit [x] not supported for date math [+1x]"),
        ("now/2d", "rounding `/` can only be used on single unit types [/2d]"),
    ],
)
def test_maths_that_fails(text: str, reason: str) -> None:
    with pytest.raises(ParseError, match=re.escape(reason)):
        parse_date_math(text, FORMATTER, NOW)


def test_now_must_be_known() -> None:
    with pytest.raises(ParseError, match="could not read the current timestamp"):
        parse_date_math("now", FORMATTER, None)


# the date types


def test_date_documents(parse: Parse) -> None:
    batch = parse(
        {"d": {"type": "date"}},
        {"d": "2020-01-02"},
        {"d": 1577934245678},
        {"d": ["2020-01-02T03:04:05Z", 2020]},
        {"d": "nope"},
        {"d": 1577934245678.0},
    )
    expected = ["2020-01-02", "2020-01-02T03:04:05.678", "2020-01-02T03:04:05", "2020-01-01", "2020-01-02T03:04:05.678"]
    assert batch.columns["d"].values.tolist() == list(map(millis, expected))
    error = batch.errors[3]
    assert error.reason == (
        "[1:6] failed to parse field [d] of type [date] in document with id '4'. Preview of field's value: 'nope'"
    )
    assert str(error.__cause__) == (
        "failed to parse date field [nope] with format [strict_date_optional_time||epoch_millis]"
    )


def test_date_ranges(make_mapping: MakeMapping) -> None:
    field = make_mapping({"properties": {"d": {"type": "date"}}}).field("d")
    assert field is not None
    low, high = field.type.column_range(ValueRange(gte="2020-01-02", lte="2020-01-02"))
    assert (low, high) == (millis("2020-01-02"), millis("2020-01-02T23:59:59.999"))
    low, high = field.type.column_range(ValueRange(gt="2020-01-02", lt="2020-01-04"))
    assert (low, high) == (millis("2020-01-03"), millis("2020-01-03T23:59:59.999"))
    assert field.type.column_range(ValueRange(gte="now-1d/d", now_ms=NOW)) == (millis("2000-12-31"), INT64_MAX)
    assert field.type.column_range(ValueRange(gte="02/01/2020", format="dd/MM/yyyy"))[0] == millis("2020-01-02")
    assert field.type.column_range(ValueRange(gte="2020-01-02", time_zone="+01:00"))[0] == millis("2020-01-01T23:00")
    assert field.type.format_value(0, "yyyy", None) == "1970"
    assert field.type.from_column(0) == "1970-01-01T00:00:00.000Z"
    with pytest.raises(FindlingError, match=r"failed to parse date field \[x\] with format"):
        field.type.column_range(ValueRange(gte="x"))
    with pytest.raises(IllegalArgumentError, match="Unknown time-zone ID: Nowhere"):
        field.type.column_range(ValueRange(gte="2020", time_zone="Nowhere"))


def test_date_nanos(make_mapping: MakeMapping, parse: Parse) -> None:
    batch = parse({"d": {"type": "date_nanos"}}, {"d": "2020-01-02T03:04:05.123456789Z"}, {"d": "1960-01-01"}, {"d": 5})
    assert batch.columns["d"].values.tolist() == [1577934245123456789, 5_000_000]
    assert "is before the epoch in 1970" in str(batch.errors[1].__cause__)
    field = make_mapping({"properties": {"d": {"type": "date_nanos"}}}).field("d")
    assert field is not None
    assert field.type.from_column(1577934245123456789) == "2020-01-02T03:04:05.123456789Z"
    assert field.type.column_range(ValueRange(lte="now/d", now_ms=0))[1] == 86_399_999_999_999


def test_null_value_is_checked(make_mapping: MakeMapping, parse: Parse) -> None:
    with pytest.raises(MapperParsingError, match=r"Error parsing \[null_value\] on field \[d\]"):
        make_mapping({"properties": {"d": {"type": "date", "null_value": "x"}}})
    batch = parse({"d": {"type": "date", "null_value": "2020-01-02"}}, {"d": None})
    assert batch.columns["d"].values.tolist() == [millis("2020-01-02")]
