"""What is a decision, and what is none and refuses."""

from typing import Any

import pytest

from findling.policy.authz.decision import NO_REASON, Decision, parse_decision
from findling.policy.authz.question import summary
from findling.policy.engine.protocol import UNDEFINED


@pytest.mark.parametrize(
    ("value", "decision"),
    [
        (True, Decision(True)),
        (False, Decision(False, NO_REASON)),
        (UNDEFINED, Decision(False, NO_REASON)),
        ({"allow": True}, Decision(True)),
        ({}, Decision(False, NO_REASON)),
        ({"allow": False, "reason": "not on Fridays"}, Decision(False, "not on Fridays")),
        (
            {"allow": True, "filters": [{"term": {"a": 1}}], "masks": {"logs-*": ["ip", "user.*"], "b": "c"}},
            Decision(
                True,
                "",
                (("*", {"term": {"a": 1}}),),
                (("logs-*", "ip"), ("logs-*", "user.*"), ("b", "c")),
            ),
        ),
        (
            {"allow": True, "filters": {"a": {"exists": {"field": "b"}}}},
            Decision(True, "", (("a", {"exists": {"field": "b"}}),)),
        ),
    ],
)
def test_decisions(value: Any, decision: Decision) -> None:
    assert parse_decision(value) == decision


@pytest.mark.parametrize(
    "value",
    [
        None,
        1,
        "yes",
        [],
        {"allow": "true"},
        {"allow": 1},
        {"allow": True, "reason": 1},
        {"allow": True, "filters": "x"},
        {"allow": True, "filters": ["x"]},
        {"allow": True, "masks": [1]},
        {"allow": True, "mask": ["secret"]},
    ],
)
def test_what_is_no_decision_refuses(value: Any) -> None:
    decision = parse_decision(value)
    assert not decision.allow
    assert decision.fault


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (b"", {"bytes": 0}),
        (b'{"query": {}, "size": 3}', {"bytes": 24, "members": ["query", "size"]}),
        (b"[1]", {"bytes": 3}),
        (b'{"a": 1}\n{"b": 2}\n', {"bytes": 18}),
        (b'{"a": "' + b"x" * 20_000 + b'"}', {"bytes": 20_009}),
    ],
)
def test_bodies_are_summed_up(body: bytes, shown: dict[str, Any]) -> None:
    assert summary(body) == shown
