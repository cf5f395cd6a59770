"""Texts that cannot be analysed: refused with field and document, before anything is logged."""

from typing import Any

import pytest

from findling.base import matching
from tests.reference.api import Api


def _index(api: Api, analyzer: dict[str, Any], **parts: Any) -> None:
    settings = {"analysis": {"analyzer": {"x": {"type": "custom", **analyzer}}, **parts}}
    mapping = {"properties": {"t": {"type": "text", "analyzer": "x"}}}
    assert api.put("/store", {"settings": settings, "mappings": mapping}).status == 200


def _refused(api: Api, text: Any) -> str:
    answer = api.put("/store/_doc/1?refresh=true", {"t": text})
    assert (answer.status, answer.body["error"]["type"]) == (400, "document_parsing_exception"), answer.text
    assert "[t] of type [text] in document with id '1'" in answer.body["error"]["reason"]
    assert api.get("/store/_count").body["count"] == 0
    assert api.put("/store/_doc/2?refresh=true", {"t": "/a/b"}).status == 201
    reason: str = answer.body["error"]["caused_by"]["reason"]
    return reason


def test_paths_of_a_path_of_very_many_parts(api: Api) -> None:
    _index(api, {"tokenizer": "path_hierarchy"})
    assert "makes more than [1048576] characters of paths" in _refused(api, "/a" * 46_400)
    assert api.put("/store/_doc/3?refresh=true", {"t": "/a" * 500}).status == 201
    assert api.get("/store/_search", {"query": {"term": {"t": "/a" * 300}}}).body["hits"]["total"]["value"] == 1


@pytest.mark.parametrize("tokenizer", ["keyword", {"type": "pattern", "pattern": ","}])
def test_terms_that_are_too_long(api: Api, tokenizer: Any) -> None:
    parts = {} if isinstance(tokenizer, str) else {"tokenizer": {"y": tokenizer}}
    _index(api, {"tokenizer": tokenizer if isinstance(tokenizer, str) else "y"}, **parts)
    answer = api.put("/store/_doc/1?refresh=true", {"t": "é" * 20_000})
    assert answer.error[:2] == (400, "illegal_argument_exception")
    assert answer.body["error"]["reason"].startswith('Document contains at least one immense term in field="t"')
    assert api.get("/store/_count").body["count"] == 0
    assert api.put("/store/_doc/3?refresh=true", {"t": "é" * 16_000}).status == 201


def test_a_pattern_that_takes_too_long(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "TIME_LIMIT_S", 0.05)
    _index(api, {"tokenizer": "y"}, tokenizer={"y": {"type": "pattern", "pattern": r"(?!b)(?:a|aa|a.)+c"}})
    assert "took more than [0.05s]" in _refused(api, "a" * 4_000)


def test_a_payload_that_is_no_number(api: Api) -> None:
    _index(api, {"tokenizer": "whitespace", "filter": ["y"]}, filter={"y": {"type": "delimited_payload"}})
    assert "12x" in _refused(api, "a|1 b|12x")


def test_more_values_than_there_are_positions(api: Api) -> None:
    mapping = {"properties": {"t": {"type": "text", "position_increment_gap": 2_000_000_000}}}
    api.put("/store", {"mappings": mapping})
    assert "position overflowed" in _refused(api, ["a", "b", "c"])


def test_long_texts_of_ordinary_words_are_taken(api: Api) -> None:
    text = "one two " * 50_000
    assert api.put("/store/_doc/1?refresh=true", {"t": text}).status == 201
    assert api.get("/store/_search?q=t:two").body["hits"]["total"]["value"] == 1


@pytest.mark.parametrize(
    "text", ["x" * 1_000_000, "1" * 1_000_000, "2020-" + "0" * 1_000_000, "2020-01-01T00:00:00" + "z" * 1_000_000]
)
def test_dates_are_looked_for_in_short_texts_only(api: Api, text: str) -> None:
    api.put("/store", {"mappings": {"numeric_detection": False}})
    assert api.put("/store/_doc/1?refresh=true", {"d": text}).status == 201
    assert api.get("/store/_mapping").body["store"]["mappings"]["properties"]["d"]["type"] == "text"


def test_a_long_text_in_a_date_field(api: Api) -> None:
    api.put("/store", {"mappings": {"properties": {"d": {"type": "date"}}}})
    answer = api.put("/store/_doc/1", {"d": "2020-01-01" + "x" * 1_000_000})
    assert (answer.status, answer.body["error"]["type"]) == (400, "document_parsing_exception")


def test_numbers_of_many_digits(api: Api) -> None:
    api.put("/store", {"mappings": {"numeric_detection": True, "properties": {"n": {"type": "long"}}}})
    digits = "9" * 5_000
    assert api.put("/store/_doc/1", {"d": digits}).status in (201, 400)
    for value in (digits, "-" + digits):
        assert api.put("/store/_doc/2", {"n": value}).status == 400
        assert api.put("/store/_doc/2?if_seq_no=" + value[:4000], {}).status == 400
        for query in ({"term": {"n": value}}, {"range": {"n": {"gte": value}}}, {"term": {"_seq_no": value}}):
            assert api.post("/store/_search", {"query": query}).status in (200, 400)
    for raw in (b'{"n":%s}', b'{"n":-%s}', b'{"n":1e%s}', b'{"other":%s}'):
        assert api.put("/store/_doc/4", raw % digits.encode()).status == 400
