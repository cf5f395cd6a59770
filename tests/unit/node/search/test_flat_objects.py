"""flat_object, OpenSearch's flattened: leaves found as a whole or by key, by patterns and open ranges too."""

from typing import Any

import pytest

from tests.reference.api import Api

DOCUMENTS: dict[str, Any] = {
    "1": {"a": "red", "b": {"c": "blue"}},
    "2": {"a": "green", "b": [{"c": "blue sky"}, {"c": "one"}]},
    "3": {"ab": "red", "b": {"c": None}},
}


@pytest.fixture
def colours(api: Api) -> Api:
    api.put("/colours", {"mappings": {"properties": {"f": {"type": "flat_object"}}}})
    for name, value in DOCUMENTS.items():
        assert api.put(f"/colours/_doc/{name}?refresh=true", {"f": value}).status == 201
    return api


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"term": {"f": "red"}}, ["1", "3"]),
        ({"term": {"f.a": "red"}}, ["1"]),
        ({"match": {"f.b.c": "blue sky"}}, ["2"]),
        ({"wildcard": {"f.b.c": "b*"}}, ["1", "2"]),
        ({"wildcard": {"f.a": {"value": "R*", "case_insensitive": True}}}, ["1"]),
        ({"regexp": {"f.b.c": "blue.+"}}, ["2"]),
        ({"fuzzy": {"f.b.c": "bluu"}}, ["1"]),
        ({"prefix": {"f.b.c": "on"}}, ["2"]),
        ({"range": {"f.a": {"gte": "h"}}}, ["1"]),
        ({"range": {"f.a": {"lt": "h"}}}, ["2"]),
        ({"exists": {"field": "f.b.c"}}, ["1", "2"]),
        ({"exists": {"field": "f.b"}}, []),
        ({"exists": {"field": "f"}}, ["1", "2", "3"]),
    ],
)
def test_leaves_are_found(colours: Api, query: Any, found: list[str]) -> None:
    assert sorted(colours.ids("/colours/_search", {"query": query})) == found


def test_one_key_can_be_sorted_by_and_aggregated_but_not_all(colours: Api) -> None:
    assert colours.ids("/colours/_search", {"sort": ["f.a"]}) == ["2", "1", "3"]
    terms = colours.post("/colours/_search", {"size": 0, "aggs": {"c": {"terms": {"field": "f.b.c"}}}}).body
    assert [bucket["key"] for bucket in terms["aggregations"]["c"]["buckets"]] == ["blue", "blue sky", "one"]
    for body in ({"sort": ["f"]}, {"aggs": {"c": {"terms": {"field": "f"}}}}):
        refused = colours.post("/colours/_search", body).body["error"]["root_cause"][0]
        assert refused["reason"] == "Field [f] of type [flat_object] does not support doc_value in root field"


def test_only_objects_are_taken(colours: Api) -> None:
    for wrong in ("text", ["text"], 3):
        status, _, _ = colours.put("/colours/_doc/9", {"f": wrong}).error
        assert status == 400
    for right in ({}, None, [], [{"a": "x"}, {"b": 1}]):
        assert colours.put("/colours/_doc/9", {"f": right}).status in (200, 201)
