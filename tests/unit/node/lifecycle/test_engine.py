"""Indices go through their policies: every action, waiting, errors, restarts."""

from pathlib import Path
from typing import Any

import pytest

from findling.base.clock import FixedClock
from findling.node.lifecycle.ilm.engine import IndexLifecycles
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.reference.api import Api
from tests.unit.node.lifecycle.conftest import DAY_MS


def _poll(api: Api) -> None:
    api.node.kept(IndexLifecycles).poll()


def _explained(api: Api, name: str) -> dict[str, Any]:
    found: dict[str, Any] = api.get(f"/{name}/_ilm/explain").body["indices"][name]
    return found


def _place(api: Api, name: str) -> str:
    shown = _explained(api, name)
    return f"{shown['phase']}/{shown['action']}/{shown['step']}"


def _policy(api: Api, **phases: Any) -> None:
    assert api.put("/_ilm/policy/p", {"policy": {"phases": phases}}).status == 200


def _names(api: Api) -> list[str]:
    return sorted(api.get("/_all?expand_wildcards=all").body)


def _managed(api: Api, name: str = "a", **settings: Any) -> None:
    assert api.put(f"/{name}", {"settings": {"index.lifecycle.name": "p", **settings}}).status == 200


ROLLS = {"settings": {"number_of_shards": 4, "index.lifecycle.name": "p", "index.lifecycle.rollover_alias": "logs"}}
LIFE: dict[str, Any] = {
    "hot": {"actions": {"set_priority": {"priority": 100}, "rollover": {"max_docs": 2}}},
    "warm": {
        "min_age": "1d",
        "actions": {
            "shrink": {"number_of_shards": 1},
            "forcemerge": {"max_num_segments": 1, "index_codec": "best_compression"},
            "allocate": {"number_of_replicas": 0},
        },
    },
    "cold": {"min_age": "2d", "actions": {"searchable_snapshot": {"snapshot_repository": "repo"}}},
    "delete": {"min_age": "4d", "actions": {"delete": {}}},
}


def _begin(api: Api) -> None:
    api.put("/_snapshot/repo", {"type": "fs", "settings": {"location": "repo"}})
    _policy(api, **LIFE)
    api.put("/_index_template/t", {"index_patterns": ["logs-*"], "template": ROLLS})
    api.put("/logs-000001", {"aliases": {"logs": {"is_write_index": True}}})
    for number in range(3):
        api.post("/logs/_doc?refresh", {"n": number})


def _age(api: Api, clock: FixedClock, days: int) -> None:
    clock.advance(days * DAY_MS)
    for _ in range(3):
        _poll(api)


def test_a_whole_life(api: Api, clock: FixedClock) -> None:
    _begin(api)
    assert _place(api, "logs-000001") == "hot/rollover/check-rollover-ready"
    assert api.get("/logs-000001/_settings").body["logs-000001"]["settings"]["index"]["priority"] == "100"
    _poll(api)
    assert _place(api, "logs-000001") == "hot/complete/complete"
    assert _place(api, "logs-000002") == "hot/rollover/check-rollover-ready"
    _age(api, clock, 1)
    shrunk = next(name for name in _names(api) if name.startswith("shrink-"))
    assert _place(api, shrunk) == "warm/complete/complete"
    settings = api.get(f"/{shrunk}/_settings").body[shrunk]["settings"]["index"]
    assert (settings["number_of_shards"], settings["number_of_replicas"], settings["codec"]) == (
        "1", "0", "best_compression",
    )  # fmt: skip
    assert api.get("/logs/_count").body["count"] == 3
    assert list(api.get("/logs-000001").body) == [shrunk], "the name of the index before is an alias"
    _age(api, clock, 1)
    restored = f"restored-{shrunk}"
    assert _names(api) == ["logs-000002", restored]
    assert _place(api, restored) == "cold/complete/complete"
    assert api.get("/logs/_count").body["count"] == 3
    assert len(api.get("/_snapshot/repo/_all").body["snapshots"]) == 1
    assert _explained(api, restored)["age"] == "2d", "its age counts from the rollover"
    _age(api, clock, 2)
    assert _names(api) == ["logs-000002"]
    assert api.get("/_snapshot/repo/_all").body["snapshots"] == []


