"""Cron expressions: the next time of each kind of field, and what is none."""

from datetime import UTC, datetime

import pytest

from findling.base.dates.cron import Cron
from findling.base.errors import IllegalArgumentError

NOW = "2026-11-30 16:50:00"  # a Monday


def moment(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * 1000


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("0 30 1 * * ?", "2026-12-01 01:30:00"),
        ("0 50 16 * * ?", "2026-12-01 16:50:00"),  # not now, but after
        ("1 50 16 * * ?", "2026-11-30 16:50:01"),
        ("0/20 * * * * ?", "2026-11-30 16:50:20"),
        ("0 5-10/5,40 * * * ?", "2026-11-30 17:05:00"),
        ("0 15 10 ? * MON-FRI", "2026-12-01 10:15:00"),
        ("0 0 0 ? * FRI-MON", "2026-12-04 00:00:00"),
        ("0 0 0 ? * 1", "2026-12-06 00:00:00"),
        ("0 0 0 ? * L", "2026-12-05 00:00:00"),
        ("0 15 10 L * ?", "2026-12-31 10:15:00"),
        ("0 0 0 LW 1 ?", "2027-01-29 00:00:00"),  # the 31st is a Sunday
        ("0 0 0 1W 8 ?", "2027-08-02 00:00:00"),  # the 1st is a Sunday
        ("0 0 0 15W 5 ?", "2027-05-14 00:00:00"),  # the 15th is a Saturday
        ("0 15 10 ? * 6L", "2026-12-25 10:15:00"),
        ("0 15 10 ? * 6#3", "2026-12-18 10:15:00"),
        ("0 0 0 29 FEB ?", "2028-02-29 00:00:00"),
        ("0 0 0 1 jan ? 2030", "2030-01-01 00:00:00"),
        ("0 0 0 1 1 ? 2020", None),
        ("0 0 0 30 2 ?", None),
    ],
)
def test_the_next_time(expression: str, expected: str | None) -> None:
    assert Cron(expression).next_after(moment(NOW)) == (None if expected is None else moment(expected))


@pytest.mark.parametrize(
    "expression",
    [
        "", "* * * * *", "* * * * * * * *", "60 * * * * ?", "0 0 24 * * ?", "0 0 0 32 * ?", "0 0 0 0 * ?",
        "0 0 0 1 13 ?", "0 0 0 ? * 8", "0 0 0 * * *", "0 0 0 ? * ?", "0 0 0 1 1 ? 1969", "a * * * * ?",
        "0/0 * * * * ?", "0 0 0 ? * 6#6", "0 0 0 32W * ?",
    ],
)  # fmt: skip
def test_what_is_none(expression: str) -> None:
    with pytest.raises(IllegalArgumentError, match="invalid cron expression"):
        Cron(expression)
