"""Durations and sizes, both ways."""

import pytest

from findling.base.errors import IllegalArgumentError, ParseError
from findling.base.units import format_bytes, format_time, parse_bytes, parse_time_ms


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1d", 86_400_000), ("2h", 7_200_000), ("5m", 300_000), ("30s", 30_000), ("250ms", 250), ("0", 0), ("-1", -1),
     ("1500micros", 1), ("2000000nanos", 2), (" 7 S ", 7_000)],
)  # fmt: skip
def test_durations(text: str, expected: int) -> None:
    assert parse_time_ms(text, "x") == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("10", "failed to parse setting [x] with value [10] as a time value: unit is missing or unrecognized"),
        ("5y", "failed to parse setting [x] with value [5y] as a time value: unit is missing or unrecognized"),
        ("1.5s", "failed to parse [1.5s], fractional time values are not supported"),
        ("1_0s", "failed to parse [1_0s]"),
        ("-5s", "failed to parse setting [x] with value [-5s] as a time value: negative durations are not supported"),
    ],
)
def test_wrong_durations(text: str, reason: str) -> None:
    with pytest.raises(IllegalArgumentError) as caught:
        parse_time_ms(text, "x")
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1b", 1),
        ("2k", 2048),
        ("2kb", 2048),
        ("10MB", 10 << 20),
        ("1.5gb", 3 << 29),
        ("0", 0),
        ("-1", -1),
        ("1p", 1 << 50),
    ],
)
def test_sizes(text: str, expected: int) -> None:
    assert parse_bytes(text, "x") == expected


@pytest.mark.parametrize("text", ["12", "12zb", "x12mb", "-3kb", ""])
def test_wrong_sizes(text: str) -> None:
    with pytest.raises(ParseError, match=r"failed to parse setting \[x\] with value"):
        parse_bytes(text, "x")


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0b"), (1023, "1023b"), (1024, "1kb"), (1536, "1.5kb"), (1 << 20, "1mb"), (2047, "1.9kb"), (5 << 40, "5tb")],
)
def test_sizes_are_cut_to_one_decimal(size: int, text: str) -> None:
    assert format_bytes(size) == text


@pytest.mark.parametrize(
    ("milliseconds", "text"),
    [(0, "0s"), (0.25, "250micros"), (12, "12ms"), (1000, "1s"), (1250, "1.2s"), (90_000, "1.5m"), (86_400_000, "1d")],
)
def test_durations_for_people(milliseconds: float, text: str) -> None:
    assert format_time(milliseconds) == text
