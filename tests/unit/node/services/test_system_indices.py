"""System indices: written and read from inside, kept over a restart, and nothing to any client."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from findling.base.errors import DocumentParsingError, VersionConflictError
from findling.cluster.system.async_search import INDEX
from findling.cluster.system_index import SystemIndexDescriptor, Write
from findling.node.services.config import NodeConfig
from findling.node.services.index_directories import DataDirectoryError
from findling.node.services.node import Node
from findling.node.services.system.document import Revision
from findling.node.services.system.system_index import SystemIndex
from tests.reference.api import Api

BEASTS = SystemIndexDescriptor(".beasts", {"properties": {"name": {"type": "keyword"}, "legs": {"type": "integer"}}})


def config(tmp_path: Path) -> NodeConfig:
    return NodeConfig(data=tmp_path / "data", sync=False, background=False, threads=2)


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    with Node(config(tmp_path)) as node:
        yield node


@pytest.fixture
def beasts(node: Node) -> SystemIndex:
    return node.system.index(BEASTS)


def test_nothing_is_there_before_the_first_write(node: Node, beasts: SystemIndex) -> None:
    assert beasts.get("1") is None
    assert beasts.search() == []
    assert list(beasts.scan()) == []
    assert not beasts.delete("1")
    assert not (node.data.path / "system").exists()


def test_documents_are_written_read_and_deleted(beasts: SystemIndex) -> None:
    first = beasts.put("1", {"name": "cat", "legs": 4})
    found = beasts.get("1")
    assert found is not None
    assert (found.id, found.source, found.revision) == ("1", {"name": "cat", "legs": 4}, first)
    assert beasts.put("1", {"name": "dog"}) != first
    assert beasts.delete("1")
    assert beasts.get("1") is None
    assert not beasts.delete("1")


def test_a_write_may_demand_a_revision(beasts: SystemIndex) -> None:
    revision = beasts.put("1", {"legs": 4})
    newer = beasts.put("1", {"legs": 3}, expected=revision)
    for refused in (lambda: beasts.put("1", {}, expected=revision), lambda: beasts.delete("1", expected=revision)):
        with pytest.raises(VersionConflictError):
            refused()
    with pytest.raises(VersionConflictError):
        beasts.put("1", {}, create=True)
    with pytest.raises(VersionConflictError):
        beasts.put("2", {}, expected=Revision(0, 1))
    assert beasts.delete("1", expected=newer)
    beasts.put("1", {}, create=True)


def test_writes_that_belong_together_are_one_record_of_the_log(node: Node, beasts: SystemIndex) -> None:
    first = beasts.put("1", {"name": "cat"})
    beasts.put("2", {"name": "dog"})
    (made, _, _) = beasts.write([
        Write("1", {"name": "lion"}, first), Write("2", None), Write("3", {"name": "owl"}, create=True),
    ])  # fmt: skip
    assert sorted(document.source["name"] for document in beasts.scan()) == ["lion", "owl"]
    found = beasts.get("1")
    assert found is not None
    assert found.revision == made
    (log,) = (node.data.path / "system").rglob("*.tlog")
    whole = log.read_bytes()
    with pytest.raises(VersionConflictError):
        beasts.write([Write("3", {"name": "bat"}, create=True)])
    assert log.read_bytes() == whole


def test_a_torn_record_leaves_none_of_its_writes(tmp_path: Path) -> None:
    with Node(config(tmp_path)) as node:
        node.system.index(BEASTS).put("1", {"name": "cat"})
        (log,) = (node.data.path / "system").rglob("*.tlog")
        size = log.stat().st_size
        node.system.index(BEASTS).write([Write("1", None), Write("2", {"name": "owl"}, create=True)])
        torn = log.read_bytes()[:-3]
        assert len(torn) > size
        # what a process that was killed leaves: no commit point, the last record cut off
        copy = tmp_path / "copy"
        shutil.copytree(tmp_path / "data", copy, ignore=shutil.ignore_patterns("*.lock"))
        (copy / log.relative_to(tmp_path / "data")).write_bytes(torn)
    with Node(NodeConfig(data=copy, sync=False, background=False, threads=2)) as node:
        assert [document.id for document in node.system.index(BEASTS).scan()] == ["1"]


def test_values_that_the_mapping_refuses(beasts: SystemIndex) -> None:
    with pytest.raises(DocumentParsingError):
        beasts.put("1", {"legs": "many"})
    assert beasts.get("1") is None


def test_searches_see_every_write(beasts: SystemIndex) -> None:
    revisions = [beasts.put(str(legs), {"name": "beast", "legs": legs, "unmapped": legs}) for legs in range(8)]
    found = beasts.search({"range": {"legs": {"gte": 5}}}, sort=[{"legs": "desc"}])
    assert [document.source["legs"] for document in found] == [7, 6, 5]
    assert found[0].revision == revisions[7]
    assert len(beasts.search({"term": {"name": "beast"}}, size=3)) == 3
    assert beasts.search({"term": {"unmapped": 3}}) == []
    beasts.delete("7")
    assert len(beasts.search()) == 7


def test_a_scan_goes_through_all_of_one_moment(beasts: SystemIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("findling.node.services.system.system_index._PAGE", 3)
    for legs in range(7):
        beasts.put(str(legs), {"legs": legs})
        if legs % 2:
            beasts.search()  # makes a segment
    seen = []
    for document in beasts.scan({"range": {"legs": {"gte": 1}}}):
        beasts.delete(document.id)
        seen.append(document.source["legs"])
    assert sorted(seen) == [1, 2, 3, 4, 5, 6]
    assert [document.id for document in beasts.scan()] == ["0"]


def test_a_restart_keeps_documents_and_adds_new_fields(tmp_path: Path) -> None:
    with Node(config(tmp_path)) as node:
        revision = node.system.index(BEASTS).put("1", {"legs": 4, "tail": "long"})
    grown = SystemIndexDescriptor(
        ".beasts", {"properties": {**BEASTS.mapping["properties"], "tail": {"type": "keyword"}}}
    )
    with Node(config(tmp_path)) as node:
        beasts = node.system.index(grown)
        found = beasts.get("1")
        assert found is not None
        assert found.revision == revision
        beasts.put("2", {"tail": "short"})
        assert [document.id for document in beasts.search({"term": {"tail": "short"}})] == ["2"]


def test_a_state_that_is_missing_refuses_the_start(tmp_path: Path) -> None:
    with Node(config(tmp_path)) as node:
        node.system.index(BEASTS).put("1", {})
    (tmp_path / "data" / "system" / "state.json").unlink()
    with pytest.raises(DataDirectoryError, match=r"system/state\.json is missing"):
        Node(config(tmp_path))


def test_no_client_sees_one(node: Node) -> None:
    node.system.index(INDEX).put("1", {"start_time": 1})
    api = Api(node)
    everything = "expand_wildcards=all"
    assert api.get(f"/_all?{everything}").body == {}
    assert api.get(f"/.async*/_search?{everything}").body["hits"]["total"]["value"] == 0
    assert api.post(f"/_all/_delete_by_query?{everything}", {"query": {"match_all": {}}}).body["total"] == 0
    assert api.get("/_cluster/state").body["metadata"]["indices"] == {}
    assert api.get("/_stats").body["_all"]["total"] == {}
    assert api.get(f"/_cat/indices?format=json&{everything}").body == []
    assert api.get("/_cat/shards?format=json").body == []
    assert api.get("/_cluster/health").body["active_shards"] == 0
    for method, path in (
        ("GET", "/.async-search"),
        ("GET", "/.async-search/_doc/1"),
        ("GET", "/.async-search/_search"),
        ("DELETE", "/.async-search"),
        ("DELETE", "/.async-search/_doc/1"),
    ):
        answer = api.call(method, path)
        assert (answer.status, answer.body["error"]["type"]) == (404, "index_not_found_exception"), path
    assert node.system.index(INDEX).get("1") is not None


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "/.async-search", {}),
        ("PUT", "/.async-search/_doc/1", {"a": 1}),
        ("POST", "/_aliases", {"actions": [{"add": {"index": "store", "alias": ".async-search"}}]}),
        ("PUT", "/other", {"aliases": {".async-search": {}}}),
        ("POST", "/store/_clone/.async-search", {}),
    ],
)
def test_their_names_are_kept(node: Node, method: str, path: str, body: dict[str, object]) -> None:
    api = Api(node)
    api.put("/store", {"settings": {"index.blocks.write": True}})
    answer = api.call(method, path, body)
    assert answer.status == 400
    assert answer.body["error"]["type"] == "illegal_argument_exception"
    assert "Indices [.async-search] use and access is reserved for system operations" in answer.body["error"]["reason"]
