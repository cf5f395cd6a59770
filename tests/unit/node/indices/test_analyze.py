"""The analyze API."""

from typing import Any

import pytest

from tests.reference.api import Api


def tokens(answer: Any) -> list[tuple[str, int, int, int]]:
    assert answer.status == 200, answer.text
    return [(t["token"], t["start_offset"], t["end_offset"], t["position"]) for t in answer.body["tokens"]]


def test_named_analyzers(api: Api) -> None:
    assert tokens(api.post("/_analyze", {"analyzer": "standard", "text": "The Fox"})) == [
        ("the", 0, 3, 0),
        ("fox", 4, 7, 1),
    ]
    assert tokens(api.get("/_analyze", {"analyzer": "keyword", "text": "The Fox"})) == [("The Fox", 0, 7, 0)]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"text": 5}, "[analyze_request] text doesn't support values of type: VALUE_NUMBER"),
        ({"text": "a", "filter": "lowercase"}, "[analyze_request] filter doesn't support values of type: VALUE_STRING"),
        ({"text": "a", "explain": "zz"}, "[analyze_request] failed to parse field [explain]"),
        ({"text": "a", "analyzer": {}}, "[analyze_request] analyzer doesn't support values of type: START_OBJECT"),
        ({"text": "a", "junk": 1}, "[analyze_request] unknown field [junk]"),
    ],
)
def test_members_of_other_kinds(api: Api, body: dict[str, Any], reason: str) -> None:
    status, kind, text = api.post("/_analyze", body).error
    assert (status, kind, text.partition("] ")[2]) == (400, "x_content_parse_exception", reason)


def test_texts_stand_in_the_body_alone(api: Api) -> None:
    assert api.get("/_analyze?text=foo").error[1] == "illegal_argument_exception"


def test_texts_stand_behind_each_other(api: Api) -> None:
    found = tokens(api.post("/_analyze", {"text": ["a b", "c"]}))
    assert found == [("a", 0, 1, 0), ("b", 2, 3, 1), ("c", 4, 5, 102)]


def test_parts_in_the_request(api: Api) -> None:
    body = {"tokenizer": "standard", "filter": ["lowercase", {"type": "stop", "stopwords": ["the"]}], "text": "The Fox"}
    assert tokens(api.post("/_analyze", body)) == [("fox", 4, 7, 1)]


def test_analysis_of_an_index(api: Api) -> None:
    settings = {"analysis": {"analyzer": {"mine": {"tokenizer": "keyword", "filter": ["lowercase"]}}}}
    properties = {"t": {"type": "text", "analyzer": "mine"}, "k": {"type": "keyword"}}
    api.put("/store", {"settings": settings, "mappings": {"properties": properties}})
    assert tokens(api.post("/store/_analyze", {"analyzer": "mine", "text": "A B"})) == [("a b", 0, 3, 0)]
    assert tokens(api.post("/store/_analyze", {"field": "t", "text": "A B"})) == [("a b", 0, 3, 0)]
    assert tokens(api.post("/store/_analyze", {"field": "k", "text": "A B"})) == [("A B", 0, 3, 0)]
    detail = api.post("/store/_analyze", {"analyzer": "mine", "text": "A", "explain": True}).body["detail"]
    assert detail["tokenfilters"][-1]["tokens"][0]["bytes"] == "[61]"
    api.put("/store/_settings", {"index.analyze.max_token_count": 1})
    assert "has exceeded the allowed maximum of [1]" in api.post("/store/_analyze", {"text": "a b c"}).error[2]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({}, "action_request_validation_exception"),
        ({"text": "x", "analyzer": "nope"}, "illegal_argument_exception"),
        ({"text": "x", "tokenizer": "nope"}, "illegal_argument_exception"),
        ({"text": "x", "field": "f"}, "illegal_argument_exception"),
        ({"text": "x", "normalizer": "n"}, "action_request_validation_exception"),
        ({"text": "x", "foo": 1}, "x_content_parse_exception"),
        ({"text": "x", "tokenizer": {"a": 1}}, "illegal_argument_exception"),
        ({"text": "x", "tokenizer": "standard", "analyzer": "standard"}, "action_request_validation_exception"),
    ],
)
def test_refused(api: Api, body: Any, kind: str) -> None:
    assert api.post("/_analyze", body or {"explain": False}).error[1] == kind


