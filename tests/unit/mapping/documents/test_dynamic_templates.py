"""Dynamic templates: every matcher, alone and together; placeholders; what new fields become."""

from typing import Any

import pytest

from findling.base.errors import MapperParsingError
from tests.unit.mapping.conftest import MakeMapping

K = {"type": "keyword"}
DEFAULT_TEXT = {"type": "text", "fields": {"keyword": {"type": "keyword", "ignore_above": 256}}}


def mapped(make_mapping: MakeMapping, templates: list[dict[str, Any]], document: dict[str, Any], **options: Any) -> Any:
    """Returns the properties that one document brings."""
    named = [{str(number): template} for number, template in enumerate(templates)]
    batch = make_mapping({"dynamic_templates": named, **options}).parse_batch(["1"], [document])
    assert batch.errors == {}
    assert batch.mapping_update is not None
    return batch.mapping_update["properties"]


@pytest.mark.parametrize(
    ("value", "json_type"),
    [("x", "string"), (1, "long"), (1.5, "double"), (True, "boolean"), ("2020-01-02", "date"), ({"a": 1}, "object")],
)
def test_mapping_types(make_mapping: MakeMapping, value: Any, json_type: str) -> None:
    for others in ("string", "long", "double", "boolean", "date", "object"):
        template = {"match_mapping_type": others, "mapping": {"type": "flattened" if others == "object" else "keyword"}}
        found = mapped(make_mapping, [template], {"f": value})["f"]["type"]
        hit = "flattened" if json_type == "object" else "keyword"
        assert (found == hit) == (others == json_type)


@pytest.mark.parametrize(
    ("conditions", "hits"),
    [
        ({"match": "long_*"}, ["long_a", "long_b_text"]),
        ({"match": "long_*", "unmatch": "*_text"}, ["long_a"]),
        ({"match": ["long_*", "a*"]}, ["long_a", "long_b_text", "ab"]),
        ({"match": "*", "unmatch": ["l*", "x"]}, ["ab"]),
        ({"match_pattern": "regex", "match": "^[a-z]{2}$"}, ["ab"]),
        ({"match_pattern": "regex", "match": ".*", "unmatch": "l.*|x"}, ["ab"]),
        ({"match": "long"}, []),
        ({"path_match": "*"}, ["long_a", "long_b_text", "ab", "x"]),
        ({"path_match": "*", "path_unmatch": ["ab", "long*"]}, ["x"]),
    ],
)
def test_names(make_mapping: MakeMapping, conditions: dict[str, Any], hits: list[str]) -> None:
    document = dict.fromkeys(["long_a", "long_b_text", "ab", "x"], "text")
    found = mapped(make_mapping, [{**conditions, "mapping": K}], document)
    assert [name for name in document if found[name] == K] == hits
    assert all(found[name] == DEFAULT_TEXT for name in document if name not in hits)


@pytest.mark.parametrize(
    ("conditions", "hits"),
    [
        ({"path_match": "name.*"}, ["first", "middle"]),
        ({"path_match": "name.*", "path_unmatch": "*.middle"}, ["first"]),
        ({"path_match": ["name.f*", "*.middle"]}, ["first", "middle"]),
        ({"match": "first"}, ["first"]),
        ({"match": "name.*", "match_mapping_type": "string"}, []),
    ],
)
def test_paths(make_mapping: MakeMapping, conditions: dict[str, Any], hits: list[str]) -> None:
    template = {"match_mapping_type": "string", **conditions, "mapping": K}
    found = mapped(make_mapping, [template], {"name": {"first": "a", "middle": "b"}})["name"]["properties"]
    assert [name for name in ("first", "middle") if found[name] == K] == hits


