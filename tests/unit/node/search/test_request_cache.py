"""Searches that come again are answered from the request cache, with the same bytes, while nothing has changed."""

from typing import Any

import pytest

from findling.inference.functions import register_function
from findling.inference.provider import InferenceRequest
from findling.node.services.node import Node
from tests.reference.api import Api

AGGS = {
    "by": {"terms": {"field": "k"}, "aggs": {"mean": {"avg": {"field": "n"}}, "top": {"top_hits": {"size": 1}}}},
    "part": {"percentiles": {"field": "n"}},
    "kinds": {"cardinality": {"field": "k"}},
}
COUNTED: dict[str, Any] = {"size": 0, "aggs": AGGS}


@pytest.fixture
def filled(api: Api) -> Api:
    fields = {"k": {"type": "keyword"}, "n": {"type": "long"}, "d": {"type": "date"}}
    api.put("/x", {"settings": {"number_of_shards": 2}, "mappings": {"properties": fields}})
    lines = "".join(
        f'{{"index":{{"_id":"{i}"}}}}\n{{"k":"{"abc"[i % 3]}","n":{i},"d":"2024-01-01"}}\n' for i in range(40)
    )
    assert not api.post("/x/_bulk?refresh", lines).body["errors"]
    return api


def counts(api: Api) -> tuple[int, int]:
    """Returns hits and misses of all shards."""
    found = api.get("/x/_stats/request_cache").body["_all"]["total"]["request_cache"]
    return found["hit_count"], found["miss_count"]


def answer(api: Api, body: dict[str, Any], query: str = "") -> bytes:
    found = api.post(f"/x/_search{query}", body)
    assert found.status == 200, found.text
    return found.raw.partition(b',"timed_out"')[2]


@pytest.mark.parametrize(
    ("body", "query"),
    [
        (COUNTED, ""),
        ({"size": 0}, ""),
        ({"size": 0, "query": {"match": {"k": "a"}}}, ""),
        ({"size": 0, "query": {"function_score": {"random_score": {"seed": 1, "field": "n"}}}}, ""),
        ({"size": 0, "query": {"script": {"script": "doc['n'].value > 3"}}}, ""),
        (COUNTED, "?request_cache=true"),
        ({"size": 3, "sort": ["k", {"n": "desc"}]}, "?request_cache=true"),
        ({"query": {"match": {"k": "a"}}, "size": 3, "aggs": AGGS}, "?request_cache=true"),
        ({"size": 0}, "?q=k:b"),
    ],
)
def test_kept(filled: Api, body: dict[str, Any], query: str) -> None:
    first = answer(filled, body, query)
    assert counts(filled) == (0, 2)
    assert answer(filled, body, query) == first
    assert counts(filled) == (2, 2)


@pytest.mark.parametrize(
    ("body", "query"),
    [
        ({"size": 1, "aggs": AGGS}, ""),
        (COUNTED, "?request_cache=false"),
        (COUNTED, "?search_type=dfs_query_then_fetch"),
        ({**COUNTED, "profile": True}, ""),
        ({"size": 0, "query": {"range": {"d": {"lte": "now"}}}}, ""),
        ({"size": 0, "query": {"query_string": {"query": "d:[now-1d TO *]"}}}, ""),
        ({"size": 0, "query": {"function_score": {"random_score": {}}}}, ""),
        ({"size": 0, "query": {"function_score": {"gauss": {"d": {"scale": "1d"}}}}}, ""),
        ({"size": 0, "query": {"script_score": {"query": {"match_all": {}}, "script": "Math.random()"}}}, ""),
        ({"size": 0, "aggs": {"m": {"max": {"script": "new Date().getTime()"}}}}, ""),
        ({"size": 0, "aggs": {"m": {"max": {"script": "Calendar.getInstance().getTimeInMillis()"}}}}, ""),
        ({"size": 0, "aggs": {"m": {"max": {"script": "System.nanoTime()"}}}}, ""),
        ({"size": 0, "aggs": {"m": {"max": {"script": "UUID.randomUUID().getMostSignificantBits()"}}}}, ""),
        ({"size": 0, "query": {"terms": {"k": {"index": "x", "id": "1", "path": "k"}}}}, ""),
        ({"size": 0, "query": {"more_like_this": {"fields": ["k"], "like": [{"_id": "1"}]}}}, ""),
        ({"size": 0}, "?scroll=1m"),
    ],
)
def test_not_kept(filled: Api, body: dict[str, Any], query: str) -> None:
    for _ in range(2):
        filled.post(f"/x/_search{query}", body)
    assert counts(filled) == (0, 0)


def test_other_rules_are_seen(filled: Api) -> None:
    rule = {"ruleset_ids": ["r"], "match_criteria": {"q": "x"}, "organic": {"match_all": {}}}
    found = []
    for ids in (["1"], ["1", "2"]):
        actions = {"ids": ids}
        rules = [{"rule_id": "1", "type": "exclude", "criteria": [{"type": "always"}], "actions": actions}]
        filled.put("/_query_rules/r", {"rules": rules})
        found.append(filled.post("/x/_search", {"size": 0, "query": {"rule": rule}}).body["hits"]["total"]["value"])
    assert found == [39, 38]


def numbers(request: InferenceRequest) -> list[Any]:
    vectors = request.task_type == "text_embedding"
    return [[1.0, 0.5] if vectors else {"fox": 2.0} for _ in request.inputs]


