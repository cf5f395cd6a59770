"""search.allow_expensive_queries, and queries that only doc values can answer."""

from typing import Any

import pytest

from tests.reference.api import Api

PROPERTIES: dict[str, Any] = {
    "t": {"type": "text"},
    "p": {"type": "text", "index_prefixes": {"min_chars": 2, "max_chars": 4}},
    "k": {"type": "keyword"},
    "scanned": {"type": "keyword", "index": False},
    "n": {"type": "long"},
    "m": {"type": "long", "index": False},
    "w": {"type": "wildcard"},
    "c": {"type": "constant_keyword", "value": "north"},
    "o": {"type": "nested"},
    "place": {"type": "geo_point", "index": False},
    "day": {"type": "date", "index": False},
}
DOCUMENT = {
    "t": "red fox",
    "p": "foxes",
    "k": "fox",
    "scanned": "fox",
    "n": 3,
    "m": 3,
    "w": "fox",
    "o": [{"a": 1}],
    "place": "1,1",
    "day": "2024-01-01",
}

REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"prefix": {"k": "fo"}}, "[prefix] queries cannot be executed when"),
    ({"prefix": {"p": "foxes"}}, "For optimised prefix queries on text fields please enable [index_prefixes]."),
    ({"wildcard": {"t": "f*x"}}, "[wildcard] queries cannot be executed when"),
    ({"regexp": {"t": "f.x"}}, "[regexp] queries cannot be executed when"),
    ({"fuzzy": {"t": "fix"}}, "[fuzzy] queries cannot be executed when"),
    ({"match": {"t": {"query": "fix", "fuzziness": 1}}}, "[fuzzy] queries cannot be executed when"),
    ({"query_string": {"query": "f*x", "default_field": "t"}}, "[wildcard] queries cannot be executed when"),
    ({"range": {"k": {"gte": "a"}}}, "[range] queries on [text] or [keyword] fields cannot be executed when"),
    ({"range": {"m": {"gte": 1}}}, "Cannot search on field [m] since it is not indexed and"),
    ({"term": {"scanned": "fox"}}, "Cannot search on field [scanned] since it is not indexed and"),
    ({"match_bool_prefix": {"t": "fo"}}, "For optimised prefix queries on text fields please enable [index_prefixes]."),
    ({"distance_feature": {"field": "day", "pivot": "1d", "origin": "now"}}, "Cannot search on field [day] since it"),
    ({"geo_distance": {"distance": "1km", "place": "1,1"}}, "Cannot search on field [place] since it is not indexed"),
    ({"nested": {"path": "o", "query": {"match_all": {}}}}, "[joining] queries cannot be executed when"),
]
ALLOWED: list[dict[str, Any]] = [
    {"prefix": {"p": "fox"}},
    {"prefix": {"p": "f"}},
    {"range": {"n": {"gte": 1}}},
    {"term": {"k": "fox"}},
    {"wildcard": {"w": "f*"}},
    {"wildcard": {"c": "n*"}},
    {"match_phrase_prefix": {"t": "red f"}},
]


@pytest.fixture
def animals(api: Api) -> Api:
    api.put("/animals", {"mappings": {"properties": PROPERTIES}})
    api.put("/animals/_doc/1?refresh=true", DOCUMENT)
    return api


def test_a_cluster_can_refuse_expensive_queries(animals: Api) -> None:
    for query in [query for query, _ in REFUSED] + ALLOWED:
        assert animals.ids("/animals/_search", {"query": query}) == ["1"], query
    animals.put("/_cluster/settings", {"transient": {"search.allow_expensive_queries": False}})
    for query, reason in REFUSED:
        answer = animals.post("/animals/_search", {"query": query})
        assert answer.status == 400, query
        (cause,) = answer.body["error"]["root_cause"]
        assert cause["type"] == "exception"
        assert reason in cause["reason"]
        assert "'search.allow_expensive_queries' is set to false" in cause["reason"]
    for query in ALLOWED:
        assert animals.ids("/animals/_search", {"query": query}) == ["1"], query


@pytest.mark.parametrize(
    "query",
    [
        {"prefix": {"scanned": "fo"}},
        {"prefix": {"scanned": {"value": "FO", "case_insensitive": True}}},
        {"wildcard": {"scanned": {"value": "f*x", "rewrite": "scoring_boolean"}}},
        {"regexp": {"scanned": "f.x"}},
        {"fuzzy": {"scanned": "fix"}},
        {"range": {"scanned": {"gte": "foa", "lt": "foz"}}},
        {"term": {"scanned": {"value": "FOX", "case_insensitive": True}}},
    ],
)
def test_patterns_in_doc_values(animals: Api, query: dict[str, Any]) -> None:
    animals.put("/animals/_doc/2?refresh=true", {"scanned": "owl"})
    hits = animals.post("/animals/_search", {"query": query}).body["hits"]["hits"]
    assert [(hit["_id"], hit["_score"]) for hit in hits] == [("1", 1.0)]


@pytest.mark.parametrize("slop", [0, 1, 1000])
def test_a_phrase_of_one_word_is_in_documents_that_have_it_as_often(api: Api, slop: int) -> None:
    """A word that is repeated is read once, and only where there is enough of it."""
    api.put("/words", {"mappings": {"properties": {"t": {"type": "text"}}}})
    for times in (1, 199, 200, 201):
        api.put(f"/words/_doc/{times}", {"t": "word " * times})
    api.post("/words/_refresh")
    phrase = {"match_phrase": {"t": {"query": "word " * 200, "slop": slop}}}
    found = api.post("/words/_search", {"query": phrase}).body["hits"]["hits"]
    assert sorted(hit["_id"] for hit in found) == ["200", "201"]
