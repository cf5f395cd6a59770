"""Derived fields, OpenSearch's runtime fields, of mappings and of searches."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from findling.node.services.config import NodeConfig
from findling.node.services.node import Node
from tests.reference.api import Api

PART = "emit(doc['raw'].value.splitOnToken(' ')[{}])"
OBJECT = "emit('{\"a\":\"b\",\"n\":' + doc['n'].value + '}')"


def _field(kind: str, source: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, "script": {"source": source}, **more}


@pytest.fixture
def lines(tmp_path: Path) -> Iterator[Api]:
    config = NodeConfig(data=tmp_path / "data", sync=False, background=False, threads=2, flavor="opensearch")
    with Node(config) as node:
        api = Api(node)
        derived = {
            "method": _field("keyword", PART.format(0)),
            "status": _field("long", "emit(Long.parseLong(doc['raw'].value.splitOnToken(' ')[2]))"),
        }
        properties = {"raw": {"type": "keyword"}, "n": {"type": "long"}}
        made = api.put("/lines", {"mappings": {"derived": derived, "properties": properties}})
        assert made.status == 200, made.text
        for number, raw in enumerate(["GET /a 200", "POST /b 404", "GET /c 500"], 1):
            api.put(f"/lines/_doc/{number}?refresh=true", {"raw": raw, "n": number})
        yield api


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"term": {"method": "GET"}}, ["1", "3"]),
        ({"prefix": {"method": "PO"}}, ["2"]),
        ({"range": {"status": {"gte": 404}}}, ["2", "3"]),
    ],
)
def test_fields_of_the_mapping_are_found(lines: Api, query: Any, found: list[str]) -> None:
    assert sorted(lines.ids("/lines/_search", {"query": query})) == found


def test_they_are_shown_and_aggregated(lines: Api) -> None:
    body = {"fields": ["method", "status"], "aggs": {"m": {"terms": {"field": "method"}}}, "sort": ["n"]}
    answer = lines.post("/lines/_search", body).body
    assert [hit["fields"] for hit in answer["hits"]["hits"]][:2] == [
        {"method": ["GET"], "status": [200]},
        {"method": ["POST"], "status": [404]},
    ]
    assert [(each["key"], each["doc_count"]) for each in answer["aggregations"]["m"]["buckets"]] == [
        ("GET", 2),
        ("POST", 1),
    ]


@pytest.mark.parametrize(
    ("field", "query", "found"),
    [
        (_field("double", "emit(doc['n'].value * 2.5)"), {"range": {"x": {"gt": 2.5}}}, ["2", "3"]),
        (_field("float", "emit(doc['n'].value / 2.0)"), {"term": {"x": 1.5}}, ["3"]),
        (_field("boolean", "emit(doc['n'].value % 2 == 0)"), {"term": {"x": True}}, ["2"]),
        (_field("ip", "emit('10.0.0.' + doc['n'].value)"), {"term": {"x": "10.0.0.2"}}, ["2"]),
        (_field("text", "emit(doc['raw'].value)"), {"match": {"x": "post"}}, ["2"]),
        (_field("text", "emit(doc['raw'].value)"), {"match_phrase": {"x": "get c"}}, ["3"]),
        (_field("object", OBJECT, properties={"n": "long"}), {"range": {"x.n": {"gt": 1}}}, ["2", "3"]),
        (_field("keyword", "emit(doc['none'].value)", ignore_malformed=True), {"term": {"x": "1"}}, []),
    ],
)
def test_fields_of_a_search(lines: Api, field: Any, query: Any, found: list[str]) -> None:
    assert sorted(lines.ids("/lines/_search", {"derived": {"x": field}, "query": query})) == found


def test_mappings_show_and_change_them(lines: Api) -> None:
    changed = {"derived": {"method": _field("keyword", "emit('new')"), "more": {"type": "long"}}}
    assert lines.put("/lines/_mapping", changed).status == 200
    shown = lines.get("/lines/_mapping").body["lines"]["mappings"]["derived"]
    assert list(shown) == ["method", "more", "status"]
    assert shown["method"] == {"type": "keyword", "script": {"source": "emit('new')", "lang": "painless"}}
    assert lines.ids("/lines/_search", {"query": {"term": {"method": "GET"}}}) == []


@pytest.mark.parametrize(
    ("derived", "reason"),
    [
        ({"x": _field("nothing", "emit(1)")}, "Type [nothing] isn't supported in Derived field context."),
        ({"x": "y"}, "Expected map for property [derived_fields] on field [x] but got a class java.lang.String"),
        ({"x": _field("long", "emit(1)", foo=1)}, "unknown parameter [foo] on mapper [x] of type [long]"),
        (None, "derived must be a map type"),
    ],
)
def test_wrong_definitions(lines: Api, derived: Any, reason: str) -> None:
    status, _, told = lines.put("/lines/_mapping", {"derived": derived}).error
    assert (status, told) == (400, reason)


def test_derived_and_runtime_fields_of_one_search(lines: Api) -> None:
    twice = {"type": "long", "script": {"source": "emit(doc['n'].value * 2)"}}
    for first, second in (("derived", "runtime_mappings"), ("runtime_mappings", "derived")):
        own = {"derived": {"path": _field("keyword", PART.format(1))}, "runtime_mappings": {"twice": twice}}
        query = {"bool": {"filter": [{"term": {"path": "/b"}}, {"term": {"twice": 4}}]}}
        answer = lines.post("/lines/_search", {first: own[first], second: own[second], "query": query})
        assert [hit["_id"] for hit in answer.body["hits"]["hits"]] == ["2"]