register_function("numbers of test_request_cache", numbers)


@pytest.mark.parametrize(
    "query",
    [
        {"semantic": {"field": "meaning", "query": "fox"}},
        {"match": {"meaning": "fox"}},
        {"sparse_vector": {"field": "weights", "inference_id": "sparse", "query": "fox"}},
        {
            "knn": {
                "field": "vector",
                "num_candidates": 5,
                "k": 1,
                "query_vector_builder": {"text_embedding": {"model_id": "dense", "model_text": "fox"}},
            }
        },
    ],
)
def test_what_a_model_made_is_not_kept(api: Api, query: dict[str, Any]) -> None:
    for task, name in (("sparse_embedding", "sparse"), ("text_embedding", "dense")):
        settings = {"function": "numbers of test_request_cache"}
        made = api.put(f"/_inference/{task}/{name}", {"service": "function", "service_settings": settings})
        assert made.status == 200, made.text
    fields = {
        "meaning": {"type": "semantic_text", "inference_id": "dense"},
        "weights": {"type": "sparse_vector"},
        "vector": {"type": "dense_vector", "dims": 2},
    }
    api.put("/x", {"mappings": {"properties": fields}})
    api.put("/x/_doc/1?refresh", {"meaning": "fox", "weights": {"fox": 1.0}, "vector": [1.0, 0.5]})
    for _ in range(2):
        found = api.post("/x/_search", {"size": 0, "query": query})
        assert (found.status, found.body["hits"]["total"]["value"]) == (200, 1), found.text
    assert counts(api) == (0, 0)


def test_deep_searches_are_kept(filled: Api) -> None:
    params = '{"a":' * 300 + "1" + "}" * 300
    script = f'{{"script":{{"source":"params.a != null","params":{params}}}}}'
    body = f'{{"query":{{"bool":{{"filter":{{"script":{script}}}}}}}}}'.encode()
    for path in ("/x/_search?size=0", "/x/_search?size=0", "/x/_async_search?size=0"):
        found = filled.post(path, body)
        assert found.status == 200, found.text
    assert counts(filled)[0] > 0


def test_the_index_may_keep_none(filled: Api) -> None:
    filled.put("/x/_settings", {"index.requests.cache.enable": False})
    answer(filled, COUNTED)
    assert counts(filled) == (0, 0)
    answer(filled, COUNTED, "?request_cache=true")
    assert counts(filled) == (0, 2)


def test_a_change_is_seen(filled: Api) -> None:
    before = answer(filled, COUNTED)
    filled.post("/x/_refresh")
    assert answer(filled, COUNTED) == before
    assert counts(filled) == (2, 2)
    filled.put("/x/_doc/99?refresh", {"k": "z", "n": 1000})
    assert b'"key":"z"' in answer(filled, COUNTED)
    assert counts(filled) == (3, 3)  # one of two shards has changed
    filled.put("/x/_mapping", {"properties": {"other": {"type": "keyword"}}})
    answer(filled, COUNTED)
    assert counts(filled) == (3, 5)


def test_filters_of_aliases_are_part_of_the_request(filled: Api) -> None:
    for value in ("a", "b"):
        filled.put(f"/x/_alias/only-{value}", {"filter": {"term": {"k": value}}})
    found = [filled.post(f"/only-{value}/_search", {"size": 0}).body["hits"]["total"]["value"] for value in "ab"]
    assert found == [14, 13]
    assert counts(filled) == (0, 4)


def test_clearing_and_deleting_give_the_memory_back(filled: Api, node: Node) -> None:
    def held() -> int:
        size: int = filled.get("/x/_stats/request_cache").body["_all"]["total"]["request_cache"]["memory_size_in_bytes"]
        return size

    answer(filled, COUNTED)
    assert held() == node.requests.used_bytes > 1000
    filled.post("/x/_cache/clear?query=true")
    assert held() > 1000
    filled.post("/x/_cache/clear?request=true")
    assert held() == node.requests.used_bytes == len(node.requests) == 0
    answer(filled, COUNTED)
    assert counts(filled) == (0, 4)
    nodes = filled.get("/_nodes/stats/indices/request_cache").body["nodes"]
    assert next(iter(nodes.values()))["indices"]["request_cache"]["miss_count"] == 4
    assert filled.get("/_cat/indices/x?h=rchc,rcmc").text.split() == ["0", "4"]
    filled.put("/x/_doc/99?refresh", {"k": "z"})
    answer(filled, {"size": 0})
    answer(filled, {"size": 0})
    assert node.requests.used_bytes == held()


def test_the_budget_is_kept(filled: Api, node: Node) -> None:
    node.requests.limit_bytes = 3000
    for size in range(20):
        answer(filled, {"size": 0, "query": {"range": {"n": {"lte": size}}}})
    found = filled.get("/x/_stats/request_cache").body["_all"]["total"]["request_cache"]
    assert found["evictions"] == 40 - len(node.requests)
    assert 0 < node.requests.used_bytes == found["memory_size_in_bytes"] <= 3000
    answer(filled, {"size": 0, "query": {"range": {"n": {"lte": 19}}}})
    assert counts(filled) == (2, 40)


def test_msearch_is_kept_too(filled: Api) -> None:
    lines = '{"index":"x"}\n{"size":0}\n{"index":"x","request_cache":false}\n{"size":0}\n'
    for _ in range(2):
        assert filled.post("/_msearch", lines).status == 200
    assert counts(filled) == (2, 2)