def test_every_step_outlives_a_restart(tmp_path: Path, clock: FixedClock) -> None:
    """The engine is let go one step far with each life of the node."""
    config = NodeConfig(data=tmp_path / "data", sync=False, background=False, threads=2)
    with Node(config, clock) as node:
        _begin(Api(node))
    for _ in range(100):
        clock.advance(DAY_MS // 30)
        with Node(config, clock) as node:
            node.kept(IndexLifecycles).poll(steps=1)
    with Node(config, clock) as node:
        api = Api(node)
        [rest] = [name for name in _names(api) if name != "logs-000002"]
        assert rest.startswith("restored-shrink-")
        assert _place(api, rest) == "cold/complete/complete"
        assert api.get("/logs/_count").body["count"] == 3


def test_streams_roll_over_and_shrink_in_place(api: Api, clock: FixedClock) -> None:
    _policy(
        api,
        hot={"actions": {"rollover": {"max_age": "1d"}, "shrink": {"number_of_shards": 1}, "readonly": {}}},
        delete={"min_age": "5d", "actions": {"delete": {}}},
    )
    template = {"settings": {"number_of_shards": 2, "index.lifecycle.name": "p"}}
    api.put("/_index_template/t", {"index_patterns": ["s"], "data_stream": {}, "template": template})
    api.post("/s/_doc?refresh", {"@timestamp": "2023-11-14"})
    _age(api, clock, 1)
    first, second = (index["index_name"] for index in api.get("/_data_stream/s").body["data_streams"][0]["indices"])
    assert first.startswith("shrink-")
    assert first.endswith("-000001")
    assert (_place(api, first), _place(api, second)) == ("hot/complete/complete", "hot/rollover/check-rollover-ready")
    assert api.get("/s/_count").body["count"] == 1
    assert api.get("/s/_settings").body[first]["settings"]["index"]["blocks"] == {"write": "true"}
    _age(api, clock, 6)
    assert [name for name in _names(api) if name.endswith("-000001")] == []


def test_an_index_that_takes_the_writes_of_a_stream_waits(api: Api) -> None:
    _policy(api, warm={"actions": {"readonly": {}}})
    template = {"settings": {"index.lifecycle.name": "p"}}
    api.put("/_index_template/t", {"index_patterns": ["s"], "data_stream": {}, "template": template})
    api.put("/_data_stream/s")
    index = api.get("/_data_stream/s").body["data_streams"][0]["indices"][0]["index_name"]
    assert _place(api, index) == "warm/readonly/check-not-write-index"
    assert _explained(api, index)["step_info"]["message"].startswith(
        f"index [{index}] is the write index for data stream"
    )
    api.post("/s/_rollover")
    assert _place(api, index) == "warm/complete/complete", "a rollover lets it go on without a poll"


def test_a_step_that_fails_is_tried_again(api: Api) -> None:
    _policy(api, hot={"actions": {"rollover": {"max_docs": 1}}})
    _managed(api)
    _poll(api)
    shown = _explained(api, "a")
    assert (shown["step"], shown["failed_step"]) == ("ERROR", "check-rollover-ready")
    assert shown["step_info"] == {
        "type": "illegal_argument_exception",
        "reason": "setting [index.lifecycle.rollover_alias] for index [a] is empty or not defined",
    }
    assert shown["is_auto_retryable_error"] is True
    _poll(api)
    assert _explained(api, "a")["failed_step_retry_count"] == 1
    assert list(api.get("/*/_ilm/explain?only_errors=true").body["indices"]) == ["a"]
    api.put("/a/_settings", {"index.lifecycle.rollover_alias": "w"})
    api.put("/a/_alias/w")
    assert api.post("/a/_ilm/retry").body == {"acknowledged": True}
    assert _place(api, "a") == "hot/rollover/check-rollover-ready"
    assert api.post("/a/_ilm/retry").error[2] == (
        "cannot retry an action for an index [a] that has not encountered an error when running a Lifecycle Policy"
    )
    assert api.post("/b/_ilm/retry").error == (400, "illegal_argument_exception", "index [b] does not exist")


def test_an_index_whose_policy_is_not_there_says_so(api: Api) -> None:
    api.put("/a", {"settings": {"index.lifecycle.name": "nothing"}})
    api.put("/b")
    shown = _explained(api, "a")
    assert (shown["step"], shown["policy"]) == ("ERROR", "nothing")
    assert shown["step_info"] == {"type": "illegal_argument_exception", "reason": "policy [nothing] does not exist"}
    assert list(api.get("/*/_ilm/explain?only_errors=true").body["indices"]) == ["a"]
    assert list(api.get("/*/_ilm/explain?only_managed=true").body["indices"]) == ["a"]
    assert api.get("/b/_ilm/explain").body == {"indices": {"b": {"index": "b", "managed": False}}}


def test_what_an_index_says_of_itself(api: Api, clock: FixedClock) -> None:
    _policy(api, hot={"min_age": "1d", "actions": {}})
    _managed(api)
    clock.advance(5_400_000)
    now, half = 1_700_000_000_000, "1.5h"
    assert _explained(api, "a") == {
        "index": "a",
        "managed": True,
        "policy": "p",
        "index_creation_date_millis": now,
        "time_since_index_creation": half,
        "lifecycle_date_millis": now,
        "age": half,
        "phase": "new",
        "phase_time_millis": now + 5_400_000,
        "action": "complete",
        "action_time_millis": now + 5_400_000,
        "step": "complete",
        "step_time_millis": now + 5_400_000,
        "phase_execution": {"policy": "p", "version": 1, "modified_date_in_millis": now},
        "skip": False,
    }


def test_age_counts_from_a_date_that_is_given_or_named(api: Api, clock: FixedClock) -> None:
    _policy(api, delete={"min_age": "100d", "actions": {"delete": {}}})
    _managed(api, "old", **{"index.lifecycle.origination_date": clock.now_ms() - 101 * DAY_MS})
    _managed(api, "log-2023.01.01-000001", **{"index.lifecycle.parse_origination_date": True})
    _managed(api, "new")
    assert api.put("/x", {"settings": {"index.lifecycle.parse_origination_date": True}}).error == (
        400,
        "illegal_argument_exception",
        r"index name [x] does not match pattern '^.*-(\d{4}.\d{2}.\d{2})(-[\d]+)?$'",
    )
    _poll(api)
    assert _names(api) == ["new"]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("origination_date", "-2"),
        ("origination_date", "soon"),
        ("parse_origination_date", "maybe"),
        ("step.wait_time_threshold", "1m"),
        ("nothing", "1"),
    ],
)
def test_settings_that_cannot_be(api: Api, key: str, value: str) -> None:
    assert api.put("/a", {"settings": {f"index.lifecycle.{key}": value}}).status == 400


