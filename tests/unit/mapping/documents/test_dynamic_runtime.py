"""`dynamic: runtime`: new fields are read from the source when they are asked for; as Elasticsearch 9.1 maps them."""

from typing import Any

import pytest

from tests.reference.api import Api


@pytest.mark.parametrize(
    ("mapping", "documents", "runtime"),
    [
        (
            {},
            [
                {"a": "text here", "b": 3, "c": 2.5, "d": True, "e": "2020-01-02", "f": None, "g": [1, 2], "h": []},
                {"b": "no number", "c": {"k": 1}, "o": {"p": {"q": "x"}, "r": [{"s": 1.5}]}},
            ],
            {
                "a": "keyword", "b": "long", "c": "double", "c.k": "long", "d": "boolean", "e": "date", "g": "long",
                "o.p.q": "keyword", "o.r.s": "double",
            },
        ),
        ({"subobjects": False}, [{"a": {"b": 1}}, {"a.c": True}], {"a.b": "long", "a.c": "boolean"}),
        (
            {"numeric_detection": True, "date_detection": False},
            [{"a": "2020-01-01", "b": "12", "c": "1.5", "dd.ee": 3}],
            {"a": "keyword", "b": "long", "c": "double", "dd.ee": "long"},
        ),
        ({"properties": {"x": {"type": "text", "copy_to": "y"}}}, [{"x": "z"}], {"y": "keyword"}),
    ],
)  # fmt: skip
def test_new_fields(
    api: Api, mapping: dict[str, Any], documents: list[dict[str, Any]], runtime: dict[str, str]
) -> None:
    api.put("/farm", {"mappings": {"dynamic": "runtime", **mapping}})
    for document in documents:
        assert api.post("/farm/_doc", document).status == 201
    shown = api.get("/farm/_mapping").body["farm"]["mappings"]
    assert shown["runtime"] == {name: {"type": kind} for name, kind in runtime.items()}
    assert shown.get("properties") == ({"x": {"type": "text", "copy_to": ["y"]}} if "properties" in mapping else None)


def test_formats_of_dates_and_templates(api: Api) -> None:
    templates = [{"t": {"match": "m_*", "mapping": {"type": "text"}}}]
    definition = {"dynamic": "runtime", "dynamic_date_formats": ["yyyy/MM"], "dynamic_templates": templates}
    api.put("/farm", {"mappings": definition})
    api.put("/farm/_doc/1", {"a": "2020/01", "m_1": "x"})
    shown = api.get("/farm/_mapping").body["farm"]["mappings"]
    assert shown["runtime"] == {"a": {"type": "date", "format": "yyyy/MM"}}
    assert shown["properties"] == {"m_1": {"type": "text"}}


def test_within_objects_of_other_kinds(api: Api) -> None:
    inner = {"dynamic": "runtime", "properties": {"p": {"type": "object", "dynamic": "true"}}}
    api.put("/farm", {"mappings": {"properties": {"o": inner}}})
    api.put("/farm/_doc/1", {"o": {"a": 1, "p": {"b": 1}}, "c": 1})
    shown = api.get("/farm/_mapping").body["farm"]["mappings"]
    assert shown["runtime"] == {"o.a": {"type": "long"}}
    assert shown["properties"]["o"]["properties"]["p"]["properties"] == {"b": {"type": "long"}}
    assert shown["properties"]["c"] == {"type": "long"}


def test_names_of_runtime_fields_are_not_mapped_again(api: Api) -> None:
    api.put("/farm", {"mappings": {"runtime": {"r": {"type": "long"}}}})
    api.put("/farm/_doc/1", {"r": 1, "o": {"r": 2}})
    shown = api.get("/farm/_mapping").body["farm"]["mappings"]
    assert shown == {"runtime": {"r": {"type": "long"}}, "properties": {"o": {"properties": {"r": {"type": "long"}}}}}


def test_searches(api: Api) -> None:
    api.put("/farm", {"mappings": {"dynamic": "runtime"}})
    api.put("/farm/_doc/1?refresh=true", {"a": "x", "b": 3})
    api.put("/farm/_doc/2?refresh=true", {"a": "y", "b": "none"})
    body = {"query": {"range": {"b": {"gte": 3}}}, "fields": ["a", "b"]}
    hits = api.post("/farm/_search", body).body["hits"]["hits"]
    assert [(hit["_id"], hit["fields"]) for hit in hits] == [("1", {"a": ["x"], "b": [3]})]
