"""Dynamic templates, root options, parameters and multi-fields: what is taken and what is refused."""

import re
from typing import Any

import pytest

from findling.base.errors import IllegalArgumentError, MapperParsingError
from findling.base.java_values import shown
from findling.mapping.field_type import registered_types, type_class
from findling.mapping.mapping_settings import read_mapping_settings, setting
from tests.unit.mapping.conftest import MakeMapping


def refused(make_mapping: MakeMapping, definition: dict[str, Any], reason: str) -> None:
    with pytest.raises(MapperParsingError, match=re.escape(reason)):
        make_mapping(definition)


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        ({"t": {"match": "*"}}, "template [t] must have either mapping or runtime set"),
        (
            {"t": {"match": ["*", 1], "mapping": {}}},
            "[match] values must either be a string or list of strings, but was",
        ),
        ({"t": {"match": "*", "mapping": {}, "x": 1}}, "Illegal dynamic template parameter: [x]"),
        ({"t": {"match_mapping_type": "text", "mapping": {}}}, "No field type matched on [text], possible values are"),
        ({"t": {"match": "(", "match_pattern": "regex", "mapping": {}}}, "Pattern [(] of type [regex] is invalid"),
        ({"t": {"match": "x", "match_pattern": "glob", "mapping": {}}}, "No matching pattern matched on [glob]"),
        ({"t": {"match": "x", "runtime": {}, "mapping": {}}}, "mapping and runtime cannot be both specified"),
        ({"a": {}, "b": {}}, "A dynamic template must be defined with a name"),
    ],
)
def test_templates_that_fail(make_mapping: MakeMapping, template: dict[str, Any], reason: str) -> None:
    refused(make_mapping, {"dynamic_templates": [template]}, reason)


@pytest.mark.parametrize(
    ("definition", "reason"),
    [
        ({"dynamic_templates": {}}, "Dynamic template syntax error. An array of named objects is expected."),
        ({"date_detection": "maybe"}, "Could not convert [date_detection] to boolean"),
        ({"dynamic": "perhaps"}, "Could not convert [dynamic.dynamic] to boolean"),
        ({"runtime": {"x": {"type": "nope"}}}, "The mapper type [nope] declared on runtime field [x] does not exist"),
        ({"dynamic_date_formats": ["bad"]}, "Invalid format: [bad]"),
        ({"dynamic_date_formats": ["epoch_millis"]}, "Epoch [epoch_millis] is not supported as dynamic date format"),
        ({"_source": {"x": 1}}, "unknown parameter [x] on metadata field [_source]"),
        ({"_source": True}, "[_source] config must be an object"),
        ({"_routing": {"requird": True}}, "unknown parameter [requird] on metadata field [_routing]"),
        ({"properties": 1}, "properties must be a map type"),
    ],
)
def test_root_options_that_fail(make_mapping: MakeMapping, definition: dict[str, Any], reason: str) -> None:
    refused(make_mapping, definition, reason)


def test_root_options(make_mapping: MakeMapping) -> None:
    mapping = make_mapping(
        {
            "_source": {"enabled": True, "includes": "a.*", "excludes": ["b"]},
            "_routing": {"required": "true"},
            "_meta": {"version": 3},
            "_all": {"enabled": False},
            "numeric_detection": True,
            "dynamic_date_formats": ["yyyy"],
        }
    )
    assert mapping.routing_required
    assert (mapping.source_options["includes"], mapping.source_options["excludes"]) == (["a.*"], ["b"])
    assert mapping.to_json() == {
        "_meta": {"version": 3},
        "_routing": {"required": True},
        "_source": {"includes": ["a.*"], "excludes": ["b"]},
        "dynamic_date_formats": ["yyyy"],
        "numeric_detection": True,
    }


def test_templates_of_an_update_take_the_place_of_all_others(make_mapping: MakeMapping) -> None:
    first = {"one": {"match": "a", "mapping": {"type": "long"}}}
    second = {"two": {"match": "b", "mapping": {"type": "long"}}}
    newer = {"one": {"match": "c", "mapping": {"type": "long"}}}
    mapping = make_mapping({"dynamic_templates": [first, second]}).merge({"dynamic_templates": [newer]})
    assert mapping.to_json() == {"dynamic_templates": [newer]}
    assert mapping.merge({"properties": {}}).to_json() == {"dynamic_templates": [newer]}
    assert mapping.merge({"dynamic_templates": []}).to_json() == {"dynamic_templates": []}


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ("x", "expected map for property [fields] on field [f] but got a class java.lang.String"),
        ({"a.b": {"type": "keyword"}}, "cannot contain '.'"),
        ({"k": "keyword"}, "illegal field [k], only fields can be specified inside fields"),
        ({"k": {}}, "no type specified for property [k]"),
        ({"k": {"type": "object"}}, "Type [object] cannot be used in multi field"),
        ({"k": {"type": "keyword", "copy_to": "x"}}, "copy_to in multi fields is not allowed"),
        (
            {"k": {"type": "text", "fields": {"r": {"type": "keyword"}}}},
            "Defining chained multi-fields is not supported.",
        ),
        ({"k": {"type": "nope"}}, "The mapper type [nope] declared on field [k] does not exist."),
    ],
)
def test_multi_fields_that_fail(make_mapping: MakeMapping, fields: Any, reason: str) -> None:
    refused(make_mapping, {"properties": {"f": {"type": "text", "fields": fields}}}, reason)


