"""Term vectors, as Elasticsearch 9.1 answers them."""

from typing import Any

import pytest

from tests.reference.api import Api


@pytest.fixture
def notes(api: Api) -> Api:
    analysis = {"analyzer": {"paid": {"tokenizer": "whitespace", "filter": ["delimited_payload"]}}}
    properties = {
        "t": {"type": "text", "term_vector": "with_positions_offsets", "fields": {"raw": {"type": "keyword"}}},
        "plain": {"type": "text"},
        "p": {"type": "text", "analyzer": "paid", "term_vector": "with_positions_offsets_payloads"},
        "n": {"type": "integer"},
    }
    body = {"settings": {"analysis": analysis}, "mappings": {"properties": properties}}
    assert api.put("/notes", body).status == 200
    api.put("/notes/_doc/1?refresh", {"t": "brown fox brown", "plain": "quick fox", "n": 5})
    api.put("/notes/_doc/2?refresh", {"t": ["aa bb", "cc aa"]})
    api.put("/notes/_doc/3?refresh", {"p": "a|1.0 b"})
    return api


def vectors(api: Api, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    answer = api.call("POST", path, body)
    assert answer.status == 200, answer.text
    assert answer.body["found"]
    found: dict[str, Any] = answer.body["term_vectors"]
    return found


def test_fields_with_stored_vectors_are_shown(notes: Api) -> None:
    found = vectors(notes, "/notes/_termvectors/1")
    assert found.keys() == {"t"}
    assert found["t"]["field_statistics"] == {"sum_doc_freq": 5, "doc_count": 2, "sum_ttf": 7}
    assert found["t"]["terms"] == {
        "brown": {
            "term_freq": 2,
            "tokens": [
                {"position": 0, "start_offset": 0, "end_offset": 5},
                {"position": 2, "start_offset": 10, "end_offset": 15},
            ],
        },
        "fox": {"term_freq": 1, "tokens": [{"position": 1, "start_offset": 6, "end_offset": 9}]},
    }


def test_fields_are_named_by_patterns_and_numbers_have_no_terms(notes: Api) -> None:
    assert vectors(notes, "/notes/_termvectors/1?fields=pl*,n").keys() == {"plain"}
    raw = vectors(notes, "/notes/_termvectors/1?fields=t.*&field_statistics=false")
    token = {"position": 0, "start_offset": 0, "end_offset": 15}
    assert raw == {"t.raw": {"terms": {"brown fox brown": {"term_freq": 1, "tokens": [token]}}}}


def test_values_stand_apart(notes: Api) -> None:
    terms = vectors(notes, "/notes/_termvectors/2")["t"]["terms"]
    tokens = {name: [tuple(token.values()) for token in term["tokens"]] for name, term in terms.items()}
    assert tokens == {"aa": [(0, 0, 2), (103, 9, 11)], "bb": [(1, 3, 5)], "cc": [(102, 6, 8)]}


def test_payloads(notes: Api) -> None:
    terms = vectors(notes, "/notes/_termvectors/3", {"offsets": False, "field_statistics": False})["p"]["terms"]
    assert terms["a"]["tokens"] == [{"position": 0, "payload": "P4AAAA=="}]
    assert terms["b"]["tokens"] == [{"position": 1}]


def test_statistics_and_what_is_hidden(notes: Api) -> None:
    path = "/notes/_termvectors/1?term_statistics=true&positions=false&offsets=false&field_statistics=false"
    assert vectors(notes, path)["t"]["terms"] == {
        "brown": {"doc_freq": 1, "ttf": 2, "term_freq": 2},
        "fox": {"doc_freq": 1, "ttf": 1, "term_freq": 1},
    }


def test_given_documents_are_analysed(notes: Api) -> None:
    found = vectors(notes, "/notes/_termvectors", {"doc": {"t": "new fox", "plain": "x"}, "term_statistics": True})
    assert found.keys() == {"t", "t.raw", "plain"}
    assert "doc_freq" not in found["t"]["terms"]["new"]
    assert found["t"]["terms"]["fox"]["doc_freq"] == 1
    other = vectors(notes, "/notes/_termvectors", {"doc": {"t": "A B"}, "per_field_analyzer": {"t": "keyword"}})
    assert other["t"]["terms"].keys() == {"A B"}


def test_filtered_terms_have_scores(notes: Api) -> None:
    terms = vectors(notes, "/notes/_termvectors/1", {"filter": {"max_num_terms": 1}})["t"]["terms"]
    assert terms.keys() == {"brown"}
    assert terms["brown"]["score"] == pytest.approx(2.8109303)
    assert vectors(notes, "/notes/_termvectors/1", {"filter": {"min_word_length": 4}})["t"]["terms"].keys() == {"brown"}


def test_documents_that_are_not_there(notes: Api) -> None:
    body = notes.get("/notes/_termvectors/none").body
    assert (body["found"], body["_version"], "term_vectors" in body) == (False, 0, False)


@pytest.mark.parametrize(
    ("path", "body", "kind", "reason"),
    [
        (
            "/notes/_termvectors/1",
            {"doc": {}},
            "parse_exception",
            "failed to parse term vectors request. either [id] or [doc] can be specified, but not both!",
        ),
        (
            "/notes/_termvectors",
            {"dfs": True},
            "illegal_argument_exception",
            "distributed frequencies is not supported anymore for term vectors",
        ),
        ("/notes/_termvectors", {}, "action_request_validation_exception", "id or doc is missing"),
        ("/notes/_termvectors/1", {"foo": 1}, "parse_exception", "unknown field [foo]"),
        ("/notes/_termvectors/1", {"fields": "t"}, "parse_exception", "must be an array"),
        ("/notes/_termvectors/1", {"filter": {"most": 1}}, "parse_exception", "is not valid for filter parameter"),
        ("/notes/_termvectors/1?dfs=true", None, "illegal_argument_exception", "unrecognized parameter: [dfs]"),
        ("/notes/_termvectors/1?preference=_no", None, "illegal_argument_exception", "no Preference for [_no]"),
        ("/_mtermvectors", {}, "action_request_validation_exception", "multi term vectors: no documents requested"),
        (
            "/_mtermvectors",
            {"docs": [{"_id": "1"}]},
            "action_request_validation_exception",
            "1: index is missing;2: at multi term vectors for doc 0;",
        ),
        ("/notes/_mtermvectors", {"foo": 1}, "parse_exception", "_mtermvectors: Parameter [foo] not supported"),
    ],
)
def test_what_is_wrong(notes: Api, path: str, body: dict[str, Any] | None, kind: str, reason: str) -> None:
    status, found, why = notes.call("POST", path, body).error
    assert (status, found) == (400, kind)
    assert reason in why


def test_several_documents(notes: Api) -> None:
    items = [{"_id": "1", "fields": ["t"]}, {"_index": "nowhere", "_id": "1"}, {"doc": {"t": "x"}}]
    docs = notes.post("/notes/_mtermvectors", {"docs": items}).body["docs"]
    assert [doc.get("found") for doc in docs] == [True, None, True]
    assert docs[1]["error"]["type"] == "index_not_found_exception"
    docs = notes.post("/notes/_mtermvectors", {"ids": ["1", "none"], "parameters": {"fields": ["plain"]}}).body["docs"]
    assert docs[0]["term_vectors"].keys() == {"plain"}
    assert docs[1]["found"] is False
    assert notes.get("/notes/_mtermvectors?ids=2").body["docs"][0]["_id"] == "2"
