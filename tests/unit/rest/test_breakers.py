"""Requests that would take too much memory are refused with 429, and what they took is given back."""

from typing import Any

import pytest

from findling.base.errors import CircuitBreakingError
from tests.reference.api import Api, bulk_lines

N_DOCS = 3000


@pytest.fixture
def loaded(api: Api) -> Api:
    api.put("/things", {"mappings": {"properties": {"n": {"type": "integer"}, "k": {"type": "keyword"}}}})
    documents = {str(i): {"n": i, "k": f"key {i}", "text": "words " * 20} for i in range(N_DOCS)}
    assert api.post("/things/_bulk?refresh=true", bulk_lines("things", documents)).status == 200
    api.put("/things/_settings", {"index.max_result_window": 1_000_000})
    return api


def limit(api: Api, setting: str, value: str | None) -> None:
    assert api.put("/_cluster/settings", {"transient": {setting: value}}).status == 200


def figures(api: Api, name: str) -> tuple[int, int]:
    """Returns what a breaker holds and how often it has refused."""
    (node,) = api.get("/_nodes/stats/breaker").body["nodes"].values()
    return node["breakers"][name]["estimated_size_in_bytes"], node["breakers"][name]["tripped"]


HISTOGRAM = {"histogram": {"field": "n", "interval": 1}}
TERMS = {"terms": {"field": "k", "size": N_DOCS}}
NUMBERS = [{"n": {"terms": {"field": "n"}}}]
DEVIATION = {"median_absolute_deviation": {"field": "n"}}
AGGREGATIONS: dict[str, dict[str, Any]] = {
    "buckets": HISTOGRAM,
    "terms": TERMS,
    "buckets in buckets": {**TERMS, "aggs": {"b": HISTOGRAM}},
    "metrics in buckets": {**TERMS, "aggs": {"b": {"extended_stats": {"field": "n"}}}},
    "texts in buckets": {"filters": {"filters": [{"match_all": {}}]}, "aggs": {"b": {"string_stats": {"field": "k"}}}},
    "values in buckets": {"filters": {"filters": [{"match_all": {}}]}, "aggs": {"b": DEVIATION}},
    "distinct values": {"cardinality": {"field": "k"}},
    "hits in buckets": {"top_hits": {"size": 100, "sort": "n"}},
    "composite": {"composite": {"size": 3000, "sources": NUMBERS}},
}
REQUESTS: dict[str, dict[str, Any]] = {
    **{name: {"size": 0, "aggs": {"a": body}} for name, body in AGGREGATIONS.items()},
    "a big page": {"size": N_DOCS},
    "a sort": {"size": 10, "sort": ["n", "k"]},
}


@pytest.mark.parametrize("name", REQUESTS)
def test_a_search_is_refused_and_its_memory_given_back(loaded: Api, name: str) -> None:
    assert loaded.post("/things/_search", REQUESTS[name]).status == 200
    assert figures(loaded, "request")[0] == 0
    limit(loaded, "indices.breaker.request.limit", "18kb")
    refused = loaded.post("/things/_search?request_cache=false", REQUESTS[name])
    assert refused.status == 429, refused.text
    error = refused.body["error"]
    assert error["root_cause"][0]["type"] == "circuit_breaking_exception"
    assert error["root_cause"][0]["reason"].startswith("[request] Data too large, data for [<")
    held, tripped = figures(loaded, "request")
    assert held == 0
    assert tripped > 0
    limit(loaded, "indices.breaker.request.limit", None)
    assert loaded.post("/things/_search", REQUESTS[name]).status == 200


def test_small_searches_pass_a_small_breaker(loaded: Api) -> None:
    limit(loaded, "indices.breaker.request.limit", "18kb")
    few = {"aggs": {"a": {"terms": {"field": "k"}}}, "query": {"range": {"n": {"lt": 10}}}}
    assert loaded.post("/things/_search", few).status == 200


def test_a_page_of_long_documents_is_refused_when_it_is_fetched(loaded: Api) -> None:
    loaded.post("/things/_bulk?refresh=true", bulk_lines("things", {f"l{i}": {"long": "x " * 1000} for i in range(30)}))
    limit(loaded, "indices.breaker.request.limit", "18kb")
    refused = loaded.post("/things/_search", {"size": 100, "query": {"term": {"long": "x"}}})
    assert refused.status == 429
    assert "<fetch_phase>" in refused.text
    assert figures(loaded, "request")[0] == 0


