"""Shards of a cluster are explained, moved and taken from nodes that leave, over the REST API."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cluster.in_process import nodes, wait_for
from tests.reference.api import Api, bulk_lines

DOCUMENTS = {str(number): {"n": number} for number in range(30)}


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Api]]:
    """Two nodes with an index of two shards without replicas."""
    directory: Path = tmp_path_factory.mktemp("placement")
    with nodes(directory, 2) as apis:
        settings = {"number_of_shards": 2, "number_of_replicas": 0}
        assert apis[0].put("/i", {"settings": settings}).status == 200
        assert not apis[0].post("/_bulk?refresh=true", bulk_lines("i", DOCUMENTS)).body["errors"]
        yield apis


def _places(api: Api) -> dict[str, str]:
    """Returns the node of each shard, nothing while one is on its way."""
    rows = api.get("/_cat/shards/i?format=json&h=shard,state,node").body
    return {row["shard"]: row["node"] for row in rows} if all(row["state"] == "STARTED" for row in rows) else {}


def _id(api: Api, name: str) -> str:
    return next(str(key) for key, node in api.get("/_nodes").body["nodes"].items() if node["name"] == name)


def _move(number: int, source: str, target: str) -> dict[str, Any]:
    return {"commands": [{"move": {"index": "i", "shard": number, "from_node": source, "to_node": target}}]}


def _settled(api: Api, is_so: Any) -> None:
    wait_for(lambda: is_so(_places(api)))
    assert api.post("/i/_count").body["count"] == len(DOCUMENTS)


def test_a_shard_is_moved_by_command(pair: list[Api]) -> None:
    api = pair[0]
    source = _places(api)["0"]
    target = {"node-0": "node-1", "node-1": "node-0"}[source]
    dry = api.post("/_cluster/reroute?dry_run=true&explain=true&metric=none", _move(0, source, target)).body
    assert {entry["decision"] for entry in dry["explanations"][0]["decisions"]} == {"YES"}
    assert _places(api)["0"] == source
    assert api.put("/_cluster/settings", {"transient": {"cluster.routing.rebalance.enable": "none"}}).status == 200
    assert api.post("/_cluster/reroute?metric=none", _move(0, source, target)).body == {"acknowledged": True}
    _settled(api, lambda places: places.get("0") == target)
    again = api.post("/_cluster/reroute", _move(0, source, target))
    assert again.error[0] == 400
    assert again.error[2].startswith("[move_allocation] can't move [i][0], failed to find it on node {")
    assert api.post("/_cluster/reroute?metric=none", _move(0, target, source)).status == 200
    _settled(api, lambda places: places.get("0") == source)


def test_commands_that_are_refused(pair: list[Api]) -> None:
    api = pair[0]
    at = _places(api)["0"]
    other = {"node-0": "node-1", "node-1": "node-0"}[at]
    for command, reason in (
        (
            {"move": {"index": "i", "shard": 0, "from_node": "x", "to_node": at}},
            "failed to resolve [x]",
        ),
        ({"cancel": {"index": "i", "shard": 0, "node": at}}, "shard is primary and started"),
        ({"allocate_replica": {"index": "i", "shard": 0, "node": other}}, "all copies of [i][0] are already assigned"),
        ({"allocate_stale_primary": {"index": "i", "shard": 0, "node": at}}, "primary [i][0] is already assigned"),
    ):
        refused = api.post("/_cluster/reroute", {"commands": [command]})
        assert refused.status == 400
        assert reason in refused.error[2]


def test_why_a_shard_is_where_it_is(pair: list[Api]) -> None:
    api = pair[1]
    told = api.post("/_cluster/allocation/explain", {"index": "i", "shard": 0, "primary": True}).body
    assert told["current_state"] == "started"
    assert told["current_node"]["name"] == _places(api)["0"]
    assert told["can_remain_on_current_node"] == "yes"
    assert told["node_allocation_decisions"][0]["node_decision"] == "worse_balance"
    assert api.put("/i/_settings", {"index.number_of_replicas": 2}).status == 200
    wait_for(lambda: api.get("/_cluster/health/i").body["active_shards"] == 4)
    told = api.post("/_cluster/allocation/explain", {"index": "i", "shard": 0, "primary": False}).body
    assert (told["current_state"], told["can_allocate"]) == ("unassigned", "no")
    deciders = [node["deciders"] for node in told["node_allocation_decisions"]]
    assert [[one["decider"] for one in each] for each in deciders] == [["same_shard"], ["same_shard"]]
    assert api.put("/i/_settings", {"index.number_of_replicas": 0}).status == 200
    wait_for(lambda: api.get("/_cluster/health/i").body["active_shards"] == 2)


def test_nodes_that_serve_are_ready(pair: list[Api]) -> None:
    for api in pair:
        assert api.get("/_ready").body == {"ready": True, "node": api.node.name, "cluster_name": "test"}
        assert api.call("HEAD", "/_ready").status == 200


def test_hot_threads_of_all_nodes(pair: list[Api]) -> None:
    asked = "hot_threads?interval=20ms&snapshots=1"
    assert pair[0].get(f"/_nodes/{asked}").text.count("::: {") == 2
    (alone,) = [line for line in pair[0].get(f"/_nodes/node-1/{asked}").text.splitlines() if line.startswith(":::")]
    assert "{node-1}" in alone


def test_a_node_that_leaves_is_emptied(pair: list[Api]) -> None:
    api = pair[0]
    leaving = _id(api, "node-1")
    assert api.put(f"/_nodes/{leaving}/shutdown", {"type": "remove", "reason": "old"}).body == {"acknowledged": True}
    wait_for(lambda: pair[1].get("/_ready").status == 503)
    assert pair[1].get("/_ready").body["reason"] == "the node is about to be stopped"
    _settled(api, lambda places: places == {"0": "node-0", "1": "node-0"})
    (told,) = api.get("/_nodes/shutdown").body["nodes"]
    assert (told["type"], told["status"]) == ("REMOVE", "COMPLETE")
    assert told["shard_migration"] == {"status": "COMPLETE", "shard_migrations_remaining": 0}
    assert api.call("DELETE", f"/_nodes/{leaving}/shutdown").body == {"acknowledged": True}
    assert api.call("DELETE", f"/_nodes/{leaving}/shutdown").status == 404
    incomplete = api.put(f"/_nodes/{leaving}/shutdown", {"type": "remove"})
    assert incomplete.error[:2] == (400, "action_request_validation_exception")
    filters = {"index.routing.allocation.require._name": "node-1"}
    assert api.put("/i/_settings", filters).status == 200
    _settled(api, lambda places: places == {"0": "node-1", "1": "node-1"})
