"""Lifecycle policies over REST: put, carried out when they are due, their snapshots removed in time."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.node.snapshots.lifecycle.schedules import Schedules
from tests.reference.api import Api
from tests.reference.trusting_api import MovedClock

DAILY = {"name": "<day-{now/d}>", "schedule": "0 30 1 * * ?", "repository": "backup", "config": {"indices": "store"}}
DAY = 86_400_000


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


@pytest.fixture
def api(tmp_path: Path, clock: MovedClock) -> Iterator[Api]:
    config = NodeConfig(data=tmp_path / "data", sync=False, background=False, threads=4)
    with Node(config, clock) as node:
        api = Api(node)
        api.put("/_snapshot/backup", {"type": "fs", "settings": {"location": "backup"}})
        api.put("/store/_doc/1", {"n": 1})
        yield api


def policy(api: Api, id_: str = "daily") -> Any:
    return api.get(f"/_slm/policy/{id_}").body[id_]


def snapshots(api: Api) -> Any:
    return api.get("/_snapshot/backup/_all").body["snapshots"]


def test_a_policy_is_put_shown_and_deleted(api: Api) -> None:
    assert api.get("/_slm/policy").body == {}
    assert api.get("/_slm/policy/daily").error[2].endswith("[daily] not found, no policies are configured")
    assert api.put("/_slm/policy/daily", DAILY).body == {"acknowledged": True}
    assert api.put("/_slm/policy/daily", {**DAILY, "unknown": 1}).status == 200
    shown = policy(api)
    assert shown["version"] == 2
    assert shown["policy"] == DAILY
    assert shown["next_execution_millis"] % DAY == 90 * 60_000
    assert shown["stats"]["snapshots_taken"] == 0
    assert "modified_date" in api.get("/_slm/policy?human").body["daily"]
    assert api.get("/_slm/policy/other").error[:2] == (404, "resource_not_found_exception")
    assert api.delete("/_slm/policy/daily").status == 200
    assert api.delete("/_slm/policy/daily").error[2] == "snapshot lifecycle policy not found: daily"


@pytest.mark.parametrize(
    ("change", "kind", "reason"),
    [
        ({"schedule": None}, "illegal_argument_exception", "Required [schedule]"),
        ({"schedule": "often"}, "action_request_validation_exception",
         "Validation Failed: 1: invalid schedule [often]: must be a valid cron expression or time unit;"),
        ({"schedule": "0s"}, "action_request_validation_exception",
         "Validation Failed: 1: invalid schedule [0s]: time unit must be at least 1 millisecond;"),
        ({"schedule": "1m"}, "illegal_argument_exception",
         "invalid schedule [1m]: schedule would be too frequent, executing more than every [15m]"),
        ({"schedule": "0 * * * * ?"}, "illegal_argument_exception",
         "invalid schedule [0 * * * * ?]: schedule would be too frequent, executing more than every [15m]"),
        ({"repository": "other"}, "illegal_argument_exception", "no such repository [other]"),
        ({"repository": " "}, "action_request_validation_exception",
         "Validation Failed: 1: invalid repository name [ ]: cannot be empty;"),
        ({"config": {"metadata": 1}}, "action_request_validation_exception",
         "Validation Failed: 1: invalid configuration.metadata [1]: must be an object if present;"),
        ({"config": {"metadata": {"policy": 1}}}, "action_request_validation_exception",
         "Validation Failed: 1: invalid configuration.metadata: field name [policy] is reserved and will be added "
         "automatically;"),
        ({"name": "Daily"}, "action_request_validation_exception",
         "Validation Failed: 1: invalid snapshot name [Daily]: must be lowercase;"),
    ],
)  # fmt: skip
def test_policies_that_cannot_be(api: Api, change: dict[str, Any], kind: str, reason: str) -> None:
    assert api.put("/_slm/policy/daily", {**DAILY, **change}).error == (400, kind, reason)
    assert api.get("/_slm/policy").body == {}


def test_a_policy_carried_out_by_hand(api: Api) -> None:
    api.put("/_slm/policy/daily", DAILY)
    name = api.put("/_slm/policy/daily/_execute").body["snapshot_name"]
    api.node.snapshots.settle()
    (made,) = snapshots(api)
    assert made["snapshot"] == name
    assert made["metadata"] == {"policy": "daily"}
    assert policy(api)["last_success"]["snapshot_name"] == name
    assert policy(api)["stats"]["snapshots_taken"] == 1
    assert api.get("/_snapshot/backup/_all?slm_policy_filter=daily").body["total"] == 1
    assert api.get("/_snapshot/backup/_all?slm_policy_filter=_none").body["total"] == 0
    assert api.get("/_slm/stats").body["total_snapshots_taken"] == 1
    assert api.put("/_slm/policy/other/_execute").error[2] == "no such snapshot lifecycle policy [other]"


def test_what_failed_is_told(api: Api) -> None:
    api.put("/_slm/policy/daily", {**DAILY, "config": {"indices": "missing"}})
    api.put("/_slm/policy/daily/_execute")
    api.node.snapshots.settle()
    assert snapshots(api) == []
    assert "index_not_found_exception" in policy(api)["last_failure"]["details"]
    assert policy(api)["stats"]["snapshots_failed"] == 1


def test_policies_are_carried_out_when_they_are_due(api: Api, clock: MovedClock) -> None:
    clock.more_ms += DAY // 2 - clock.now_ms() % DAY  # noon: far from the hour of the daily one
    api.put("/_slm/policy/daily", DAILY)
    api.put("/_slm/policy/hourly", {**DAILY, "schedule": "1h", "name": "hour"})
    schedules = api.node.kept(Schedules)
    for moved_ms, expected in ((0, 0), (0, 0), (DAY // 24 + 1, 1), (0, 1), (DAY, 3)):
        clock.more_ms += moved_ms
        schedules.look()
        api.node.snapshots.settle()
        assert len(snapshots(api)) == expected
    api.post("/_slm/stop")
    assert api.get("/_slm/status").body == {"operation_mode": "STOPPED"}
    clock.more_ms += 2 * DAY
    schedules.look()
    api.node.snapshots.settle()
    assert len(snapshots(api)) == 3
    api.post("/_slm/start")
    schedules.look()  # what was missed is not caught up with
    api.node.snapshots.settle()
    assert len(snapshots(api)) == 3


def test_snapshots_go_when_they_have_had_their_time(api: Api, clock: MovedClock) -> None:
    api.put("/_slm/policy/daily", {**DAILY, "retention": {"expire_after": "30d", "min_count": 1, "max_count": 2}})
    api.put("/_snapshot/backup/own?wait_for_completion=true", {})
    for _ in range(3):
        api.put("/_slm/policy/daily/_execute")
        api.node.snapshots.settle()
        clock.more_ms += DAY
    assert api.post("/_slm/_execute_retention").body == {"acknowledged": True}
    assert len(snapshots(api)) == 3
    clock.more_ms += 40 * DAY
    api.post("/_slm/_execute_retention")
    assert [made.get("metadata") for made in snapshots(api)] == [None, {"policy": "daily"}]
    stats = api.get("/_slm/stats").body
    assert (stats["retention_runs"], stats["total_snapshots_deleted"]) == (2, 2)


def test_retention_runs_by_its_own_schedule(api: Api, clock: MovedClock) -> None:
    api.put("/_slm/policy/daily", {**DAILY, "schedule": "300d", "retention": {"expire_after": "1d"}})
    api.put("/_slm/policy/daily/_execute")
    api.node.snapshots.settle()
    schedules = api.node.kept(Schedules)
    schedules.look()
    clock.more_ms += 2 * DAY
    schedules.look()
    api.node.snapshots.settle()
    assert snapshots(api) == []
    assert api.put("/_cluster/settings", {"persistent": {"slm.retention_schedule": "often"}}).status == 400