def test_a_bulk_is_refused_by_the_request_breaker(loaded: Api) -> None:
    limit(loaded, "indices.breaker.request.limit", "18kb")
    refused = loaded.post("/things/_bulk", bulk_lines("things", {str(i): {"n": i} for i in range(1000)}))
    assert refused.error[:2] == (429, "circuit_breaking_exception")
    assert "data for [<bulk>]" in refused.error[2]
    assert figures(loaded, "request")[0] == 0
    assert loaded.get("/things/_count").body["count"] == N_DOCS


def test_a_body_is_refused_by_the_breaker_of_bodies(loaded: Api) -> None:
    # 2 is what a body counts for: network.breaker.inflight_requests.overhead
    limit(loaded, "network.breaker.inflight_requests.limit", "2kb")
    refused = loaded.post("/things/_bulk", bulk_lines("things", {str(i): {"n": i} for i in range(40)}))
    assert refused.error[:2] == (429, "circuit_breaking_exception")
    assert "data for [<http_request>]" in refused.error[2]
    assert figures(loaded, "inflight_requests")[0] == 0


def test_scrolls_and_points_in_time_give_their_memory_back(loaded: Api) -> None:
    page = loaded.post("/things/_search?scroll=1m", {"size": 500, "aggs": {"a": HISTOGRAM}}).body
    assert figures(loaded, "request")[0] == 0
    assert loaded.post("/_search/scroll", {"scroll": "1m", "scroll_id": page["_scroll_id"]}).status == 200
    assert figures(loaded, "request")[0] == 0
    pit = loaded.post("/things/_pit?keep_alive=1m").body["id"]
    assert loaded.post("/_search", {"pit": {"id": pit}, "size": 500}).status == 200
    limit(loaded, "indices.breaker.request.limit", "18kb")
    assert loaded.post("/_search", {"pit": {"id": pit}, "size": 500}).status == 429
    assert figures(loaded, "request")[0] == 0


def test_memory_is_given_back_where_a_search_fails_or_is_stopped(loaded: Api) -> None:
    broken = {**REQUESTS["buckets"], "sort": ["text"]}
    assert loaded.post("/things/_search", broken).status == 400
    assert figures(loaded, "request")[0] == 0
    late = {**REQUESTS["buckets in buckets"], "timeout": "1nanos"}
    assert loaded.post("/things/_search", late).status == 200
    assert figures(loaded, "request")[0] == 0


def test_a_flood_of_buckets_stops_while_it_grows(loaded: Api) -> None:
    within = {**HISTOGRAM, "aggs": {"c": {"sum": {"field": "n"}}}}
    outer = {"histogram": {"field": "n", "interval": 1e-9, "min_doc_count": 1}, "aggs": {"b": within}}
    bomb = {"size": 0, "aggs": {"a": outer}}
    limit(loaded, "search.max_buckets", "2500")
    refused = loaded.post("/things/_search", bomb)
    assert refused.status == 400
    assert "too_many_buckets_exception" in refused.text
    limit(loaded, "search.max_buckets", "1000000")
    limit(loaded, "indices.breaker.request.limit", "60kb")
    assert loaded.post("/things/_search", bomb).status == 429
    assert figures(loaded, "request")[0] == 0


def test_the_limit_of_buckets_holds_in_shards_as_it_is_set(loaded: Api) -> None:
    aggregated = {"size": 0, "aggs": {"a": HISTOGRAM}}
    limit(loaded, "search.max_buckets", "2999")
    refused = loaded.post("/things/_search", aggregated)
    assert refused.status == 400
    assert '"max_buckets":2999' in refused.text
    limit(loaded, "search.max_buckets", "3000")
    assert loaded.post("/things/_search", aggregated).status == 200
    # what is not part of the answer does not count
    limit(loaded, "search.max_buckets", "10")
    assert loaded.post("/things/_search", {"aggs": {"a": {"terms": {"field": "k", "size": 10}}}}).status == 200
    few = {"terms": {"field": "k", "size": 1000, "include": "key [1-9]"}, "aggs": {"b": {"terms": {"field": "k"}}}}
    limit(loaded, "search.max_buckets", "18")
    assert loaded.post("/things/_search", {"aggs": {"a": few}}).status == 200


def test_an_account_reserves_in_steps_and_gives_everything_back(api: Api) -> None:
    request = api.node.breakers.request
    with api.node.account() as account:
        account.add(1000, "<test>")
        assert request.used == 0
        account.add(100_000, "<test>")
        assert request.used == 101_000
        with pytest.raises(CircuitBreakingError):
            account.add(request.limit, "<test>")
        assert request.used == 101_000
    assert request.used == 0
