"""`exclude_vectors`: documents shown without the vectors in them."""

from typing import Any

import pytest

from tests.reference.api import Api

WHOLE = {"t": "x", "v": [1.0, 2.0], "o": {"s": {"a": 1.5}, "k": 1}}
BARE = {"t": "x", "o": {"k": 1}}


@pytest.fixture
def full(api: Api) -> Api:
    vector = {"type": "dense_vector", "dims": 2, "index": False}
    properties = {"v": vector, "o": {"properties": {"s": {"type": "sparse_vector"}}}}
    api.put("/a", {"mappings": {"properties": properties}})
    api.put("/a/_doc/1?refresh=true", WHOLE)
    return api


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({"exclude_vectors": False}, WHOLE),
        ({"exclude_vectors": True}, BARE),
        ({"exclude_vectors": "true", "includes": ["o", "v"]}, {"o": {"k": 1}}),
        ({"exclude_vectors": True, "excludes": "t"}, {"o": {"k": 1}}),
    ],
)
def test_bodies(full: Api, asked: Any, shown: Any) -> None:
    assert full.post("/a/_search", {"_source": asked}).body["hits"]["hits"][0]["_source"] == shown
    assert (
        full.post("/_mget", {"docs": [{"_index": "a", "_id": "1", "_source": asked}]}).body["docs"][0]["_source"]
        == shown
    )
    update = {"doc": {"t": "x"}, "_source": asked}
    assert full.post("/a/_update/1", update).body["get"]["_source"] == shown


@pytest.mark.parametrize(("value", "shown"), [("true", BARE), ("", BARE), ("false", WHOLE)])
def test_parameters(full: Api, value: str, shown: Any) -> None:
    asked = f"_source_exclude_vectors={value}"
    assert full.get(f"/a/_search?{asked}").body["hits"]["hits"][0]["_source"] == shown
    assert full.get(f"/a/_doc/1?{asked}").body["_source"] == shown
    assert full.get(f"/a/_source/1?{asked}").body == shown


def test_wrong_values(full: Api) -> None:
    assert full.post("/a/_search", {"_source": {"exclude_vectors": []}}).error[:2] == (400, "parsing_exception")
    assert full.post("/a/_search", {"_source": {"exclude_vectors": "x"}}).error[:2] == (
        400,
        "illegal_argument_exception",
    )
