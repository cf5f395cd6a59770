"""Queries on range fields, and on what parameters of fields change."""

import json
from pathlib import Path
from typing import Any

import pytest

from findling.base.errors import FindlingError
from tests.reference.search_case import SearchCase

DOCUMENTS: dict[str, dict[str, Any]] = {
    "a": {"n": {"gte": 1, "lte": 3}, "d": {"gte": "2020-01-01", "lt": "2020-02-01"}, "ip": "10.0.0.0/8"},
    "b": {"n": [{"lt": 0}, {"gte": 100}], "d": {"gte": "2021"}, "ip": "10.1.0.0/16"},
    "c": {"n": {"gte": 2, "lte": 50}, "ip": {"gte": "::1", "lte": "::9"}},
    "d": {"other": 1},
}


@pytest.fixture
def case(tmp_path: Path) -> SearchCase:
    properties = {
        "n": {"type": "integer_range"},
        "plain": {"type": "long_range", "index": False},
        "d": {"type": "date_range"},
        "ip": {"type": "ip_range"},
    }
    made = SearchCase(tmp_path, properties)
    made.add({"a": DOCUMENTS["a"], "b": DOCUMENTS["b"]})
    made.add({"c": DOCUMENTS["c"], "d": DOCUMENTS["d"]})
    return made


def found(case: SearchCase, query: dict[str, Any]) -> str:
    return "".join(sorted(hit["_id"] for hit in case.search({"query": query})["hits"]["hits"]))


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ({"range": {"n": {"gte": 3, "lte": 10}}}, "ac"),
        ({"range": {"n": {"gt": 3, "lte": 10}}}, "c"),
        ({"range": {"n": {"gte": 4, "lte": 10, "relation": "contains"}}}, "c"),
        ({"range": {"n": {"gte": 0, "lte": 10, "relation": "within"}}}, "a"),
        ({"range": {"n": {"gte": 0, "relation": "within"}}}, "abc"),
        ({"range": {"n": {"lt": 1}}}, "b"),
        ({"range": {"n": {"gt": 5, "lt": 6}}}, ""),
        ({"term": {"n": 2}}, "ac"),
        ({"terms": {"n": [-1, 50]}}, "bc"),
        ({"exists": {"field": "n"}}, "abc"),
        ({"range": {"n": {}}}, "abc"),
        ({"term": {"d": "2020-01-31"}}, "a"),
        ({"range": {"d": {"gte": "2020-02-01"}}}, "b"),
        ({"range": {"d": {"gte": "01/2020", "lte": "01/2020", "format": "MM/yyyy"}}}, "a"),
        ({"range": {"d": {"gte": "now"}}}, "b"),
        ({"term": {"ip": "10.1.2.3"}}, "ab"),
        ({"range": {"ip": {"gte": "10.0.0.0/8", "relation": "within"}}}, "ab"),
        ({"term": {"ip": "::5"}}, "c"),
        ({"match": {"n": 2}}, "ac"),
        ({"bool": {"must_not": [{"range": {"n": {"gte": 0, "lte": 1000}}}]}}, "d"),
    ],
)
def test_intervals(case: SearchCase, query: dict[str, Any], ids: str) -> None:
    assert found(case, query) == ids


def test_intervals_without_postings(case: SearchCase) -> None:
    case.add({"x": {"plain": {"gte": 5, "lte": 7}}, "y": {"plain": [{"lte": 1}, {"gte": 9}]}})
    assert found(case, {"range": {"plain": {"gte": 6, "lte": 8}}}) == "x"
    assert found(case, {"term": {"plain": 1}}) == "y"


def test_scores_are_the_boost(case: SearchCase) -> None:
    hits = case.search({"query": {"range": {"n": {"gte": 3, "boost": 2.5}}}})["hits"]["hits"]
    assert {hit["_score"] for hit in hits} == {2.5}


def test_ranges_are_not_sorted_by(case: SearchCase) -> None:
    with pytest.raises(FindlingError, match=r"Sorting by range field \[n\] is not supported"):
        case.search({"sort": ["n"]})


def test_similarities_of_fields(tmp_path: Path) -> None:
    properties = {"t": {"type": "text"}, "b": {"type": "text", "similarity": "boolean"}}
    case = SearchCase(tmp_path, properties)
    case.add({"1": {"t": "x x y", "b": "x x y"}, "2": {"t": "x", "b": "x"}})
    scores = [
        hit["_score"] for hit in case.search({"query": {"match": {"b": {"query": "x", "boost": 3}}}})["hits"]["hits"]
    ]
    assert scores == [3, 3]
    both = case.search({"query": {"match": {"b": "x y"}}})["hits"]["hits"]
    assert [hit["_score"] for hit in both] == [2, 1]
    phrase = case.search({"query": {"match_phrase": {"b": "x y"}}, "explain": True})["hits"]["hits"]
    assert [hit["_score"] for hit in phrase] == [1]
    assert phrase[0]["_explanation"]["value"] == 1
    found_by = case.search({"query": {"match": {"b": {"query": "x", "boost": 3}}}, "explain": True})["hits"]["hits"]
    assert '"boost, query boost"' in json.dumps(found_by[0]["_explanation"])
    plain = case.search({"query": {"match": {"t": "x"}}})["hits"]["hits"]
    assert plain[0]["_score"] != plain[1]["_score"]


def test_fielddata_of_text(tmp_path: Path) -> None:
    case = SearchCase(tmp_path, {"t": {"type": "text", "fielddata": True}, "u": {"type": "text"}})
    case.add({"1": {"t": "b a b"}, "2": {"t": "c"}, "3": {"u": "z"}})
    case.add({"4": {"t": ["a", "d e"]}})
    ids = [hit["_id"] for hit in case.search({"sort": [{"t": "desc"}]})["hits"]["hits"]]
    assert ids == ["4", "2", "1", "3"]
    with pytest.raises(FindlingError, match=r"Fielddata is disabled on \[u\]"):
        case.search({"sort": ["u"]})


def test_search_as_you_type(tmp_path: Path) -> None:
    case = SearchCase(tmp_path, {"s": {"type": "search_as_you_type"}})
    case.add({"1": {"s": "quick brown fox"}, "2": {"s": "brown quick foxes"}, "3": {"s": "slow red fox"}})
    fields = ["s", "s._2gram", "s._3gram"]

    def typed(text: str) -> list[str]:
        query = {"multi_match": {"query": text, "type": "bool_prefix", "fields": fields}}
        return [hit["_id"] for hit in case.search({"query": query})["hits"]["hits"]]

    assert typed("quick bro")[0] == "1"
    assert typed("brown qui")[0] == "2"
    assert sorted(typed("fo")) == ["1", "2", "3"]
    assert found(case, {"term": {"s._index_prefix": "brown f"}}) == "1"
