"""Bulk requests: what fails a document, what fails the request, and where errors say it is."""

from typing import Any

import orjson
import pytest

from tests.reference.api import Api

MAPPING = {"mappings": {"properties": {"n": {"type": "long"}, "t": {"type": "text"}}}}


def bulk(api: Api, *lines: bytes) -> Any:
    return api.call("POST", "/store/_bulk", b"\n".join(lines) + b"\n").body


def test_errors_name_line_and_column_of_the_text_as_sent(api: Api) -> None:
    """Blanks count: of a run and of mixed actions alike."""
    api.put("/store", MAPPING)
    wrong = b'{ "t" : "x",   "n" :  "many" }'
    run = bulk(api, b'{"index":{"_id":"1"}}', wrong, b'{"index":{"_id":"2"}}', b'{"n":1}')
    mixed = bulk(api, b'{"delete":{"_id":"9"}}', b'{"index":{"_id":"1"}}', wrong)
    for answer, place in ((run, 0), (mixed, 1)):
        reason = answer["items"][place]["index"]["error"]["reason"]
        column = wrong.index(b'"many"') + 1
        assert reason.startswith(f"[1:{column}] failed to parse field [n] of type [long]")
        assert "in document with id '1'. Preview of field's value: 'many'" in reason
    assert run["items"][1]["index"]["status"] == 201


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b'{"doc":', "Unexpected end-of-input within/between Object entries"),
        (b'{"dok":{}}', "[UpdateRequest] unknown field [dok]"),
        (b"{}", "script or doc is missing"),
        (b'{"doc":{"a":1,"a":2}}', "[1:18] Duplicate field 'a'"),
    ],
)
def test_a_broken_update_fails_the_request(api: Api, body: bytes, reason: str) -> None:
    """Nothing of it is done."""
    api.put("/store", MAPPING)
    answer = bulk(api, b'{"index":{"_id":"1"}}', b'{"n":1}', b'{"update":{"_id":"1"}}', body)
    assert answer["status"] == 400
    assert reason in orjson.dumps(answer["error"]).decode()
    assert api.get("/store/_count").body["count"] == 0


def test_source_that_is_not_stored(api: Api) -> None:
    """A run heeds what the mapping says of _source, before a refresh and after it."""
    api.put("/store", {"mappings": {"_source": {"enabled": False}}})
    assert not bulk(api, b'{"index":{"_id":"1"}}', b'{"n":1}', b'{"index":{"_id":"2"}}', b'{"n":2}')["errors"]
    assert "_source" not in api.get("/store/_doc/1").body
    api.post("/store/_refresh")
    assert "_source" not in api.get("/store/_doc/1").body


@pytest.mark.parametrize("shards", [1, 3])
def test_runs_of_all_kinds_of_values(api: Api, shards: int) -> None:
    """Escapes, nulls, arrays, objects, large and fractional numbers beside plain values, over several shards."""
    api.put("/store", {"settings": {"number_of_shards": shards}})
    documents = [
        {"a": "plain", "n": 1},
        {"a": 'quoted "text"\n', "n": 2.5},
        {"a": None, "n": None},
        {"a": ["x", "y"], "n": [1, 2**40]},
        {"a": "日本", "o": {"p": {"q": True}}, "n": -7},
        {"z": False},
    ]
    lines = [
        line for i, document in enumerate(documents) for line in (b'{"index":{"_id":"%d"}}' % i, orjson.dumps(document))
    ]
    assert not bulk(api, *lines)["errors"]
    api.post("/store/_refresh")
    for i, document in enumerate(documents):
        assert api.get(f"/store/_doc/{i}").body["_source"] == document
    for query, expected in (
        ({"match": {"a": "quoted"}}, {"1"}),
        ({"term": {"a.keyword": "y"}}, {"3"}),
        ({"term": {"a.keyword": "日本"}}, {"4"}),
        ({"range": {"n": {"gte": 2}}}, {"1", "3"}),
        ({"term": {"o.p.q": True}}, {"4"}),
        ({"exists": {"field": "a"}}, {"0", "1", "3", "4"}),
    ):
        hits = api.post("/store/_search", {"query": query}).body["hits"]["hits"]
        assert {hit["_id"] for hit in hits} == expected, query


