"""Queries whose analyzers make token graphs, from mapping to hits."""

from typing import Any

import pytest

from tests.reference.api import Api

RULES = ["ny, new york", "dns, domain name service", "usa, united states", "wifi => wi fi"]
ANALYSIS = {
    "filter": {
        "syn": {"type": "synonym_graph", "synonyms": RULES},
        "parts": {"type": "word_delimiter_graph", "catenate_all": True},
    },
    "analyzer": {
        "graphs": {"tokenizer": "standard", "filter": ["lowercase", "syn"]},
        "parts": {"tokenizer": "whitespace", "filter": ["parts", "lowercase"]},
        "flat_parts": {"tokenizer": "whitespace", "filter": ["parts", "flatten_graph", "lowercase"]},
    },
}
DOCUMENTS = {
    "1": "the new york subway",
    "2": "york has a new subway",
    "3": "ny subway map",
    "4": "domain name service of ny",
    "5": "dns in new york city",
    "6": "the wi fi of new york",
    "7": "service name of a domain",
}


@pytest.fixture
def store(api: Api) -> Api:
    properties = {
        "t": {"type": "text", "analyzer": "standard", "search_analyzer": "graphs"},
        "p": {"type": "text", "analyzer": "flat_parts", "search_analyzer": "parts"},
    }
    created = api.put("/store", {"settings": {"analysis": ANALYSIS}, "mappings": {"properties": properties}})
    assert created.status == 200, created.text
    for key, text in DOCUMENTS.items():
        api.put(f"/store/_doc/{key}", {"t": text, "p": "PowerShot-500 camera" if key == "1" else "Shot of power"})
    api.post("/store/_refresh")
    return api


def hits(api: Api, query: dict[str, Any]) -> str:
    answer = api.post("/store/_search", {"query": query, "sort": ["_doc"], "size": 20})
    assert answer.status == 200, answer.text
    return "".join(sorted(hit["_id"] for hit in answer.body["hits"]["hits"]))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"match": {"t": "ny"}}, "13456"),
        ({"match": {"t": "new york"}}, "13456"),
        ({"match": {"t": {"query": "ny", "auto_generate_synonyms_phrase_query": False}}}, "123456"),
        ({"match": {"t": {"query": "ny subway", "operator": "and"}}}, "13"),
        ({"match": {"t": {"query": "new york subway", "operator": "and"}}}, "13"),
        (
            {"match": {"t": {"query": "ny subway", "operator": "and", "auto_generate_synonyms_phrase_query": False}}},
            "123",
        ),
        ({"match": {"t": {"query": "dns of ny", "minimum_should_match": "100%"}}}, "4"),
        ({"match_phrase": {"t": "ny subway"}}, "13"),
        ({"match_phrase": {"t": "new york subway"}}, "13"),
        ({"match_phrase": {"t": "dns of new york"}}, "4"),
        ({"match_phrase": {"t": "domain name service in ny city"}}, "5"),
        ({"match_phrase": {"t": "wifi of ny"}}, "6"),
        ({"multi_match": {"query": "ny subway", "fields": ["t"], "operator": "and"}}, "13"),
        ({"multi_match": {"query": "ny subway", "fields": ["t", "p"], "type": "phrase"}}, "13"),
        ({"query_string": {"query": "ny AND subway", "default_field": "t"}}, "13"),
        ({"query_string": {"query": '"dns of ny"', "default_field": "t"}}, "4"),
        (
            {"query_string": {"query": "ny", "default_field": "t", "auto_generate_synonyms_phrase_query": False}},
            "123456",
        ),
        ({"match": {"p": {"query": "PowerShot500", "operator": "and"}}}, "1"),
        ({"match": {"p": {"query": "power-shot-500", "operator": "and"}}}, "1"),
        ({"match_phrase": {"p": "PowerShot500 camera"}}, "1"),
        ({"match_phrase": {"p": "Power Shot 500"}}, "1"),
    ],
)
def test_queries_over_graphs(store: Api, query: dict[str, Any], expected: str) -> None:
    assert hits(store, query) == expected


def test_analyze_shows_position_lengths(store: Api) -> None:
    tokens = store.post("/store/_analyze", {"analyzer": "graphs", "text": "dns x"}).body["tokens"]
    shown = [(token["token"], token["position"], token.get("positionLength")) for token in tokens]
    assert shown == [
        ("domain", 0, None),
        ("dns", 0, 3),
        ("name", 1, None),
        ("service", 2, None),
        ("x", 3, None),
    ]
