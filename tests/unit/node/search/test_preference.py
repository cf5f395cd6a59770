"""`preference`, which leaves only some shards or asks for nodes, and `index.query_string.lenient`."""

from collections.abc import Iterator

import pytest

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.reference.api import Api


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    folder = tmp_path_factory.mktemp("preference")
    with Node(NodeConfig(data=folder / "data", sync=False, background=False, threads=2)) as node:
        api = Api(node)
        api.put("/store", {"settings": {"number_of_shards": 3}})
        for number in range(20):
            api.put(f"/store/_doc/{number}", {"n": number})
        api.post("/store/_refresh")
        yield api


def found(api: Api, preference: str) -> tuple[int, int]:
    """Returns how many shards were asked, and how many documents they have."""
    body = api.post(f"/store/_search?preference={preference}").body
    return body["_shards"]["total"], body["hits"]["total"]["value"]


def test_shards(api: Api) -> None:
    parts = [found(api, f"_shards:{number}") for number in range(3)]
    assert [shards for shards, _ in parts] == [1, 1, 1]
    assert sum(documents for _, documents in parts) == 20
    assert found(api, "_shards:0,1,2|_local") == (3, 20)
    assert found(api, "_shards:7") == (0, 0)
    counted = api.get("/store/_count?preference=_shards:1").body
    assert counted["count"] == parts[1][1]


def test_what_is_no_shard(api: Api) -> None:
    assert api.post("/store/_search?preference=_shards:x").error == (
        400, "number_format_exception", 'For input string: "x"',
    )  # fmt: skip


def test_nodes(api: Api) -> None:
    assert found(api, "_only_nodes:*") == found(api, f"_only_nodes:{api.node.name}") == (3, 20)
    assert api.post("/store/_search?preference=_only_nodes:other").error == (
        400, "illegal_argument_exception", "no data nodes with criteria [other] found for shard: [store][0]",
    )  # fmt: skip
    assert found(api, "_prefer_nodes:other") == (3, 20)
    assert found(api, "somebody") == (3, 20)


def test_lenient_query_strings_of_an_index(api: Api) -> None:
    mappings = {"properties": {"n": {"type": "integer"}}}
    query = {"query": {"query_string": {"query": "word", "fields": ["n"]}}}
    for name, setting in (("strict", False), ("lenient", True)):
        api.put(f"/{name}", {"settings": {"index.query_string.lenient": setting}, "mappings": mappings})
        api.put(f"/{name}/_doc/1?refresh=true", {"n": 1})
    assert api.post("/strict/_search", query).status == 400
    assert api.post("/lenient/_search", query).status == 200
    strict = {"query": {"query_string": {"query": "word", "fields": ["n"], "lenient": False}}}
    assert api.post("/lenient/_search", strict).status == 400
