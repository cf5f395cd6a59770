"""Rules of an edge: which event goes where, and what is refused."""

from typing import Any

import pytest

from findling.base.errors import FindlingError
from findling.edge.forward.pace import Meter, Pace
from findling.edge.forward.rules import Rules

SAID = {
    "rules": [
        {"topic": "+/temperature", "index": "temperatures", "forward": "summarised", "priority": "low"},
        {"topic": "camera/#", "index": "pictures", "forward": "stays", "keep": {"max_age": "7d", "max_size": "10mb"}},
        {"topic": "+/alarm", "index": "alarms", "priority": "high", "keep": {"max_size": "0b"}},
    ]
}


def test_the_first_rule_that_matches() -> None:
    rules = Rules.of(SAID)
    found = rules.find("d1", "temperature")
    assert (found.index, found.forward, found.priority) == ("edge-temperatures", "summarised", "low")
    found = rules.find("camera", "a/b")
    assert (found.index, found.forward, found.max_age_ms, found.max_bytes) == (
        "edge-pictures",
        "stays",
        604800000,
        10 << 20,
    )
    assert not rules.find("d1", "alarm").is_kept
    found = rules.find("d1", "anything")
    assert (found.index, found.forward, found.priority, found.is_kept) == ("edge-events", "raw", "normal", True)


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"rule": []}, "unknown field [rule]"),
        ({"rules": [1]}, "a rule must be an object"),
        ({"rules": [{"index": "a"}]}, "a rule needs [topic]"),
        ({"rules": [{"topic": "#"}]}, "a rule needs [index]"),
        ({"rules": [{"topic": "#", "index": "A"}]}, "must be lowercase"),
        ({"rules": [{"topic": "#", "index": "a", "forward": "all"}]}, "must be one of raw, summarised, stays"),
        ({"rules": [{"topic": "#", "index": "a", "priority": "top"}]}, "must be one of high, normal, low"),
        ({"rules": [{"topic": "a#", "index": "a"}]}, "is no filter of topics"),
        (
            {"rules": [{"topic": "#", "index": "a", "forward": "summarised", "keep": {"max_size": "0b"}}]},
            "must be kept",
        ),
        ({"send": {"bytes_per_second": -1}}, "must be a number of bytes"),
        ({"send": {"schedule": ["22-6"]}}, "times such as 22:00-06:00"),
    ],
)
def test_what_is_refused(wrong: dict[str, Any], reason: str) -> None:
    with pytest.raises(FindlingError) as error:
        Rules.of(wrong)
    assert reason in error.value.reason


@pytest.mark.parametrize(("time", "open_"), [("21:59", False), ("22:00", True), ("00:30", True), ("06:00", False)])
def test_a_schedule_over_midnight(time: str, open_: bool) -> None:
    pace = Pace.of({"schedule": ["22:00-06:00"]})
    hours, minutes = (int(part) for part in time.split(":"))
    now_ms = 86_400_000 * 20_000 + (hours * 60 + minutes) * 60_000
    assert pace.allows("normal", now_ms) is open_
    assert pace.allows("high", now_ms)


def test_a_rate_is_kept_on_average() -> None:
    now = 0.0
    meter = Meter(lambda: now)
    for _ in range(20):
        now += meter.wait_s(1000, 500)
    assert 20 * 1000 / 500 - 4 <= now <= 20 * 1000 / 500
    assert meter.wait_s(1000, 0) == 0
