"""What is published is served as it was, kept up with, refused to writers, and named when it is damaged."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from findling.base.errors import IndexNotFoundError
from findling.node.published.follower import Follower
from findling.node.published.publish import Condition, publish_indices, withdraw_index
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.published.errors import DamagedObjectError, InvalidPlaceError, PlaceError, PublishConflictError
from findling.published.place import Place
from tests.reference.api import Api, bulk_lines

EVERYTHING = {"sort": ["n"], "version": True, "seq_no_primary_term": True, "size": 1000}


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(str(tmp_path / "place"))


@contextmanager
def reading(tmp_path: Path, place: Place, name: str = "reader") -> Iterator[Api]:
    config = NodeConfig(data=tmp_path / name, sync=False, background=False, threads=4, published_from=place.url)
    with Node(config) as node:
        node.kept(Follower.of).open()
        yield Api(node)


def follower(api: Api) -> Follower:
    return api.node.kept(Follower.of)


def fill(api: Api, index: str, numbers: range) -> None:
    for number in numbers:
        api.put(f"/{index}/_doc/{number}", {"n": number, "text": f"word {number}", "parts": [{"p": number}]})


def publish(api: Api, place: Place, index: str = "store", **condition: Any) -> Any:
    return publish_indices(api.node, index, place, Condition(**condition))


def hits(api: Api, index: str = "store") -> Any:
    api.post(f"/{index}/_refresh")
    return api.post(f"/{index}/_search", EVERYTHING).body["hits"]


def objects(place: Place) -> set[str]:
    return {blob.name for blob in place.blobs.list("segments/")}


def test_a_reader_serves_what_was_published(api: Api, place: Place, tmp_path: Path) -> None:
    mapping = {"properties": {"parts": {"type": "nested"}}}
    api.put("/store", {"settings": {"number_of_shards": 3}, "mappings": mapping, "aliases": {"shop": {}}})
    fill(api, "store", range(40))
    api.post("/store/_flush")
    api.put("/store/_doc/3", {"n": 3, "text": "changed"})
    api.delete("/store/_doc/4")
    publish(api, place)
    with reading(tmp_path, place) as reader:
        assert hits(reader) == hits(api)
        assert hits(reader, "shop")["total"]["value"] == 39
        assert reader.get("/store/_doc/3").body["_source"]["text"] == "changed"
        assert reader.get("/store/_mapping").body == api.get("/store/_mapping").body


def test_a_reader_keeps_up(api: Api, place: Place, tmp_path: Path) -> None:
    fill(api, "store", range(10))
    publish(api, place)
    with reading(tmp_path, place) as reader:
        assert follower(reader).look() is False
        fill(api, "store", range(10, 20))
        api.put("/store/_doc/1", {"n": 1, "new_field": "yes"})
        api.delete("/store/_doc/2")
        before = objects(place)
        (made,) = publish(api, place)
        assert made.new_files == len(objects(place) - before) > 0
        assert hits(reader)["total"]["value"] == 10
        assert follower(reader).look() is True
        assert hits(reader) == hits(api)
        assert reader.post("/store/_search", {"query": {"match": {"new_field": "yes"}}}).body["hits"]["total"]["value"]
        api.post("/store/_forcemerge?max_num_segments=1")
        publish(api, place)
        follower(reader).look()
        assert hits(reader) == hits(api)
        assert len(reader.get("/_cat/segments/store?format=json").body) == 1


def test_what_is_there_is_neither_sent_nor_brought_again(api: Api, place: Place, tmp_path: Path) -> None:
    fill(api, "store", range(10))
    publish(api, place)
    generation = place.read().manifest.generation
    (again,) = publish(api, place)
    assert (again.new_files, place.read().manifest.generation) == (0, generation)
    with reading(tmp_path, place):
        pass
    with reading(tmp_path, place) as reader:
        assert follower(reader).state.brought_bytes == 0
        assert hits(reader) == hits(api)


def test_indices_come_go_and_are_replaced(api: Api, place: Place, tmp_path: Path) -> None:
    fill(api, "store", range(3))
    fill(api, "other", range(2))
    publish(api, place, "*")
    with reading(tmp_path, place) as reader:
        assert hits(reader, "*")["total"]["value"] == 5
        withdraw_index(place, "other")
        api.delete("/store")
        fill(api, "store", range(7))
        with pytest.raises(PublishConflictError, match="holds another index of the name"):
            publish(api, place)
        publish(api, place, replace=True)
        follower(reader).look()
        assert hits(reader, "*") == hits(api, "store")
        assert reader.get("/other").status == 404


def test_a_publication_from_an_old_base_is_refused(api: Api, place: Place) -> None:
    fill(api, "store", range(3))
    (first,) = publish(api, place, base="")
    with pytest.raises(PublishConflictError, match="somebody else"):
        publish(api, place, base="")
    fill(api, "store", range(4))
    publish(api, place, base=first.index.id)
    with pytest.raises(PublishConflictError):
        publish(api, place, base=first.index.id)


WRITES = [
    ("PUT", "/store/_doc/1", {"n": 1}),
    ("POST", "/store/_update/1", {"doc": {"n": 2}}),
    ("DELETE", "/store/_doc/1", None),
    ("POST", "/store/_delete_by_query", {"query": {"match_all": {}}}),
    ("POST", "/store/_update_by_query", {"query": {"match_all": {}}}),
    ("PUT", "/store/_mapping", {"properties": {"z": {"type": "long"}}}),
    ("POST", "/store/_forcemerge", None),
    ("POST", "/store/_cache/clear", None),
    ("POST", "/store/_close", None),
    ("DELETE", "/store", None),
]
OF_CLUSTER = [
    ("PUT", "/store/_settings", {"index.refresh_interval": "1s"}),
    ("PUT", "/new", {}),
    ("PUT", "/new/_doc/1", {"n": 1}),
    ("PUT", "/store/_settings", {"index.blocks.read_only": False}),
    ("PUT", "/_cluster/settings", {"persistent": {"cluster.blocks.read_only": False}}),
    ("PUT", "/_cluster/settings", {"persistent": {"search.max_buckets": 1}}),
    ("PUT", "/_ingest/pipeline/p", {"processors": []}),
    ("PUT", "/_index_template/t", {"index_patterns": ["x*"]}),
]


@pytest.mark.parametrize(("method", "path", "body"), [*WRITES, *OF_CLUSTER])
def test_a_reader_refuses_writes(
    api: Api, place: Place, tmp_path: Path, method: str, path: str, body: dict[str, Any] | None
) -> None:
    fill(api, "store", range(3))
    publish(api, place)
    of_index = (method, path, body) in WRITES
    sentence = "index [store] blocked by: [FORBIDDEN/5/index read-only (api)];"
    with reading(tmp_path, place) as reader:
        answer = reader.call(method, path, body)
        assert answer.status == 403, answer.text
        assert answer.body["error"]["type"] == "cluster_block_exception"
        expected = sentence if of_index else "blocked by: [FORBIDDEN/6/cluster read-only (api)];"
        assert answer.body["error"]["reason"] == expected
        assert hits(reader) == hits(api)


def test_a_bulk_request_is_refused_item_by_item(api: Api, place: Place, tmp_path: Path) -> None:
    fill(api, "store", range(3))
    publish(api, place)
    with reading(tmp_path, place) as reader:
        answer = reader.post("/_bulk", bulk_lines("store", {"1": {"n": 1}}))
        (item,) = answer.body["items"]
        assert item["index"]["status"] == 403
        assert item["index"]["error"]["reason"] == "index [store] blocked by: [FORBIDDEN/5/index read-only (api)];"


def test_a_damaged_object_is_named_and_not_served(api: Api, place: Place, tmp_path: Path) -> None:
    fill(api, "store", range(3))
    publish(api, place)
    (name,) = objects(place)
    whole = place.blobs.get(name)
    place.blobs.put(name, whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(PlaceError, match=rf"object \[{name}\] is damaged: its SHA-256 is"), reading(tmp_path, place):
        pass
    place.blobs.delete([name])
    with pytest.raises(PlaceError, match=rf"object \[{name}\] is missing"), reading(tmp_path, place):
        pass
    place.blobs.put(name, whole)
    with reading(tmp_path, place) as reader:
        fill(api, "store", range(5))
        publish(api, place)
        newest = (objects(place) - {name}).pop()
        whole = place.blobs.get(newest)
        place.blobs.put(newest, whole[:-1])
        follower(reader).look()
        assert hits(reader)["total"]["value"] == 3
        assert "is damaged: it has" in reader.get("/_published").body["problems"]["store"]
        place.blobs.put(newest, whole)
        follower(reader).look()
        assert hits(reader)["total"]["value"] == 5
        assert "problems" not in reader.get("/_published").body


def test_a_place_that_goes_away_does_not_stop_a_reader(api: Api, place: Place, tmp_path: Path) -> None:
    fill(api, "store", range(3))
    publish(api, place)
    with reading(tmp_path, place):
        pass
    Path(place.url, "manifest").write_bytes(b"nothing")
    with reading(tmp_path, place) as reader:
        assert hits(reader)["total"]["value"] == 3
        with pytest.raises(DamagedObjectError):
            follower(reader).look()
        assert follower(reader).look_if_due() is False
    with pytest.raises(PlaceError), reading(tmp_path, place, "new"):
        pass


def test_a_directory_with_indices_of_its_own_is_left_alone(api: Api, place: Place, tmp_path: Path) -> None:
    fill(api, "store", range(3))
    publish(api, place)
    own = NodeConfig(data=tmp_path / "own", sync=False, background=False)
    with Node(own) as node:
        Api(node).put("/mine", {})
    with pytest.raises(InvalidPlaceError, match="has indices of its own"), reading(tmp_path, place, "own"):
        pass


def test_searches_go_on_while_a_reader_keeps_up(api: Api, place: Place, tmp_path: Path) -> None:
    fill(api, "store", range(5))
    publish(api, place)
    totals: list[int] = []
    done = threading.Event()
    with reading(tmp_path, place) as reader:

        def search() -> None:
            while not done.is_set():
                found = reader.post("/store/_search", {"query": {"match": {"text": "word"}}})
                assert found.status == 200, found.text
                assert found.body["_shards"]["failed"] == 0
                totals.append(found.body["hits"]["total"]["value"])

        thread = threading.Thread(target=search)
        thread.start()
        for end in range(6, 16):
            fill(api, "store", range(end))
            publish(api, place)
            follower(reader).look()
        done.set()
        thread.join()
        assert totals == sorted(totals)
        assert hits(reader)["total"]["value"] == 15


def test_publishing_over_http(api: Api, tmp_path: Path) -> None:
    fill(api, "store", range(3))
    folder = str(tmp_path / "data" / "repositories" / "out")
    for number, named in enumerate((folder, "out", f"file://{folder}")):
        api.put("/store/_doc/1", {"n": number})
        answer = api.post("/store/_publish", {"to": named})
        assert answer.status == 200, answer.text
        assert answer.body["indices"]["store"]["generation"] == number + 1
    assert api.post("/store/_publish", {"to": "../elsewhere"}).status == 400
    assert api.post("/store/_publish", {"to": str(tmp_path / "elsewhere")}).status == 400
    assert api.post("/store/_publish", {"to": folder, "why": 1}).status == 400
    assert api.post("/store/_publish", {}).status == 400
    assert api.post("/missing/_publish", {"to": folder}).status == 404
    assert api.get("/_published").body == {}
    assert api.post("/_published/_look").status == 400


def test_an_index_that_is_not_there(api: Api, place: Place) -> None:
    with pytest.raises(IndexNotFoundError):
        publish(api, place, "missing")
