"""Counts and buckets of documents."""

import pytest

from tests.reference.api import Api, bulk_lines
from tests.unit.graphql.conftest import Ask

PROPERTIES = {
    "name": {"type": "text", "fields": {"raw": {"type": "keyword"}}},
    "age": {"type": "integer"},
    "since": {"type": "date"},
    "kids": {"type": "nested", "properties": {"name": {"type": "keyword"}, "age": {"type": "integer"}}},
}


@pytest.fixture(autouse=True)
def people(api: Api) -> None:
    api.put("/people", {"mappings": {"properties": PROPERTIES}})
    documents = {
        str(n): {
            "name": f"P{n % 3}",
            "age": n,
            "since": 1700000000000 + n * 86_400_000,
            "kids": [{"name": "a", "age": n}, {"name": "b", "age": 3}],
        }
        for n in range(12)
    }
    api.post("/_bulk?refresh=true", bulk_lines("people", documents))


def test_counts_and_metrics(ask: Ask) -> None:
    query = """{people_aggregate(where: {age: {_lt: 10}}) {
        count avg(field: age) sum(field: age) min(field: age) max(field: age)
        cardinality(field: name) value_count(field: age) stats(field: age) {count min max avg sum}
        extended_stats(field: age) {variance} percentiles(field: age, percents: [50]) {percent value}
    }}"""
    assert ask(query)["people_aggregate"] == {
        "count": 10, "avg": 4.5, "sum": 45.0, "min": 0.0, "max": 9.0, "cardinality": 3, "value_count": 10,
        "stats": {"count": 10, "min": 0.0, "max": 9.0, "avg": 4.5, "sum": 45.0}, "extended_stats": {"variance": 8.25},
        "percentiles": [{"percent": 50.0, "value": 4.5}],
    }  # fmt: skip


def test_buckets_in_buckets(ask: Ask) -> None:
    query = """query ($size: Int!) {people_aggregate {
        terms(field: name, size: $size, order: {key: DESC}) {
            key docCount
            young: filter(where: {age: {_lt: 6}}) {docCount}
            ...Weeks
        }
    }}
    fragment Weeks on PeopleBucket {
        date_histogram(field: since, calendarInterval: "week") {
            keyAsString range(field: age, ranges: [{to: 6}, {from: 6, key: "old"}]) {key docCount max(field: age)}
        }
    }"""
    buckets = ask(query, size=2)["people_aggregate"]["terms"]
    assert [(one["key"], one["docCount"], one["young"]["docCount"]) for one in buckets] == [("P2", 4, 2), ("P1", 4, 2)]
    assert buckets[0]["date_histogram"][0] == {
        "keyAsString": "2023-11-13T00:00:00.000Z",
        "range": [
            {"key": "*-6.0", "docCount": 2, "max": 5.0},
            {"key": "old", "docCount": 0, "max": None},
        ],
    }


def test_nested_objects_and_back(ask: Ask) -> None:
    query = """{people_aggregate {
        terms(field: kids__name) {key docCount avg(field: kids__age) parents: sum(field: age)}
        max(field: kids__age)
    }}"""
    assert ask(query)["people_aggregate"] == {
        "terms": [
            {"key": "a", "docCount": 12, "avg": 5.5, "parents": 66.0},
            {"key": "b", "docCount": 12, "avg": 3.0, "parents": 66.0},
        ],
        "max": 11.0,
    }


def test_directives_and_aliases(ask: Ask) -> None:
    query = """query ($no: Boolean!) {people_aggregate {
        a: max(field: age) b: max(field: kids__age) @skip(if: $no) ... @include(if: $no) {c: min(field: age)}
        __typename
    }}"""
    assert ask(query, no=True)["people_aggregate"] == {"a": 11.0, "c": 0.0, "__typename": "PeopleAggregate"}


def test_more_than_three_levels_of_buckets_are_refused(api: Api) -> None:
    level = "terms(field: age) {%s}"
    query = "{people_aggregate {%s}}" % (level % (level % (level % "avg(field: age)")))
    assert "errors" not in api.post("/_graphql", {"query": query}).body
    query = query.replace("avg(field: age)", "terms(field: age) {key}")
    error = api.post("/_graphql", {"query": query}).body["errors"][0]
    assert error["message"] == "Aggregations may have at most 3 levels of buckets."
    assert error["path"] == ["people_aggregate"]
