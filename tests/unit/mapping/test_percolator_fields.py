"""percolator: a query that names a field without a mapping is no document."""

from typing import Any

import pytest

from tests.reference.api import Api

PROPERTIES = {"q": {"type": "percolator"}, "known": {"type": "text"}, "number": {"type": "long"}}
UNMAPPED: list[Any] = [
    {"term": {"nope": "x"}},
    {"terms": {"nope": ["x"]}},
    {"match": {"nope": "x"}},
    {"match_phrase": {"nope": "x"}},
    {"match_bool_prefix": {"nope": "x"}},
    {"multi_match": {"query": "x", "fields": ["nope", "known"]}},
    {"query_string": {"query": "nope:x"}},
    {"query_string": {"query": "x", "default_field": "nope"}},
    {"simple_query_string": {"query": "x", "fields": ["nope"]}},
    {"range": {"nope": {"gte": 1}}},
    {"exists": {"field": "nope"}},
    {"prefix": {"nope": "x"}},
    {"wildcard": {"nope": "x*"}},
    {"regexp": {"nope": "x"}},
    {"fuzzy": {"nope": "x"}},
    {"bool": {"should": [{"match": {"known": "a"}}, {"match": {"nope": "a"}}]}},
    {"constant_score": {"filter": {"term": {"nope": 1}}}},
]


def _put(api: Api, query: Any) -> Any:
    assert api.put("/queries", {"mappings": {"properties": PROPERTIES}}).status == 200
    return api.put("/queries/_doc/1", {"q": query})


@pytest.mark.parametrize("query", UNMAPPED)
def test_unmapped_fields(api: Api, query: Any) -> None:
    answer = _put(api, query)
    reason = "No field mapping can be found for the field with name [nope]"
    assert answer.error[:2] == (400, "document_parsing_exception")
    assert answer.body["error"]["reason"].endswith(f"failed to parse: {reason}")
    cause = answer.body["error"]["caused_by"]
    assert (cause["type"], cause["reason"]) == ("query_shard_exception", reason)


@pytest.mark.parametrize(
    "query",
    [
        {"match_all": {}},
        {"match": {"known": "fox"}},
        {"range": {"number": {"gte": 1}}},
        {"query_string": {"query": "fox"}},
        {"multi_match": {"query": "fox", "fields": ["k*"]}},
        {"exists": {"field": "k*"}},
    ],
)
def test_mapped_fields(api: Api, query: Any) -> None:
    answer = _put(api, query)
    assert answer.status == 201, answer.text


def test_a_nested_path_that_is_none(api: Api) -> None:
    answer = _put(api, {"nested": {"path": "nope", "query": {"match_all": {}}}})
    assert answer.error[:2] == (400, "document_parsing_exception")
    assert "[nested] failed to find nested object under path [nope]" in answer.body["error"]["reason"]
