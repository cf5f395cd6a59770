"""-0.0 in fields of floating point numbers: less than 0.0, as Elasticsearch 9.1 answers."""

from typing import Any

import pytest

from tests.reference.api import Api

ZEROS: Any = [-0.0, 0.0, 1.5, -1.5, [0.0, -0.0]]
"""Values of the documents 0 to 4."""

FOUND = [
    ({"term": {"f": 0}}, "14"),
    ({"term": {"f": -0.0}}, "04"),
    ({"terms": {"f": [0, 7]}}, "14"),
    ({"terms": {"f": [-0.0, 7]}}, "04"),
    ({"terms": {"f": [-0.0, 0]}}, "014"),
    ({"range": {"f": {"gte": 0}}}, "124"),
    ({"range": {"f": {"gte": -0.0}}}, "0124"),
    ({"range": {"f": {"gt": -0.0}}}, "124"),
    ({"range": {"f": {"gt": 0}}}, "2"),
    ({"range": {"f": {"lt": 0}}}, "034"),
    ({"range": {"f": {"lt": -0.0}}}, "3"),
    ({"range": {"f": {"lte": 0}}}, "0134"),
    ({"range": {"f": {"lte": "-0"}}}, "034"),
    ({"range": {"f": {"gte": "-0", "lte": "0"}}}, "014"),
]


def _make(api: Api, kind: str, values: Any) -> None:
    properties = {"f": {"type": kind}, "t": {"type": "text"}}
    assert api.put("/zeros", {"mappings": {"properties": properties}}).status == 200
    for number, value in enumerate(values):
        assert api.put(f"/zeros/_doc/{number}", {"f": value, "t": "fox"}).status == 201
    api.post("/zeros/_refresh")


def _found(api: Api, body: dict[str, Any]) -> str:
    answer = api.post("/zeros/_search", body)
    assert answer.status == 200, answer.text
    return "".join(sorted(hit["_id"] for hit in answer.body["hits"]["hits"]))


@pytest.mark.parametrize("kind", ["double", "float", "half_float"])
def test_what_is_found(api: Api, kind: str) -> None:
    _make(api, kind, ZEROS)
    # one after the other: queries that differ by the sign only are not one in the cache
    assert [_found(api, {"query": query}) for query, _ in FOUND] == [found for _, found in FOUND]


def test_filters_of_scored_queries(api: Api) -> None:
    _make(api, "double", ZEROS)
    bodies = [{"query": {"bool": {"must": {"match": {"t": "fox"}}, "filter": query}}} for query, _ in FOUND]
    assert [_found(api, body) for body in bodies] == [found for _, found in FOUND]


@pytest.mark.parametrize("kind", ["double", "float"])
def test_values_without_a_sign_are_not_negative_zero(api: Api, kind: str) -> None:
    _make(api, kind, [0.0, 1.5])
    assert _found(api, {"query": {"term": {"f": -0.0}}}) == ""
    assert _found(api, {"query": {"range": {"f": {"lte": -0.0}}}}) == ""
    assert _found(api, {"query": {"range": {"f": {"gte": -0.0}}}}) == "01"
    assert _found(api, {"query": {"bool": {"must": {"match": {"t": "fox"}}, "filter": {"term": {"f": -0.0}}}}}) == ""


def test_single_values_and_missing_ones(api: Api) -> None:
    _make(api, "double", [-0.0, None, 2.0])
    assert _found(api, {"query": {"term": {"f": 0}}}) == ""
    assert _found(api, {"query": {"range": {"f": {"lte": 0}}}}) == "0"
    assert _found(api, {"query": {"exists": {"field": "f"}}}) == "02"


def test_merged_segments_keep_the_sign(api: Api) -> None:
    _make(api, "double", ZEROS)
    assert api.post("/zeros/_forcemerge?max_num_segments=1").status == 200
    assert _found(api, {"query": {"term": {"f": 0}}}) == "14"


def test_values_that_are_shown_and_aggregated(api: Api) -> None:
    _make(api, "double", ZEROS)
    answer = api.post("/zeros/_search", {"docvalue_fields": ["f"], "sort": ["_doc"]})
    assert [str(hit["fields"]["f"]) for hit in answer.body["hits"]["hits"]] == [
        "[-0.0]", "[0.0]", "[1.5]", "[-1.5]", "[-0.0, 0.0]"
    ]  # fmt: skip
    aggs = {"t": {"terms": {"field": "f"}}, "s": {"stats": {"field": "f"}}, "c": {"cardinality": {"field": "f"}}}
    found = api.post("/zeros/_search", {"size": 0, "aggs": aggs}).body["aggregations"]
    buckets = [(str(bucket["key"]), bucket["doc_count"]) for bucket in found["t"]["buckets"]]
    assert buckets == [("-0.0", 2), ("0.0", 2), ("-1.5", 1), ("1.5", 1)]
    assert found["s"] == {"count": 6, "min": -1.5, "max": 1.5, "avg": 0.0, "sum": 0.0}
    assert found["c"] == {"value": 4}


@pytest.mark.parametrize("order", ["asc", "desc"])
def test_sorts_over_segments_with_and_without_it(api: Api, order: str) -> None:
    _make(api, "double", [-0.0, 2.0, None])
    assert api.put("/zeros/_doc/7?refresh=true", {"f": 1.5}).status == 201
    answer = api.post("/zeros/_search", {"sort": [{"f": order}], "size": 3})
    assert answer.status == 200, answer.text
    found = [(hit["_id"], str(hit["sort"][0])) for hit in answer.body["hits"]["hits"]]
    expected = [("0", "-0.0"), ("7", "1.5"), ("1", "2.0")]
    assert found == (expected if order == "asc" else expected[::-1])
