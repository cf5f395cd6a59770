"""`_source`: what is stored of a document."""

from pathlib import Path
from typing import Any

import orjson
import pytest

from findling.base.errors import MapperParsingError
from findling.base.object_filter import filter_object
from tests.reference.search_case import SearchCase
from tests.unit.mapping.conftest import MakeMapping

DOCUMENT = {"a": 1, "o": {"b": 2, "c": [{"d": 3, "e": 4}]}, "x": {"y": 5}}


@pytest.mark.parametrize(
    ("options", "stored"),
    [
        ({"enabled": False}, None),
        ({"includes": ["o.*"]}, {"o": {"b": 2, "c": [{"d": 3, "e": 4}]}}),
        ({"excludes": ["o.c.d", "x"]}, {"a": 1, "o": {"b": 2, "c": [{"e": 4}]}}),
        ({"includes": ["o"], "excludes": ["*.b"]}, {"o": {"c": [{"d": 3, "e": 4}]}}),
        ({"includes": "a"}, {"a": 1}),
    ],
)
def test_what_is_stored(make_mapping: MakeMapping, options: dict[str, Any], stored: Any) -> None:
    mapping = make_mapping({"_source": options, "dynamic": "false"})
    batch = mapping.parse_batch(["1"], [DOCUMENT])
    assert batch.stored_source is not None
    text = batch.stored_source(orjson.dumps(DOCUMENT))
    assert text == b"" if stored is None else orjson.loads(text) == stored


@pytest.mark.parametrize(
    "options", [{}, {"enabled": True}, {"mode": "stored"}, {"mode": "disabled"}, {"includes": [], "excludes": []}]
)
def test_everything_is_stored(make_mapping: MakeMapping, options: dict[str, Any]) -> None:
    assert make_mapping({"_source": options}).parse_batch(["1"], [{}]).stored_source is None


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"store": True}, "unknown parameter [store] on metadata field [_source]"),
        ({"mode": "zz"}, "No enum constant org.elasticsearch.index.mapper.SourceFieldMapper.Mode.ZZ"),
        ({"enabled": "x"}, "Could not convert [_source.enabled] to boolean"),
        (5, "[_source] config must be an object"),
    ],
)
def test_options_that_fail(make_mapping: MakeMapping, options: Any, reason: str) -> None:
    with pytest.raises(MapperParsingError) as caught:
        make_mapping({"_source": options})
    assert caught.value.reason == f"Failed to parse mapping: {reason}"


@pytest.mark.parametrize(
    ("definition", "reason"),
    [
        ({"_size": {"enabled": True}}, "Root mapping definition has unsupported parameters:  [_size : {enabled=true}]"),
        (
            {"_field_names": {"enabled": False}},
            "The `enabled` setting for the `_field_names` field has been deprecated and removed. Please remove it from "
            "your mappings and templates.",
        ),
        ({"runtime": {"a": {"type": "long", "x": 1}}}, "unknown parameter [x] on runtime field [a] of type [long]"),
        ({"runtime": {"a": {}}}, "No type specified for runtime field [a]"),
        ({"_routing": {"needed": True}}, "unknown parameter [needed] on metadata field [_routing]"),
    ],
)
def test_root_options_that_are_refused(make_mapping: MakeMapping, definition: dict[str, Any], reason: str) -> None:
    with pytest.raises(MapperParsingError) as caught:
        make_mapping(definition)
    assert caught.value.reason == f"Failed to parse mapping: {reason}"


def test_runtime_fields_are_shown_with_the_language_of_their_scripts_and_go_with_null(
    make_mapping: MakeMapping,
) -> None:
    mapping = make_mapping({"runtime": {"a": {"type": "long", "script": "emit(1)"}, "b": {"type": "ip"}}})
    assert mapping.to_json()["runtime"]["a"] == {"type": "long", "script": {"source": "emit(1)", "lang": "painless"}}
    merged = mapping.merge({"runtime": {"a": None, "c": {"type": "date"}}})
    assert merged.to_json()["runtime"] == {"b": {"type": "ip"}, "c": {"type": "date"}}
    assert list(merged.options.runtime) == ["b", "c"]


def test_the_shard_stores_what_the_mapping_says(tmp_path: Path) -> None:
    case = SearchCase(tmp_path, {"a": {"type": "long"}, "secret": {"type": "keyword"}})
    case.mapping = case.mapping.merge({"properties": {}})
    options = {"_source": {"excludes": ["secret"]}, "properties": case.mapping.to_json()["properties"]}
    case.mapping = type(case.mapping).from_json(options, case.analysis)
    case.add({"1": {"a": 1, "secret": "x"}})
    found = case.shard.get_many(["1"])[0]
    assert found is not None
    assert orjson.loads(found.source) == {"a": 1}
    hits = case.search({"query": {"term": {"secret": "x"}}})["hits"]["hits"]
    assert [orjson.loads(orjson.dumps(hit["_source"])) for hit in hits] == [{"a": 1}]


def test_objects_are_filtered_without_being_changed() -> None:
    before = orjson.dumps(DOCUMENT)
    assert filter_object(DOCUMENT, ("nothing",), ()) == {}
    assert filter_object(DOCUMENT, (), ()) == DOCUMENT
    assert filter_object(DOCUMENT, ("o.c.d",), ("o.c.e",)) == {"o": {"c": [{"d": 3}]}}
    assert orjson.dumps(DOCUMENT) == before
