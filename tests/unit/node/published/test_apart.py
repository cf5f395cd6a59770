"""Of an index that is larger than local space stored sources stay at the place, and are read as hits want them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest

from findling.node.published.follower import Follower
from findling.node.published.publish import publish_indices
from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from findling.published.errors import PlaceError
from findling.published.place import Place
from tests.reference.api import Api, bulk_lines

DOCUMENTS = 3000
SEARCH = {"query": {"match": {"text": "apple"}}, "size": 50, "sort": ["n"]}


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(str(tmp_path / "place"))


@pytest.fixture
def published(api: Api, place: Place) -> Api:
    """An index of which most is sources that do not pack well."""
    random = Random(3)
    words = ["apple", "pear", "plum"]
    documents = {
        str(number): {"n": number, "text": words[number % 3], "blob": random.randbytes(450).hex()}
        for number in range(DOCUMENTS)
    }
    api.put("/store", {"mappings": {"properties": {"blob": {"type": "keyword", "index": False, "doc_values": False}}}})
    api.post("/_bulk", bulk_lines("store", documents))
    api.post("/store/_forcemerge?max_num_segments=1")
    publish_indices(api.node, "store", place)
    return api


@contextmanager
def reading(tmp_path: Path, place: Place, space: int | None) -> Iterator[Api]:
    config = NodeConfig(
        data=tmp_path / "reader", sync=False, background=False, published_from=place.url, published_space_bytes=space
    )
    with Node(config) as node:
        node.kept(Follower.of).open()
        yield Api(node)


def taken(tmp_path: Path) -> int:
    """Returns how much of the disk a reader has taken for segments."""
    return sum(path.stat().st_blocks * 512 for path in (tmp_path / "reader").rglob("*.seg"))


def answer(api: Api) -> object:
    return api.post("/store/_search", SEARCH).body["hits"]


def test_answers_are_the_same_with_a_part_of_the_bytes(published: Api, place: Place, tmp_path: Path) -> None:
    size = place.read().manifest.indices["store"].size
    with reading(tmp_path, place, size // 2) as reader:
        assert answer(reader) == answer(published)
        assert reader.get("/store/_doc/17").body == published.get("/store/_doc/17").body
        assert reader.get("/_published").body["brought_in_bytes"] < size // 3
        assert taken(tmp_path) < size // 3
    with reading(tmp_path, place, size // 2) as reader:  # it knows its holes when it starts again
        assert answer(reader) == answer(published)
        assert reader.get("/_published").body["brought_in_bytes"] == 0
    with reading(tmp_path / "other", place, None) as reader:
        assert answer(reader) == answer(published)
        assert taken(tmp_path / "other") >= size * 9 // 10


def test_further_documents_are_kept_up_with(published: Api, place: Place, tmp_path: Path) -> None:
    with reading(tmp_path, place, 1) as reader:
        published.put("/store/_doc/new", {"n": -1, "text": "apple"})
        publish_indices(published.node, "store", place)
        reader.node.kept(Follower.of).look()
        published.post("/store/_refresh")
        assert answer(reader) == answer(published)
        assert reader.get("/store/_doc/new").body["_source"] == {"n": -1, "text": "apple"}


def test_damage_is_named_where_it_lies(published: Api, place: Place, tmp_path: Path) -> None:
    (file,) = place.read().manifest.indices["store"].files()
    path = tmp_path / "place" / file.object
    whole = path.read_bytes()
    middle = file.frames_at + file.frames_size // 2
    path.write_bytes(whole[:middle] + bytes(file.frames_size // 4) + whole[middle + file.frames_size // 4 :])
    with reading(tmp_path, place, 1) as reader:
        found = reader.post("/store/_search", {**SEARCH, "size": 1000})
        reason = found.body["error"]["root_cause"][0]["reason"]
        assert (found.status, file.object in reason, "is damaged: frame" in reason) == (500, True, True)
        assert reader.post("/store/_count", {"query": SEARCH["query"]}).body["count"] == DOCUMENTS // 3
        path.unlink()
        assert "it is missing" in reader.post("/store/_search", {**SEARCH, "size": 1000}).text
    path.write_bytes(whole[: file.frames_at - 9] + b"?" + whole[file.frames_at - 8 :])
    damaged = pytest.raises(PlaceError, match=rf"{file.object}\] is damaged: what surrounds")
    with damaged, reading(tmp_path / "x", place, 1):
        pass
