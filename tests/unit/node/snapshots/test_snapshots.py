"""Indices out of a snapshot are as they were: documents, versions, settings; and nothing is copied twice."""

from pathlib import Path
from typing import Any

import pytest

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.reference.api import Api

EVERYTHING = {"sort": ["n"], "version": True, "seq_no_primary_term": True, "size": 100}


@pytest.fixture
def api(api: Api) -> Api:
    api.put("/_snapshot/backup", {"type": "fs", "settings": {"location": "backup"}})
    return api


def make(api: Api, name: str, **body: Any) -> Any:
    answer = api.put(f"/_snapshot/backup/{name}?wait_for_completion=true", body)
    assert answer.status == 200, answer.text
    return answer.body["snapshot"]


def restore(api: Api, name: str, **body: Any) -> Any:
    return api.post(f"/_snapshot/backup/{name}/_restore?wait_for_completion=true", body)


def fill(api: Api, index: str, documents: int, **settings: Any) -> None:
    api.put(f"/{index}", {"settings": settings, "mappings": {"properties": {"parts": {"type": "nested"}}}})
    for number in range(documents):
        api.put(f"/{index}/_doc/{number}", {"n": number, "text": f"word {number}", "parts": [{"p": number}]})


def hits(api: Api, index: str) -> Any:
    found = api.post(f"/{index}/_search", EVERYTHING).body["hits"]
    return [{key: value for key, value in hit.items() if key != "_index"} for hit in found["hits"]]


def stats(api: Api, name: str) -> Any:
    return api.get(f"/_snapshot/backup/{name}/_status").body["snapshots"][0]["stats"]


def blobs(api: Api) -> set[str]:
    folder = api.node.config.data / "repositories" / "backup" / "data"
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


def test_documents_come_back_as_they_were(api: Api) -> None:
    fill(api, "store", 20, number_of_shards=3)
    api.post("/store/_flush")
    api.put("/store/_doc/3", {"n": 3, "text": "changed"})
    api.delete("/store/_doc/4")
    api.post("/store/_refresh")
    before = hits(api, "store")
    made = make(api, "first")
    assert made["state"] == "SUCCESS"
    assert made["shards"] == {"total": 3, "failed": 0, "successful": 3}
    api.delete("/store")
    assert restore(api, "first").body["snapshot"]["shards"]["successful"] == 3
    assert hits(api, "store") == before
    assert api.get("/store/_doc/4").status == 404
    assert api.post(
        "/store/_count", {"query": {"nested": {"path": "parts", "query": {"exists": {"field": "parts.p"}}}}}
    ).body["count"] == len([hit for hit in before if "parts" in hit["_source"]])


def test_a_restored_index_takes_writes_and_outlives_a_restart(api: Api) -> None:
    fill(api, "store", 5)
    make(api, "first")
    restore(api, "first", rename_pattern="store", rename_replacement="copy")
    assert api.put("/copy/_doc/3?refresh", {"n": 30}).body["_version"] == 2
    assert api.put("/copy/_doc/9?refresh", {"n": 9}).body["_seq_no"] == 6
    config = api.node.config
    api.node.close()
    with Node(config) as again:
        assert [hit["_id"] for hit in hits(Api(again), "copy")] == ["0", "1", "2", "4", "9", "3"]
        assert len(hits(Api(again), "store")) == 5


def test_a_second_snapshot_copies_only_what_is_new(api: Api) -> None:
    fill(api, "store", 5)
    make(api, "first")
    first = stats(api, "first")
    assert first["incremental"] == first["total"]
    make(api, "same")
    assert stats(api, "same")["incremental"] == {"file_count": 0, "size_in_bytes": 0}
    before = blobs(api)
    api.put("/store/_doc/5?refresh", {"n": 5})
    make(api, "more")
    assert stats(api, "more")["incremental"]["file_count"] == 1
    assert len(blobs(api) - before) == 1


def test_deleting_frees_what_no_other_snapshot_needs(api: Api) -> None:
    fill(api, "store", 5)
    make(api, "first")
    first = blobs(api)
    api.put("/store/_doc/5?refresh", {"n": 5})
    make(api, "second")
    api.delete("/_snapshot/backup/second")
    assert blobs(api) == first
    assert restore(api, "first", rename_pattern="$", rename_replacement="-copy").status == 200
    assert len(hits(api, "store-copy")) == 5
    api.delete("/_snapshot/backup/first")
    assert blobs(api) == set()


def test_a_clone_outlives_its_source(api: Api) -> None:
    fill(api, "store", 5)
    fill(api, "other", 5)
    make(api, "first")
    api.put("/_snapshot/backup/first/_clone/part", {"indices": "store"})
    api.delete("/_snapshot/backup/first")
    api.delete("/store,other")
    assert restore(api, "part").body["snapshot"]["indices"] == ["store"]
    assert len(hits(api, "store")) == 5


def test_fields_that_come_while_a_snapshot_is_made_are_in_its_mapping(api: Api) -> None:
    api.put("/store", {})
    make(api, "first")
    api.put("/store/_doc/1", {"colour": "red"})
    make(api, "second")
    api.delete("/store")
    restore(api, "second")
    assert "colour" in api.get("/store/_mapping").body["store"]["mappings"]["properties"]


