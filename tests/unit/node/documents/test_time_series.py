"""Documents of time series: named by what they hold, in the order of their series, also after a restart."""

from pathlib import Path
from typing import Any

import orjson

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.reference.api import Api

SETTINGS = {"index.mode": "time_series", "index.routing_path": ["host"], "number_of_shards": 2}
FIELDS = {"host": {"type": "keyword", "time_series_dimension": True}, "load": {"type": "double"}}
ALL: dict[str, Any] = {"size": 100, "sort": ["_tsid", {"@timestamp": "desc"}], "docvalue_fields": ["_tsid"]}


def lines(count: int) -> bytes:
    rows = []
    for number in range(count):
        at = f"2026-11-30T10:{number:02d}:00Z"
        rows += [{"create": {}}, {"@timestamp": at, "host": "abc"[number % 3], "load": number}]
    return b"\n".join(map(orjson.dumps, rows)) + b"\n"


def started(folder: Path) -> Node:
    return Node(NodeConfig(data=folder, sync=False, background=False, threads=2))


def test_all_is_there_after_a_restart(tmp_path: Path) -> None:
    with started(tmp_path / "data") as node:
        api = Api(node)
        assert api.put("/loads", {"settings": SETTINGS, "mappings": {"properties": FIELDS}}).status == 200
        assert not api.post("/loads/_bulk?refresh=true", lines(20).decode()).body["errors"]
        api.post("/loads/_flush")
        again = api.post("/loads/_bulk", lines(24).decode()).body
        assert [item["create"]["status"] for item in again["items"]] == [409] * 20 + [201] * 4
        assert api.get("/loads/_count").body["count"] == 20
    with started(tmp_path / "data") as node:
        api = Api(node)
        found = api.post("/loads/_search", ALL).body["hits"]["hits"]
        assert len(found) == 24
        series = [hit["fields"]["_tsid"][0] for hit in found]
        assert len(set(series)) == 3
        assert series == sorted(series, key=series.index)
        for hit in found:
            assert api.get(f"/loads/_doc/{hit['_id']}").body["_source"] == hit["_source"]


def test_a_shard_keeps_its_series_together(tmp_path: Path) -> None:
    with started(tmp_path / "data") as node:
        api = Api(node)
        api.put("/loads", {"settings": {**SETTINGS, "number_of_shards": 1}, "mappings": {"properties": FIELDS}})
        api.post("/loads/_bulk?refresh=true", lines(12).decode())
        api.post("/loads/_bulk?refresh=true", lines(24).decode())
        api.post("/loads/_forcemerge?max_num_segments=1")
        found = [hit["_source"] for hit in api.post("/loads/_search", {"size": 100}).body["hits"]["hits"]]
        assert len(found) == 24
        assert len({each["host"] for each in found[:8]}) == 1
        assert found[0]["@timestamp"] > found[7]["@timestamp"]


def test_reindexed_documents_keep_their_ids(tmp_path: Path) -> None:
    with started(tmp_path / "data") as node:
        api = Api(node)
        for name in ("loads", "copies"):
            api.put(f"/{name}", {"settings": SETTINGS, "mappings": {"properties": FIELDS}})
        api.post("/loads/_bulk?refresh=true", lines(6).decode())
        body = {"source": {"index": "loads"}, "dest": {"index": "copies"}}
        assert api.post("/_reindex?refresh=true", body).body["created"] == 6
        ids = [[hit["_id"] for hit in api.post(f"/{n}/_search", ALL).body["hits"]["hits"]] for n in ("loads", "copies")]
        assert ids[0] == ids[1]
        assert api.put("/plain/_doc/x?refresh=true", {"@timestamp": "2026-11-30T11:00:00Z", "host": "d"}).status == 201
        taken = api.post("/_reindex?refresh=true", {"source": {"index": "plain"}, "dest": {"index": "copies"}}).body
        assert (taken["created"], taken["failures"]) == (1, [])
