"""`_doc_count`: documents that stand for several in the buckets of aggregations, not among hits and in figures."""

from typing import Any

import pytest

from tests.reference.api import Api

DOCUMENTS: list[dict[str, Any]] = [
    {"_doc_count": 6, "tag": "a", "n": 10, "at": "2024-01-05"},
    {"_doc_count": 3, "tag": ["a", "b"], "n": 20, "at": "2024-01-09"},
    {"tag": "b", "n": 20, "at": "2024-02-01"},
    {"_doc_count": 2, "n": 30, "at": "2024-02-03"},
]
PROPERTIES = {"tag": {"type": "keyword"}, "n": {"type": "integer"}, "at": {"type": "date"}}
ONLY_A = {"term": {"tag": "a"}}
SUM = {"s": {"sum": {"field": "n"}}}
BUCKETS: list[tuple[dict[str, Any], list[int]]] = [
    ({"terms": {"field": "tag"}}, [9, 4]),
    ({"terms": {"field": "tag"}, "aggs": SUM}, [9, 4]),
    ({"terms": {"field": "n"}}, [6, 4, 2]),
    ({"histogram": {"field": "n", "interval": 10}}, [6, 4, 2]),
    ({"date_histogram": {"field": "at", "calendar_interval": "month"}}, [9, 3]),
    ({"range": {"field": "n", "ranges": [{"to": 15}, {"from": 15}]}}, [6, 6]),
    ({"date_range": {"field": "at", "ranges": [{"from": "2024-02-01"}]}}, [3]),
    ({"filters": {"filters": [ONLY_A, {"match_all": {}}]}}, [9, 12]),
    ({"composite": {"sources": [{"t": {"terms": {"field": "tag"}}}]}, "aggs": SUM}, [9, 4]),
]
SINGLE: list[tuple[dict[str, Any], int]] = [
    ({"filter": ONLY_A}, 9),
    ({"missing": {"field": "tag"}}, 2),
    ({"global": {}}, 12),
]


def _id(value: Any) -> str:
    return next(iter(value)) if isinstance(value, dict) else ""


@pytest.fixture(params=[1, 3])
def tally(api: Api, request: pytest.FixtureRequest) -> Api:
    api.put("/tally", {"settings": {"number_of_shards": request.param}, "mappings": {"properties": PROPERTIES}})
    for n, document in enumerate(DOCUMENTS):
        api.put(f"/tally/_doc/{n}", document)
    api.post("/tally/_refresh")
    return api


@pytest.mark.parametrize(("body", "counts"), BUCKETS, ids=_id)
def test_buckets(tally: Api, body: dict[str, Any], counts: list[int]) -> None:
    answer = tally.post(
        "/tally/_search", {"aggs": {"a": body, "all": {"filter": {"match_all": {}}, "aggs": {"a": body}}}}
    )
    found = answer.body["aggregations"]
    assert [bucket["doc_count"] for bucket in found["a"]["buckets"]] == counts
    assert [bucket["doc_count"] for bucket in found["all"]["a"]["buckets"]] == counts
    assert answer.body["hits"]["total"]["value"] == len(DOCUMENTS)


@pytest.mark.parametrize(("body", "count"), SINGLE, ids=_id)
def test_single_buckets(tally: Api, body: dict[str, Any], count: int) -> None:
    assert tally.post("/tally/_search", {"aggs": {"a": body}}).body["aggregations"]["a"]["doc_count"] == count


def test_figures_take_each_document_once(tally: Api) -> None:
    aggs = {
        "s": {"sum": {"field": "n"}},
        "c": {"value_count": {"field": "n"}},
        "t": {"terms": {"field": "tag"}, "aggs": SUM},
    }
    found = tally.post("/tally/_search", {"aggs": aggs}).body["aggregations"]
    assert (found["s"]["value"], found["c"]["value"]) == (80, 4)
    assert [bucket["s"]["value"] for bucket in found["t"]["buckets"]] == [30, 40]