def test_nothing_goes_on_while_policies_are_stopped_or_an_index_skips_them(api: Api) -> None:
    _policy(api, delete={"actions": {"delete": {}}})
    _managed(api, "skipped", **{"index.lifecycle.skip": True})
    api.post("/_ilm/stop")
    _managed(api, "a")
    _poll(api)
    assert _names(api) == ["a", "skipped"]
    api.post("/_ilm/start")
    _poll(api)
    assert _names(api) == ["skipped"]


def test_an_index_is_kept_until_a_snapshot_has_it(api: Api, clock: FixedClock) -> None:
    api.put("/_snapshot/repo", {"type": "fs", "settings": {"location": "repo"}})
    schedule = {"name": "s", "schedule": "0 0 0 1 1 ? 2099", "repository": "repo"}
    api.put("/_slm/policy/daily", schedule)
    _policy(api, delete={"actions": {"wait_for_snapshot": {"policy": "daily"}, "delete": {}}})
    _managed(api)
    _poll(api)
    assert _explained(api, "a")["step_info"] == {
        "message": "waiting for policy 'daily' to be executed since Tue Nov 14 22:13:20 UTC 2023"
    }
    api.post("/_slm/policy/daily/_execute")
    api.node.snapshots.settle()
    _poll(api)
    assert _names(api) == []


def test_a_changed_policy_is_taken_over_where_steps_stay_the_same(api: Api) -> None:
    _policy(api, hot={"actions": {"rollover": {"max_docs": 10}}})
    _managed(api)
    _policy(api, hot={"actions": {"rollover": {"max_docs": 20}}})
    assert _explained(api, "a")["phase_execution"]["version"] == 2
    _policy(api, hot={"actions": {"rollover": {"max_docs": 20}, "forcemerge": {"max_num_segments": 1}}})
    execution = _explained(api, "a")["phase_execution"]
    assert (execution["version"], list(execution["phase_definition"]["actions"])) == (2, ["rollover"])


def test_moving_by_hand(api: Api) -> None:
    _policy(api, hot={"min_age": "1d", "actions": {}}, warm={"min_age": "2d", "actions": {"readonly": {}}})
    _managed(api)
    new = {"phase": "new", "action": "complete", "name": "complete"}
    wrong = {"phase": "warm", "action": "readonly", "name": "readonly"}

    def move(current: Any, target: Any, name: str = "a") -> Any:
        return api.post(f"/_ilm/move/{name}", {"current_step": current, "next_step": target})

    assert move(wrong, wrong).error[2] == (
        'index [a] is not on current step [{"phase":"warm","action":"readonly","name":"readonly"}], currently: '
        '[{"phase":"new","action":"complete","name":"complete"}]'
    )
    assert move(new, {"phase": "x", "action": "y", "name": "z"}).error[2] == (
        'step [{"phase":"x","action":"y","name":"z"}] for index [a] with policy [p] does not exist'
    )
    assert move(new, {"phase": "x"}).error[2] == (
        "cannot move index [a] with policy [p]: unable to determine concrete step key from target next step key: "
        '{"phase":"x"}'
    )
    assert move(new, {"phase": "warm", "name": "x"}).status == 400
    assert move(new, wrong, "b").error == (400, "illegal_argument_exception", "index [b] does not exist")
    api.put("/b")
    assert move(new, wrong, "b").error[2] == "index [b] is not associated with an Index Lifecycle Policy"
    assert move(new, {"phase": "warm"}).body == {"acknowledged": True}
    _poll(api)
    assert _place(api, "a") == "warm/complete/complete"
    assert api.put("/a/_doc/1", {}).status == 403
