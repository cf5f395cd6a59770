"""Requests that break off, or say what cannot be: told as Elasticsearch 9.1 tells them."""

from typing import Any

import pytest

from tests.reference.api import Api

END = "end-of-input: expected close marker for Object"
FILE_END = "Unexpected end of file"


@pytest.mark.parametrize(
    ("method", "path", "body", "reason"),
    [
        ("PUT", "/store/_mapping", b'{"dynamic": true', f"[1:17] Unexpected {END}"),
        ("PUT", "/_index_template/t", b'{"index_patterns": ["t"]', f"[1:25] Unexpected {END}"),
        ("PUT", "/_component_template/t", b'{"template": {}', f"[1:16] Unexpected {END}"),
        ("PUT", "/_ingest/pipeline/p", b'{"processors": []', f"[1:18] Unexpected {END}"),
        ("POST", "/_analyze", b'{"text": "a"', f"[1:13] Unexpected {END}"),
        ("PUT", "/_cluster/settings", b'{"transient": {}', f"[1:17] Unexpected {END}"),
        ("PUT", "/other", b'{"settings": {}', f"[1:16] Unexpected {END}"),
        ("POST", "/_field_caps", b'{"fields": "a"', f"[1:15] Unexpected {END}"),
        ("POST", "/_search", b'{"size": 1', f"[1:11] {FILE_END}"),
        ("POST", "/_mget", b'{"docs": []', f"[1:12] {FILE_END}"),
        ("PUT", "/store/_alias/x", b'{"routing": "1"', f"[1:16] {FILE_END}"),
        ("POST", "/store/_termvectors", b'{"offsets": true', f"[1:17] {FILE_END}"),
    ],
)
def test_bodies_that_break_off(api: Api, method: str, path: str, body: bytes, reason: str) -> None:
    api.put("/store")
    answer = api.call(method, path, body)
    assert answer.status == 400
    assert answer.error[2].startswith(reason)


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "reason"),
    [
        ("PUT", "/_component_template/x", {"template": {"foo": 1}}, 400, "[1:14] [template] unknown field [foo]"),
        ("POST", "/_aliases", {"actions": [{"odd": {}}]}, 400, "[1:14] [alias_action] unknown field [odd] did you"),
        ("POST", "/_index_template/_simulate", None, 400, "Validation Failed: 1: either index name or index template"),
        ("GET", "/_index_template/a,b", None, 400, "template name may not contain ','"),
        ("DELETE", "/_component_template/x", None, 404, "x"),
        ("GET", "/store/_mapping?allow_no_indices=x", None, 400, "Could not convert [allow_no_indices] to boolean"),
        ("GET", "/store/_mapping?flat_settings=true", None, 400, "request [/store/_mapping] contains unrecognized"),
        ("GET", "/_alias?local=true", None, 400, "request [/_alias] contains unrecognized parameter: [local]"),
        ("POST", "/store/_bulk?foo=1", "x\n", 400, "request [/store/_bulk] contains unrecognized parameter: [foo]"),
        ("POST", "/store/_bulk?timeout=odd", "x\n", 400, "failed to parse [odd]"),
        ("POST", "/store/_bulk", '{"update":{"_id":"1"}}\n{"doc":[1]}\n', 400, "[1:8] [UpdateRequest] doc doesn't"),
        ("POST", "/_bulk", '{"index":{}}\n{}\n{"update":{"_index":"store"}}\n{}\n', 400,
         "Validation Failed: 1: index is missing;2: id is missing;3: script or doc is missing;"),
    ],
)  # fmt: skip
def test_what_cannot_be(api: Api, method: str, path: str, body: Any, status: int, reason: str) -> None:
    api.put("/store")
    answer = api.call(method, path, body)
    assert answer.status == status
    assert answer.body["error"]["root_cause"][0]["reason"].startswith(reason)


def test_templates_that_no_pattern_finds(api: Api) -> None:
    for kind in ("_index_template", "_component_template", "_template"):
        assert api.get(f"/{kind}/none*").status == 404
        assert api.get(f"/{kind}").status == 200


def test_ids_in_locations_are_as_java_has_them(api: Api) -> None:
    assert api.post("/store/_doc/a%20b%2Fc~*", {}).headers["Location"] == "/store/_doc/a+b%2Fc%7E*"


def test_sources_can_be_given_up(api: Api) -> None:
    api.put("/store", {"mappings": {"properties": {"a": {"type": "long"}}}})
    assert api.put("/store/_mapping", {"_source": {"enabled": False}}).status == 200
    assert "[enabled] from [false] to [true]" in api.put("/store/_mapping", {"_source": {"enabled": True}}).error[2]
