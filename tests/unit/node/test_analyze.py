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
    assert tokens(api.get("/_analyze?analyzer=keyword&text=The%20Fox")) == [("The Fox", 0, 7, 0)]


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
