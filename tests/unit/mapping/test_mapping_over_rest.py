"""Mappings as clients see them: the store of mobile phones, dynamic fields, limits, updates."""

from typing import Any

import pytest

from tests.reference.api import Api

MOBILE = {
    "properties": {
        "name": {"type": "text"},
        "model": {"type": "keyword"},
        "release_date": {"type": "date"},
        "features": {"type": "text"},
        "ram_gb": {"type": "short"},
        "screen_size_inches": {"type": "float"},
    }
}
PHONE = {
    "name": "a telephone",
    "model": "X1",
    "release_date": "2018-09-21",
    "features": ["dual sim", "camera"],
    "ram_gb": "3",
    "screen_size_inches": "5.8",
}
K = {"type": "keyword"}


def create(api: Api, mappings: Any = None, **settings: Any) -> None:
    answer = api.put("/store", {"mappings": mappings or {}, "settings": settings})
    assert answer.status == 200, answer.text


def properties(api: Api) -> Any:
    return api.get("/store/_mapping").body["store"]["mappings"].get("properties", {})


def reason(answer: Any) -> str:
    """Returns the reason of an error, without the place in the JSON text."""
    assert answer.status == 400, answer.text
    found: str = answer.body["error"]["reason"]
    return found.split("] ", 1)[1] if found.startswith("[1:") else found


@pytest.mark.parametrize("target", ["/store", "/store?include_type_name=true"])
def test_store_of_mobiles(api: Api, target: str) -> None:
    """Typed mapping and typed URLs of Elasticsearch 6; numbers given as texts are numbers."""
    assert api.put(target, {"mappings": {"mobile": MOBILE}}).status == 200
    assert properties(api) == MOBILE["properties"]
    assert api.get("/store/_mapping?include_type_name=true").body["store"]["mappings"] == {"mobile": MOBILE}
    made = api.post("/store/mobile/?refresh=true", PHONE)
    assert (made.status, made.body["_type"], made.body["result"]) == (201, "mobile", "created")
    doc_id = made.body["_id"]
    assert api.get(f"/store/mobile/{doc_id}").body["_source"] == PHONE
    for query in (
        {"match": {"name": "telephone"}},
        {"term": {"model": "X1"}},
        {"term": {"ram_gb": 3}},
        {"range": {"ram_gb": {"gte": "3", "lt": 4}}},
        {"range": {"screen_size_inches": {"gt": 5.7, "lt": 5.9}}},
        {"range": {"release_date": {"gte": "2018", "lt": "2019"}}},
        {"match": {"features": "camera"}},
    ):
        assert api.ids("/store/mobile/_search", {"query": query}) == [doc_id], query
    maximum = {"size": 0, "aggs": {"ram": {"max": {"field": "ram_gb"}}}}
    assert api.post("/store/_search", maximum).body["aggregations"]["ram"]["value"] == 3.0
    bad = api.put("/store/mobile/2", {**PHONE, "ram_gb": "many"})
    assert reason(bad) == (
        "failed to parse field [ram_gb] of type [short] in document with id '2'. Preview of field's value: 'many'"
    )
    assert bad.body["error"]["caused_by"] == {"type": "number_format_exception", "reason": 'For input string: "many"'}
    assert "is out of range for a short" in api.put("/store/mobile/2", {"ram_gb": 40_000}).text
    assert api.put("/store/_mapping/mobile", {"mobile": {"properties": {"color": K}}}).status == 200
    assert api.put("/store/mobile/_mapping", {"properties": {"weight_g": {"type": "integer"}}}).status == 200
    assert set(properties(api)) == {*MOBILE["properties"], "color", "weight_g"}


DOCUMENT = {"date": "2020-01-01", "inner": {"a": "b"}, "part": 1.5, "text": "x", "truth": True, "whole": 1}
STRICT = "mapping set to strict, dynamic introduction of [date] within [_doc] is not allowed"
TEXT = {"type": "text", "fields": {"keyword": {"type": "keyword", "ignore_above": 256}}}
GUESSED = {
    "text": TEXT,
    "date": {"type": "date"},
    "whole": {"type": "long"},
    "part": {"type": "float"},
    "truth": {"type": "boolean"},
    "inner": {"properties": {"a": TEXT}},
}