@pytest.mark.parametrize(
    ("definition", "reason"),
    [
        ({"type": "keyword", "ignore_above": "many"}, 'For input string: "many"'),
        (
            {"type": "text", "index_options": "all"},
            "Unknown value [all] for field [index_options] - accepted values are",
        ),
        (
            {"type": "text", "index_prefixes": {"min_chars": 9, "max_chars": 3}},
            "min_chars [9] must be less than max_chars [3]",
        ),
        ({"type": "text", "position_increment_gap": -1}, "[position_increment_gap] must be positive"),
        ({"type": "long", "meta": {"a": 1}}, "[meta] values can only be strings"),
        ({"type": "long", "meta": {str(i): "" for i in range(6)}}, "[meta] can't have more than 5 entries, but got 6"),
        ({"type": "long", "null_value": "x"}, 'For input string: "x"'),
        (
            {"type": "ip", "null_value": "x"},
            "Error parsing [null_value] on field [f]: 'x' is not an IP string literal.",
        ),
        (
            {"type": "geo_point", "null_value": {"lat": 1}},
            "field [lon] missing",
        ),
        ({"type": "token_count"}, "Analyzer must be set for field [f] but wasn't."),
        ({"type": "nested", "subobjects": False}, "Nested type [f] does not support [subobjects] parameter"),
        ({"type": "alias", "path": "f"}, "an alias cannot refer to itself."),
    ],
)
def test_parameters_that_fail(make_mapping: MakeMapping, definition: dict[str, Any], reason: str) -> None:
    refused(make_mapping, {"properties": {"f": definition}}, reason)


def test_copy_to_targets_are_checked(make_mapping: MakeMapping) -> None:
    source = {"type": "text", "copy_to": "o", "fields": {"raw": {"type": "keyword"}}}
    with pytest.raises(IllegalArgumentError, match=r"Cannot copy to field \[o\] since it is mapped as an object"):
        make_mapping({"properties": {"f": source, "o": {"type": "object"}}})
    with pytest.raises(IllegalArgumentError, match=r"\[copy_to\] may not be used to copy to a multi-field: \[f.raw\]"):
        make_mapping({"properties": {"f": {**source, "copy_to": "f.raw"}}})


REQUIRED = {
    "aggregate_metric_double": {"metrics": ["min", "max"], "default_metric": "max"},
    "semantic_text": {"inference_id": "x"},
    "scaled_float": {"scaling_factor": 100},
    "token_count": {"analyzer": "standard"},
    "knn_vector": {"dimension": 2},
}


BARE = [name for name in registered_types() if type_class(name, "f").takes_only_type]


@pytest.mark.parametrize("type_name", sorted(set(registered_types()) - set(BARE)))
def test_every_type(make_mapping: MakeMapping, type_name: str) -> None:
    """The battery that registering a type enrols it in."""
    definition = {"type": type_name, **REQUIRED.get(type_name, {})}
    mapping = make_mapping({"properties": {"f": {**definition, "meta": {"unit": "m"}}}})
    printed = mapping.to_json()
    assert printed["properties"]["f"].items() >= {**definition, "meta": {"unit": "m"}}.items()
    assert mapping.merge(printed).to_json() == printed
    assert "meta" not in mapping.merge({"properties": {"f": definition}}).to_json()["properties"]["f"]
    refused(
        make_mapping,
        {"properties": {"f": {**definition, "nope": 1}}},
        f"unknown parameter [nope] on mapper [f] of type [{type_name}]",
    )
    field = mapping.field("f")
    assert field is not None
    assert field.family
    assert type(field.type).__doc__
    null: dict[str, Any] = {} if type_name == "percolator" else {"f": None}  # null is no query
    empty: dict[str, Any] = {} if type_name == "knn_vector" else {"f": []}  # a vector of no dimensions is none
    batch = mapping.parse_batch(["1", "2", "3"], [null, empty, {}])
    assert (batch.n_docs, batch.columns, batch.errors) == (3, {}, {})
    with pytest.raises(IllegalArgumentError, match="cannot be changed from type"):
        mapping.merge({"properties": {"f": {"type": "text" if type_name != "text" else "long"}}})


def test_settings_in_every_spelling() -> None:
    for settings in (
        {"index.mapping.depth.limit": "7"},
        {"mapping.depth.limit": 7},
        {"index": {"mapping": {"depth": {"limit": 7}}}},
        {"index": {"mapping.depth": {"limit": "7"}}},
        {"mapping": {"depth.limit": 7}},
    ):
        assert read_mapping_settings(settings).depth == 7
    assert setting({}, "mapping.depth.limit") is None
    assert read_mapping_settings({}).total_fields == 1000


def test_values_as_java_shows_them() -> None:
    assert shown({"a": [1, None, True, {"b": "x"}]}) == "{a=[1, null, true, {b=x}]}"


@pytest.mark.parametrize("parameter", ["meta", "nope", "fields", "copy_to"])
@pytest.mark.parametrize("type_name", BARE)
def test_types_without_parameters(make_mapping: MakeMapping, type_name: str, parameter: str) -> None:
    mapping = make_mapping({"properties": {"f": {"type": type_name}}})
    assert mapping.merge(mapping.to_json()).to_json() == {"properties": {"f": {"type": type_name}}}
    definition = {"type": type_name, parameter: {}}
    fault = f"Mapping definition for [f] has unsupported parameters:  [{parameter} : {{}}]"
    refused(make_mapping, {"properties": {"f": definition}}, fault)
