"""Queries on `_field_names` and other metadata fields: which names it has, and what cannot be asked."""

from typing import Any

import pytest

from tests.reference.api import Api

PROPERTIES = {
    "k": {"type": "keyword"},
    "t": {"type": "text"},
    "o": {"properties": {"x": {"type": "keyword", "doc_values": False}, "y": {"type": "text", "norms": False}}},
}


@pytest.fixture
def names(api: Api) -> Api:
    """An index of two documents, of which the first has all fields."""
    assert api.put("/names", {"mappings": {"properties": PROPERTIES}}).status == 200
    assert api.put("/names/_doc/1?refresh=true", {"k": "a", "t": "b", "o": {"x": "c", "y": "d"}}).status == 201
    assert api.put("/names/_doc/2?refresh=true", {"k": "a"}).status == 201
    return api


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"term": {"_field_names": "o.x"}}, ["1"]),
        ({"term": {"_field_names": "o.y"}}, ["1"]),
        ({"term": {"_field_names": "k"}}, []),  # doc values tell as much
        ({"term": {"_field_names": "t"}}, []),  # norms too
        ({"term": {"_field_names": "o"}}, []),
        ({"terms": {"_field_names": ["k", "o.x"]}}, ["1"]),
        ({"match": {"_field_names": "o.x"}}, ["1"]),
        ({"match_phrase": {"_field_names": "o.x"}}, ["1"]),
        ({"query_string": {"query": "_field_names:o.x"}}, ["1"]),
        ({"exists": {"field": "_tier"}}, ["1", "2"]),
    ],
)
def test_what_is_found(names: Api, query: dict[str, Any], found: list[str]) -> None:
    answer = names.post("/names/_search", {"query": query})
    assert answer.status == 200, answer.text
    assert [hit["_id"] for hit in answer.body["hits"]["hits"]] == found


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ({"exists": {"field": "_field_names"}}, "failed to create query: Cannot run exists query on _field_names"),
        (
            {"range": {"_field_names": {"gte": "a"}}},
            "failed to create query: Field [_field_names] of type [_field_names] does not support range queries",
        ),
        (
            {"regexp": {"_field_names": "o.*"}},
            "Can only use regexp queries on keyword and text fields - not on [_field_names] which is of type "
            "[_field_names]",
        ),
        ({"term": {"_source": "x"}}, "The _source field is not searchable"),
        (
            {"exists": {"field": "_doc_count"}},
            "Field [_doc_count] of type [_doc_count] does not support exists queries",
        ),
    ],
)
def test_what_cannot_be_asked(names: Api, query: dict[str, Any], reason: str) -> None:
    answer = names.post("/names/_search", {"query": query})
    assert answer.status == 400
    failure = answer.body["error"]["failed_shards"][0]["reason"]
    assert (failure["type"], failure["reason"]) == ("query_shard_exception", reason)
