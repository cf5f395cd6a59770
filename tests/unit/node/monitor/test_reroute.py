"""Commands that would move shards on one node are refused as Elasticsearch refuses them."""

from typing import Any

import pytest

from tests.reference.api import Api

HERE = {"index": "store", "shard": 0}


@pytest.fixture
def store(api: Api) -> Api:
    api.put("/store", {"settings": {"number_of_replicas": 0}})
    api.put("/pair", {"settings": {"number_of_replicas": 1}})
    return api


def _command(name: str, **more: Any) -> dict[str, Any]:
    nodes = {"from_node": "_local", "to_node": "_local"} if name == "move" else {"node": "_local"}
    return {"commands": [{name: {**HERE, **nodes, **more}}]}


ALLOCATING = ("allocate_replica", "allocate_stale_primary", "allocate_empty_primary")


@pytest.mark.parametrize("name", ["move", "cancel", *ALLOCATING])
def test_nodes_that_are_not_there(store: Api, name: str) -> None:
    body = _command(name, **({"to_node": "a"} if name == "move" else {"node": "a"}))
    for target in ("/_cluster/reroute", "/_cluster/reroute?dry_run=true"):
        reason = "failed to resolve [a], no matching nodes"
        assert store.post(target, body).error == (400, "illegal_argument_exception", reason)
    answer = store.post("/_cluster/reroute?explain=true", body)
    if name not in ALLOCATING:
        assert answer.status == 400
        return
    (told,) = answer.body["explanations"]
    assert told["decisions"] == [
        {
            "decider": f"{name} (allocation command)",
            "decision": "NO",
            "explanation": "failed to resolve [a], no matching nodes",
        }
    ]


@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        (_command("move"), 400, "[move_allocation] can't move [store][0], from {"),
        (_command("move", shard=7), 400, "[move_allocation] can't move [store][7], failed to find it on node {"),
        (_command("move", index="x"), 400, "[move_allocation] can't move [x][0], failed to find it on node {"),
        (_command("cancel"), 400, "[cancel_allocation] can't cancel [store][0] on node {"),
        (_command("cancel", shard=7), 400, "[cancel_allocation] can't cancel [store][7], failed to find it on node {"),
        (_command("cancel", index="x"), 404, "no such index [x]"),
        (
            _command("allocate_replica"),
            400,
            "[allocate_replica] all copies of [store][0] are already assigned. Use the",
        ),
        (_command("allocate_replica", index="pair"), 400, "[allocate_replica] allocation of [pair][0] on node {"),
        (_command("allocate_replica", shard=7), 404, "no such shard"),
        (_command("allocate_replica", index="x"), 404, "no such index [x]"),
        (_command("allocate_stale_primary"), 400, "[allocate_stale_primary] primary [store][0] is already assigned"),
        (_command("allocate_empty_primary"), 400, "[allocate_empty_primary] primary [store][0] is already assigned"),
        (_command("allocate_empty_primary", shard=7), 404, "no such shard"),
    ],
)
def test_commands_that_are_impossible(store: Api, body: dict[str, Any], status: int, reason: str) -> None:
    answer = store.post("/_cluster/reroute", body)
    assert (answer.status, answer.body["error"]["reason"][: len(reason)]) == (status, reason)


def test_explanations_instead_of_errors(store: Api) -> None:
    body = _command("allocate_stale_primary")
    (told,) = store.post("/_cluster/reroute?explain=true&dry_run=true", body).body["explanations"]
    assert told["parameters"] == {**HERE, "node": "_local", "accept_data_loss": False}
    assert told["decisions"][0]["explanation"] == "primary [store][0] is already assigned"
    (told,) = store.post("/_cluster/reroute?explain=true", _command("move")).body["explanations"]
    assert [told["decisions"][0][key] for key in ("decider", "decision")] == ["same_shard", "NO"]


def test_a_primary_can_be_cancelled(store: Api) -> None:
    body = _command("cancel", allow_primary=True)
    assert store.post("/_cluster/reroute", body).body == {"acknowledged": True}
    (told,) = store.post("/_cluster/reroute?explain=true", body).body["explanations"]
    assert told["decisions"][0]["decision"] == "YES"
    assert store.get("/_cluster/health/store").body["status"] == "green"


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (1, "allocation command is malformed, got [VALUE_NUMBER] instead"),
        ({"move": HERE}, "[move] command missing the from_node parameter"),
        ({"move": 1}, "[move] command missing the index parameter"),
        ({"cancel": {"shard": 0, "node": "a"}}, "[cancel] command missing the index parameter"),
        ({"cancel": {"index": "store", "node": "a"}}, "[cancel] command missing the shard parameter"),
        ({"cancel": {**HERE, "node": "a", "zzz": 1}}, "[cancel] command does not support field [zzz]"),
        ({"move": {"index": {}}}, "[move] command does not support complex json tokens [START_OBJECT]"),
    ],
)
def test_commands_that_cannot_be_read(store: Api, command: Any, reason: str) -> None:
    error = store.post("/_cluster/reroute", {"commands": [command]}).body["error"]
    assert error["type"] == "x_content_parse_exception"
    assert error["reason"].endswith("[cluster_reroute] failed to parse field [commands]")
    assert (error["caused_by"]["type"], error["caused_by"]["reason"]) == ("parse_exception", reason)
