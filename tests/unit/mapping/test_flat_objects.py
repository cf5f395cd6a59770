"""Objects without subobjects, whose fields stand flat under dotted names, and which names fields can have."""

from typing import Any

import pytest

from tests.reference.api import Api

LONG = {"type": "long"}


def put(api: Api, document: Any, mappings: Any = None) -> Any:
    """Makes an index with a mapping and one document; returns the properties it has then."""
    made = api.put("/flat", {"mappings": mappings or {}})
    assert made.status == 200, made.text
    answer = api.put("/flat/_doc/1?refresh=true", document)
    assert answer.status == 201, answer.text
    return api.get("/flat/_mapping").body["flat"]["mappings"]["properties"]


@pytest.mark.parametrize(
    ("document", "names"),
    [
        ({"time": 1, "time.min": 5, "x.y.z": True}, ["time", "time.min", "x.y.z"]),
        ({"m": {"time": 1, "time.min": 2}, "a": {"b": {"c": 1}, "b.d": 2}}, ["a.b.c", "a.b.d", "m.time", "m.time.min"]),
        ({"c": [{"d": 1}, {"d": 2, "e": [{"f": 3}]}], "g": {}}, ["c.d", "c.e.f"]),
        ({"foo.": 1, ".foo": 2, "a..b": 3, ".": 4}, [".", ".foo", "a..b", "foo."]),
    ],
)
def test_new_fields_stay_flat(api: Api, document: Any, names: list[str]) -> None:
    assert list(put(api, document, {"subobjects": False})) == names


def test_flat_fields_are_found_and_shown(api: Api) -> None:
    found = put(
        api, {"m": {"time": [1, 7], "time.min": 2}}, {"properties": {"m": {"type": "object", "subobjects": False}}}
    )
    assert found["m"] == {"subobjects": False, "properties": {"time": LONG, "time.min": LONG}}
    put_again = api.put("/flat/_doc/2?refresh=true", {"m.time": 3, "m.time.min": 4})
    assert put_again.status == 201
    body = {"query": {"range": {"m.time.min": {"lte": 4}}}, "fields": ["m.*"], "sort": ["m.time.min"]}
    hits = api.post("/flat/_search", body).body["hits"]["hits"]
    assert [hit["fields"] for hit in hits] == [
        {"m.time": [1, 7], "m.time.min": [2]},
        {"m.time": [3], "m.time.min": [4]},
    ]


def test_defined_objects_become_flat(api: Api) -> None:
    inner = {
        "properties": {"b": {"type": "keyword", "fields": {"t": {"type": "text"}}}, "c": {"properties": {"d": LONG}}}
    }
    assert list(put(api, {"z": 1}, {"subobjects": False, "properties": {"a": inner}})) == ["a.b", "a.c.d", "z"]


@pytest.mark.parametrize(
    ("definition", "reason"),
    [
        ({"type": "nested"}, "Tried to add nested object [a] to object [_doc] which does not support subobjects"),
        (
            {"type": "object", "dynamic": "false"},
            "[dynamic] (FALSE) is not compatible with the value from its parent context (TRUE)",
        ),
        ({"type": "object", "enabled": False}, "Auto-flattening [a] failed because the value of [enabled] is [false]"),
        (
            {"type": "object", "subobjects": True},
            "Auto-flattening [a] failed because the value of [subobjects] is [true]",
        ),
    ],
)
def test_objects_that_cannot_be_flat(api: Api, definition: Any, reason: str) -> None:
    answer = api.put("/flat", {"mappings": {"subobjects": False, "properties": {"a": definition}}})
    assert answer.status == 400
    assert answer.body["error"]["reason"].endswith(reason)


def test_strict_objects_without_subobjects_know_no_objects(api: Api) -> None:
    api.put("/flat", {"mappings": {"dynamic": "strict", "subobjects": False, "properties": {"a.b": LONG}}})
    assert api.put("/flat/_doc/1", {"a.b": 1}).status == 201
    answer = api.put("/flat/_doc/2", {"a": {"b": 1}})
    assert answer.body["error"]["type"] == "strict_dynamic_mapping_exception"
    assert "dynamic introduction of [a] within [_doc]" in answer.body["error"]["reason"]


@pytest.mark.parametrize("name", ["foo.", "foo.."])
def test_dots_at_the_end_of_a_name_say_nothing(api: Api, name: str) -> None:
    assert put(api, {name: 1}, {"properties": {"x.y.": LONG}}) == {"foo": LONG, "x": {"properties": {"y": LONG}}}


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        (".foo", "failed to parse: field name cannot contain only whitespace: ['.foo']"),
        ("a..b", "failed to parse: field name cannot contain only whitespace: ['a..b']"),
        ("..", "failed to parse: field name cannot contain only dots"),
        (
            "a. .b",
            "failed to parse: field name starting or ending with a [.] makes object resolution ambiguous: [a. .b]",
        ),
        (" ", "Field name cannot contain only whitespace: [ ]"),
    ],
)
@pytest.mark.parametrize("dynamic", [True, False])
def test_names_that_no_field_can_have(api: Api, name: str, reason: str, dynamic: bool) -> None:
    api.put("/flat", {"mappings": {"dynamic": dynamic}})
    answer = api.put("/flat/_doc/1", {name: 1})
    assert (answer.status, answer.body["error"]["type"]) == (400, "document_parsing_exception")
    assert answer.body["error"]["reason"] == f"[1:2] {reason}"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        (".foo", "field name cannot be an empty string"),
        ("a. .b", "field name cannot contain only whitespaces"),
        (".", "field name cannot contain only dots"),
    ],
)
def test_names_that_no_mapping_can_give(api: Api, name: str, reason: str) -> None:
    answer = api.put("/flat", {"mappings": {"properties": {name: LONG}}})
    assert answer.body["error"]["caused_by"] == {"type": "illegal_argument_exception", "reason": reason}
