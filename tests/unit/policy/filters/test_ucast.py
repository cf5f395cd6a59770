"""Conditions become queries, over exact fields only."""

from typing import Any

import pytest

from findling.policy.filters.allowed_queries import check_query
from findling.policy.filters.errors import FilterError
from findling.policy.filters.exact_fields import exact_field
from findling.policy.filters.ucast import ALL, NONE, to_query

MAPPING = {
    "properties": {
        "tag": {"type": "keyword"},
        "title": {"type": "text", "fields": {"raw": {"type": "keyword", "ignore_above": 256}}},
        "note": {"type": "text"},
        "level": {"type": "long"},
        "on": {"type": "boolean"},
        "at": {"type": "date"},
        "lower": {"type": "keyword", "normalizer": "lowercase"},
        "place": {"properties": {"city": {"type": "keyword"}}},
        "parts": {"type": "nested", "properties": {"name": {"type": "keyword"}}},
        "here": {"type": "geo_point"},
        "hidden": {"type": "keyword", "index": False, "doc_values": False},
    }
}


def condition(operator: str, field: str, value: Any) -> dict[str, Any]:
    return {"type": "field", "operator": operator, "field": f"doc.{field}", "value": value}


def compound(operator: str, *inner: Any) -> dict[str, Any]:
    return {"type": "compound", "operator": operator, "value": list(inner)}


def query(of: Any, negated: bool = False) -> Any:
    return to_query(of, lambda name: exact_field(MAPPING, name), negated)


A, B = condition("eq", "tag", "a"), condition("gt", "level", 3)
QUERY_A, QUERY_B = {"term": {"tag": {"value": "a"}}}, {"range": {"level": {"gt": 3}}}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (None, NONE),
        ({}, ALL),
        (A, QUERY_A),
        (B, QUERY_B),
        (condition("lte", "at", "2024-01-01"), {"range": {"at": {"lte": "2024-01-01"}}}),
        (condition("eq", "on", True), {"term": {"on": {"value": True}}}),
        (condition("eq", "title", "x"), {"term": {"title.raw": {"value": "x"}}}),
        (condition("eq", "place.city", "x"), {"term": {"place.city": {"value": "x"}}}),
        (condition("in", "tag", ["a", "b"]), {"terms": {"tag": ["a", "b"]}}),
        (condition("startswith", "tag", "a*"), {"prefix": {"tag": {"value": "a*"}}}),
        (condition("contains", "tag", "a*?\\"), {"wildcard": {"tag": {"value": "*a\\*\\?\\\\*"}}}),
        (condition("endswith", "tag", "a"), {"wildcard": {"tag": {"value": "*a"}}}),
        (
            condition("ne", "tag", "a"),
            {"bool": {"filter": [{"exists": {"field": "tag"}}], "must_not": [QUERY_A]}},
        ),
        (compound("and", A, B), {"bool": {"filter": [QUERY_A, QUERY_B]}}),
        (compound("or", A, B), {"bool": {"should": [QUERY_A, QUERY_B], "minimum_should_match": 1}}),
        (compound("not", A), {"bool": {"must_not": [QUERY_A]}}),
        (compound("not", B), {"bool": {"filter": [{"exists": {"field": "level"}}], "must_not": [QUERY_B]}}),
    ],
)
def test_conditions(given: Any, expected: Any) -> None:
    assert query(given) == expected


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (condition("eq", "nowhere", 1), "not in the mapping"),
        (condition("eq", "place", 1), "not in the mapping"),
        (condition("eq", "note", "x"), "no keyword sub-field"),
        (condition("eq", "parts.name", "x"), "nested documents"),
        (condition("eq", "here", "x"), r"type \[geo_point\]"),
        (condition("eq", "hidden", "x"), "not indexed"),
        (condition("eq", "tag", None), "with null"),
        (condition("in", "tag", ["a", None]), "with null"),
        (condition("eq", "tag", {"field": "doc.title"}), "another field"),
        (condition("eq", "tag", 3), "another type"),
        (condition("gt", "level", "3"), "another type"),
        (condition("eq", "level", True), "another type"),
        (condition("startswith", "level", "3"), "no texts"),
        (condition("like", "tag", "3"), r"operator \[like\]"),
        (condition("ne", "title", "x"), "ignore_above"),
        (compound("not", condition("eq", "lower", "x")), "normalizer"),
        (compound("xor", A, B), r"operator \[xor\]"),
        (compound("not", compound("or", A, B)), "more than one comparison"),
        (compound("not", A, B), "more than one comparison"),
    ],
)
def test_what_is_no_filter(given: Any, message: str) -> None:
    with pytest.raises(FilterError, match=message):
        query(given)


def test_a_field_that_leaves_values_out_hides_nothing() -> None:
    assert query(condition("eq", "lower", "x")) == {"term": {"lower": {"value": "x"}}}
    with pytest.raises(FilterError, match="normalizer"):
        query(condition("eq", "lower", "x"), negated=True)


@pytest.mark.parametrize(
    "allowed",
    [
        {"match_all": {}},
        {"bool": {"filter": [{"term": {"a": 1}}], "must_not": {"exists": {"field": "b"}}}},
        {"nested": {"path": "p", "query": {"range": {"p.a": {"gt": 1}}}}},
        {"terms": {"a": [1, 2], "boost": 2}},
        {"constant_score": {"filter": {"geo_distance": {"distance": "1km", "here": [0, 0]}}}},
    ],
)
def test_queries_a_rule_may_return(allowed: Any) -> None:
    check_query(allowed)


@pytest.mark.parametrize(
    "refused",
    [
        {"script": {"script": "true"}},
        {"bool": {"should": [{"has_child": {"type": "a", "query": {"match_all": {}}}}]}},
        {"percolate": {"field": "q", "document": {}}},
        {"terms": {"a": {"index": "i", "id": "1", "path": "p"}}},
        {"geo_shape": {"here": {"indexed_shape": {"id": "1"}}}},
        {"query_string": {"query": "*"}},
        {},
        [],
        "match_all",
        {"term": {"a": 1}, "exists": {"field": "b"}},
        {"nested": {"path": "p", "query": {"more_like_this": {}}}},
        {"bool": []},
    ],
)
def test_queries_a_rule_may_not_return(refused: Any) -> None:
    with pytest.raises(FilterError):
        check_query(refused)
