"""Data streams made, shown, migrated, modified and deleted; they outlive a restart."""

from pathlib import Path
from typing import Any

import pytest

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.reference.api import Api


@pytest.fixture
def logs(api: Api) -> Api:
    api.put("/_index_template/logs", {"index_patterns": ["logs-*"], "data_stream": {}, "_meta": {"by": "us"}})
    return api


def _modify(api: Api, kind: str, index: str, **more: Any) -> Any:
    return api.post("/_data_stream/_modify", {"actions": [{kind: {"data_stream": "logs-a", "index": index, **more}}]})


def _indices(api: Api) -> list[str]:
    return [one["index_name"] for one in api.get("/_data_stream/logs-a").body["data_streams"][0]["indices"]]


def test_a_stream_is_shown(logs: Api) -> None:
    assert logs.put("/_data_stream/logs-a").body == {"acknowledged": True}
    (stream,) = logs.get("/_data_stream").body["data_streams"]
    index = stream["indices"][0]
    assert index.pop("index_uuid")
    assert index.pop("index_name").startswith(".ds-logs-a-")
    assert stream == {
        "name": "logs-a",
        "timestamp_field": {"name": "@timestamp"},
        "indices": [{"managed_by": "Unmanaged", "prefer_ilm": True, "index_mode": "standard"}],
        "generation": 1,
        "_meta": {"by": "us"},
        "status": "YELLOW",
        "template": "logs",
        "next_generation_managed_by": "Unmanaged",
        "prefer_ilm": True,
        "hidden": False,
        "system": False,
        "allow_custom_routing": False,
        "replicated": False,
        "rollover_on_write": False,
        "index_mode": "standard",
        "settings": {},
        "mappings": {},
        "failure_store": {"enabled": False, "rollover_on_write": True, "indices": []},
    }


@pytest.mark.parametrize(
    ("name", "kind", "reason"),
    [
        ("logs-a", "resource_already_exists_exception", "data_stream [logs-a] already exists"),
        ("other", "illegal_argument_exception", "no matching index template found for data stream [other]"),
        ("logs-A", "illegal_argument_exception", "data_stream [logs-A] must be lowercase"),
        ("logs-%23", "illegal_argument_exception", "data_stream [logs-#] must not contain '#'"),
        ("plain", "illegal_argument_exception",
         "matching index template [plain] for data stream [plain] has no data stream template"),
    ],
)  # fmt: skip
def test_streams_that_cannot_be(logs: Api, name: str, kind: str, reason: str) -> None:
    logs.put("/_index_template/plain", {"index_patterns": ["plain"]})
    logs.put("/_data_stream/logs-a")
    assert logs.put(f"/_data_stream/{name}").error == (400, kind, reason)


def test_names_of_streams(logs: Api) -> None:
    logs.put("/_data_stream/logs-a")
    assert logs.get("/_data_stream/nope").error == (404, "index_not_found_exception", "no such index [nope]")
    assert logs.get("/_data_stream/nope*").body == {"data_streams": []}
    assert logs.delete("/_data_stream/nope*").body == {"acknowledged": True}
    assert logs.delete("/_data_stream/nope").status == 404


def test_an_alias_becomes_a_stream(logs: Api) -> None:
    logs.put("/one", {"aliases": {"logs-a": {"is_write_index": True}}})
    logs.put("/two", {"aliases": {"logs-a": {}}})
    assert logs.post("/_data_stream/_migrate/logs-a").body == {"acknowledged": True}
    assert _indices(logs) == ["two", "one"]
    assert logs.post("/logs-a/_doc", {"@timestamp": "2020-12-12"}).body["_index"] == "one"
    assert logs.post("/logs-a/_doc", {"a": 1}).status == 400
    assert logs.post("/_data_stream/_migrate/nope").error[2] == "alias [nope] does not exist"


