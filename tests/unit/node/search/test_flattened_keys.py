"""Single keys of flattened fields: aggregated, sorted by and shown as keywords."""

from typing import Any

import pytest

from tests.reference.api import Api

DOCUMENTS: dict[str, list[dict[str, Any]]] = {
    "single values": [{"colour": "red", "size": "xl"}, {"colour": "blue"}, {"size": "xl"}, {}],
    "several values": [{"colour": ["red", "green"], "size": "xl"}, {"colour": "blue"}, {"size": ["s", "xl"]}, {}],
}


@pytest.fixture(params=DOCUMENTS)
def labels(api: Api, request: pytest.FixtureRequest) -> tuple[Api, list[dict[str, list[str]]]]:
    """The server, and the values by key of each document."""
    documents = DOCUMENTS[request.param]
    api.put("/labels", {"mappings": {"properties": {"l": {"type": "flattened"}}}})
    for n, document in enumerate(documents):
        api.put(f"/labels/_doc/{n}?refresh=true", {"l": document})
    lists = [{key: [v] if isinstance(v, str) else v for key, v in document.items()} for document in documents]
    return api, lists


def aggregate(api: Api, **aggs: Any) -> dict[str, Any]:
    answer = api.post("/labels/_search", {"size": 0, "aggs": aggs})
    assert answer.status == 200, answer.body
    found: dict[str, Any] = answer.body["aggregations"]
    return found


@pytest.mark.parametrize("key", ["colour", "size", "weight"])
def test_aggregations_over_one_key(labels: tuple[Api, list[dict[str, list[str]]]], key: str) -> None:
    api, documents = labels
    values = [document.get(key, []) for document in documents]
    counts = {value: sum(value in own for own in values) for value in sorted({v for own in values for v in own})}
    field = {"field": f"l.{key}"}
    found = aggregate(
        api,
        terms={"terms": {**field, "order": {"_key": "asc"}}},
        with_missing={"terms": {**field, "missing": "none"}},
        some={"terms": {**field, "include": ".*e.*", "exclude": ["green"], "order": {"_key": "asc"}}},
        pages={"composite": {"sources": [{"v": {"terms": field}}], "size": 10}},
        cardinality={"cardinality": {**field, "missing": "red"}},
        value_count={"value_count": field},
        missing={"missing": field},
    )
    assert {bucket["key"]: bucket["doc_count"] for bucket in found["terms"]["buckets"]} == counts
    assert [bucket["key"] for bucket in found["terms"]["buckets"]] == list(counts)
    absent = sum(not own for own in values)
    assert {b["key"]: b["doc_count"] for b in found["with_missing"]["buckets"]} == {**counts, "none": absent}
    assert [b["key"] for b in found["some"]["buckets"]] == [v for v in counts if "e" in v and v != "green"]
    assert {b["key"]["v"]: b["doc_count"] for b in found["pages"]["buckets"]} == counts
    assert found["cardinality"]["value"] == len({*counts, "red"})
    assert found["value_count"]["value"] == sum(map(len, values))
    assert found["missing"]["doc_count"] == absent


def test_pages_go_on_after_a_value(labels: tuple[Api, list[dict[str, list[str]]]]) -> None:
    api, _ = labels
    source = {"sources": [{"v": {"terms": {"field": "l.colour"}}}], "size": 1}
    first = aggregate(api, c={"composite": source})["c"]
    assert first["after_key"] == {"v": "blue"}
    second = aggregate(api, c={"composite": {**source, "after": first["after_key"]}})["c"]
    assert [bucket["key"]["v"] for bucket in second["buckets"]] in (["red"], ["green"])


def test_sorts_and_doc_values_of_one_key(labels: tuple[Api, list[dict[str, list[str]]]]) -> None:
    api, documents = labels
    body = {"sort": [{"l.colour": "asc"}, {"_seq_no": "asc"}], "docvalue_fields": ["l.colour"]}
    hits = api.post("/labels/_search", body).body["hits"]["hits"]
    least = [min(document.get("colour", []), default=None) for document in documents]
    expected = sorted(range(len(documents)), key=lambda n: (least[n] is None, least[n] or "", n))
    assert [int(hit["_id"]) for hit in hits] == expected
    assert [hit["sort"][0] for hit in hits] == [least[n] for n in expected]
    shown = [hit.get("fields", {}).get("l.colour", []) for hit in hits]
    assert shown == [sorted(documents[n].get("colour", [])) for n in expected]


def test_terms_that_no_hit_has_are_those_of_the_key(labels: tuple[Api, list[dict[str, list[str]]]]) -> None:
    api, documents = labels
    aggs = {"c": {"terms": {"field": "l.colour", "min_doc_count": 0, "order": {"_key": "asc"}}}}
    answer = api.post("/labels/_search", {"query": {"term": {"l.colour": "blue"}}, "aggs": aggs}).body
    colours = sorted({value for document in documents for value in document.get("colour", [])})
    found = answer["aggregations"]["c"]["buckets"]
    assert [(bucket["key"], bucket["doc_count"]) for bucket in found] == [(c, int(c == "blue")) for c in colours]


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        *(
            ({name: {"l.size": "x"}}, f"[{name}] queries are not currently supported on keyed [flattened] fields.")
            for name in ("wildcard", "regexp", "fuzzy")
        ),
        (
            {"range": {"l.size": {"gte": "s"}}},
            "[range] queries on keyed [flattened] fields must include both an upper and a lower bound.",
        ),
    ],
)
def test_queries_that_one_key_does_not_take(
    labels: tuple[Api, list[dict[str, list[str]]]], query: Any, reason: str
) -> None:
    """The terms of a key lie among those of all keys."""
    answer = labels[0].post("/labels/_search", {"query": query})
    assert answer.status == 400
    assert answer.body["error"]["root_cause"][0]["reason"] == f"failed to create query: {reason}"


def test_a_range_of_one_key_has_two_ends(labels: tuple[Api, list[dict[str, list[str]]]]) -> None:
    api, documents = labels
    answer = api.post("/labels/_search", {"query": {"range": {"l.size": {"gte": "s", "lte": "xl"}}}})
    assert answer.body["hits"]["total"]["value"] == sum("size" in own for own in documents)