@pytest.mark.parametrize(
    ("dynamic", "expected", "error"),
    [
        ({}, GUESSED, None),
        ({"dynamic": True}, GUESSED, None),
        ({"dynamic": "true"}, GUESSED, None),
        ({"dynamic": False}, {}, None),
        ({"dynamic": "false"}, {}, None),
        ({"dynamic": "strict"}, {}, STRICT),
    ],
)
def test_dynamic(api: Api, dynamic: Any, expected: Any, error: str | None) -> None:
    create(api, dynamic)
    answer = api.put("/store/_doc/1?refresh=true", DOCUMENT)
    assert properties(api) == expected
    if error is not None:
        assert answer.error[1] == "strict_dynamic_mapping_exception"
        assert reason(answer) == error
        return
    assert api.get("/store/_doc/1").body["_source"] == DOCUMENT
    assert api.ids("/store/_search", {"query": {"exists": {"field": "inner.a"}}}) == (["1"] if expected else [])


def test_dynamic_of_objects(api: Api) -> None:
    """Each object may say; those inside inherit."""
    inner = {"properties": {"b": {"properties": {}}}}
    objects = {"o": {"dynamic": "true", **inner}, "p": {"dynamic": False, **inner}}
    create(api, {"dynamic": "strict", "properties": objects})
    assert api.put("/store/_doc/1", {"o": {"b": {"c": 1}}, "p": {"b": {"c": 1}}}).status == 201
    assert properties(api)["o"]["properties"] == {"b": {"properties": {"c": {"type": "long"}}}}
    assert properties(api)["p"]["properties"] == {"b": {"type": "object"}}
    assert "dynamic introduction of [q] within [_doc]" in api.put("/store/_doc/2", {"q": 1}).text


@pytest.mark.parametrize(
    "mappings",
    [
        {"properties": {"x": {"type": "long", "script": "emit(1)"}}},
    ],
)
def test_scripts_in_other_places_are_refused(api: Api, mappings: Any) -> None:
    """By name, and nothing is made."""
    answer = api.put("/store", {"mappings": mappings})
    assert answer.error[1] == "mapper_parsing_exception"
    assert "not supported" in answer.error[2]
    assert api.head("/store").status == 404


BROKEN = {"source": "emit(1"}


@pytest.mark.parametrize(
    "field",
    [{"type": "long", "script": BROKEN}, {"type": "composite", "script": BROKEN, "fields": {"a": {"type": "long"}}}],
)
def test_scripts_of_runtime_fields_are_compiled_at_once(api: Api, field: dict[str, Any]) -> None:
    runtime = {"runtime": {"r": field}}
    answer = api.put("/store", {"mappings": runtime})
    assert answer.error == (400, "mapper_parsing_exception", "Failed to parse mapping: compile error")
    assert answer.body["error"]["root_cause"][0]["type"] == "script_exception"
    assert answer.body["error"]["caused_by"]["script"] == "emit(1"
    assert api.head("/store").status == 404
    api.put("/store", {})
    assert api.put("/store/_mapping", runtime).error == answer.error
    other = {"runtime": {"r": {"type": "long", "script": {"source": "1", "lang": "nope"}}}}
    assert api.put("/store/_mapping", other).error[2] == "Failed to parse mapping: script_lang not supported [nope]"


DEEP = {"a": {"properties": {"b": {"properties": {"c": K}}}}}
NESTED = {"a": {"type": "nested"}, "b": {"type": "nested"}}
LIMITS = [
    ("total_fields.limit", 2, {"a": K, "b": K, "c": K}, "Limit of total fields [2] has been exceeded"),
    ("depth.limit", 2, DEEP, "Limit of mapping depth [2] has been exceeded due to object field [a.b]"),
    ("nested_fields.limit", 1, NESTED, "Limit of nested fields [1] has been exceeded"),
    ("field_name_length.limit", 3, {"abcd": K}, "Field name [abcd] is longer than the limit of [3] characters"),
    (
        "dimension_fields.limit",
        1,
        {name: {**K, "time_series_dimension": True} for name in "ab"},
        "Limit of total dimension fields [1] has been exceeded",
    ),
]


@pytest.mark.parametrize(("setting", "limit", "fields", "error"), LIMITS)
def test_limits(api: Api, setting: str, limit: int, fields: Any, error: str) -> None:
    """When an index is made, when its mapping is updated, and settable while it is open."""
    name = f"index.mapping.{setting}"
    answer = api.put("/store", {"mappings": {"properties": fields}, "settings": {name: limit}})
    assert answer.error == (400, "illegal_argument_exception", error)
    create(api, **{name: limit})
    assert reason(api.put("/store/_mapping", {"properties": fields})) == error
    assert properties(api) == {}
    assert api.put("/store/_settings", {name: 100}).status == 200
    assert api.put("/store/_mapping", {"properties": fields}).status == 200


