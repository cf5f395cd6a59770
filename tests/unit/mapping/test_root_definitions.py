"""What the root of a mapping may say, and the settings that decide about sources and modes."""

from typing import Any

import pytest

from tests.reference.api import Api

KEYWORD = {"type": "keyword"}


@pytest.mark.parametrize(
    ("mappings", "cause"),
    [
        ({"propertys": {}}, ("mapper_parsing_exception", "unsupported parameters:  [propertys : {}]")),
        ({"_foo": {}}, ("mapper_parsing_exception", "unsupported parameters:  [_foo : {}]")),
        ({"_nested_path": {}}, ("mapper_parsing_exception", "_nested_path is not configurable")),
        ({"_routing": {"path": "x"}}, ("mapper_parsing_exception", "unknown parameter [path] on metadata field")),
        ({"_field_names": {"foo": 1}}, ("mapper_parsing_exception", "unknown parameter [foo] on metadata field")),
        ({"properties": 5}, ("parse_exception", "properties must be a map type")),
        ({"subobjects": "auto"}, ("parse_exception", "unknown subobjects value: auto")),
        ({"date_detection": "x"}, ("illegal_argument_exception", "Could not convert [date_detection] to boolean")),
        ({"_source": {"mode": "zz"}}, ("illegal_argument_exception", "SourceFieldMapper.Mode.ZZ")),
        ({"dynamic_date_formats": ["o"]}, ("illegal_argument_exception", "Unknown pattern letter: o")),
    ],
)
def test_definitions_that_are_refused(api: Api, mappings: Any, cause: tuple[str, str]) -> None:
    error = api.put("/roots", {"mappings": mappings})
    assert error.status == 400
    assert error.body["error"]["type"] == "mapper_parsing_exception"
    assert error.body["error"]["caused_by"]["type"] == cause[0]
    assert cause[1] in error.body["error"]["caused_by"]["reason"]


@pytest.mark.parametrize("name", ["_id", "_index", "_seq_no", "_doc_count"])
def test_properties_are_not_named_as_metadata_fields(api: Api, name: str) -> None:
    answer = api.put("/roots", {"mappings": {"properties": {name: KEYWORD}}})
    assert answer.error == (400, "mapper_parsing_exception", f"Field [{name}] is defined more than once")
    assert api.put("/roots", {"mappings": {"properties": {"a": {"properties": {name: KEYWORD}}}}}).status == 200
    assert api.put("/roots/_mapping", {"properties": {name: KEYWORD}}).error[2].endswith("is defined more than once")


def test_objects_are_not_named_as_metadata_fields(api: Api) -> None:
    answer = api.put("/roots", {"mappings": {"properties": {"_source": {"type": "object"}}}})
    assert answer.error[2] == "Field [_source] is defined both as an object and a field"


@pytest.mark.parametrize(
    ("pattern", "fault"),
    [
        ("yyyy-QQQQQQ-zz[[", "Too many pattern letters: Q"),
        ("yyyyyyyyyyyyyyyyyyyy", "The minimum width must be from 1 to 19 inclusive but was 20"),
        ("SSSSSSSSSS", "Minimum width must be from 0 to 9 inclusive but was 10"),
        ("aa", "Too many pattern letters: a"),
        ("OO", "Pattern letter count must be 1 or 4: O"),
        ("V", "Pattern letter count must be 2: V"),
        ("vv", "Wrong number of pattern letters: v"),
        ("cc", 'Invalid pattern "cc"'),
        ("WW", "Too many pattern letters: W"),
    ],
)
def test_date_formats_that_are_refused(api: Api, pattern: str, fault: str) -> None:
    answer = api.put("/roots", {"mappings": {"properties": {"d": {"type": "date", "format": pattern}}}})
    reason = f"Error parsing [format] on field [d]: Invalid format: [{pattern}]: {fault}"
    assert answer.error == (400, "mapper_parsing_exception", f"Failed to parse mapping: {reason}")
    assert answer.body["error"]["caused_by"]["type"] == "illegal_argument_exception"
    ranged = api.put("/roots", {"mappings": {"properties": {"d": {"type": "date_range", "format": pattern}}}})
    assert ranged.error[2] == f"Failed to parse mapping: Invalid format: [{pattern}]: {fault}"


def test_the_mode_of_sources_is_a_setting(api: Api) -> None:
    """The mapping's mode is read without effect, as in Elasticsearch 9."""
    api.put("/roots", {"mappings": {"_source": {"mode": "disabled"}}})
    api.put("/roots/_doc/1", {"a": 1})
    assert api.get("/roots/_doc/1").body["_source"] == {"a": 1}
    assert api.get("/roots/_mapping").body["roots"]["mappings"]["properties"] == {"a": {"type": "long"}}
    assert api.put("/bare", {"settings": {"index.mapping.source.mode": "disabled"}}).status == 200
    api.put("/bare/_doc/1?refresh=true", {"a": 1})
    assert "_source" not in api.get("/bare/_doc/1").body
    assert "_source" not in api.post("/bare/_search", {"query": {"term": {"a": 1}}}).body["hits"]["hits"][0]


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"index.mapping.source.mode": "zz"}, "No enum constant"),
        ({"index.mode": "time_series"}, "[index.mode=time_series] requires a non-empty [index.routing_path]"),
        ({"index.mode": "logsdb"}, "[index.mode=logsdb] is not supported by Findling yet"),
        ({"index.mode": "zz"}, "No enum constant org.elasticsearch.index.IndexMode.ZZ"),
    ],
)
def test_modes_that_are_refused(api: Api, settings: Any, reason: str) -> None:
    status, kind, shown = api.put("/roots", {"settings": settings}).error
    assert (status, kind) == (400, "illegal_argument_exception")
    assert shown.startswith(reason)


def test_the_mapping_of_single_fields_is_whole(api: Api) -> None:
    multi = {"type": "text", "fields": {"kw": KEYWORD}, "copy_to": ["all"]}
    api.put("/roots", {"mappings": {"properties": {"multi": multi, "a": {"type": "alias", "path": "multi"}}}})
    shown = api.get("/roots/_mapping/field/multi*,a,_id").body["roots"]["mappings"]
    assert shown == {
        "multi": {"full_name": "multi", "mapping": {"multi": multi}},
        "multi.kw": {"full_name": "multi.kw", "mapping": {"kw": KEYWORD}},
        "a": {"full_name": "a", "mapping": {"a": {"type": "alias", "path": "multi"}}},
        "_id": {"full_name": "_id", "mapping": {}},
    }
