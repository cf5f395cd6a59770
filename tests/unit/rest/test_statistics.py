"""Counters of nodes and indices: their parts, levels, readable forms and wrong metrics."""

from typing import Any

import pytest

from findling.rest.human import with_texts
from tests.reference.api import Api


@pytest.fixture
def store(api: Api) -> Api:
    mapping = {"properties": {"a": {"type": "keyword"}, "b": {"properties": {"c": {"type": "long"}}}}}
    api.put("/store", {"settings": {"number_of_shards": 2, "number_of_replicas": 0}, "mappings": mapping})
    api.put("/store/_doc/1?refresh=true", {"a": "x"})
    return api


def of_node(api: Api, target: str) -> Any:
    answer = api.get(target)
    assert answer.status == 200, answer.text
    return answer.body["nodes"][api.node.id]


def test_an_empty_node_counts_from_zero(api: Api) -> None:
    indices = of_node(api, "/_nodes/stats")["indices"]
    for metric in ("docs", "store", "search", "get", "recovery", "segments", "translog", "completion", "mappings"):
        assert indices[metric], metric
    assert indices["shard_stats"]["total_count"] == 0
    assert indices["mappings"]["total_count"] == 0
    assert of_node(api, "/_nodes/stats/indices/docs")["indices"].keys() == {"docs"}


def test_levels_of_nodes(store: Api) -> None:
    assert "indices" not in of_node(store, "/_nodes/stats/indices?level=node")["indices"]
    by_index = of_node(store, "/_nodes/stats/indices?level=indices")["indices"]["indices"]["store"]
    assert by_index["docs"]["count"] == 1
    assert by_index["mappings"]["total_count"] >= 2
    shards = of_node(store, "/_nodes/stats/indices?level=shards")["indices"]["shards"]["store"]
    assert [list(shard) for shard in shards] == [["0"], ["1"]]
    assert sum(shard[number]["docs"]["count"] for number, shard in zip("01", shards, strict=True)) == 1


def test_parts_of_a_node(api: Api) -> None:
    parts = of_node(api, "/_nodes/stats")
    assert parts["discovery"]["cluster_state_update"]["success"]["commit_time_millis"] == 0
    assert parts["indexing_pressure"]["memory"]["total"]["coordinating_rejections"] == 0
    assert parts["allocations"].keys() >= {"shards", "undesired_shards", "forecasted_disk_usage_in_bytes"}
    assert parts["fs"]["data"][0]["flood_stage_free_space_in_bytes"] > 0
    assert parts["transport"]["total_outbound_connections"] == 0
    assert of_node(api, "/_nodes/stats/repositories")["repositories"] == {}


def test_information_by_metric(api: Api) -> None:
    plain = of_node(api, "/_nodes/_master/_none")
    assert plain["roles"][:2] == ["data", "data_cold"]
    assert plain.keys().isdisjoint({"os", "http", "modules", "total_indexing_buffer"})
    assert "modules" in of_node(api, "/_nodes/plugins")
    assert of_node(api, "/_nodes/indices")["total_indexing_buffer"] > 0
    assert of_node(api, "/_nodes/aggregations")["aggregations"]["filter"] == {"types": ["other"]}


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("/_nodes/stats/indces", "request [/_nodes/stats/indces] contains unrecognized metric: [indces] -> did you "
         "mean [indices]?"),
        ("/_nodes/stats/_all,fs", "request [/_nodes/stats/_all,fs] contains _all and individual metrics [_all,fs]"),
        ("/_nodes/stats/fs/docs", "request [/_nodes/stats/fs/docs] contains index metrics [docs] but indices stats not "
         "requested"),
        ("/_nodes/stats?level=cluster", "level parameter must be one of [node] or [indices] or [shards] but was "
         "[cluster]"),
        ("/store/_stats/dcs", "request [/store/_stats/dcs] contains unrecognized metric: [dcs] -> did you mean "
         "[docs]?"),
        ("/_stats/_all,docs", "request [/_stats/_all,docs] contains _all and individual metrics [_all,docs]"),
        ("/_info/_all,http", "request [/_info/_all,http] contains _all and individual target [_all,http]"),
    ],
)  # fmt: skip
def test_metrics_that_do_not_go(store: Api, target: str, reason: str) -> None:
    assert store.get(target).error == (400, "illegal_argument_exception", reason)


def test_statistics_of_closed_indices(store: Api) -> None:
    store.put("/shut")
    store.post("/shut/_close")
    body = store.get("/_stats?expand_wildcards=open,closed&forbid_closed_indices=false").body
    assert {name: index["status"] for name, index in body["indices"].items()} == {"store": "open", "shut": "close"}
    assert body["indices"]["shut"]["total"]["docs"]["count"] == 0
    assert store.get("/shut/_stats").error[1] == "index_closed_exception"


def test_statistics_of_shards_name_their_commit(store: Api) -> None:
    shards = store.get("/_stats?level=shards").body["indices"]["store"]["shards"]
    first, second = (shards[number][0] for number in "01")
    assert first["commit"]["id"] != second["commit"]["id"]
    [lease] = first["retention_leases"]["leases"]
    assert (lease["id"], lease["source"]) == (f"peer_recovery/{store.node.id}", "peer recovery")


