"""OpenSearch's index state management: policies, indices from state to state, failures, restarts."""

from pathlib import Path
from typing import Any

import pytest

from findling.base.clock import FixedClock
from findling.node.lifecycle.ism.engine import IndexStates
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.reference.api import Api
from tests.unit.node.lifecycle.conftest import DAY_MS

ISM = "/_plugins/_ism"
HOT = {
    "name": "hot",
    "actions": [{"rollover": {"min_doc_count": 2}}],
    "transitions": [{"state_name": "warm", "conditions": {"min_rollover_age": "1d"}}],
}
WARM = {
    "name": "warm",
    "actions": [{"force_merge": {"max_num_segments": 1}}, {"replica_count": {"number_of_replicas": 0}}],
    "transitions": [{"state_name": "gone", "conditions": {"min_index_age": "30d"}}],
}
GONE = {"name": "gone", "actions": [{"delete": {}}], "transitions": []}
ALIAS = "index.plugins.index_state_management.rollover_alias"


@pytest.fixture
def api(tmp_path: Path, clock: FixedClock) -> Any:
    config = NodeConfig(data=tmp_path / "data", sync=False, background=False, threads=2, flavor="opensearch")
    with Node(config, clock) as node:
        yield Api(node)


def poll(api: Api) -> None:
    api.node.kept(IndexStates).poll()


def put(api: Api, *states: Any, name: str = "p", **members: Any) -> Any:
    body = {"description": "d", "default_state": states[0]["name"], "states": list(states), **members}
    answer = api.put(f"{ISM}/policies/{name}", {"policy": body})
    assert answer.status == 201, answer.text
    return answer.body


def explained(api: Api, name: str = "a") -> dict[str, Any]:
    found: dict[str, Any] = api.get(f"{ISM}/explain/{name}").body[name]
    return found


def add(api: Api, name: str = "a", policy: str = "p") -> Any:
    return api.post(f"{ISM}/add/{name}", {"policy_id": policy}).body


def only(name: str, *actions: Any, to: str | None = None, **conditions: Any) -> dict[str, Any]:
    target = {"state_name": to, **({"conditions": conditions} if conditions else {})}
    return {"name": name, "actions": list(actions), "transitions": [] if to is None else [target]}


def test_policies_have_versions(api: Api) -> None:
    made = put(api, GONE)
    assert (made["_id"], made["_version"], made["_seq_no"]) == ("p", 1, 0)
    got = api.get(f"{ISM}/policies/p").body
    assert got["policy"]["states"][0]["actions"] == [
        {"retry": {"count": 3, "backoff": "exponential", "delay": "1m"}, "delete": {}}
    ]
    again = {"policy": got["policy"]}
    assert api.put(f"{ISM}/policies/p", again).error[:2] == (409, "version_conflict_engine_exception")
    assert api.put(f"{ISM}/policies/p?if_seq_no=7&if_primary_term=1", again).status == 409
    changed = api.put(f"{ISM}/policies/p?if_seq_no=0&if_primary_term=1", again)
    assert (changed.status, changed.body["_version"], changed.body["_seq_no"]) == (200, 2, 1)
    listed = api.get(f"{ISM}/policies").body
    assert (listed["total_policies"], [each["_id"] for each in listed["policies"]]) == (1, ["p"])
    assert api.delete("/_opendistro/_ism/policies/p").body["result"] == "deleted"
    assert api.get(f"{ISM}/policies/p").error == (404, "status_exception", "Policy not found")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"states": []}, "Policy must contain at least one State"),
        ({"states": [GONE, GONE]}, "Policy cannot have duplicate state names"),
        ({"default_state": "none"}, "Policy must have a valid default state"),
        ({"more": 1}, "Invalid field: [more] found in Policy."),
        (
            {"states": [only("gone", to="none")]},
            "Policy contains a transition in state=gone pointing at nonexistent state=none",
        ),
        ({"states": [only("gone", {"vanish": {}})]}, "Invalid field: [vanish] found in Actions."),
        ({"states": [only("gone", {"delete": {"x": 1}})]}, "Invalid field: [x] found in delete action."),
        ({"states": [only("gone", {"delete": {}}, to="gone")]}, "transitions when using delete"),
        ({"states": [only("gone", to="gone", min_doc_count=0)]}, "MinDocCount must be greater than 0"),
        ({"states": [only("gone", to="gone", min_size="1b", min_doc_count=1)]}, "more than one Transition condition"),
        ({"states": [only("gone", {"force_merge": {}})]}, "Failed to parse force_merge action: 'max_num_segments'"),
    ],
)
def test_wrong_policies(api: Api, change: dict[str, Any], reason: str) -> None:
    body = {"default_state": "gone", "states": [GONE], **change}
    status, kind, told = api.put(f"{ISM}/policies/p", {"policy": body}).error
    assert (status, kind) == (400, "illegal_argument_exception")
    assert reason in told


def test_an_index_lives_and_dies(api: Api, clock: FixedClock) -> None:
    put(api, HOT, WARM, GONE)
    api.put("/a-1", {"aliases": {"w": {"is_write_index": True}}, "settings": {ALIAS: "w"}})
    assert add(api, "a-1") == {"updated_indices": 1, "failures": False, "failed_indices": []}
    poll(api)
    shown = explained(api, "a-1")
    assert (shown["state"]["name"], shown["action"]["name"]) == ("hot", "rollover")
    assert shown["info"]["message"] == "Rollover condition not met [index=a-1]"
    for number in range(2):
        api.put(f"/w/_doc/{number}?refresh=true", {})
    poll(api)
    assert "a-000002" in api.get("/_alias/w").body
    assert explained(api, "a-1")["action"]["name"] == "transition"
    clock.advance(DAY_MS)
    poll(api)
    shown = explained(api, "a-1")
    assert (shown["state"]["name"], shown["action"]["name"]) == ("warm", "transition")
    assert api.get("/a-1/_settings").body["a-1"]["settings"]["index"]["number_of_replicas"] == "0"
    clock.advance(30 * DAY_MS)
    poll(api)
    assert api.get("/a-1").status == 404