def test_types_that_must_not_match(make_mapping: MakeMapping) -> None:
    template = {"unmatch_mapping_type": ["long", "object"], "mapping": K}
    found = mapped(make_mapping, [template], {"a": 1, "b": "x", "c": True})
    assert found == {"a": {"type": "long"}, "b": K, "c": K}
    several = {"match_mapping_type": ["long", "boolean"], "mapping": K}
    assert mapped(make_mapping, [several], {"a": 1, "b": 1.5, "c": True}) == {"a": K, "b": {"type": "float"}, "c": K}
    anything = {"match_mapping_type": "*", "mapping": {"type": "{dynamic_type}", "meta": {"n": "{name}"}}}
    found = mapped(make_mapping, [anything], {"a": 1, "b": "x"})
    assert found == {"a": {"type": "long", "meta": {"n": "a"}}, "b": {"type": "text", "meta": {"n": "b"}}}


def test_the_first_template_that_matches_wins(make_mapping: MakeMapping) -> None:
    templates = [{"match": "a", "mapping": K}, {"match": "*", "mapping": {"type": "wildcard"}}]
    assert mapped(make_mapping, templates, {"a": "x", "b": "x"}) == {"a": K, "b": {"type": "wildcard"}}


def test_placeholders_in_keys_and_analyzers(make_mapping: MakeMapping) -> None:
    template = {"match": "*", "match_mapping_type": "string", "mapping": {"type": "text", "analyzer": "{name}"}}
    found = mapped(make_mapping, [template], {"simple": "x", "stop": "y"})
    assert found == {
        "simple": {"type": "text", "analyzer": "simple"},
        "stop": {"type": "text", "analyzer": "stop"},
    }


def test_the_type_may_be_left_to_the_value(make_mapping: MakeMapping) -> None:
    template = {"match_mapping_type": ["string", "double", "date"], "mapping": {"meta": {"made": "here"}}}
    found = mapped(make_mapping, [template], {"a": "x", "b": 2.5, "c": "2020-01-02"})
    assert {name: definition["type"] for name, definition in found.items()} == {"a": "text", "b": "float", "c": "date"}


def test_detected_dates_keep_their_format(make_mapping: MakeMapping) -> None:
    template = {"match_mapping_type": "date", "mapping": {"type": "date", "index": False}}
    found = mapped(make_mapping, [template], {"d": "24.12.2020"}, dynamic_date_formats=["dd.MM.yyyy"])
    assert found == {"d": {"type": "date", "index": False, "format": "dd.MM.yyyy"}}


def test_objects_become_nested(make_mapping: MakeMapping) -> None:
    template = {"match": "items", "match_mapping_type": "object", "mapping": {"type": "nested", "dynamic": "false"}}
    found = mapped(make_mapping, [template], {"items": [{"a": 1}, {"b": 2}], "other": {"a": 1}})
    assert found["items"] == {"type": "nested", "dynamic": "false"}
    assert found["other"] == {"type": "object", "properties": {"a": {"type": "long"}}}


def test_templates_of_types_with_values_of_their_own(make_mapping: MakeMapping) -> None:
    template = {"match": "*_range", "match_mapping_type": "object", "mapping": {"type": "integer_range"}}
    assert mapped(make_mapping, [template], {"a_range": {"gte": 1}}) == {"a_range": {"type": "integer_range"}}


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        ({"match": "a"}, "template [t] must have either mapping or runtime set"),
        ({"match": "a", "runtime": 5}, "template [t] must have either mapping or runtime set"),
        ({"match_pattern": "glob", "match": "a", "mapping": K}, "No matching pattern matched on [glob]"),
        ({"match_pattern": "regex", "match": "*", "mapping": K}, "Pattern [*] of type [regex] is invalid."),
        (
            {"match_mapping_type": "text", "mapping": K},
            "No field type matched on [text], possible values are [object, ",
        ),
        ({"matches": "a", "mapping": K}, "Illegal dynamic template parameter: [matches]"),
    ],
)
def test_templates_that_fail(make_mapping: MakeMapping, template: dict[str, Any], reason: str) -> None:
    definition = {"dynamic_templates": [{"t": template}]}
    with pytest.raises(MapperParsingError) as caught:
        make_mapping(definition)
    assert reason in caught.value.reason