def test_fields_without_text(api: Api) -> None:
    """Only text and keywords are analysed."""
    api.put("/store", {"mappings": {"properties": {"n": {"type": "long"}, "k": {"type": "keyword"}}}})
    assert tokens(api.post("/store/_analyze", {"field": "k", "text": "The Fox"})) == [("The Fox", 0, 7, 0)]
    assert tokens(api.post("/store/_analyze", {"field": "new", "text": "The"})) == [("the", 0, 3, 0)]
    assert api.post("/store/_analyze", {"field": "n", "text": "1"}).error == (
        400,
        "illegal_argument_exception",
        "Can't process field [n], Analysis requests are only supported on tokenized fields",
    )


def test_files_of_the_configuration_directory(api: Api) -> None:
    """With an index and without; nothing else on this machine."""
    folder = api.node.config.data / "config"
    folder.mkdir(exist_ok=True)
    (folder / "words.txt").write_text("fox\n")
    stop = {"type": "stop", "stopwords_path": "words.txt"}
    assert tokens(api.post("/_analyze", {"tokenizer": "standard", "filter": [stop], "text": "a fox"})) == [
        ("a", 0, 1, 0)
    ]
    secret = {"tokenizer": "standard", "filter": [{**stop, "stopwords_path": "../state.json"}], "text": "a"}
    assert api.post("/_analyze", secret).error == (
        400,
        "illegal_argument_exception",
        "Access denied trying to read file stopwords_path: ../state.json",
    )
    analysis = {"filter": {"f": {**stop, "stopwords_path": "/etc/passwd"}}}
    assert api.put("/store", {"settings": {"analysis": analysis}}).error[2] == (
        "Access denied trying to read file stopwords_path: /etc/passwd"
    )
    assert api.head("/store").status == 404


def test_predicates_in_the_request(api: Api) -> None:
    """Elasticsearch's example, and the errors of scripts with their place."""
    body = {
        "tokenizer": "standard",
        "filter": [
            {"type": "condition", "filter": ["lowercase"], "script": {"source": "token.getTerm().length() < 5"}}
        ],
        "text": "THE QUICK BROWN FOX",
    }
    assert [token[0] for token in tokens(api.post("/_analyze", body))] == ["the", "QUICK", "BROWN", "fox"]
    body["filter"] = [{"type": "predicate_token_filter", "script": {"source": "token.term.size() > 3"}}]
    answer = api.post("/_analyze", body)
    reason = {
        "type": "script_exception",
        "reason": "compile error",
        "script_stack": ["token.term.size() > 3", "          ^---- HERE"],
        "script": "token.term.size() > 3",
        "lang": "painless",
        "position": {"offset": 10, "start": 0, "end": 21},
    }
    cause = {"type": "illegal_argument_exception", "reason": "member method [java.lang.CharSequence, size/0] not found"}
    assert answer.body == {"error": {"root_cause": [reason], **reason, "caused_by": cause}, "status": 400}
    body["filter"] = [{"type": "predicate_token_filter", "script": {"source": "1 / token.position > 0"}}]
    answer = api.post("/_analyze", body)
    assert answer.error == (400, "script_exception", "runtime error")
    assert answer.body["error"]["caused_by"] == {"type": "arithmetic_exception", "reason": "/ by zero"}


def test_predicates_of_an_index(api: Api) -> None:
    """Used for documents and queries; a script that does not compile makes no index."""
    script = {"source": "token.term.length() > Integer.parseInt(params.shortest)", "params": {"shortest": 3}}
    analysis = {
        "analyzer": {"long": {"tokenizer": "whitespace", "filter": ["lowercase", "longer"]}},
        "filter": {"longer": {"type": "predicate_token_filter", "script": script}},
    }
    properties = {"t": {"type": "text", "analyzer": "long"}}
    made = {"settings": {"analysis": analysis}, "mappings": {"properties": properties}}
    assert api.put("/store", made).status == 200
    assert tokens(api.post("/store/_analyze", {"field": "t", "text": "the Lazy dog"})) == [("lazy", 4, 8, 1)]
    api.put("/store/_doc/1?refresh", {"t": "the lazy dog"})
    for text, hits in (("lazy", 1), ("dog", 0)):
        answer = api.post("/store/_count", {"query": {"match": {"t": text}}})
        assert answer.body["count"] == hits
    script["source"] = "token.term.length() > "
    assert api.put("/other", made).error == (400, "script_exception", "compile error")