def test_closed_indices_are_taken_up_and_replaced(api: Api) -> None:
    fill(api, "store", 5)
    api.post("/store/_close")
    make(api, "first")
    api.post("/store/_open")
    api.put("/store/_doc/7?refresh", {"n": 7})
    assert restore(api, "first").error[1] == "snapshot_restore_exception"
    api.post("/store/_close")
    assert restore(api, "first").status == 200
    assert len(hits(api, "store")) == 5
    assert len(list((api.node.config.data / "indices").iterdir())) == 1


def test_the_global_state_comes_back_when_it_is_asked_for(api: Api) -> None:
    api.put("/_index_template/herds", {"index_patterns": ["herd*"], "priority": 9})
    api.put("/_cluster/settings", {"persistent": {"cluster.max_shards_per_node": 900}})
    api.put("/_scripts/add", {"script": {"lang": "painless", "source": "1 + 1"}})
    make(api, "first")
    api.delete("/_index_template/herds")
    api.delete("/_scripts/add")
    api.put("/_cluster/settings", {"persistent": {"cluster.max_shards_per_node": None}})
    restore(api, "first")
    assert api.get("/_index_template/herds").status == 404
    restore(api, "first", include_global_state=True)
    assert api.get("/_index_template/herds").status == 200
    assert api.get("/_scripts/add").body["found"]
    assert api.get("/_cluster/settings?flat_settings=true").body["persistent"] == {"cluster.max_shards_per_node": "900"}
    assert "backup" in api.get("/_snapshot").body


@pytest.mark.parametrize("damage", ["flip", "cut", "gone"])
def test_a_damaged_file_is_named_and_never_restored(api: Api, damage: str) -> None:
    fill(api, "store", 5)
    make(api, "first")
    api.delete("/store")
    (name,) = blobs(api)
    path = api.node.config.data / "repositories" / "backup" / "data" / name
    raw = path.read_bytes()
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(raw[:-1] if damage == "cut" else raw[:100] + bytes([raw[100] ^ 1]) + raw[101:])
    what = "missing" if damage == "gone" else "damaged"
    status, kind, reason = restore(api, "first").error
    assert (status, kind) == (500, "snapshot_restore_exception")
    assert reason.endswith(f"[data/{name}] is {what}")
    assert api.get("/store").status == 404
    assert list((api.node.config.data / "indices").iterdir()) == []
    found = api.post("/_snapshot/backup/_verify_integrity").body
    assert found["results"]["result"] == "fail"
    assert [entry["blob_name"] for entry in found["log"]] == [f"data/{name}"]


def test_a_whole_repository_passes(api: Api) -> None:
    fill(api, "store", 5, number_of_shards=2)
    make(api, "first")
    found = api.post("/_snapshot/backup/_verify_integrity").body
    assert found["log"] == []
    assert found["results"]["result"] == "pass"
    assert found["results"]["status"]["snapshots"] == {"verified": 1, "total": 1}


def test_a_shard_that_cannot_be_read_is_left_out_of_a_partial_snapshot(api: Api) -> None:
    fill(api, "store", 20, number_of_shards=2)
    api.post("/store/_flush")
    config = api.node.config
    api.node.close()
    (broken,) = config.data.glob("indices/*/1/*.seg")
    broken.write_bytes(b"")
    with Node(config) as node:
        again = Api(node)
        status, kind, _ = again.put("/_snapshot/backup/first?wait_for_completion=true", {}).error
        assert (status, kind) == (500, "snapshot_exception")
        made = make(again, "first", partial=True)
        assert made["state"] == "PARTIAL"
        assert made["shards"] == {"total": 2, "failed": 1, "successful": 1}
        assert [failure["shard_id"] for failure in made["failures"]] == [1]
        again.delete("/store")
        assert "wasn't fully snapshotted" in restore(again, "first").error[2]
        assert restore(again, "first", partial=True).body["snapshot"]["shards"]["failed"] == 1
        assert 0 < len(hits(again, "store")) < 20


def test_a_snapshot_goes_on_by_itself_and_is_waited_for_at_the_end(api: Api) -> None:
    fill(api, "store", 5)
    assert api.put("/_snapshot/backup/first").body == {"accepted": True}
    config = api.node.config
    api.node.close()
    with Node(config) as node:
        again = Api(node)
        found = again.get("/_snapshot/backup/_all").body["snapshots"]
        # it was made, or it was stopped by the node's end and left nothing
        assert [snapshot["state"] for snapshot in found] in ([], ["SUCCESS"])
        again.post("/_snapshot/backup/_cleanup")
        assert again.post("/_snapshot/backup/_verify_integrity").body["results"]["result"] == "pass"
        assert list((config.data / "staging").iterdir()) == []


def test_what_a_crash_left_on_the_way_is_gone_after_a_start(tmp_path: Path) -> None:
    left = tmp_path / "data" / "staging" / "uuid" / "0"
    left.mkdir(parents=True)
    (left / "_0.seg").write_bytes(b"")
    with Node(NodeConfig(data=tmp_path / "data", sync=False, background=False, threads=1)):
        assert not (tmp_path / "data" / "staging").exists()
