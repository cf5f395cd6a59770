"""Phrases in fields that index neighbouring words together."""

from collections.abc import Iterator
from typing import Any

import pytest

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.reference.api import Api

TEXTS = [
    "quick brown foxes jump",
    "quiet brown dog",
    "brown quick foxes",
    "quick foxes brown",
    "quick brown quick brown dog",
    "brown",
]
ANALYSIS = {
    "filter": {"syn": {"type": "synonym", "synonyms": ["quick, fast"]}},
    "analyzer": {
        "stopping": {"tokenizer": "standard", "filter": ["lowercase", "stop"]},
        "synonyms": {"tokenizer": "standard", "filter": ["lowercase", "syn"]},
    },
}
FIELDS: dict[str, dict[str, Any]] = {
    "plain": {"type": "text"},
    "pairs": {"type": "text", "index_phrases": True},
    "typed": {"type": "search_as_you_type"},
    "stopping": {"type": "text", "index_phrases": True, "analyzer": "stopping"},
    "synonyms": {"type": "text", "index_phrases": True, "search_analyzer": "synonyms", "analyzer": "standard"},
}
PHRASES = [
    "quick brown",
    "brown dog",
    "quick brown foxes",
    "quick brown quick brown",
    "dog quick",
    "quick",
    "brown the dog",
]


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    folder = tmp_path_factory.mktemp("phrases")
    with Node(NodeConfig(data=folder / "data", sync=False, background=False, threads=2)) as node:
        api = Api(node)
        api.put("/store", {"settings": {"analysis": ANALYSIS}, "mappings": {"properties": FIELDS}})
        for number, text in enumerate(TEXTS):
            api.put(f"/store/_doc/{number}", dict.fromkeys(FIELDS, text))
        api.post("/store/_refresh")
        yield api


def hits(api: Api, query: Any) -> list[tuple[str, float]]:
    answer = api.post("/store/_search", {"query": query})
    assert answer.status == 200, answer.text
    return [(hit["_id"], hit["_score"]) for hit in answer.body["hits"]["hits"]]


@pytest.mark.parametrize("phrase", PHRASES)
@pytest.mark.parametrize("field", ["pairs", "typed"])
@pytest.mark.parametrize("slop", [0, 2])
def test_the_same_documents_as_by_positions(api: Api, field: str, phrase: str, slop: int) -> None:
    found = hits(api, {"match_phrase": {field: {"query": phrase, "slop": slop}}})
    plain = hits(api, {"match_phrase": {"plain": {"query": phrase, "slop": slop}}})
    assert {doc for doc, _ in found} == {doc for doc, _ in plain}


@pytest.mark.parametrize(
    ("field", "phrase", "subfield"),
    [
        ("pairs", "quick brown", "pairs._index_phrase"),
        ("typed", "quick brown", "typed._2gram"),
        ("typed", "quick brown foxes", "typed._3gram"),
    ],
)
def test_scores_are_those_of_the_shingle(api: Api, field: str, phrase: str, subfield: str) -> None:
    """As Elasticsearch's: the phrase is one term."""
    assert hits(api, {"match_phrase": {field: phrase}}) == hits(api, {"term": {subfield: phrase}})
    assert hits(api, {"match_phrase": {"plain": phrase}}) != hits(api, {"match_phrase": {field: phrase}})


def test_gaps_need_positions(api: Api) -> None:
    """A stop word between the words leaves a place free, which shingles know nothing of."""
    assert hits(api, {"match_phrase": {"stopping": "brown the dog"}}) == []
    assert [doc for doc, _ in hits(api, {"match_phrase": {"stopping": "the brown dog"}})] == ["1", "4"]


def test_several_words_at_one_place(api: Api) -> None:
    assert {doc for doc, _ in hits(api, {"match_phrase": {"synonyms": "fast brown"}})} == {"0", "4"}


def test_beginnings_of_shingles_score_as_terms(api: Api) -> None:
    """A search_as_you_type field looks the last words of a phrase up among the beginnings of its longest shingles."""
    found = hits(api, {"match_phrase_prefix": {"typed": "quick bro"}})
    assert found == hits(api, {"match_phrase_prefix": {"typed._2gram": "quick bro"}})
    assert found == hits(api, {"prefix": {"typed": {"value": "quick bro", "rewrite": "scoring_boolean"}}})
    assert {doc for doc, _ in found} == {"0", "4"}


def test_beginnings_of_shingles_have_no_other_words(api: Api) -> None:
    """As OpenSearch's (times 2.2): each shingle counts once, the last ones are as long as the others."""
    counted = hits(api, {"prefix": {"typed": {"value": "brown", "rewrite": "scoring_boolean"}}})
    once, twice = {score for doc, score in counted if doc != "4"}, {score for doc, score in counted if doc == "4"}
    assert len(counted) == 6
    assert len(once) == 1
    assert min(twice) > max(once)


def test_longer_than_any_beginning(api: Api) -> None:
    assert [doc for doc, _ in hits(api, {"match_phrase_prefix": {"typed": "quick brown quick bro"}})] == ["4"]
