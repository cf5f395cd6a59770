"""Deployments go out in waves, wait for health, and go back."""

from typing import Any

import pytest

from findling.base.errors import FindlingError
from findling.edge.fleet.rollout import (
    AWAY,
    FAILED,
    HEALTHY,
    PENDING,
    ROLLED_BACK,
    ROLLING,
    SUCCEEDED,
    Health,
    Policy,
    Rollout,
    Step,
    advance,
    begin,
    plan,
)

POLICY = Policy(canary_percent=10, batch_percent=50, healthy_for_ms=60, timeout_ms=1000, max_failed_percent=10)
NODES = [f"edge-{number}" for number in range(20)]


def all_of(rollout: Rollout, state: str, since_ms: int = 0) -> dict[str, Health]:
    return {node: Health(state, since_ms) for node in rollout.given}


def begun() -> Rollout:
    return begin(plan("d", NODES, POLICY), POLICY, 0).rollout


def moved(step: Step | None) -> Rollout:
    assert step is not None
    return step.rollout


def test_waves() -> None:
    waves = plan("d", NODES, POLICY)
    assert [len(wave) for wave in waves] == [2, 10, 8]
    assert sorted(node for wave in waves for node in wave) == sorted(NODES)
    assert plan("d", NODES[::-1], POLICY) == waves
    assert plan("other", NODES, POLICY) != waves
    assert [len(wave) for wave in plan("d", ["one"], POLICY)] == [1]


def test_a_rollout_that_goes_well() -> None:
    rollout = begun()
    assert advance(rollout, all_of(rollout, PENDING), 10) is None
    assert advance(rollout, all_of(rollout, HEALTHY, 10), 69) is None
    second = advance(rollout, all_of(rollout, HEALTHY, 10), 70)
    assert second is not None
    assert (second.rollout.state, second.rollout.wave, len(second.give)) == (ROLLING, 1, 10)
    third = advance(second.rollout, all_of(second.rollout, HEALTHY, 10), 200)
    assert moved(third).wave == 2
    assert moved(advance(moved(third), all_of(moved(third), HEALTHY, 10), 300)).state == SUCCEEDED


def test_a_canary_that_fails_goes_back() -> None:
    rollout = begun()
    health = all_of(rollout, HEALTHY) | {rollout.given[0]: Health(FAILED, 5)}
    step = advance(rollout, health, 6)
    assert step is not None
    assert (step.rollout.state, sorted(step.take_back)) == (ROLLED_BACK, sorted(rollout.given))
    assert step.rollout.reason == f"[1] of [2] nodes failed: {rollout.given[0]}"
    assert advance(step.rollout, health, 7) is None


def test_a_node_that_is_late_has_failed() -> None:
    rollout = begun()
    assert advance(rollout, all_of(rollout, PENDING), 1000) is None
    assert moved(advance(rollout, all_of(rollout, PENDING), 1001)).state == ROLLED_BACK


def test_nodes_that_are_away_hold_nobody_up() -> None:
    rollout = begun()
    assert advance(rollout, all_of(rollout, AWAY), 10_000) is None
    health = all_of(rollout, AWAY) | {rollout.given[0]: Health(HEALTHY, 0)}
    assert moved(advance(rollout, health, 10_000)).wave == 1


def test_some_failures_are_allowed() -> None:
    rollout = moved(advance(begun(), all_of(begun(), HEALTHY), 100))
    health = all_of(rollout, HEALTHY, 100) | {rollout.given[5]: Health(FAILED, 0)}
    assert moved(advance(rollout, health, 300)).wave == 2


@pytest.mark.parametrize(
    "body",
    [{"canary": 5}, {"canary_percent": 0}, {"batch_percent": 101}, {"timeout_ms": -1}, {"healthy_for_ms": "soon"}],
)
def test_policies_that_make_no_sense(body: Any) -> None:
    with pytest.raises(FindlingError) as refused:
        Policy.parse(body)
    assert refused.value.status == 400


def test_ten_thousand_nodes_get_it_once_each() -> None:
    nodes = [f"edge-{number}" for number in range(10_000)]
    step: Step | None = begin(plan("d", nodes, POLICY), POLICY, 0)
    given: list[str] = []
    now_ms = 0
    while step is not None and step.rollout.state != SUCCEEDED:
        given += step.give
        now_ms += 100
        step = advance(step.rollout, all_of(step.rollout, HEALTHY, now_ms - 100), now_ms)
    assert sorted(given) == sorted(nodes)