@pytest.mark.parametrize(
    ("setting", "limit", "document", "error"),
    [
        (
            "total_fields.limit",
            2,
            {"a": 1, "b": 1, "c": 1},
            "failed to parse: Limit of total fields [2] has been exceeded while adding new fields [3]",
        ),
        (
            "depth.limit",
            2,
            {"a": {"b": {"c": 1}}},
            "failed to parse: Limit of mapping depth [2] has been exceeded due to object field [a.b]",
        ),
        (
            "field_name_length.limit",
            3,
            {"abcd": 1},
            "failed to parse: Field name [abcd] is longer than the limit of [3] characters",
        ),
    ],
)
def test_limits_of_new_fields(api: Api, setting: str, limit: int, document: Any, error: str) -> None:
    """The document fails, the mapping stays."""
    create(api, **{f"index.mapping.{setting}": limit})
    answer = api.put("/store/_doc/1", document)
    assert answer.error[1] == "document_parsing_exception"
    assert reason(answer) == error
    assert properties(api) == {}


def test_nested_objects_limit(api: Api) -> None:
    create(api, {"properties": {"n": {"type": "nested"}}}, **{"index.mapping.nested_objects.limit": 2})
    assert api.put("/store/_doc/1", {"n": [{"a": 1}, {"a": 2}]}).status == 201
    answer = api.put("/store/_doc/2", {"n": [{"a": 1}, {"a": 2}, {"a": 3}]})
    assert answer.error[1] == "document_parsing_exception"
    assert reason(answer) == (
        "The number of nested documents has exceeded the allowed limit of [2]. This limit can be set by changing the "
        "[index.mapping.nested_objects.limit] index level setting."
    )


def test_fields_beyond_the_limit_are_ignored_if_wanted(api: Api) -> None:
    name = "index.mapping.total_fields"
    create(api, **{f"{name}.limit": 2, f"{name}.ignore_dynamic_beyond_limit": True})
    assert api.put("/store/_doc/1?refresh=true", {"a": 1, "b": 1, "c": 1}).status == 201
    assert set(properties(api)) == {"a", "b"}
    (hit,) = api.post("/store/_search", {"query": {"exists": {"field": "_ignored"}}}).body["hits"]["hits"]
    assert (hit["_ignored"], hit["_source"]) == (["c"], {"a": 1, "b": 1, "c": 1})


BEFORE = {
    "t": {"type": "text"},
    "k": {"type": "keyword", "ignore_above": 5},
    "l": {"type": "long"},
    "o": {"properties": {"a": K}},
    "n": {"type": "nested"},
    "al": {"type": "alias", "path": "k"},
    "d": {"type": "date"},
    "v": {"type": "dense_vector", "dims": 3},
}
CONFLICT = "Mapper for [{}] conflicts with existing mapper:\n\tCannot update parameter [{}] from [{}] to [{}]"
UPDATES: list[tuple[dict[str, Any], str | None]] = [
    ({"t": K}, "mapper [t] cannot be changed from type [text] to [keyword]"),
    ({"t": {"type": "text", "analyzer": "english"}}, CONFLICT.format("t", "analyzer", "default", "english")),
    ({"t": {"type": "text", "index": False}}, CONFLICT.format("t", "index", "true", "false")),
    ({"k": {"type": "keyword", "doc_values": False}}, CONFLICT.format("k", "doc_values", "true", "false")),
    ({"k": {"type": "keyword", "normalizer": "lowercase"}}, CONFLICT.format("k", "normalizer", "null", "lowercase")),
    ({"l": {"type": "integer"}}, "mapper [l] cannot be changed from type [long] to [integer]"),
    ({"d": {"type": "date", "locale": "de"}}, CONFLICT.format("d", "locale", "en", "de")),
    ({"v": {"type": "dense_vector", "dims": 4}}, CONFLICT.format("v", "dims", "3", "4")),
    ({"o": K}, "can't merge a non object mapping [o] with an object mapping"),
    ({"k": {"properties": {"a": K}}}, "can't merge a non object mapping [k] with an object mapping"),
    ({"o": {"type": "nested"}}, "can't merge a non-nested mapping [o] with a nested mapping"),
    ({"n": {"type": "object"}}, "can't merge a non-nested mapping [n] with a nested mapping"),
    ({"o": {"enabled": False}}, "the [enabled] parameter can't be updated for the object mapping [o]"),
    ({"al": K}, "Cannot merge a field mapping [al] with a field alias mapping"),
    ({"k": {"type": "keyword", "ignore_above": 9}}, None),
    ({"k": {"type": "keyword", "fields": {"t": {"type": "text"}}}}, None),
    ({"t": {"type": "text", "norms": False}}, None),
    ({"l": {"type": "long", "coerce": False}}, None),
    ({"o": {"dynamic": "strict", "properties": {"b": K}}}, None),
    ({"al": {"type": "alias", "path": "l"}}, None),
    ({"new": K}, None),
]