def test_backing_indices_are_added_and_taken_out(logs: Api) -> None:
    logs.put("/_data_stream/logs-a")
    (write_index,) = _indices(logs)
    logs.post("/old/_doc", {"@timestamp": "2009-11-15"})
    assert _modify(logs, "add_backing_index", "old").body == {"acknowledged": True}
    assert _indices(logs) == ["old", write_index]
    assert logs.get("/_data_stream/logs-a").body["data_streams"][0]["generation"] == 2
    assert _modify(logs, "remove_backing_index", write_index).error[2] == (
        f"cannot remove backing index [{write_index}] of data stream [logs-a] because it is the write index"
    )
    assert _modify(logs, "remove_backing_index", "old").status == 200
    assert _indices(logs) == [write_index]
    logs.put("/old/_alias/a")
    assert _modify(logs, "add_backing_index", "old").error[2] == (
        "cannot add index [old] to data stream [logs-a] until its alias [a] is removed"
    )
    assert _modify(logs, "add_backing_index", write_index, failure_store=True).error[2] == (
        f"cannot add index [{write_index}] to data stream [logs-a] because it is already a backing index on data "
        "stream [logs-a]"
    )


def test_a_lazy_rollover_waits_for_a_write(logs: Api) -> None:
    logs.put("/_data_stream/logs-a")
    logs.post("/logs-a/_rollover?lazy=true")
    assert len(_indices(logs)) == 1
    assert logs.post("/logs-a/_doc", {"@timestamp": "2020-12-12"}).body["_index"].endswith("-000002")
    assert len(_indices(logs)) == 2


def test_settings_and_mappings_of_a_stream_count_for_indices_to_come(logs: Api) -> None:
    logs.put("/_data_stream/logs-a")
    body = {"index": {"number_of_shards": 2, "refresh_interval": "9s"}}
    (put,) = logs.put("/_data_stream/logs-a/_settings", body).body["data_streams"]
    assert put["index_settings_results"] == {
        "applied_to_data_stream_only": ["index.number_of_shards"],
        "applied_to_data_stream_and_backing_indices": ["index.refresh_interval"],
    }
    logs.put("/_data_stream/logs-a/_mappings", {"properties": {"host": {"type": "keyword"}}})
    logs.post("/logs-a/_rollover")
    old, new = (logs.node.cluster.state.indices[name] for name in _indices(logs))
    assert (old.number_of_shards, new.number_of_shards) == (1, 2)
    assert old.settings["index.refresh_interval"] == new.settings["index.refresh_interval"] == "9s"
    assert "host" not in old.mapping["properties"]
    assert new.mapping["properties"]["host"] == {"type": "keyword"}
    (shown,) = logs.get("/_data_stream/logs-a/_mappings").body["data_streams"]
    assert shown["effective_mappings"]["properties"]["host"] == {"type": "keyword"}


def test_statistics(logs: Api) -> None:
    logs.put("/_data_stream/logs-a")
    logs.post("/logs-a/_doc?refresh=true", {"@timestamp": 1593639273740})
    logs.post("/logs-a/_rollover")
    shown = logs.get("/_data_stream/_stats").body
    assert (shown["data_stream_count"], shown["backing_indices"]) == (1, 2)
    assert shown["data_streams"][0]["maximum_timestamp"] == 1593639273740


def test_a_stream_outlives_a_restart(tmp_path: Path) -> None:
    config = NodeConfig(data=tmp_path / "kept", sync=False, background=False, threads=2)
    with Node(config) as node:
        api = Api(node)
        api.put("/_index_template/logs", {"index_patterns": ["logs-*"], "data_stream": {}})
        api.post("/logs-a/_doc?refresh=true", {"@timestamp": "2020-12-12"})
        api.put("/logs-a/_alias/al", {"filter": {"match_all": {}}})
        before = api.get("/_data_stream/logs-a").body
    with Node(config) as node:
        api = Api(node)
        assert api.get("/_data_stream/logs-a").body == before
        assert api.get("/al/_count").body["count"] == 1
