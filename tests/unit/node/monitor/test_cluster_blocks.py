"""A cluster that is read-only, wholly or but for deleting."""

import pytest

from tests.reference.api import Api

READ_ONLY = "blocked by: [FORBIDDEN/6/cluster read-only (api)];"


@pytest.fixture
def blocked(api: Api) -> Api:
    api.put("/store", {"mappings": {"properties": {"a": {"type": "long"}}}})
    api.put("/store/_doc/1?refresh=true", {"a": 1})
    assert api.put("/_cluster/settings", {"persistent": {"cluster.blocks.read_only": True}}).status == 200
    return api


@pytest.mark.parametrize(
    ("method", "target", "body"),
    [
        ("PUT", "/store/_doc/2", {"a": 2}),
        ("POST", "/store/_update/1", {"doc": {"a": 2}}),
        ("POST", "/store/_delete_by_query", {"query": {"match_all": {}}}),
        ("PUT", "/other", None),
        ("DELETE", "/store", None),
        ("PUT", "/store/_mapping", {"properties": {"b": {"type": "long"}}}),
        ("PUT", "/store/_settings", {"refresh_interval": "5s"}),
        ("PUT", "/store/_alias/shop", None),
        ("POST", "/store/_close", None),
        ("PUT", "/_index_template/t", {"index_patterns": ["t"]}),
        ("PUT", "/_template/t", {"index_patterns": ["t"]}),
        ("PUT", "/_cluster/settings", {"persistent": {"search.max_buckets": 10}}),
    ],
)
def test_nothing_is_written(blocked: Api, method: str, target: str, body: object) -> None:
    assert blocked.call(method, target, body).error == (403, "cluster_block_exception", READ_ONLY)


def test_reading_goes_on_and_the_block_can_be_lifted(blocked: Api) -> None:
    assert blocked.get("/store/_doc/1").body["found"] is True
    assert blocked.ids("/store/_search") == ["1"]
    items = blocked.post("/_bulk", '{"index":{"_index":"store"}}\n{"a":1}\n').body["items"]
    assert items[0]["index"]["status"] == 403
    shown = blocked.get("/_cluster/state/blocks").body["blocks"]["global"]["6"]
    assert shown == {
        "description": "cluster read-only (api)",
        "retryable": False,
        "levels": ["write", "metadata_write"],
    }
    assert blocked.put("/_cluster/settings", {"persistent": {"cluster.blocks.read_only": None}}).status == 200
    assert blocked.put("/store/_doc/2", {"a": 2}).status == 201
    assert blocked.get("/_cluster/state/blocks").body["blocks"] == {}


def test_deleting_may_be_allowed(api: Api) -> None:
    api.put("/store")
    api.put("/_cluster/settings", {"transient": {"cluster.blocks.read_only_allow_delete": True}})
    assert api.put("/other").error[2] == "blocked by: [FORBIDDEN/13/cluster read-only / allow delete (api)];"
    assert api.delete("/store").status == 200


def test_blocks_of_indices_are_shown_with_their_levels(api: Api) -> None:
    api.put("/store", {"settings": {"blocks.read_only_allow_delete": True, "blocks.read": True}})
    api.put("/shut")
    api.post("/shut/_close")
    shown = api.get("/_cluster/state/blocks").body["blocks"]["indices"]
    assert shown["shut"] == {"4": {"description": "index closed", "retryable": False, "levels": ["read", "write"]}}
    assert shown["store"]["7"]["levels"] == ["read"]
    assert shown["store"]["12"]["retryable"] is True