@pytest.mark.parametrize(("update", "error"), UPDATES, ids=lambda value: str(value)[:60])
def test_updates(api: Api, update: dict[str, Any], error: str | None) -> None:
    """What may not change says so, and nothing of the update is taken; the rest is merged."""
    create(api, {"properties": BEFORE})
    before = properties(api)
    answer = api.put("/store/_mapping", {"properties": {"also": K, **update}})
    if error is not None:
        assert answer.error[:2] == (400, "illegal_argument_exception")
        assert answer.error[2].startswith(error)
        assert properties(api) == before
        return
    assert answer.body == {"acknowledged": True}
    ((name, definition),) = update.items()
    assert set(properties(api)) == {*before, "also", name}
    if "path" in definition:
        assert properties(api)[name]["path"] == definition["path"]
    again = api.put("/store/_mapping", {"properties": properties(api)})
    assert again.body == {"acknowledged": True}


def test_parts_of_the_source(api: Api) -> None:
    """What is left out of the source is still searched; without a source there is none to show."""
    create(api, {"_source": {"includes": ["a*"], "excludes": ["*.secret"]}})
    api.put("/store/_doc/1?refresh=true", {"a": {"secret": "x", "open": "y"}, "b": "z"})
    assert api.get("/store/_doc/1").body["_source"] == {"a": {"open": "y"}}
    assert api.ids("/store/_search", {"query": {"match": {"a.secret": "x"}}}) == ["1"]
    assert api.ids("/store/_search", {"query": {"match": {"b": "z"}}}) == ["1"]
    api.delete("/store")
    create(api, {"_source": {"enabled": False}})
    api.put("/store/_doc/1?refresh=true", {"a": "x"})
    assert "_source" not in api.get("/store/_doc/1").body
    assert api.ids("/store/_search", {"query": {"match": {"a": "x"}}}) == ["1"]


def test_required_routing(api: Api) -> None:
    create(api, {"_routing": {"required": True}})
    for answer in (api.put("/store/_doc/1", {}), api.get("/store/_doc/1"), api.delete("/store/_doc/1")):
        assert answer.error == (400, "routing_missing_exception", "routing is required for [store]/[1]")
    assert api.put("/store/_doc/1?routing=a", {}).status == 201


def test_nested_objects_are_documents_of_their_own(api: Api) -> None:
    """Nested ones never match across objects, plain ones flatten."""
    create(api, {"properties": {"n": {"type": "nested", "properties": {"a": K, "b": K}}, "o.a": K, "o.b": K}})
    people = [{"a": "John", "b": "Smith"}, {"a": "Alice", "b": "White"}]
    api.put("/store/_doc/1?refresh=true", {"n": people, "o": people})

    def both(field: str, first: str, last: str) -> dict[str, Any]:
        return {"bool": {"must": [{"term": {f"{field}.a": first}}, {"term": {f"{field}.b": last}}]}}

    assert api.ids("/store/_search", {"query": both("o", "Alice", "Smith")}) == ["1"]
    for first, last, found in (("Alice", "Smith", []), ("Alice", "White", ["1"])):
        query = {"nested": {"path": "n", "query": both("n", first, last)}}
        assert api.ids("/store/_search", {"query": query}) == found
        assert api.ids("/store/_search", {"query": both("n", first, last)}) == []
    assert api.get("/store/_count").body["count"] == 1


def test_detection_and_formats(api: Api) -> None:
    create(api, {"numeric_detection": True, "dynamic_date_formats": ["MM/dd/yyyy", "yyyy.MM||yyyy"]})
    api.put("/store/_doc/1", {"a": "1", "b": "1.5", "c": "09/25/2015", "d": "2015.09", "e": "2015-09-25"})
    assert properties(api) == {
        "a": {"type": "long"},
        "b": {"type": "float"},
        "c": {"type": "date", "format": "MM/dd/yyyy"},
        "d": {"type": "float"},
        "e": TEXT,
    }


def test_field_caps_and_mappings_of_fields(api: Api) -> None:
    create(api, {"properties": {"a": {"type": "text", "fields": {"raw": K}}, "b": {"type": "long", "index": False}}})
    caps = api.get("/store/_field_caps?fields=a,a.raw,b").body["fields"]
    assert {name: list(kinds) for name, kinds in caps.items()} == {"a": ["text"], "a.raw": ["keyword"], "b": ["long"]}
    assert (caps["a"]["text"]["searchable"], caps["a"]["text"]["aggregatable"]) == (True, False)
    found = api.get("/store/_mapping/field/a.*").body["store"]["mappings"]
    assert found == {"a.raw": {"full_name": "a.raw", "mapping": {"raw": K}}}