def test_searches_count_for_the_groups_they_name(store: Api) -> None:
    store.post("/store/_search", {"stats": ["shop", "bot"]})
    store.post("/store/_search?stats=shop")
    store.post("/store/_search")
    store.post("/store/_search", {"stats": {}})
    search = store.get("/_stats").body["_all"]["total"]["search"]
    assert search["query_total"] >= 3
    assert "groups" not in search
    for target, counts in {
        "/_stats?groups=shop": {"shop": 2},
        "/_stats/search,docs?groups=*o*": {"bot": 1, "shop": 2},
        "/store/_stats/_all?groups=bot,shop": {"bot": 1, "shop": 2},
    }.items():
        groups = store.get(target).body["_all"]["total"]["search"]["groups"]
        assert {name: counters["query_total"] for name, counters in groups.items()} == counts
    assert "groups" not in store.get("/_stats?groups=x*").body["indices"]["store"]["total"]["search"]


def test_memory_of_single_fields(api: Api) -> None:
    text = {"type": "text", "fielddata": True, "fields": {"hint": {"type": "completion"}}}
    api.put("/herd", {"mappings": {"properties": {"name": text, "town": text}}})
    api.put("/herd/_doc/1?refresh=true", {"name": "Elsa Berta", "town": "Ulm"})
    assert api.get("/_stats").body["_all"]["total"]["fielddata"]["memory_size_in_bytes"] == 0
    api.post("/herd/_search", {"sort": ["name"]})

    def total(query: str) -> dict[str, Any]:
        found: dict[str, Any] = api.get(f"/herd/_stats{query}").body["_all"]["total"]
        return found

    fielddata, completion = total("")["fielddata"], total("")["completion"]
    assert fielddata.keys() == {"memory_size_in_bytes", "evictions", "global_ordinals"}
    assert fielddata["memory_size_in_bytes"] > 0 < completion["size_in_bytes"]
    shown = total("?fields=*")
    assert shown["fielddata"]["fields"] == {"name": {"memory_size_in_bytes": fielddata["memory_size_in_bytes"]}}
    assert shown["fielddata"]["global_ordinals"]["fields"]["name"]["shard_max_value_count"] == 2
    sizes = shown["completion"]["fields"]
    assert sum(size["size_in_bytes"] for size in sizes.values()) == completion["size_in_bytes"]
    assert sizes.keys() == {"name.hint", "town.hint"}
    assert total("?completion_fields=town.*")["completion"]["fields"].keys() == {"town.hint"}
    assert "fields" not in total("?completion_fields=town.*")["fielddata"]
    assert "completion" not in total("/fielddata?fielddata_fields=name")


def test_numbers_for_people() -> None:
    body = {"x": [{"size_in_bytes": 2048, "time_in_millis": 90_000, "running_time_in_nanos": 5_000_000}]}
    assert with_texts(body)["x"][0] == {
        "size": "2kb", "size_in_bytes": 2048, "time": "1.5m", "time_in_millis": 90_000,
        "running_time": "5ms", "running_time_in_nanos": 5_000_000,
    }  # fmt: skip
    assert with_texts({"start_time_in_millis": 0})["start_time"] == "1970-01-01T00:00:00.000Z"
    assert with_texts({"commit_time_millis": 3, "share_percent_as_number": 50.0}) == {
        "commit_time": "3ms", "commit_time_millis": 3, "share_percent": "50.0%", "share_percent_as_number": 50.0,
    }  # fmt: skip
    assert with_texts({"big_in_bytes": True, "name": "x_in_bytes"}) == {"big_in_bytes": True, "name": "x_in_bytes"}


def test_human_statistics(store: Api) -> None:
    recovery = store.get("/_recovery?human&detailed").body["store"]["shards"][0]
    assert recovery["start_time"].startswith("20")
    assert recovery["index"]["files"]["details"] == []
    assert "details" not in store.get("/_recovery").body["store"]["shards"][0]["index"]["files"]
    assert store.get("/_cluster/health?human").body["active_shards_percent"] == "100.0%"
    assert "active_shards_percent" not in store.get("/_cluster/health").body
    assert store.get("/_stats/store?human").body["_all"]["total"]["store"]["size"].endswith("b")
    assert "start_time" in of_node(store, "/_nodes/jvm?human")["jvm"]


def test_tasks_list_themselves(api: Api) -> None:
    (task,) = api.get("/_tasks", x_opaque_id="me").body["nodes"][api.node.id]["tasks"].values()
    assert (task["action"], task["cancellable"]) == ("cluster:monitor/tasks/lists", False)
    assert task["headers"] == {"X-Opaque-Id": "me"}
    assert "description" not in task
    (task,) = api.get("/_tasks?detailed&group_by=none&human").body["tasks"]
    assert "description" in task
    assert {"start_time", "running_time"} <= task.keys()
    assert api.get("/_tasks?actions=indices*").body == {"nodes": {}}


def test_tasks_of_other_nodes(api: Api) -> None:
    assert api.get("/_tasks/far:1").error == (
        404, "resource_not_found_exception",
        "task [far:1] belongs to the node [far] which isn't part of the cluster and there is no record of the task",
    )  # fmt: skip
    answer = api.post("/_tasks/far:1/_cancel")
    assert answer.status == 200
    assert answer.body["node_failures"][0]["caused_by"]["type"] == "no_such_node_exception"
    assert api.get(f"/_tasks/{api.node.id}:99").error[2].endswith("isn't running and hasn't stored its results")
