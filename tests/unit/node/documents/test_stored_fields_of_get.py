"""Stored fields by id, what mget shows and refuses, long names of version types, documents counted with their parts."""

from typing import Any

import pytest

from tests.reference.api import Api


def test_stored_values_are_those_of_the_field(api: Api) -> None:
    types = {"d": "date", "i": "integer", "b": "boolean", "ip": "ip"}
    properties: dict[str, Any] = {name: {"type": kind, "store": True} for name, kind in types.items()}
    properties["o"] = {"properties": {"x": {"type": "keyword", "store": True}}}
    api.put("/a", {"mappings": {"properties": properties}})
    api.put("/a/_doc/1", {"d": "2024-01-02", "i": "7", "b": "true", "ip": "::1", "o": {"x": "q"}})
    fields = api.get("/a/_doc/1?stored_fields=d,i,b,ip,o.x,none").body["fields"]
    assert fields == {"d": ["2024-01-02T00:00:00.000Z"], "i": [7], "b": [True], "ip": ["::1"], "o.x": ["q"]}
    reason = "field [o] isn't a leaf field"
    assert api.get("/a/_doc/1?stored_fields=o").error == (400, "illegal_argument_exception", reason)
    assert api.post("/a/_mget?stored_fields=o", {"ids": ["1"]}).body["docs"][0]["error"]["reason"] == reason


def test_routing_is_shown_with_something_else(api: Api) -> None:
    api.put("/a/_doc/1?routing=r", {"n": 1})
    entry = {"_id": "1", "routing": "r"}
    docs = api.post("/a/_mget", {"docs": [{**entry, "_source": False}, entry]}).body["docs"]
    assert ["_routing" in doc for doc in docs] == [False, True]
    assert "_routing" not in api.get("/a/_doc/1?routing=r&_source=false").body


@pytest.mark.parametrize(
    ("entry", "kind", "reason"),
    [
        ({"junk": 1}, "parse_exception", "failed to parse multi get request. unknown field [junk]"),
        ({"fields": ["x"]}, "parsing_exception", "Unsupported field [fields] used, expected [stored_fields] instead"),
        ({"version": "x"}, "illegal_argument_exception", 'For input string: "x"'),
    ],
)
def test_members_of_mget(api: Api, entry: dict[str, Any], kind: str, reason: str) -> None:
    api.put("/a")
    assert api.post("/a/_mget", {"docs": [{"_id": "1", **entry}]}).error == (400, kind, reason)


def test_the_long_name_of_external_versions(api: Api) -> None:
    assert api.put("/a/_doc/1?version_type=external_gt&version=3", {"n": 1}).body["_version"] == 3
    assert api.put("/a/_doc/1?version_type=external_gt&version=3", {"n": 1}).status == 409
    assert api.get("/a/_doc/1?version_type=external_gt&version=3").status == 200


def test_nested_documents_are_counted_in_statistics(api: Api) -> None:
    api.put("/a", {"mappings": {"properties": {"n": {"type": "nested"}}}, "settings": {"number_of_replicas": 0}})
    api.put("/a/_doc/1?refresh=true", {"n": [{"k": i} for i in range(6)]})
    assert api.get("/a/_stats/docs").body["_all"]["primaries"]["docs"]["count"] == 7
    assert api.get("/_cat/indices/a?h=docs.count").text.strip() == "7"
    assert api.get("/a/_count").body["count"] == 1


def test_an_update_without_a_body(api: Api) -> None:
    reason = "Validation Failed: 1: script or doc is missing;"
    assert api.post("/a/_update/1").error == (400, "action_request_validation_exception", reason)


def test_closing_by_wildcard_is_refused(api: Api) -> None:
    api.put("/a")
    for method, target in (("POST", "/x*/_close"), ("POST", "/_all/_close"), ("PUT", "/x*/_block/write")):
        reason = "Wildcard expressions or all indices are not allowed"
        assert api.call(method, target).error == (400, "illegal_argument_exception", reason)
    assert api.post("/a/_close").body["indices"] == {"a": {"closed": True}}
