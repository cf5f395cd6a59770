"""The cluster and its nodes: health, state, settings, statistics, allocation, cat tables."""

from typing import Any

import pytest

from findling.node.services.data_directory import DataDirectory, DirectoryInUseError
from findling.node.services.node import Node
from tests.reference.api import Api, bulk_lines


@pytest.fixture
def full(api: Api) -> Api:
    api.put("/store", {"settings": {"number_of_shards": 2, "number_of_replicas": 0}, "aliases": {"shop": {}}})
    api.put("/spare")
    api.post("/_bulk?refresh=true", bulk_lines("store", {str(i): {"n": i} for i in range(10)}))
    return api


def test_who_answers(api: Api) -> None:
    body = api.get("/").body
    assert body["tagline"] == "You Know, for Search"
    assert body["version"]["build_flavor"] == "default"
    assert api.head("/").raw == b""
    assert api.get("/_license").body["license"]["status"] == "active"
    assert api.get("/_xpack").status == 200


def test_health(full: Api) -> None:
    body = full.get("/_cluster/health").body
    assert (body["status"], body["active_shards"], body["unassigned_shards"]) == ("yellow", 3, 1)
    assert body["active_shards_percent_as_number"] == 75.0
    assert full.get("/_cluster/health/store?level=shards").body["indices"]["store"]["shards"]["1"]["status"] == "green"
    full.put("/spare/_settings", {"number_of_replicas": 0})
    assert full.get("/_cluster/health?wait_for_status=green&timeout=1s").body["status"] == "green"


@pytest.mark.parametrize(
    "query",
    [
        "wait_for_status=green",
        "wait_for_nodes=2",
        "wait_for_nodes=>1",
        "wait_for_active_shards=9",
        "wait_for_active_shards=all",
    ],
)
def test_waiting_in_vain_ends_with_408(full: Api, query: str) -> None:
    answer = full.get(f"/_cluster/health?{query}&timeout=0s")
    assert (answer.status, answer.body["timed_out"]) == (408, True)


@pytest.mark.parametrize("query", ["wait_for_status=blue", "level=all", "wait_for_active_shards=x"])
def test_wrong_waits(full: Api, query: str) -> None:
    assert full.get(f"/_cluster/health?{query}").error[1] == "illegal_argument_exception"


def test_a_wrong_number_of_nodes(full: Api) -> None:
    assert full.get("/_cluster/health?wait_for_nodes=x").error[1] == "number_format_exception"


def test_waiting_for_a_missing_index(full: Api) -> None:
    answer = full.get("/_cluster/health/nope?wait_for_status=yellow&timeout=0s")
    assert (answer.status, answer.body["status"]) == (408, "red")


def test_state(full: Api) -> None:
    state = full.get("/_cluster/state").body
    assert set(state["metadata"]["indices"]) == {"store", "spare"}
    assert state["metadata"]["indices"]["store"]["aliases"] == ["shop"]
    shards = state["routing_table"]["indices"]["spare"]["shards"]["0"]
    assert [copy["state"] for copy in shards] == ["STARTED", "UNASSIGNED"]
    part = full.get("/_cluster/state/metadata/store").body
    assert "nodes" not in part
    assert list(part["metadata"]["indices"]) == ["store"]
    assert full.get("/_cluster/state/metdata").error[2].endswith("-> did you mean [metadata]?")


def test_settings(full: Api) -> None:
    body = {"persistent": {"search.max_buckets": 7}, "transient": {"search": {"max_buckets": 9}}}
    changed = full.put("/_cluster/settings?flat_settings=true", body).body
    assert changed["persistent"] == {"search.max_buckets": "7"}
    shown = full.get("/_cluster/settings?include_defaults=true").body
    assert shown["transient"] == {"search": {"max_buckets": "9"}}
    assert shown["defaults"]["cluster"]["name"] == "findling"
    full.put("/_cluster/settings", {"persistent": {"search.*": None}, "transient": {"search.max_buckets": None}})
    assert full.get("/_cluster/settings").body == {"persistent": {}, "transient": {}}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"persistent": {"nope": 1}}, "persistent setting [nope], not recognized"),
        ({"transient": {"search.max_buckets": "x"}}, "Failed to parse value [x] for setting [search.max_buckets]"),
        ({}, "request body is required"),
        ({"persistent": {}}, "Validation Failed: 1: no settings to update;"),
        ({"nope": {}}, "Validation Failed: 1: no settings to update;"),
    ],
)
def test_wrong_settings(full: Api, body: Any, reason: str) -> None:
    assert full.put("/_cluster/settings", body or None).error[::2] == (400, reason)


def test_max_buckets_is_obeyed(full: Api) -> None:
    full.put("/_cluster/settings", {"persistent": {"search.max_buckets": 3}})
    body = {"size": 0, "aggs": {"n": {"terms": {"field": "n"}}}}
    answer = full.post("/store/_search", body)
    assert answer.error[1] == "search_phase_execution_exception"
    assert answer.body["error"]["caused_by"]["type"] == "too_many_buckets_exception"


def test_node_information(full: Api) -> None:
    info = full.get("/_nodes/http").body["nodes"][full.node.id]
    assert info["http"]["publish_address"] == full.node.bound_address
    assert "os" not in info
    assert full.get("/_nodes/nobody").body["_nodes"]["total"] == 0
    stats = full.get("/_nodes/stats/indices,breaker").body["nodes"][full.node.id]
    assert stats["indices"]["docs"]["count"] == 10
    assert "parent" in stats["breakers"]
    assert full.get("/_nodes/stats/indicez").error[2].endswith("-> did you mean [indices]?")
    assert "Hot threads at" in full.get("/_nodes/hot_threads").text
    assert full.get("/_cluster/stats").body["indices"]["docs"]["count"] == 10


