"""Inner hits of nested objects and sorts by their values, through the REST API; answers of a real Elasticsearch 9.1."""

from typing import Any

import pytest

from tests.reference.api import Api


@pytest.fixture
def shop(api: Api) -> Api:
    parts = {"type": "nested", "properties": {"k": {"type": "keyword"}, "v": {"type": "integer"}}}
    offers = {"seller": {"type": "keyword"}, "price": {"type": "integer"}, "parts": parts}
    api.put("/shop", {"mappings": {"properties": {"offers": {"type": "nested", "properties": offers}}}})
    first = {"seller": "a", "price": 3, "parts": [{"k": "x", "v": 5}, {"k": "y", "v": 1}]}
    second = {"seller": "b", "price": 9, "parts": [{"k": "x", "v": 2}]}
    third = {"seller": "b", "price": 1, "parts": [{"k": "x", "v": 3}, {"k": "x", "v": 8}]}
    api.put("/shop/_doc/0", {"offers": [first, second]})
    api.put("/shop/_doc/1", {"offers": [third]})
    api.put("/shop/_doc/2?refresh=true", {"offers": []})
    return api


def inner(api: Api, options: Any, query: Any = None, path: str = "offers") -> dict[str, Any]:
    """Returns the inner hits of document 0."""
    nested = {"path": path, "query": query or {"match_all": {}}, "inner_hits": options}
    hits = api.post("/shop/_search", {"query": {"nested": nested}, "sort": "_doc"}).body["hits"]["hits"]
    found: dict[str, Any] = hits[0]["inner_hits"][path]["hits"]
    return found


def sources(hits: dict[str, Any]) -> list[Any]:
    return [hit["_source"] for hit in hits["hits"]]


def test_patterns_of_the_source_are_full_paths(shop: Api) -> None:
    assert sources(inner(shop, {"_source": ["offers.seller"]})) == [{"seller": "a"}, {"seller": "b"}]
    assert sources(inner(shop, {"_source": "offers.pri*"})) == [{"price": 3}, {"price": 9}]
    assert sources(inner(shop, {"_source": ["seller"]})) == [{}, {}]
    whole = sources(inner(shop, {}))
    assert sources(inner(shop, {"_source": "offers"})) == whole
    assert sources(inner(shop, {"_source": {"excludes": ["seller"]}})) == whole
    without = [{"seller": "a", "parts": [{"k": "x"}, {"k": "y"}]}, {"seller": "b", "parts": [{"k": "x"}]}]
    assert sources(inner(shop, {"_source": {"excludes": ["offers.price", "*.v"]}})) == without
    deep = inner(shop, {"_source": ["offers.parts.v"]}, path="offers.parts")
    assert sources(deep) == [{"v": 5}, {"v": 1}, {"v": 2}]
    assert sources(inner(shop, {"_source": {"excludes": ["offers.parts.*"]}}, path="offers.parts")) == [{}, {}, {}]


def test_the_best_score_of_inner_hits(shop: Api) -> None:
    assert inner(shop, {})["max_score"] == 1.0
    assert inner(shop, {"size": 0}) == {"total": {"value": 2, "relation": "eq"}, "max_score": None, "hits": []}
    assert inner(shop, {"sort": ["offers.price"]})["max_score"] is None
    tracked = inner(shop, {"sort": ["offers.price"], "track_scores": True})
    assert (tracked["max_score"], tracked["hits"][0]["_score"]) == (1.0, None)


def test_a_negative_size_of_inner_hits(shop: Api) -> None:
    body = {"query": {"nested": {"path": "offers", "query": {"match_all": {}}, "inner_hits": {"size": -1}}}}
    error = shop.post("/shop/_search", body).body["error"]["root_cause"][0]
    assert error["type"] == "x_content_parse_exception"
    assert "[inner_hits] failed to parse field [size]" in error["reason"]


def test_matched_queries_of_inner_hits(shop: Api) -> None:
    seller = {"term": {"offers.seller": {"value": "a", "_name": "A"}}}
    price = {"range": {"offers.price": {"gte": 1, "_name": "P"}}}
    hits = inner(shop, {}, {"bool": {"should": [seller, price]}})["hits"]
    assert [sorted(hit["matched_queries"]) for hit in hits] == [["A", "P"], ["P"]]
    assert "matched_queries" not in inner(shop, {})["hits"][0]


def sorted_by(api: Api, nested: Any, **options: Any) -> list[Any]:
    body = {"sort": [{"offers.parts.v": {**options, **({"nested": nested} if nested else {})}}]}
    answer = api.post("/shop/_search", body)
    if answer.status != 200:
        return [answer.body["error"]["root_cause"][0][name] for name in ("type", "reason")]
    return [(hit["_id"], hit["sort"][0]) for hit in answer.body["hits"]["hits"]]


def test_filters_of_outer_objects_apply_to_sorts(shop: Api) -> None:
    none, parts = 2147483647, {"path": "offers.parts"}
    of_b = {"path": "offers", "filter": {"term": {"offers.seller": "b"}}, "nested": parts}
    assert sorted_by(shop, of_b) == [("0", 2), ("1", 3), ("2", none)]
    assert sorted_by(shop, of_b, mode="max", order="desc") == [("1", 8), ("0", 2), ("2", -2147483648)]
    of_x = {"path": "offers.parts", "filter": {"term": {"offers.parts.k": "x"}}}
    of_a = {"path": "offers", "filter": {"term": {"offers.seller": "a"}}, "nested": of_x}
    assert sorted_by(shop, of_a) == [("0", 5), ("1", none), ("2", none)]
    assert sorted_by(shop, {"path": "offers", "max_children": 1, "nested": parts}) == [("1", 3), ("0", 5), ("2", none)]
    inside = {"path": "offers", "nested": {**parts, "max_children": 1}}
    reason = "max_children is only supported on top level of nested sort"
    assert sorted_by(shop, inside) == ["query_shard_exception", reason]


def test_sorts_need_the_path_of_nested_objects(shop: Api) -> None:
    reason = "it is mandatory to set the [nested] context on the nested sort field: [offers.parts.v]."
    assert sorted_by(shop, None) == ["query_shard_exception", reason]
    properties = {"o": {"type": "nested", "include_in_root": True, "properties": {"v": {"type": "integer"}}}}
    shop.put("/rooted", {"mappings": {"properties": properties}})
    shop.put("/rooted/_doc/1?refresh=true", {"o": [{"v": 4}, {"v": 2}]})
    assert shop.post("/rooted/_search", {"sort": ["o.v"]}).body["hits"]["hits"][0]["sort"] == [2]


def test_sorts_of_inner_hits_and_top_hits_are_within_their_objects(shop: Api) -> None:
    by_part = {"sort": [{"offers.parts.v": {"nested": {"path": "offers.parts"}}}]}
    assert [hit["sort"] for hit in inner(shop, by_part)["hits"]] == [[1], [2]]
    top = {"top_hits": {"sort": ["offers.price"]}}
    body = {"size": 0, "aggs": {"o": {"nested": {"path": "offers"}, "aggs": {"top": top}}}}
    hits = shop.post("/shop/_search", body).body["aggregations"]["o"]["top"]["hits"]["hits"]
    assert [hit["sort"] for hit in hits] == [[1], [3], [9]]
