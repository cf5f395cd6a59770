"""The fleet by REST: registry, groups, shadows, bundles, deployments, commands, configurations."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from findling.base.clock import FixedClock
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.reference.api import Answer, Api

NOW = 1_800_000_000_000
MODULE = "from findling.edge.functions.declared import on\n"


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def api(tmp_path: Path, clock: FixedClock) -> Iterator[Api]:
    config = NodeConfig(data=tmp_path / "hub", sync=False, background=False, threads=2)
    with Node(config, clock) as node:
        yield Api(node)


def synced(api: Api, node: str, **told: Any) -> Any:
    answer = api.post(f"/_edge/nodes/{node}/_sync", told)
    assert answer.status == 200, answer.text
    return answer.body


def names(answer: Answer) -> list[str]:
    assert answer.status == 200, answer.text
    return sorted(hit["_id"] for hit in answer.body["hits"]["hits"])


def test_nodes_come_by_themselves_and_are_seen(api: Api, clock: FixedClock) -> None:
    synced(api, "n1", findling_version="1.2", backlog={"events": 7}, devices={"lamp": NOW - 5})
    shown = api.get("/_edge/nodes/n1").body
    assert (shown["presence"], shown["last_seen"], shown["backlog"]) == ("connected", NOW, {"events": 7})
    assert api.get("/_edge/devices/lamp").body["node"] == "n1"
    clock.advance(30_000)
    assert api.get("/_edge/nodes/n1").body["presence"] == "away"
    api.put("/_edge/nodes/n2", {"tags": {"site": "quay"}})
    assert api.get("/_edge/nodes/n2").body["presence"] == "unknown"
    found = api.post("/_edge/node/_search", {"query": {"range": {"backlog.events": {"gte": 5}}}})
    assert names(found) == ["n1"]
    counts = api.get("/_edge").body
    assert (counts["nodes"], counts["devices"], counts["groups"]) == (2, 1, 0)


def test_who_is_revoked_is_out(api: Api) -> None:
    synced(api, "n1")
    assert api.post("/_edge/nodes/n1/_revoke").body["presence"] == "revoked"
    for verb, body in (("_sync", {}), ("_bundle", {"name": "a", "version": "1", "offset": 0})):
        answer = api.post(f"/_edge/nodes/n1/{verb}", body)
        assert answer.error == (403, "security_exception", "node [n1] has been revoked")
    api.put("/_edge/groups/all", {"nodes": ["n1"]})
    assert api.get("/_edge/groups/all").body["members"] == []


def test_groups(api: Api) -> None:
    for name, site in (("n1", "quay"), ("n2", "quay"), ("n3", "hill")):
        api.put(f"/_edge/nodes/{name}", {"tags": {"site": site}})
    api.put("/_edge/groups/mixed", {"nodes": ["n3"], "tags": {"site": "quay"}})
    assert api.get("/_edge/groups/mixed").body["members"] == ["n1", "n2", "n3"]
    assert api.put("/_edge/groups/none", {}).status == 400
    assert api.delete("/_edge/groups/mixed").status == 200
    assert api.get("/_edge/groups/mixed").error == (404, "resource_not_found_exception", "group [mixed] not found")


def test_shadows(api: Api) -> None:
    synced(api, "n1", devices={"lamp": NOW})
    wanted = api.post("/_edge/shadows/lamp", {"state": {"desired": {"on": True}}, "clientToken": "t"}).body
    assert (wanted["version"], wanted["state"]["delta"], wanted["clientToken"]) == (1, {"on": True}, "t")
    (shadow,) = synced(api, "n1", shadow_versions={"lamp": 0})["shadows"]
    assert shadow == {"device": "lamp", "version": 1, "desired": {"on": True}}
    report = {"device": "lamp", "reported": {"on": True}, "number": 5}
    synced(api, "n1", reported=[report])
    assert synced(api, "n1", reported=[report], shadow_versions={"lamp": 2})["shadows"] == []
    shown = api.get("/_edge/shadows/lamp").body
    assert (shown["version"], "delta" in shown["state"]) == (2, False)
    refused = api.post("/_edge/shadows/lamp", {"state": {"desired": {"on": False}}, "version": 1})
    assert refused.error == (409, "version_conflict_exception", "the shadow is at version [2], not [1]")
    assert names(api.post("/_edge/shadow/_search", {"query": {"term": {"reported.on": "true"}}})) == ["lamp"]
    api.delete("/_edge/shadows/lamp")
    assert api.get("/_edge/shadows/lamp").status == 404


def bundle(api: Api, version: str, text: str = "") -> Any:
    answer = api.put(f"/_edge/bundles/alarm/{version}", {"files": {"main.py": MODULE + text}})
    assert answer.status == 200, answer.text
    return answer.body


def running(version: str, state: str = "healthy") -> dict[str, Any]:
    return {"alarm": {"version": version, "state": state}}


POLICY = {"canary_percent": 1, "batch_percent": 100, "healthy_for_ms": 10_000}


def test_a_deployment_that_goes_well(api: Api, clock: FixedClock) -> None:
    bundle(api, "1")
    for name in ("n1", "n2", "n3"):
        synced(api, name)
    asked = {"bundle": "alarm", "version": "1", "nodes": ["n1", "n2", "n3"], "policy": POLICY}
    made = api.put("/_edge/deployments/first", asked).body
    assert (made["state"], made["waves"], made["health"]) == ("canary", [1, 2], {"pending": 1})
    wanted = {name: synced(api, name)["bundles"] for name in ("n1", "n2", "n3")}
    (canary,) = [name for name, bundles in wanted.items() if bundles]
    assert wanted[canary] == {"alarm": "1"}
    synced(api, canary, status=running("1"))
    clock.advance(10_000)
    for name in ("n1", "n2", "n3"):
        synced(api, name)
    assert api.get("/_edge/deployments/first").body["state"] == "rolling"
    for name in ("n1", "n2", "n3"):
        assert synced(api, name, status=running("1"))["bundles"] == {"alarm": "1"}
    clock.advance(10_000)
    synced(api, "n1", status=running("1"))
    shown = api.get("/_edge/deployments/first").body
    assert (shown["state"], shown["health"]) == ("succeeded", {"healthy": 3})
    assert names(api.post("/_edge/node/_search", {"query": {"term": {"runs.alarm": "1"}}})) == ["n1", "n2", "n3"]
    assert "runs on nodes" in api.delete("/_edge/bundles/alarm/1").error[2]


def test_a_deployment_that_fails_goes_back_by_itself(api: Api, clock: FixedClock) -> None:
    bundle(api, "1")
    bundle(api, "2", "x = 1")
    synced(api, "n1")
    target = {"bundle": "alarm", "nodes": "n1", "policy": {**POLICY, "healthy_for_ms": 0}}
    api.put("/_edge/deployments/first", {**target, "version": "1"})
    synced(api, "n1", status=running("1"))
    clock.advance(2_000)
    synced(api, "n1", status=running("1"))
    api.put("/_edge/deployments/second", {**target, "version": "2"})
    assert synced(api, "n1")["bundles"] == {"alarm": "2"}
    clock.advance(2_000)
    synced(api, "n1", status=running("2", "failed"))
    shown = api.get("/_edge/deployments/second").body
    assert (shown["state"], shown["reason"]) == ("rolled_back", "[1] of [1] nodes failed: n1")
    assert synced(api, "n1")["bundles"] == {"alarm": "1"}


def test_pausing_and_cancelling(api: Api, clock: FixedClock) -> None:
    bundle(api, "1")
    for name in ("n1", "n2"):
        synced(api, name)
    api.put("/_edge/groups/all", {"nodes": ["n1", "n2"]})
    asked = {"bundle": "alarm", "version": "1", "group": "all", "policy": {**POLICY, "healthy_for_ms": 0}}
    api.put("/_edge/deployments/one", asked)
    assert "of the same bundle is under way" in api.put("/_edge/deployments/two", asked).error[2]
    assert api.post("/_edge/deployments/one/_pause").body["state"] == "paused"
    for name in ("n1", "n2"):
        synced(api, name, status=running("1"))
        clock.advance(2_000)
    assert api.get("/_edge/deployments/one").body["wave"] == 0
    assert api.delete("/_edge/deployments/one").status == 400
    assert api.post("/_edge/deployments/one/_resume").body["state"] == "canary"
    synced(api, "n1")
    assert api.get("/_edge/deployments/one").body["wave"] == 1
    assert api.post("/_edge/deployments/one/_cancel").body["state"] == "cancelled"
    assert api.post("/_edge/deployments/one/_pause").status == 400
    assert api.post("/_edge/deployments/one/_rollback").body["reason"] == "asked for"
    assert synced(api, "n1")["bundles"] == {}
    assert api.delete("/_edge/deployments/one").status == 200


def test_bundles(api: Api) -> None:
    made = bundle(api, "1")
    assert made["files"] == ["main.py"]
    assert bundle(api, "1")["sha256"] == made["sha256"]
    other = api.put("/_edge/bundles/alarm/1", {"files": {"main.py": "other"}})
    assert other.error[:2] == (400, "resource_already_exists_exception")
    synced(api, "n1")
    asked = {"name": "alarm", "version": "1", "offset": 0}
    not_its_own = api.post("/_edge/nodes/n1/_bundle", asked)
    assert not_its_own.error[::2] == (404, "version [1] of bundle [alarm] is not for node [n1]")
    api.put("/_edge/deployments/one", {"bundle": "alarm", "version": "1", "nodes": "n1"})
    piece = api.post("/_edge/nodes/n1/_bundle", asked).body
    assert piece["size_in_bytes"] == made["size_in_bytes"]
    for body in (
        {"files": {}},
        {"files": {"main.py": 5}},
        {"files": {"main.py": "", "a": {"base64": "?"}}},
        {"files": {"main.py": "", "../x": ""}},
        {"files": {"main.py": ""}, "limits": {"memory": 1}},
        {"files": {"main.py": ""}, "kind": "song"},
    ):
        assert api.put("/_edge/bundles/alarm/2", body).status == 400, body
    assert api.put("/_edge/bundles/Alarm/2", {"files": {"main.py": ""}}).status == 400
    assert api.put("/_edge/deployments/x", {"bundle": "alarm", "version": "9", "nodes": []}).status == 404
    api.post("/_edge/deployments/one/_rollback")
    assert api.delete("/_edge/bundles/alarm/1").status == 200


def test_commands_wait_for_who_is_away(api: Api, clock: FixedClock) -> None:
    synced(api, "n1", devices={"lamp": NOW})
    (sent,) = api.post("/_edge/commands", {"command": "blink", "device": "lamp", "expires_in": "1h"}).body["commands"]
    id = sent["name"]
    assert api.get(f"/_edge/commands/{id}").body["state"] == "pending"
    clock.advance(1_800_000)
    (came,) = synced(api, "n1")["commands"]
    assert (came["id"], came["command"], came["device"]) == (id, "blink", "lamp")
    assert api.get(f"/_edge/commands/{id}").body["state"] == "delivered"
    answer = {"id": id, "state": "succeeded", "answer": {"times": 3}, "at": NOW}
    assert synced(api, "n1", answers=[answer])["commands"] == []
    synced(api, "n1", answers=[{**answer, "state": "failed"}])
    shown = api.get(f"/_edge/commands/{id}").body
    assert (shown["state"], shown["answer"]) == ("succeeded", {"times": 3})


def test_commands_that_nobody_answers_end(api: Api, clock: FixedClock) -> None:
    for name in ("n1", "n2"):
        synced(api, name)
    sent = api.post("/_edge/commands", {"command": "ping", "group": "_all", "expires_in": "1m"}).body["commands"]
    assert len({one["batch"] for one in sent}) == 1
    clock.advance(60_000)
    assert api.get(f"/_edge/commands/{sent[0]['name']}").body["state"] == "expired"
    assert synced(api, "n1")["commands"] == []
    assert names(api.post("/_edge/command/_search", {"query": {"term": {"state": "expired"}}}))
    synced(api, "n2", answers=[{"id": sent[1]["name"], "state": "succeeded", "answer": None}])
    for body in ({"command": "x"}, {"device": "lamp"}, {"command": "x", "nodes": ["n9"]}, {"command": ""}):
        assert api.post("/_edge/commands", body).status in (400, 404), body


def test_an_answer_to_another_nodes_command_is_nothing(api: Api) -> None:
    synced(api, "n1")
    (sent,) = api.post("/_edge/commands", {"command": "ping", "nodes": "n1"}).body["commands"]
    synced(api, "n2", answers=[{"id": sent["name"], "state": "succeeded"}])
    assert api.get(f"/_edge/commands/{sent['name']}").body["state"] == "pending"


def test_configurations(api: Api) -> None:
    api.put("/_edge/groups/quay", {"nodes": ["n1"]})
    first = synced(api, "n1")
    assert first["config"] == {}
    api.put("/_edge/configs/all", {"settings": {"pace": {"bytes": 10, "night": True}, "rules": [1]}})
    api.put("/_edge/configs/group:quay", {"settings": {"pace": {"bytes": 20}}})
    api.put("/_edge/configs/node:n1", {"settings": {"rules": [2]}})
    told = synced(api, "n1", config_version=first["config_version"])
    assert told["config"] == {"pace": {"bytes": 20, "night": True}, "rules": [2]}
    assert "config" not in synced(api, "n1", config_version=told["config_version"])
    assert synced(api, "n2")["config"] == {"pace": {"bytes": 10, "night": True}, "rules": [1]}
    assert api.put("/_edge/configs/site:x", {"settings": {}}).status == 400


def test_configured_rules_are_checked(api: Api) -> None:
    rule = {"topic": "+/temperature", "index": "temperatures", "forward": "summarised"}
    assert api.put("/_edge/configs/all", {"settings": {"forward": {"rules": [rule]}}}).status == 200
    for wrong in (5, {"rules": [{"topic": "a"}]}, {"rules": [{**rule, "forward": "odd"}]}, {"junk": 1}):
        assert api.put("/_edge/configs/all", {"settings": {"forward": wrong}}).status == 400, wrong


def test_everything_is_found(api: Api) -> None:
    """By the query DSL, sorted and aggregated."""
    bundle(api, "1")
    synced(api, "n1", devices={"lamp": NOW}, backlog={"events": 3})
    api.put("/_edge/groups/quay", {"nodes": ["n1"]})
    api.post("/_edge/shadows/lamp", {"state": {"desired": {"on": True}}})
    api.put("/_edge/deployments/first", {"bundle": "alarm", "version": "1", "nodes": ["n1"]})
    (sent,) = api.post("/_edge/commands", {"command": "ping", "nodes": ["n1"]}).body["commands"]
    api.put("/_edge/configs/all", {"settings": {"pace": 1}})
    wanted = {
        "node": ("n1", {"range": {"last_seen": {"gte": NOW}}}),
        "device": ("lamp", {"term": {"node": "n1"}}),
        "group": ("quay", {"term": {"nodes": "n1"}}),
        "shadow": ("lamp", {"term": {"desired.on": "true"}}),
        "bundle": ("alarm:1", {"term": {"bundle": "alarm"}}),
        "deployment": ("first", {"term": {"state": "canary"}}),
        "command": (sent["name"], {"term": {"command": "ping"}}),
        "config": ("all", {"match_all": {}}),
    }
    for kind, (name, query) in wanted.items():
        body = {"query": query, "sort": ["name"], "aggs": {"kinds": {"terms": {"field": "kind"}}}}
        found = api.post(f"/_edge/{kind}/_search", body)
        assert names(found) == [name], kind
        assert found.body["aggregations"]["kinds"]["buckets"] == [{"key": kind, "doc_count": 1}]
    assert "or is to" in api.delete("/_edge/bundles/alarm/1").error[2]


def test_records_of_functions(api: Api) -> None:
    record = {"index": "findling-edge-functions", "id": "7", "document": {"message": "hot", "node": "another"}}
    for _ in range(2):
        synced(api, "n1", records=[record])
    (hit,) = api.post("/findling-edge-functions/_search?q=message:hot", {}).body["hits"]["hits"] or [None]
    assert hit is None or hit["_source"]["node"] == "n1"
    assert api.get("/findling-edge-functions/_doc/n1-7").body["_source"] == {"message": "hot", "node": "n1"}
    other = api.post("/_edge/nodes/n1/_sync", {"records": [{**record, "index": "secrets"}]})
    assert other.status == 400


@pytest.mark.parametrize(
    "told",
    [
        {"junk": 1},
        {"status": {"a": 1}},
        {"reported": [{"device": "lamp"}]},
        {"reported": [5]},
        {"devices": {"lamp": "x"}},
        {"devices": 5},
        {"answers": [{"id": "x", "state": "odd"}]},
        {"answers": [{}]},
        {"shadow_versions": {"lamp": "x"}},
        {"records": [7]},
        {"backlog": {"events": {"a": 1}}},
        {"findling_version": 5},
    ],
)
def test_what_edges_say_wrongly(api: Api, told: Any) -> None:
    api.post("/_edge/shadows/lamp", {"state": {"desired": {"on": True}}})
    answer = api.post("/_edge/nodes/n1/_sync", told)
    assert answer.status == 400, answer.text


def test_names_that_are_none(api: Api) -> None:
    for name in ("a.b", "-a", "a" * 64, "*"):
        assert api.post(f"/_edge/nodes/{name}/_sync", {}).status == 400
    assert api.put("/_edge/devices/lamp", {}).status == 400
    assert api.post("/_edge/song/_search", {}).status == 400
