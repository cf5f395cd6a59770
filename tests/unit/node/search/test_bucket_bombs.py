"""Requests for far more buckets than an answer may have are refused before they are made."""

import time
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.reference.api import Api

N_DOCS = 70_000
NUMBERS = 1_000
PROPERTIES: dict[str, Any] = {"k": {"type": "keyword"}, "a": {"type": "long"}, "c": {"type": "long"}}
EACH_KEY = {"field": "k", "size": 1_000_000}
EACH_NUMBER: dict[str, Any] = {"terms": {"field": "c", "size": NUMBERS, "min_doc_count": 0}}
BETWEEN: dict[str, Any] = {"field": "c", "interval": 1, "extended_bounds": {"min": 0, "max": NUMBERS - 1}}
BOMBS: dict[str, tuple[dict[str, Any], int, str]] = {
    "terms": ({"terms": EACH_KEY}, 400, "too_many_buckets_exception"),
    "terms in terms": ({"terms": EACH_KEY, "aggs": {"c": EACH_NUMBER}}, 400, "too_many_buckets_exception"),
    "all terms in many": (
        {"terms": {**EACH_KEY, "size": 60_000}, "aggs": {"c": EACH_NUMBER}}, 429, "circuit_breaking_exception",
    ),
    "intervals in terms": (
        {"terms": EACH_KEY, "aggs": {"c": {"histogram": BETWEEN}}}, 400, "too_many_buckets_exception",
    ),
    "intervals in few terms": (
        {"terms": {"field": "k", "size": 100}, "aggs": {"c": {"histogram": BETWEEN}}},
        400, "too_many_buckets_exception",
    ),
    "terms in intervals": (
        {"histogram": {"field": "a", "interval": 1}, "aggs": {"c": {"terms": {"field": "c"}}}},
        400, "too_many_buckets_exception",
    ),
    "short intervals": (
        {"date_histogram": {"field": "a", "fixed_interval": "1ms", "extended_bounds": {"min": 0, "max": 10**9}}},
        400, "too_many_buckets_exception",
    ),
    "queries with each other": (
        {"adjacency_matrix": {"filters": {f"f{i}": {"range": {"a": {"gte": i}}} for i in range(1_000)}}},
        400, "too_many_buckets_exception",
    ),
    "ranges in terms": (
        {"terms": EACH_KEY, "aggs": {"c": {"range": {"field": "c", "ranges": [{"from": i} for i in range(100)]}}}},
        400, "too_many_buckets_exception",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    config = NodeConfig(data=tmp_path_factory.mktemp("bombs"), sync=False, background=False, threads=2)
    with Node(config) as node:
        api = Api(node)
        api.put("/b", {"mappings": {"_source": {"enabled": False}, "properties": PROPERTIES}})
        lines = [f'{{"index":{{}}}}\n{{"k":"{i}","a":{i},"c":{i * 7919 % NUMBERS}}}\n' for i in range(N_DOCS)]
        assert api.call("POST", "/b/_bulk?refresh=true", "".join(lines)).status == 200
        yield api


@pytest.mark.parametrize("name", BOMBS)
def test_too_many_buckets_are_refused_soon(api: Api, name: str) -> None:
    body, status, kind = BOMBS[name]
    api.post("/b/_search?size=0", {"aggs": {"a": {"terms": {"field": "k"}}, "b": {"avg": {"field": "c"}}}})
    tracemalloc.start()
    began = time.monotonic()
    answer = api.post("/b/_search?size=0", {"aggs": {"a": body}})
    took, (_, peak) = time.monotonic() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    error = answer.body["error"]
    assert answer.status == status, answer.text
    assert kind in (
        error["type"],
        error.get("caused_by", {}).get("type"),
        *[cause["type"] for cause in error["root_cause"]],
    )
    assert peak < 100 << 20
    assert took < 30


def test_of_few_parents_all_terms_are_made(api: Api) -> None:
    outer = {"terms": {"field": "k", "size": 3}, "aggs": {"c": EACH_NUMBER}}
    buckets = api.post("/b/_search?size=0", {"aggs": {"a": outer}}).body["aggregations"]["a"]["buckets"]
    assert [[len(b["c"]["buckets"]), sum(c["doc_count"] for c in b["c"]["buckets"])] for b in buckets] == [
        [NUMBERS, 1]
    ] * 3


@pytest.mark.parametrize("least", [None, "year"])
def test_dates_a_geological_age_apart_are_too_many_buckets(api: Api, least: str | None) -> None:
    api.put("/ages", {"mappings": {"properties": {"ts": {"type": "date"}}}})
    api.put("/ages/_doc/1", {"ts": 0})
    api.put("/ages/_doc/2?refresh", {"ts": 9 * 10**18})
    body = {"field": "ts", "buckets": 10, **({} if least is None else {"minimum_interval": least})}
    answer = api.post("/ages/_search", {"size": 0, "aggs": {"a": {"auto_date_histogram": body}}})
    assert answer.status == 400
    assert answer.body["error"]["caused_by"]["type"] == "too_many_buckets_exception"
