"""Settings of the cluster and of indices that change what searches and closing do, and those that are refused."""

from typing import Any

import pytest

from findling.search.filter_cache import FilterCache
from tests.reference.api import Api


def _set(api: Api, **settings: Any) -> None:
    flat = {name.replace("__", "."): value for name, value in settings.items()}
    assert api.put("/_cluster/settings", {"persistent": flat}).status == 200


@pytest.fixture
def shop(api: Api) -> Api:
    api.put("/shop", {"settings": {"number_of_shards": 3}, "mappings": {"properties": {"n": {"type": "long"}}}})
    api.put("/shop/_doc/1?refresh=true", {"n": 1, "t": "one"})
    return api


@pytest.mark.parametrize("path", ["/shop/_search", "/shop/_search?scroll=1m"])
def test_the_number_of_shards_of_a_search_has_a_limit(shop: Api, path: str) -> None:
    _set(shop, action__search__shard_count__limit=2)
    status, kind, reason = shop.get(path).error
    assert (status, kind) == (400, "illegal_argument_exception")
    assert reason.startswith("Trying to query 3 shards, which is over the limit of 2. This limit exists because")
    _set(shop, action__search__shard_count__limit=3)
    assert shop.get(path).status == 200


def test_closing_can_be_forbidden(shop: Api) -> None:
    _set(shop, cluster__indices__close__enable=False)
    assert shop.post("/shop/_close").error[2].startswith("closing indices is disabled - set [cluster.indices.close")
    _set(shop, cluster__indices__close__enable=None)
    assert shop.post("/shop/_close").status == 200


def test_searches_have_a_default_timeout(shop: Api) -> None:
    _set(shop, search__default_search_timeout="0ms")
    assert shop.get("/shop/_search").body["timed_out"] is True
    assert shop.get("/shop/_search?timeout=1m").body["timed_out"] is False
    assert shop.post("/shop/_search", {"timeout": "-1"}).body["timed_out"] is False


def test_whether_partial_results_are_taken_has_a_default(shop: Api) -> None:
    shop.put("/other", {"mappings": {"properties": {"n": {"type": "keyword"}}}})
    body = {"query": {"range": {"n": {"gte": "a"}}}}
    assert shop.post("/shop,other/_search", body).body["_shards"]["failed"] == 3
    _set(shop, search__default_allow_partial_results=False)
    assert shop.post("/shop,other/_search", body).error[1] == "search_phase_execution_exception"
    assert shop.post("/shop,other/_search?allow_partial_search_results=true", body).status == 200


@pytest.mark.parametrize("enabled", [True, False])
def test_filters_are_kept_unless_the_index_says_otherwise(api: Api, enabled: bool) -> None:
    api.node.filters = FilterCache(1 << 20, min_segment_docs=0)
    api.put("/store", {"settings": {"index.queries.cache.enabled": enabled}})
    api.put("/store/_doc/1?refresh=true", {"k": "a"})
    body = {"size": 0, "query": {"bool": {"filter": {"terms": {"k.keyword": ["a", "b"]}}}}}
    for _ in range(2):
        assert api.post("/store/_search", body).body["hits"]["total"]["value"] == 1
        assert bool(len(api.node.filters)) is enabled


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        ("index.shard.check_on_startup", "checksum", "[index.shard.check_on_startup] is not supported by Findling yet"),
        (
            "index.shard.check_on_startup",
            "no",
            "unknown value for [index.shard.check_on_startup] must be one of",
        ),
        ("index.query.parse.allow_unmapped_fields", False, "is not supported by Findling yet"),
        ("index.store.type", "zap", "Unknown store type [zap]"),
        ("index.translog.retention.age", "5m", "Translog retention settings [index.translog.retention.age] and [index"),
        ("index.mapper.dynamic", False, "unknown setting [index.mapper.dynamic]"),
        ("index.merge.enabled", False, "unknown setting [index.merge.enabled]"),
    ],
)
def test_settings_of_an_index_that_are_refused(api: Api, key: str, value: Any, reason: str) -> None:
    answer = api.put("/x", {"settings": {key: value}})
    assert answer.error[:2] == (400, "illegal_argument_exception")
    assert reason in answer.error[2]


@pytest.mark.parametrize(
    ("key", "value"),
    [("cluster.remote.other.seeds", ["127.0.0.1:9300"]), ("indices.id_field_data.enabled", True)],
)
def test_settings_of_the_cluster_that_are_refused(api: Api, key: str, value: Any) -> None:
    answer = api.put("/_cluster/settings", {"transient": {key: value}})
    assert answer.error == (400, "illegal_argument_exception", f"[{key}] is not supported by Findling yet")
    assert api.put("/_cluster/settings", {"transient": {key: None}}).status == 200
    assert api.put("/_cluster/settings", {"persistent": {"indices.id_field_data.enabled": False}}).status == 200


@pytest.mark.parametrize(
    "body",
    [
        {"aggs": {"x": {"terms": {"field": "_id"}}}},
        {"aggs": {"x": {"value_count": {"field": "_id"}}}},
        {"sort": ["_id"]},
    ],
)
def test_ids_are_no_column(shop: Api, body: dict[str, Any]) -> None:
    status, _, _ = answer = shop.post("/shop/_search", body).error
    assert status == 400, answer
    cause = shop.post("/shop/_search", body).body["error"]["root_cause"][0]["reason"]
    assert cause == (
        "Fielddata access on the _id field is disallowed, you can re-enable it by updating the dynamic cluster "
        "setting: indices.id_field_data.enabled"
    )


def test_ids_are_not_shown_from_a_column(shop: Api) -> None:
    """Only the shard with a hit to show fails."""
    shards = shop.post("/shop/_search", {"docvalue_fields": ["_id"]}).body["_shards"]
    assert (shards["successful"], shards["failed"]) == (2, 1)
    assert shards["failures"][0]["reason"]["reason"].startswith("Fielddata access on the _id field is disallowed")