@pytest.mark.parametrize(
    ("template", "content", "types"),
    [
        (
            {"match_mapping_type": "string", "mapping": {"type": "nope"}},
            '{"match_mapping_type":"string","mapping":{"type":"nope"}}',
            "string",
        ),
        (
            {"match": ["a"], "match_mapping_type": ["long", "double"], "mapping": {"type": "keyword", "x": 1}},
            '{"match":"a","match_mapping_type":["long","double"],"mapping":{"type":"keyword","x":1}}',
            "long, double",
        ),
        (
            {"match": "a", "mapping": {"type": "text", "analyzer": "nope"}},
            '{"match":"a","mapping":{"type":"text","analyzer":"nope"}}',
            "object, string, long, double, boolean, date, binary",
        ),
        (
            {"unmatch_mapping_type": ["object", "binary"], "mapping": {"type": "long", "coerce": "x"}},
            '{"unmatch_mapping_type":["object","binary"],"mapping":{"type":"long","coerce":"x"}}',
            "string, long, double, boolean, date",
        ),
    ],
)
def test_templates_of_no_valid_field(
    make_mapping: MakeMapping, template: dict[str, Any], content: str, types: str
) -> None:
    """They are refused at once, unless some JSON type or field name could make a field of them."""
    with pytest.raises(MapperParsingError) as caught:
        make_mapping({"dynamic_templates": [{"t": template}]})
    assert caught.value.reason == (
        f"Failed to parse mapping: dynamic template [t] has invalid content [{content}], attempted to validate it with "
        f"the following match_mapping_type: [{types}]"
    )


@pytest.mark.parametrize(
    "template",
    [
        {"match": "*", "mapping": {"index": False}},  # not of objects
        {"match": "*", "mapping": {"scaling_factor": 10, "type": "scaled_float"}},
        {"match": "*", "mapping": {"type": "text", "analyzer": "{name}"}},
        {"mapping": {"type": "geo_point"}},
    ],
)
def test_templates_that_may_be_valid(make_mapping: MakeMapping, template: dict[str, Any]) -> None:
    definition = {"dynamic_templates": [{"t": template}]}
    assert make_mapping(definition).to_json() == definition


def test_without_conditions_no_field_gets_it(make_mapping: MakeMapping) -> None:
    """Such a template is for those who name it."""
    for template in ({"mapping": K}, {"unmatch": "b", "mapping": K}):
        assert mapped(make_mapping, [template], {"a": 1}) == {"a": {"type": "long"}}


def test_regular_expressions_are_of_paths_too(make_mapping: MakeMapping) -> None:
    """And Java's."""
    template = {"match_pattern": "regex", "path_match": r"o\.\p{Lower}++", "path_unmatch": "o[.]b", "mapping": K}
    found = mapped(make_mapping, [template], {"o": {"a": 1, "b": 1, "C": 1}})
    assert {name: field["type"] for name, field in found["o"]["properties"].items()} == {
        "a": "keyword",
        "b": "long",
        "C": "long",
    }


def test_lists_of_one_pattern_are_printed_as_the_pattern(make_mapping: MakeMapping) -> None:
    template = {"match": ["a"], "unmatch": ["b", "c"], "match_pattern": "simple", "mapping": K}
    assert make_mapping({"dynamic_templates": [{"t": template}]}).to_json() == {
        "dynamic_templates": [{"t": {"match": "a", "unmatch": ["b", "c"], "mapping": K}}]
    }


def test_templates_make_runtime_fields(make_mapping: MakeMapping) -> None:
    templates = [
        {"days": {"match": "day_*", "runtime": {"type": "date"}}},
        {"words": {"match_mapping_type": "string", "runtime": {}}},
    ]
    mapping = make_mapping({"dynamic_templates": templates})
    update = mapping.parse_batch(["1"], [{"day_a": "2024-01-01", "s": "x", "n": 5}]).mapping_update
    assert update == {
        "properties": {"n": {"type": "long"}},
        "runtime": {"day_a": {"type": "date"}, "s": {"type": "keyword"}},
    }
    merged = mapping.merge(update, adding=True)
    assert merged.parse_batch(["1"], [{"day_a": "2024-01-01", "s": "x", "n": 5}]).mapping_update is None
    assert merged.to_json()["dynamic_templates"] == templates