@pytest.mark.parametrize("twice", [b'{"n":1,"t":"x","n":2}', b'{"n":3,"o":{"a":1,"a":2}}', b'{"n":1,"\\u006e":2}'])
def test_a_name_that_stands_twice_fails_its_document(api: Api, twice: bytes) -> None:
    """In a batch with actions of other kinds; names of the document itself in a run too."""
    api.put("/store", MAPPING)
    name = "a" if b'"o"' in twice else "n"
    first, last = (b'{"index":{"_id":"1"}}', b'{"n":7}'), (b'{"index":{"_id":"3"}}', b'{"n":7}')
    mixed = bulk(api, b'{"delete":{"_id":"9"}}', *first, b'{"index":{"_id":"2"}}', twice, *last)["items"][1:]
    runs = [] if name == "a" else [bulk(api, *first, b'{"index":{"_id":"2"}}', twice, *last)["items"]]
    for items in (mixed, *runs):
        assert [item["index"]["status"] // 100 for item in items] == [2, 4, 2]
        error = items[1]["index"]["error"]
        assert error["type"] == "document_parsing_exception"
        assert f"] Duplicate field '{name}'" in error["reason"]


def test_an_action_line_with_a_name_twice_fails_the_request(api: Api) -> None:
    fault = bulk(api, b'{"delete":{"_id":"9"}}', b'{"index":{"_id":"1","_id":"2"}}', b"{}")["error"]
    assert fault["type"] == "x_content_parse_exception"
    assert fault["reason"].startswith("[1:26] Duplicate field '_id'")


TEMPLATES = {
    "mappings": {
        "dynamic_templates": [
            {"place": {"mapping": {"type": "geo_point"}}},
            {"tag": {"mapping": {"type": "keyword"}}},
            {"whole": {"match": "n_*", "mapping": {"type": "integer"}}},
        ]
    }
}


def _named(doc_id: str, templates: Any, document: Any, action: str = "index") -> tuple[bytes, bytes]:
    line = {action: {"_id": doc_id, "dynamic_templates": templates}}
    return orjson.dumps(line), orjson.dumps(document)


def _types(api: Api) -> Any:
    return api.get("/store/_mapping").body["store"]["mappings"].get("properties", {})


def test_templates_that_an_action_names_define_its_new_fields(api: Api) -> None:
    api.put("/store", TEMPLATES)
    first = _named("1", {"spot": "place", "a.b": "tag", "n_1": "tag"}, {"spot": [8.5, 47.4], "a": {"b": "x"}, "n_1": 7})
    answer = bulk(api, *first, b'{"index":{"_id":"2"}}', b'{"n_2":7,"a":{"b":"y"},"spot":"47,8"}')
    assert not answer["errors"]
    assert _types(api) == {
        "a": {"properties": {"b": {"type": "keyword"}}},
        "n_1": {"type": "keyword"},
        "n_2": {"type": "integer"},
        "spot": {"type": "geo_point"},
    }


def test_fields_that_documents_before_have_made_stay(api: Api) -> None:
    api.put("/store", TEMPLATES)
    answer = bulk(api, b'{"index":{"_id":"1"}}', b'{"t":"x"}', *_named("2", {"t": "nope"}, {"t": "y"}, "create"))
    assert not answer["errors"]
    assert _types(api)["t"]["type"] == "text"


def test_templates_that_are_not_there_or_do_not_fit_fail_the_document_alone(api: Api) -> None:
    api.put("/store", TEMPLATES)
    answer = bulk(
        api,
        *_named("1", {"spot": "nowhere"}, {"spot": "47,8"}),
        *_named("2", {"a": "tag"}, {"a.b": "x"}),
        *_named("3", {"a.b": "tag"}, {"a.b": "x"}),
    )
    faults = [item["index"].get("error", {}) for item in answer["items"]]
    assert [fault.get("type") for fault in faults] == ["document_parsing_exception"] * 2 + [None]
    fault = "failed to parse: Can't find dynamic template for dynamic template name [nowhere] of field [spot]"
    assert faults[0]["reason"].endswith(fault)
    assert "failed to parse field [a] of type [keyword] in document with id '2'" in faults[1]["reason"]
    assert _types(api) == {"a": {"properties": {"b": {"type": "keyword"}}}}


@pytest.mark.parametrize(("action", "name"), [("update", "Update"), ("delete", "Delete")])
def test_only_whole_documents_have_templates(api: Api, action: str, name: str) -> None:
    lines = _named("1", {"a": "tag"}, {"doc": {"a": 1}}, action)
    fault = bulk(api, *(lines if action == "update" else lines[:1]))["error"]
    assert fault["reason"] == f"{name} request in line [1] does not accept dynamic_templates"


def test_there_are_no_data_streams_to_write_to(api: Api) -> None:
    reason = "[require_data_stream] request flag is [true] and [store] is not a data stream"
    line = b'{"index":{"_id":"1","require_data_stream":true}}'
    answer = bulk(api, line, b"{}", b'{"index":{"_id":"2","require_data_stream":false}}', b"{}")
    assert [item["index"]["status"] for item in answer["items"]] == [404, 201]
    assert answer["items"][0]["index"]["error"]["reason"] == reason
    whole = api.call("POST", "/store/_bulk?require_data_stream=true", b'{"index":{"_id":"3"}}\n{}\n').body
    assert whole["items"][0]["index"]["error"]["reason"] == reason
    assert api.put("/store/_doc/4?require_data_stream=true", {}).error == (404, "resource_not_found_exception", reason)
