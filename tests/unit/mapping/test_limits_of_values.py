"""Values at the limits of their types, in documents and in queries, and the terms that fields list."""

from typing import Any

import pytest

from tests.reference.api import Api

LONG, BYTE, KEYWORD = {"type": "long"}, {"type": "byte"}, {"type": "keyword"}
DOCS = {"type": "text", "index_options": "docs"}


def make(api: Api, definition: Any, *values: Any) -> None:
    """Makes an index whose documents 1, 2... have one field `f`."""
    made = api.put("/limits", {"mappings": {"properties": {"f": definition}}})
    assert made.status == 200, made.text
    for number, value in enumerate(values):
        answer = api.put(f"/limits/_doc/{number + 1}?refresh=true", {"f": value})
        assert answer.status == 201, answer.text


@pytest.mark.parametrize("number", ["9223372036854775808", "-9223372036854775809", "99999999999999999999999"])
def test_no_document_holds_a_number_beyond_its_type(api: Api, number: str) -> None:
    make(api, LONG)
    answer = api.call("PUT", "/limits/_doc/1", f'{{"f": {number}}}'.encode(), {"content-type": "application/json"})
    assert answer.error[:2] == (400, "document_parsing_exception")


def test_a_new_field_is_a_long_for_a_number_beyond_it_too(api: Api) -> None:
    make(api, LONG)
    assert api.put("/limits/_doc/1", {"new": 2**63}).error[:2] == (400, "document_parsing_exception")


@pytest.mark.parametrize(
    ("definition", "query", "article"),
    [
        (LONG, {"range": {"f": {"gte": 2**63}}}, "a long"),
        (LONG, {"range": {"f": {"lt": "9223372036854775808"}}}, "a long"),
        (LONG, {"terms": {"f": [5, 2**63]}}, "a long"),
        ({"type": "integer"}, {"range": {"f": {"lte": 2**31}}}, "an integer"),
        (BYTE, {"range": {"f": {"lte": 3_000_000_000}}}, "an integer"),
        (BYTE, {"terms": {"f": [3_000_000_000]}}, "an integer"),
        ({"type": "integer_range"}, {"range": {"f": {"lte": 3_000_000_000}}}, "an integer"),
    ],
)
def test_no_query_names_a_number_beyond_the_type(api: Api, definition: Any, query: Any, article: str) -> None:
    make(api, definition)
    api.put("/limits/_doc/1?refresh=true", {"g": 1})
    answer = api.post("/limits/_search", {"query": query})
    assert answer.status == 400
    assert f"is out of range for {article}" in answer.body["error"]["root_cause"][0]["reason"]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ({"range": {"f": {"gte": 128}}}, []),
        ({"range": {"f": {"gte": -40_000}}}, ["1"]),
        ({"terms": {"f": [128, 40_000, 5, 5.5]}}, ["1"]),
        ({"term": {"f": 2**63}}, []),
    ],
)
def test_queries_may_name_numbers_that_no_byte_is(api: Api, query: Any, ids: list[str]) -> None:
    make(api, BYTE, 5)
    assert api.ids("/limits/_search", {"query": query}) == ids


@pytest.mark.parametrize("value", ["", "T", "yes"])
@pytest.mark.parametrize("query", ["term", "match", "terms", "range"])
def test_what_is_no_boolean(api: Api, query: str, value: str) -> None:
    make(api, {"type": "boolean"}, True, "")
    body = {"terms": [value], "range": {"gte": value}}.get(query, value)
    answer = api.post("/limits/_search", {"query": {query: {"f": body}}})
    assert answer.status == 400
    reason = f"Can't parse boolean value [{value}], expected [true] or [false]"
    assert reason in answer.body["error"]["root_cause"][0]["reason"]


def test_immense_terms(api: Api) -> None:
    make(api, KEYWORD, "x" * 32_766)
    status, kind, _ = api.put("/limits/_doc/2", {"f": "é" * 16_384}).error
    assert (status, kind) == (400, "document_parsing_exception")
    cause = api.put("/limits/_doc/2", {"f": "é" * 16_384}).body["error"]["caused_by"]
    assert cause["type"] == "illegal_argument_exception"
    assert cause["reason"].startswith('Document contains at least one immense term in field="f"')
    assert cause["reason"].endswith("-61, -87]...'")


@pytest.mark.parametrize(
    "definition",
    [{**KEYWORD, "ignore_above": 10}, {**KEYWORD, "index": False, "doc_values": False}, {"type": "text"}],
)
def test_long_texts_that_make_no_term(api: Api, definition: Any) -> None:
    make(api, definition, "x" * 40_000)


def test_immense_leaves_of_flattened_fields(api: Api) -> None:
    make(api, {"type": "flattened"}, {"a": "x" * 32_764})
    cause = api.put("/limits/_doc/2", {"f": {"a": "x" * 32_765}}).body["error"]["caused_by"]
    assert cause["reason"].endswith("Key length: 1, value length: 32765 for key starting with [a]")


def test_lengths_without_frequencies_count_distinct_terms(api: Api) -> None:
    """Scores of Elasticsearch 9.1."""
    make(api, DOCS, "a a a b", "a c d e", "b b b b b b")
    hits = api.post("/limits/_search", {"query": {"match": {"f": "a"}}}).body["hits"]["hits"]
    assert {hit["_id"]: hit["_score"] for hit in hits} == {"1": 0.49917626, "2": 0.36372143}
    hits = api.post("/limits/_search", {"query": {"match": {"f": "b"}}}).body["hits"]["hits"]
    assert {hit["_id"]: hit["_score"] for hit in hits} == {"1": 0.49917626, "3": 0.6133945}


@pytest.mark.parametrize(
    ("body", "terms"),
    [
        ({}, ["::1", "10.0.0.1", "10.0.1.1"]),
        ({"string": "10.0.1"}, ["10.0.1.1"]),
        ({"string": "::"}, ["::1", "10.0.0.1", "10.0.1.1"]),
        ({"string": "1"}, ["10.0.0.1", "10.0.1.1"]),
        ({"string": "zz"}, []),
        ({"search_after": "10.0.0.1"}, ["10.0.1.1"]),
        ({"size": 1}, ["::1"]),
    ],
)
def test_terms_of_addresses(api: Api, body: Any, terms: list[str]) -> None:
    make(api, {"type": "ip"}, "10.0.0.1", "10.0.1.1", "::1")
    assert api.post("/limits/_terms_enum", {"field": "f", **body}).body["terms"] == terms


def test_terms_of_versions_come_in_their_order(api: Api) -> None:
    make(api, {"type": "version"}, "1.10.0", "1.9.0", "2.0.0")
    assert api.post("/limits/_terms_enum", {"field": "f", "string": "1."}).body["terms"] == ["1.9.0", "1.10.0"]


def test_terms_of_flattened_fields_are_those_of_their_keys(api: Api) -> None:
    make(api, {"type": "flattened"}, {"a": "xy"}, {"a": "xz", "b": "w"})
    assert api.post("/limits/_terms_enum", {"field": "f"}).body["terms"] == []
    assert api.post("/limits/_terms_enum", {"field": "f.a", "string": "x"}).body["terms"] == ["xy", "xz"]
