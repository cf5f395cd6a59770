"""What global aggregations see, and the hits of top_hits that are no documents of their own."""

from typing import Any

import pytest

from tests.reference.api import Api, bulk_lines

OFFERS = {"type": "nested", "properties": {"seller": {"type": "keyword"}, "price": {"type": "integer"}}}
MAPPINGS = {"properties": {"k": {"type": "keyword"}, "t": {"type": "text"}, "offers": OFFERS}}
DOCUMENTS: dict[str, Any] = {
    "1": {"k": "a", "t": "red fox", "offers": [{"seller": "x", "price": 3}, {"seller": "y", "price": 1}]},
    "2": {"k": "b", "t": "red red fox", "offers": {"seller": "x", "price": 2}},
    "3": {"k": "b", "t": "blue hare"},
}


@pytest.fixture
def loaded(api: Api) -> Api:
    api.put("/things", {"mappings": MAPPINGS, "aliases": {"bees": {"filter": {"term": {"k": "b"}}}}})
    assert api.post("/things/_bulk?refresh=true", bulk_lines("things", DOCUMENTS)).status == 200
    return api


def aggregated(api: Api, target: str, aggs: dict[str, Any], query: Any = None) -> Any:
    body = {"size": 0, "aggs": aggs, **({} if query is None else {"query": query})}
    answer = api.post(f"/{target}/_search", body)
    assert answer.status == 200, answer.text
    return answer.body["aggregations"]


def test_global_keeps_to_the_filter_of_an_alias(loaded: Api) -> None:
    everything = {"g": {"global": {}, "aggs": {"k": {"terms": {"field": "k"}}}}}
    found = aggregated(loaded, "bees", everything, {"match": {"t": "hare"}})["g"]
    assert found["doc_count"] == 2
    assert [(bucket["key"], bucket["doc_count"]) for bucket in found["k"]["buckets"]] == [("b", 2)]
    assert aggregated(loaded, "things", everything, {"match": {"t": "hare"}})["g"]["doc_count"] == 3
    both = aggregated(loaded, "bees,things", everything)["g"]
    assert both["doc_count"] == 3


def test_hits_of_global_score_as_those_of_a_query_that_matches_all(loaded: Api) -> None:
    best = {"h": {"top_hits": {"size": 3, "_source": False}}}
    aggs = {"g": {"global": {}, "aggs": {**best, "f": {"filter": {"term": {"k": "a"}}, "aggs": best}}}}
    found = aggregated(loaded, "things", aggs, {"match": {"t": "hare"}})["g"]
    assert found["h"]["hits"]["max_score"] == 1.0
    assert [(hit["_id"], hit["_score"]) for hit in found["h"]["hits"]["hits"]] == [("1", 1.0), ("2", 1.0), ("3", 1.0)]
    assert [hit["_id"] for hit in found["f"]["h"]["hits"]["hits"]] == ["1"]


def test_nested_hits_are_parts_of_documents(loaded: Api) -> None:
    cheapest = {"top_hits": {"size": 2, "sort": [{"offers.price": "asc"}], "version": True}}
    aggs = {"o": {"nested": {"path": "offers"}, "aggs": {"h": cheapest}}}
    found = aggregated(loaded, "things", aggs)["o"]["h"]["hits"]
    assert found["total"] == {"value": 3, "relation": "eq"}
    first, second = found["hits"]
    assert first == {
        "_index": "things",
        "_id": "1",
        "_nested": {"field": "offers", "offset": 1},
        "_version": 1,
        "_score": None,
        "_source": {"seller": "y", "price": 1},
        "sort": [1],
    }
    assert (second["_id"], second["_nested"]["offset"]) == ("2", 0)


def test_nested_hits_show_what_is_asked_for_by_full_path(loaded: Api) -> None:
    shown = {"_source": ["offers.price"], "fields": ["offers.seller"], "docvalue_fields": ["offers.price"], "size": 1}
    aggs = {"o": {"nested": {"path": "offers"}, "aggs": {"s": {"terms": {"field": "offers.seller"}, "aggs": {
        "h": {"top_hits": {**shown, "sort": [{"offers.price": "desc"}]}}}}}}}  # fmt: skip
    buckets = aggregated(loaded, "things", aggs, {"match": {"t": "fox"}})["o"]["s"]["buckets"]
    hits = {bucket["key"]: bucket["h"]["hits"]["hits"][0] for bucket in buckets}
    assert hits["x"]["_source"] == {"price": 3}
    assert hits["x"]["fields"]["offers.price"] == [3]
    assert hits["y"]["_source"] == {"price": 1}
    reverse = {"o": {"nested": {"path": "offers"}, "aggs": {"r": {"reverse_nested": {}, "aggs": {
        "h": {"top_hits": {"size": 1, "_source": "k"}}}}}}}  # fmt: skip
    hit = aggregated(loaded, "things", reverse)["o"]["r"]["h"]["hits"]["hits"][0]
    assert (hit["_id"], hit["_source"]) == ("1", {"k": "a"})
    assert "_nested" not in hit


def test_top_hits_has_a_limit_of_the_index(loaded: Api) -> None:
    loaded.put("/things/_settings", {"index.max_inner_result_window": 2})
    refused = loaded.post("/things/_search", {"aggs": {"h": {"top_hits": {"size": 3}}}})
    assert refused.status == 400
    assert "[h]'s from + size must be less than or equal to: [2] but was [3]" in refused.text
    assert loaded.post("/things/_search", {"aggs": {"h": {"top_hits": {"size": 2}}}}).status == 200


def test_what_shards_say_does_not_go_together(loaded: Api) -> None:
    terms = {"terms": {"field": "k"}, "aggs": {"m": {"max": {"field": "offers.price"}}}}
    answer = loaded.post("/things/_search", {"aggs": {"t": terms, "x": {"max_bucket": {"buckets_path": "t>m.foo"}}}})
    error = answer.body["error"]
    assert (answer.status, error["type"], error["phase"], error["reason"]) == (
        *(400, "search_phase_execution_exception"),
        *("fetch", ""),
    )
    assert error["failed_shards"] == []
    assert "caused_by" in error


def test_without_shards_there_are_no_aggregations(loaded: Api) -> None:
    answer = loaded.post("/zz*/_search", {"aggs": {"t": {"terms": {"field": "k"}}}})
    assert "aggregations" not in answer.body
    typed = loaded.post("/things/_search?typed_keys", {"aggs": {"t": {"terms": {"field": "nope"}}}})
    assert list(typed.body["aggregations"]) == ["sterms#t"]


def test_pipelines_that_go_from_bucket_to_bucket_need_all_of_them(loaded: Api) -> None:
    sums = {"c": {"cumulative_sum": {"buckets_path": "_count"}}}
    histogram = {"histogram": {"field": "offers.price", "interval": 1, "min_doc_count": 1}, "aggs": sums}
    refused = loaded.post("/things/_search", {"aggs": {"h": histogram}})
    assert refused.error == (
        400,
        "action_request_validation_exception",
        "Validation Failed: 1: parent histogram of cumulative_sum aggregation [c] must have min_doc_count of 0;",
    )
