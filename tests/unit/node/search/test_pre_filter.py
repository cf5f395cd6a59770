"""`_shards.skipped`: shards whose dates rule out the query."""

from typing import Any

import pytest

from tests.reference.api import Api

SEVENTIES = {"range": {"at": {"gte": "1970-01-01", "lt": "1980-01-01"}}}
NINETIES = {"range": {"at": {"gte": "1990-01-01", "lt": "2000-01-01"}}}
ALWAYS = {"match_all": {}}
SOON = {"range": {"at": {"gte": "2200-01-01"}}}


@pytest.fixture
def decades(api: Api) -> Api:
    for year, kind in ((1975, "date"), (1985, "date_nanos"), (1995, "date")):
        api.put(f"/y{year}", {"mappings": {"properties": {"at": {"type": kind}, "n": {"type": "long"}}}})
        api.put(f"/y{year}/_doc/{year}?refresh=true", {"at": f"{year}-06-01", "n": year})
    return api


@pytest.mark.parametrize(
    ("body", "skipped", "hits"),
    [
        ({"query": SEVENTIES}, 2, 1),
        ({"query": {"bool": {"should": [SEVENTIES, NINETIES]}}}, 1, 2),
        ({"query": {"bool": {"must": ALWAYS, "filter": [NINETIES]}}}, 2, 1),
        ({"query": {"bool": {"must": ALWAYS, "should": [NINETIES]}}}, 0, 3),
        ({"query": {"bool": {"must_not": [NINETIES]}}}, 0, 2),
        ({"query": {"constant_score": {"filter": NINETIES}}}, 2, 1),
        ({"query": SOON}, 3, 0),
        ({"query": SOON, "aggs": {"a": {"terms": {"field": "n"}}}}, 2, 0),
        ({"query": ALWAYS}, 0, 3),
        ({}, 0, 3),
        ({"query": {"range": {"n": {"gte": 1990}}}}, 0, 1),
        ({"query": SEVENTIES, "aggs": {"a": {"global": {}}}}, 0, 1),
        ({"query": SEVENTIES, "aggs": {"a": {"terms": {"field": "n", "min_doc_count": 0}}}}, 0, 1),
        ({"query": SEVENTIES, "aggs": {"a": {"terms": {"field": "n"}}}}, 2, 1),
    ],
)
def test_shards_that_cannot_match(decades: Api, body: dict[str, Any], skipped: int, hits: int) -> None:
    answer = decades.post("/y*/_search?pre_filter_shard_size=1", body).body
    assert answer["_shards"] == {"total": 3, "successful": 3, "skipped": skipped, "failed": 0}
    assert answer["hits"]["total"]["value"] == hits


def test_few_shards_are_only_looked_at_if_sorted(decades: Api) -> None:
    assert decades.post("/y*/_search", {"query": SEVENTIES}).body["_shards"]["skipped"] == 0
    assert decades.post("/y*/_search", {"query": SEVENTIES, "sort": ["n"]}).body["_shards"]["skipped"] == 2
    assert decades.post("/y*/_search", {"query": SEVENTIES, "sort": ["_score"]}).body["_shards"]["skipped"] == 0


def test_wrong_queries_are_reported_as_ever(decades: Api) -> None:
    wrong = {"bool": {"must": [SEVENTIES, {"range": {"at": {"gte": "soon"}}}]}}
    assert decades.post("/y*/_search?pre_filter_shard_size=1", {"query": wrong}).status == 400


def test_fields_need_stored_fields(decades: Api) -> None:
    answer = decades.post("/y1975/_search", {"stored_fields": "_none_", "fields": ["n"], "_source": False})
    assert answer.status == 400
    reason = answer.body["error"]["root_cause"][0]["reason"]
    assert reason == "Validation Failed: 1: [stored_fields] cannot be disabled when using the [fields] option;"


def test_pages_larger_than_the_limit_of_buckets(decades: Api) -> None:
    decades.put("/_cluster/settings", {"transient": {"search.max_buckets": 100}})
    composite = {"sources": [{"n": {"terms": {"field": "n"}}}], "size": 101}
    answer = decades.post("/y*/_search", {"aggs": {"c": {"composite": composite}}})
    assert answer.status == 400
    assert "Must be less than or equal to: [100] but was [101]" in str(answer.body)
    composite["size"] = 100
    assert decades.post("/y*/_search", {"aggs": {"c": {"composite": composite}}}).status == 200