def test_index_statistics(full: Api) -> None:
    full.get("/store/_search")
    full.get("/store/_doc/1")
    body = full.get("/store/_stats").body
    total = body["indices"]["store"]["total"]
    assert total["docs"]["count"] == 10
    assert total["indexing"]["index_total"] == 10
    assert total["search"]["query_total"] == 1
    assert total["get"]["total"] == 1
    assert set(full.get("/_stats/docs,store").body["_all"]["primaries"]) == {"docs", "store"}
    assert full.get("/_stats/doc").error[2].endswith("-> did you mean [docs]?")
    shards = full.get("/store/_stats/docs?level=shards").body["indices"]["store"]["shards"]
    assert set(shards) == {"0", "1"}
    segments = full.get("/store/_segments").body["indices"]["store"]["shards"]["0"][0]
    assert segments["num_search_segments"] == 1
    assert full.get("/store/_recovery").body["store"]["shards"][0]["stage"] == "DONE"
    assert full.get("/_shard_stores").body["indices"].keys() == {"spare"}
    assert full.get("/_shard_stores?status=all").body["indices"].keys() == {"spare", "store"}


def test_maintenance(full: Api) -> None:
    for i in range(3):
        full.put(f"/store/_doc/x{i}?refresh=true", {"n": i})
    assert full.post("/store/_forcemerge?max_num_segments=1").body["_shards"]["failed"] == 0
    counts = [len(shard.stats().segments) for shard in full.node.indices.open_all()[1].shards()]
    assert max(counts) <= 1
    assert full.post("/store/_flush").body["_shards"] == {"total": 2, "successful": 2, "failed": 0}
    assert full.post("/store/_cache/clear").status == 200
    assert full.post("/_flush?force=true&wait_if_ongoing=false").status == 400
    both = full.post("/store/_forcemerge?max_num_segments=1&only_expunge_deletes=true")
    assert both.error[1] == "action_request_validation_exception"


def test_resolution(full: Api) -> None:
    body = full.get("/_resolve/index/s*").body
    assert [index["name"] for index in body["indices"]] == ["spare", "store"]
    assert body["aliases"] == [{"name": "shop", "indices": ["store"]}]
    assert full.get("/_resolve/cluster/store").body["(local)"]["matching_indices"] is True


def test_allocation_is_explained(full: Api) -> None:
    body = full.get("/_cluster/allocation/explain").body
    assert (body["index"], body["current_state"], body["can_allocate"]) == ("spare", "unassigned", "no")
    primary = full.post("/_cluster/allocation/explain", {"index": "store", "shard": 0, "primary": True}).body
    assert primary["current_state"] == "started"
    full.delete("/spare")
    assert full.get("/_cluster/allocation/explain").error[1] == "illegal_argument_exception"
    fault = full.post("/_cluster/reroute", {"commands": [{"fly": {}}]}).body["error"]
    assert fault["type"] == "x_content_parse_exception"
    assert fault["caused_by"]["type"] == "named_object_not_found_exception"
    assert fault["caused_by"]["reason"].endswith("unknown field [fly]")


def test_health_report(full: Api) -> None:
    body = full.get("/_health_report").body
    assert body["indicators"]["shards_availability"]["symptom"] == "This cluster has 1 unavailable replica shard."
    assert full.get("/_health_report/disk").body["indicators"].keys() == {"disk"}
    assert full.get("/_health_report/nope").status == 404
    stable = full.get("/_health_report/master_is_stable").body["indicators"]["master_is_stable"]
    assert stable["details"]["current_master"] == {"node_id": full.node.id, "name": full.node.config.node_name}
    stable = full.get("/_health_report/master_is_stable?verbose=false").body["indicators"]["master_is_stable"]
    assert "details" not in stable


def test_cat_tables(full: Api) -> None:
    text = full.get("/_cat/indices?v&h=health,index,pri,docs.count&s=index:desc").text
    assert text == (
        "health index pri docs.count\n"
        "green  store   2         10\n"
        "yellow spare   1          0\n"
    )  # fmt: skip
    rows = full.get("/_cat/shards?format=json&s=index,shard").body
    assert [(row["index"], row["shard"], row["prirep"], row["state"]) for row in rows] == [
        ("spare", "0", "p", "STARTED"), ("spare", "0", "r", "UNASSIGNED"),
        ("store", "0", "p", "STARTED"), ("store", "1", "p", "STARTED"),
    ]  # fmt: skip
    assert full.get("/_cat/count/store?h=count").text == "10\n"
    assert full.get("/_cat/aliases?h=alias,index").text == "shop store\n"
    assert full.get("/_cat/health?h=status,pri&ts=false").text == "yellow 3\n"
    assert full.get("/_cat/indices?h=store.size&bytes=b").text.split()[0].isdigit()
    assert full.get("/_cat/indices?health=green&h=index").text == "store\n"
    assert "| i,idx  " in full.get("/_cat/segments?help").text
    assert full.get("/_cat/nodes?h=name,master").text == f"{full.node.name} *\n"
    assert full.get("/_cat/indices?s=nope").status == 400
    assert full.get("/_cat/indices/missing").status == 404
    others = "allocation fielddata master nodeattrs pending_tasks plugins recovery repositories tasks templates"
    for name in [*others.split(), "thread_pool", "component_templates", "circuit_breaker"]:
        assert full.get(f"/_cat/{name}?v").status == 200


def test_a_data_directory_has_one_owner(node: Node) -> None:
    with pytest.raises(DirectoryInUseError, match="in use by another process"):
        DataDirectory(node.config.data)


def test_closing_twice_is_harmless(node: Node) -> None:
    node.close()
    node.close()
