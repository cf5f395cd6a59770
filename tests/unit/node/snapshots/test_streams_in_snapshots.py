"""Data streams are in snapshots, and come back whole: under their names, or under others."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.reference.api import Api

TEMPLATE = {"index_patterns": ["logs-*"], "data_stream": {}, "priority": 500}


@pytest.fixture
def api(tmp_path: Path) -> Iterator[Api]:
    with Node(NodeConfig(data=tmp_path / "data", sync=False, background=False)) as node:
        api = Api(node)
        api.put("/_snapshot/backup", {"type": "fs", "settings": {"location": "backup"}})
        api.put("/_index_template/logs", TEMPLATE)
        for stream in ("logs-a", "logs-b"):
            _write(api, stream)
        api.post("/logs-a/_rollover")
        _write(api, "logs-a")
        api.put("/plain/_doc/1?refresh=true", {"n": 1})
        yield api


def _write(api: Api, stream: str) -> None:
    answer = api.post(f"/{stream}/_doc?refresh=true", {"@timestamp": "2026-01-01T00:00:00Z", "message": stream})
    assert answer.status == 201, answer.text


def _streams(api: Api, expression: str = "*") -> dict[str, list[str]]:
    found = api.get(f"/_data_stream/{expression}").body["data_streams"]
    return {one["name"]: [index["index_name"] for index in one["indices"]] for one in found}


def _taken(api: Api, **body: Any) -> Any:
    return api.put("/_snapshot/backup/one?wait_for_completion=true", body).body["snapshot"]


def _restored(api: Api, **body: Any) -> Any:
    return api.post("/_snapshot/backup/one/_restore?wait_for_completion=true", body)


def test_a_stream_comes_back_with_all_its_indices(api: Api) -> None:
    before = _streams(api)
    assert _taken(api)["data_streams"] == ["logs-a", "logs-b"]
    assert api.get("/_snapshot/backup/one?verbose=false").body["snapshots"][0]["data_streams"] == ["logs-a", "logs-b"]
    api.delete("/_data_stream/logs-*")
    assert _restored(api, indices="logs-*").status == 200
    assert _streams(api) == before
    _write(api, "logs-a")
    assert api.get("/logs-a/_count").body["count"] == 3
    assert api.post("/logs-a/_rollover").body["rolled_over"] is True


def test_a_stream_is_named_alone(api: Api) -> None:
    assert _taken(api, indices="logs-b")["data_streams"] == ["logs-b"]
    assert _taken_indices(api) == _streams(api)["logs-b"]
    api.delete("/_data_stream/logs-b")
    assert _restored(api, indices="logs-b").body["snapshot"]["indices"] == _taken_indices(api)
    assert api.get("/logs-b/_count").body["count"] == 1


def _taken_indices(api: Api) -> list[str]:
    found: list[str] = api.get("/_snapshot/backup/one").body["snapshots"][0]["indices"]
    return found


def test_a_renamed_stream_stands_beside_the_first(api: Api) -> None:
    _taken(api)
    answer = _restored(api, indices="logs-a", rename_pattern="logs-(.+)", rename_replacement="logs-copy-of-$1")
    assert answer.status == 200, answer.text
    copied = _streams(api, "logs-copy-of-a")["logs-copy-of-a"]
    assert [name.replace("logs-copy-of-a", "logs-a") for name in copied] == _streams(api)["logs-a"]
    assert all(name.startswith(".ds-logs-copy-of-a-") for name in copied)
    assert api.get("/logs-copy-of-a/_count").body["count"] == api.get("/logs-a/_count").body["count"] == 2


def test_an_open_stream_is_not_overwritten(api: Api) -> None:
    _taken(api)
    api.post("/logs-a/_rollover")
    kind, reason = _restored(api, indices="logs-a").error[1:]
    assert kind == "snapshot_restore_exception"
    assert "cannot restore data stream [logs-a] because an open data stream with same name already exists" in reason
    assert len(_streams(api)["logs-a"]) == 3


def test_aliases_of_streams_come_with_them_or_not(api: Api) -> None:
    add = {"add": {"index": "logs-a", "alias": "all", "is_write_index": True}}
    api.post("/_aliases", {"actions": [add, {"add": {"index": "logs-b", "alias": "all"}}]})
    _taken(api)
    api.delete("/_data_stream/logs-*")
    assert _restored(api, indices="logs-a").status == 200
    assert api.get("/_alias/all").body == {"logs-a": {"aliases": {"all": {"is_write_index": True}}}}
    assert _restored(api, indices="logs-b", include_aliases=False).status == 200
    assert list(api.get("/_alias/all").body) == ["logs-a"]


def test_without_its_name_an_index_of_a_stream_is_an_index(api: Api) -> None:
    _taken(api)
    backing = _streams(api)["logs-b"][0]
    api.delete("/_data_stream/logs-b")
    assert _restored(api, indices=backing).status == 200
    assert "logs-b" not in _streams(api)
    assert api.get(f"/{backing}/_count").body["count"] == 1


def test_what_a_rebuild_keeps_is_not_in_a_snapshot_of_everything(api: Api) -> None:
    answer = api.post("/plain/_rebuild?wait_for_completion=true", {"settings": {"number_of_replicas": 0}})
    assert answer.status == 200, answer.text
    kept = [name for name in api.get("/_all/_settings?expand_wildcards=all").body if name.startswith(".rebuild-kept-")]
    assert len(kept) == 1
    assert not set(kept) & set(_taken(api)["indices"])
    api.delete("/plain")
    assert _restored(api, indices="plain").status == 200
    assert api.get("/plain/_count").body["count"] == 1