def test_templates_put_new_indices_under_a_policy(api: Api, clock: FixedClock) -> None:
    api.put("/logs-old")
    clock.advance(1)
    put(api, only("s"), name="low", ism_template=[{"index_patterns": ["logs-*"], "priority": 1}])
    put(api, only("s"), name="high", ism_template=[{"index_patterns": ["logs-x*"], "priority": 2}])
    for name in ("logs-a", "logs-x", "other"):
        api.put(f"/{name}")
    poll(api)
    found = api.get(f"{ISM}/explain").body
    assert {name: body["policy_id"] for name, body in found.items() if name != "total_managed_indices"} == {
        "logs-a": "low",
        "logs-x": "high",
    }
    assert explained(api, "logs-a")["policy_completed"]


def test_failures_are_tried_again_then_wait_for_somebody(api: Api, clock: FixedClock) -> None:
    put(api, only("s", {"retry": {"count": 1, "delay": "1h"}, "snapshot": {"repository": "none", "snapshot": "x"}}))
    api.put("/a")
    add(api)
    poll(api)
    assert (explained(api)["retry_info"], explained(api)["action"]["failed"]) == (
        {"failed": False, "consumed_retries": 1},
        False,
    )
    poll(api)
    assert explained(api)["retry_info"]["failed"] is False
    clock.advance(3_600_000)
    poll(api)
    assert explained(api)["step"]["step_status"] == "failed"
    assert "[none]" in explained(api)["info"]["message"]
    assert api.post(f"{ISM}/retry/a").body["updated_indices"] == 1
    assert api.post(f"{ISM}/retry/a").body["failed_indices"][0]["reason"] == "This index is not in failed state."


def test_an_action_has_its_time(api: Api, clock: FixedClock) -> None:
    put(api, only("s", {"timeout": "1h", "rollover": {"min_doc_count": 5}}))
    api.put("/a", {"aliases": {"w": {}}, "settings": {ALIAS: "w"}})
    add(api)
    poll(api)
    clock.advance(3_600_000)
    poll(api)
    assert explained(api)["info"] == {"message": "Action timed out"}


def test_policies_are_changed_and_left(api: Api, clock: FixedClock) -> None:
    put(api, only("s", to="s", min_index_age="1d"))
    put(api, only("t"), only("u", {"read_only": {}}), name="q")
    api.put("/a")
    assert add(api, policy="p")["updated_indices"] == 1
    assert add(api)["failed_indices"][0]["reason"].startswith("This index already has a policy")
    poll(api)
    assert api.post(f"{ISM}/change_policy/a", {"policy_id": "q", "state": "none"}).status == 400
    assert api.post(f"{ISM}/change_policy/a", {"policy_id": "q", "state": "u"}).body["updated_indices"] == 1
    poll(api)
    shown = explained(api)
    assert (shown["policy_id"], shown["state"]["name"]) == ("q", "u")
    assert api.get("/a/_settings").body["a"]["settings"]["index"]["blocks"] == {"write": "true"}
    assert api.post(f"{ISM}/remove/a").body["updated_indices"] == 1
    assert explained(api)["index.plugins.index_state_management.policy_id"] is None
    assert api.post(f"{ISM}/remove/a").body["failed_indices"][0]["reason"].endswith("does not have a policy to remove")
    assert api.post(f"{ISM}/add/a", {"policy_id": "none"}).error[0] == 404


def test_small_actions(api: Api) -> None:
    actions = [
        {"alias": {"actions": [{"add": {"alias": "seen"}}]}},
        {"index_priority": {"priority": 7}},
        {"notification": {"destination": {}, "message_template": {"source": "x"}}},
        {"shrink": {"num_new_shards": 1, "switch_aliases": True}},
        {"read_write": {}},
        {"close": {}},
        {"allocation": {"require": {"box": "warm"}}},
    ]
    put(api, only("s", *actions))
    api.put("/a", {"settings": {"number_of_shards": 2}})
    add(api)
    poll(api)
    assert explained(api).get("policy_completed"), explained(api)
    assert list(api.get("/_alias/seen").body) == ["a_shrunken"]
    assert api.get("/_cat/indices/a?h=status&expand_wildcards=all").text == "close\n"
    settings = api.get("/a/_settings?flat_settings=true").body["a"]["settings"]
    assert (settings["index.priority"], settings["index.routing.allocation.require.box"]) == ("7", "warm")
    assert "index.blocks.write" not in settings


def test_where_an_index_is_survives_a_restart(tmp_path: Path, clock: FixedClock) -> None:
    config = NodeConfig(data=tmp_path / "again", sync=False, background=False, threads=2, flavor="opensearch")
    with Node(config, clock) as node:
        put(Api(node), only("s", {"read_only": {}}, to="t", min_state_age="1d"), GONE | {"name": "t"})
        Api(node).put("/a")
        add(Api(node))
        poll(Api(node))
        before = explained(Api(node))
    clock.advance(DAY_MS)
    with Node(config, clock) as node:
        assert explained(Api(node)) == before
        poll(Api(node))
        assert Api(node).get("/a").status == 404


def test_nothing_is_done_while_it_is_switched_off(api: Api) -> None:
    put(api, GONE)
    api.put("/a")
    add(api)
    off = {"persistent": {"plugins.index_state_management.enabled": False}}
    assert api.put("/_cluster/settings", off).status == 200
    poll(api)
    assert api.get("/a").status == 200
