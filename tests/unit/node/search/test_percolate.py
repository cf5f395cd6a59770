"""percolate over the REST API: documents that are stored, slots of several queries, settings, errors."""

from typing import Any

import pytest

from tests.reference.api import Api

PROPERTIES = {
    "q": {"type": "percolator"},
    "title": {"type": "text"},
    "n": {"type": "integer"},
    "tag": {"type": "keyword"},
}
QUERIES: dict[str, Any] = {
    "fox": {"match": {"title": "fox"}},
    "bear": {"match": {"title": {"query": "bear", "_name": "b"}}},
    "few": {"range": {"n": {"lt": 3}}},
}


@pytest.fixture
def alerts(api: Api) -> Api:
    assert api.put("/alerts", {"mappings": {"properties": PROPERTIES}}).status == 200
    for name, query in QUERIES.items():
        assert api.put(f"/alerts/_doc/{name}", {"q": query, "tag": name[0]}).status == 201
    assert api.put("/news", {"mappings": {"properties": {"title": {"type": "text"}}}}).status == 200
    assert api.put("/news/_doc/1?routing=r", {"title": "a fox"}).status == 201
    api.post("/alerts,news/_refresh")
    return api


def percolate(**members: Any) -> Any:
    return {"percolate": {"field": "q", **members}}


def fields(api: Api, query: Any) -> dict[str, Any]:
    answer = api.post("/alerts/_search", {"query": query})
    assert answer.status == 200, answer.text
    return {hit["_id"]: hit.get("fields") for hit in answer.body["hits"]["hits"]}


def test_a_stored_document(alerts: Api) -> None:
    assert set(fields(alerts, percolate(index="news", id="1", routing="r"))) == {"fox"}
    assert set(fields(alerts, percolate(index="news", id="1", routing="r", version=1, preference="_local"))) == {"fox"}
    alerts.put("/news/_doc/1?routing=r", {"title": "a bear"})
    assert set(fields(alerts, percolate(index="news", id="1", routing="r"))) == {"bear"}


@pytest.mark.parametrize(
    ("members", "error"),
    [
        (
            {"index": "news", "id": "9"},
            (404, "resource_not_found_exception", "indexed document [news/9] couldn't be found"),
        ),
        ({"index": "gone", "id": "1"}, (404, "index_not_found_exception", "no such index [gone]")),
        (
            {"index": "news", "id": "1", "routing": "r", "version": 5},
            (
                409,
                "version_conflict_engine_exception",
                "[1]: version conflict, current version [1] is different than the one provided [5]",
            ),
        ),
        (
            {"documents": []},
            (400, "action_request_validation_exception", "Validation Failed: 1: index is missing;2: id is missing;"),
        ),
        (
            {},
            (
                400,
                "illegal_argument_exception",
                "Required one of fields [document, documents, id], but none were specified. ",
            ),
        ),
        (
            {"document": {}, "documents": [{}]},
            (
                400,
                "illegal_argument_exception",
                "The following fields are not allowed together: [document, documents] ",
            ),
        ),
    ],
)
def test_errors_of_the_request(alerts: Api, members: Any, error: Any) -> None:
    assert alerts.post("/alerts/_search", {"query": percolate(**members)}).error == error


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ({"percolate": {"field": "none", "document": {}}}, "field [none] does not exist"),
        (
            {"percolate": {"field": "title", "document": {}}},
            "expected field [title] to be of type [percolator], but is of type [text]",
        ),
        ({"term": {"q": "x"}}, "Percolator fields are not searchable directly, use a percolate query instead"),
    ],
)
def test_errors_of_shards(alerts: Api, query: Any, reason: str) -> None:
    root = alerts.post("/alerts/_search", {"query": query}).body["error"]["root_cause"][0]
    assert (root["type"], root["reason"]) == ("query_shard_exception", reason)


def test_a_document_that_the_mapping_cannot_take(alerts: Api) -> None:
    root = alerts.post("/alerts/_search", {"query": percolate(document={"n": "x"})}).body["error"]["root_cause"][0]
    assert root["type"] == "document_parsing_exception"
    assert root["reason"] == (
        "[1:6] failed to parse field [n] of type [integer] in document with id '_temp_id'. "
        "Preview of field's value: 'x'"
    )


def test_slots_of_several_queries(alerts: Api) -> None:
    either = {
        "bool": {
            "should": [
                percolate(documents=[{"title": "bear"}, {"title": "fox"}, {"title": "fox bear"}], name="first"),
                percolate(document={"n": 1}),
            ],
            "must_not": percolate(document={"title": "nothing"}),
        }
    }
    assert fields(alerts, either) == {
        "fox": {"_percolator_document_slot_first": [1, 2]},
        "bear": {
            "_percolator_document_slot_first": [0, 2],
            "_percolator_document_slot_first_0_matched_queries": ["b"],
            "_percolator_document_slot_first_2_matched_queries": ["b"],
        },
        "few": {"_percolator_document_slot_q": [0]},
    }


def test_as_the_filter_of_an_aggregation(alerts: Api) -> None:
    for title, count in (("fox", 1), ("fox bear", 2), ("cat", 0)):
        aggs = {"a": {"filter": percolate(document={"title": title})}}
        body = alerts.post("/alerts/_search", {"size": 0, "aggs": aggs}).body
        assert body["aggregations"]["a"]["doc_count"] == count


def test_queries_that_are_deleted_or_changed(alerts: Api) -> None:
    assert set(fields(alerts, percolate(document={"title": "fox bear"}))) == {"fox", "bear"}
    alerts.delete("/alerts/_doc/fox?refresh=true")
    alerts.put("/alerts/_doc/bear?refresh=true", {"q": {"match": {"title": "wolf"}}})
    assert set(fields(alerts, percolate(document={"title": "fox bear"}))) == set()
    alerts.post("/alerts/_forcemerge?max_num_segments=1")
    assert set(fields(alerts, percolate(document={"title": "a wolf", "n": 2}))) == {"bear", "few"}


def test_unmapped_fields_as_text(api: Api) -> None:
    setting = {"index.percolator.map_unmapped_fields_as_text": True}
    assert api.put("/lenient", {"settings": setting, "mappings": {"properties": PROPERTIES}}).status == 200
    assert api.put("/lenient/_doc/1?refresh=true", {"q": {"match": {"body": "Fox"}}}).status == 201
    hits = api.post("/lenient/_search", {"query": percolate(document={"body": "the fox"})}).body["hits"]["hits"]
    assert [hit["_id"] for hit in hits] == ["1"]


@pytest.mark.parametrize("name", ["has_child", "has_parent"])
def test_queries_that_cannot_be_stored(alerts: Api, name: str) -> None:
    kind = "type" if name == "has_child" else "parent_type"
    query = {"bool": {"must": {name: {kind: "a", "query": {"match_all": {}}}}}}
    answer = alerts.put("/alerts/_doc/x", {"q": query})
    assert answer.error[:2] == (400, "document_parsing_exception")
    assert answer.body["error"]["caused_by"] == {
        "type": "illegal_argument_exception",
        "reason": f"the [{name}] query is unsupported inside a percolator query",
    }


def test_fields_and_sorts(alerts: Api) -> None:
    shown = alerts.post("/alerts/_search", {"fields": ["q"], "query": {"ids": {"values": ["fox"]}}}).body
    assert shown["hits"]["hits"][0]["fields"] == {"q": [QUERIES["fox"]]}
    root = alerts.post("/alerts/_search", {"sort": ["q"]}).body["error"]["root_cause"][0]
    assert root["reason"] == "Fielddata is not supported on field [q] of type [percolator]"
