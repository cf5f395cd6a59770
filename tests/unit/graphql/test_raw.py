"""Searches, suggestions and completions."""

import pytest

from tests.reference.api import Api, bulk_lines
from tests.unit.graphql.conftest import Ask

ANIMALS = ("ant", "bee", "cow")


@pytest.fixture(autouse=True)
def words(api: Api) -> None:
    properties = {"word": {"type": "text"}, "done": {"type": "completion"}}
    for name in ("words", "terms"):
        api.put(f"/{name}", {"mappings": {"properties": properties}})
        documents = {f"{name}{n}": {"word": f"search engine {n}", "done": f"searching {ANIMALS[n]}"} for n in range(3)}
        api.post("/_bulk?refresh=true", bulk_lines(name, documents))


def test_a_search_in_query_dsl(ask: Ask) -> None:
    query = """query ($body: JSON) {search(index: ["words", "terms"], body: $body) {
        total {value} hits {_index _id node {__typename _id ... on Words {word}}} aggregations raw
    }}"""
    body = {"query": {"match": {"word": "2"}}, "aggs": {"all": {"filter": {"match_all": {}}}}}
    found = ask(query, body=body)["search"]
    assert found["total"] == {"value": 2}
    assert sorted((hit["_index"], hit["_id"]) for hit in found["hits"]) == [("terms", "terms2"), ("words", "words2")]
    assert {"__typename": "Words", "_id": "words2", "word": "search engine 2"} in [hit["node"] for hit in found["hits"]]
    assert found["aggregations"] == {"all": {"doc_count": 2}}
    assert found["raw"]["hits"]["total"]["value"] == 2


def test_suggestions(ask: Ask) -> None:
    body = {"fix": {"term": {"field": "word"}}}
    found = ask('query ($body: JSON!) {suggest(index: "words", text: "serch", body: $body)}', body=body)["suggest"]
    assert found["fix"][0]["options"][0]["text"] == "search"


def test_completions(ask: Ask) -> None:
    query = '{words_suggest(prefix: "searching bee", field: done) {text score node {_id word}}}'
    assert ask(query)["words_suggest"] == [
        {"text": "searching bee", "score": 1.0, "node": {"_id": "words1", "word": "search engine 1"}}
    ]
    assert ask('{words_suggest(prefix: "saerching", field: done, fuzzy: true, size: 2) {text}}')["words_suggest"] == [
        {"text": "searching ant"}, {"text": "searching bee"},
    ]  # fmt: skip
