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
        (b'{"doc":', "failed to parse"),
        (b'{"dok":{}}', "[UpdateRequest] unknown field [dok]"),
        (b"{}", "script or doc is missing"),
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
