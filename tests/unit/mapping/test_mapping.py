"""Definitions: what is read, printed, merged and refused."""

from typing import Any

import pytest

from findling.base.errors import FindlingError, IllegalArgumentError, MapperParsingError
from tests.unit.mapping.conftest import MakeMapping

STORE = {
    "mobile": {
        "properties": {
            "name": {"type": "text"},
            "model": {"type": "text"},
            "release_date": {"type": "date"},
            "features": {"type": "text"},
            "ram_gb": {"type": "short"},
            "screen_size_inches": {"type": "float"},
        }
    }
}


def test_typed_mapping_of_the_store(make_mapping: MakeMapping) -> None:
    mapping = make_mapping(STORE)
    assert mapping.type_name == "mobile"
    assert mapping.to_json() == STORE["mobile"]
    document = {"name": "Phone", "release_date": "2018-03-05", "ram_gb": "3", "screen_size_inches": 5.5}
    batch = mapping.parse_batch(["1"], [document])
    assert batch.errors == {}
    assert batch.mapping_update is None
    assert batch.columns["ram_gb"].values.tolist() == [3]
    assert batch.columns["release_date"].values.tolist() == [1520208000000]


@pytest.mark.parametrize(
    "definition",
    [
        {},
        {"properties": {"a": {"type": "keyword", "ignore_above": 10}}},
        {"properties": {"o": {"type": "object"}, "n": {"type": "nested", "properties": {"x": {"type": "long"}}}}},
        {"dynamic": "strict", "_meta": {"a": 1}, "properties": {"d": {"type": "date", "format": "yyyy"}}},
        {"_routing": {"required": True}, "_source": {"excludes": ["x"]}, "date_detection": False},
        {
            "properties": {
                "o": {"dynamic": "false", "properties": {"a": {"type": "alias", "path": "k"}}},
                "k": {"type": "ip"},
            }
        },
        {"dynamic_templates": [{"t": {"match": "*_k", "mapping": {"type": "keyword"}}}]},
        {"properties": {"t": {"type": "text", "fields": {"raw": {"type": "keyword"}}, "copy_to": ["all"]}}},
        {"properties": {"t": {"type": "long", "meta": {"unit": "ms"}}}},
    ],
)
def test_round_trip(make_mapping: MakeMapping, definition: dict[str, Any]) -> None:
    mapping = make_mapping(definition)
    assert mapping.to_json() == definition
    assert make_mapping(mapping.to_json()).to_json() == definition
    assert mapping.merge(definition).to_json() == definition
    assert make_mapping({"_doc": definition}).to_json() == definition


def test_defaults_are_not_printed(make_mapping: MakeMapping) -> None:
    mapping = make_mapping({"properties": {"a": {"type": "long", "index": True, "store": "false"}}})
    assert mapping.to_json() == {"properties": {"a": {"type": "long"}}}


def test_defaults_that_index_settings_may_change_are_printed_if_given(make_mapping: MakeMapping) -> None:
    """Else the field would not keep what it was given."""
    given = {"type": "long", "coerce": True, "ignore_malformed": False}
    settings = {"index.mapping.coerce": False, "index.mapping.ignore_malformed": True}
    mapping = make_mapping({"properties": {"a": given, "b": {"type": "long"}}}, settings)
    assert mapping.to_json() == {"properties": {"a": given, "b": {"type": "long"}}}
    batch = make_mapping(mapping.to_json(), settings).parse_batch(["1", "2"], [{"a": "5"}, {"a": "x"}])
    assert (list(batch.errors), batch.columns["a"].values.tolist()) == ([1], [5])


def test_dotted_names_become_objects(make_mapping: MakeMapping) -> None:
    mapping = make_mapping({"properties": {"a.b": {"type": "long"}, "a": {"properties": {"c": {"type": "long"}}}}})
    assert mapping.to_json() == {"properties": {"a": {"properties": {"b": {"type": "long"}, "c": {"type": "long"}}}}}


def test_subobjects_off_keeps_dots(make_mapping: MakeMapping) -> None:
    definition = {"subobjects": False, "properties": {"a.b": {"type": "long"}, "a": {"type": "long"}}}
    mapping = make_mapping(definition)
    assert mapping.to_json() == definition
    assert mapping.parse_batch(["1"], [{"a.b": 1, "a": 2}]).columns.keys() == {"a", "a.b"}


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        (
            {"bar": {"type": "foo"}},
            "The mapper type [foo] declared on field [bar] does not exist. It might have been created within a future "
            "version or requires a plugin to be installed. Check the documentation.",
        ),
        ({"f": {"type": "long", "x": 1}}, "unknown parameter [x] on mapper [f] of type [long]"),
        ({"f": {}}, "No type specified for field [f]"),
        ({"f": "text"}, "Expected map for property [fields] on field [f] but got a class java.lang.String"),
        ({"f": {"type": "text", "analyzer": "nope"}}, "analyzer [nope] has not been configured in mappings"),
        ({"f": {"type": "object", "x": 1}}, "Mapping definition for [f] has unsupported parameters:  [x : 1]"),
        ({"f": {"type": "long", "index": None}}, "[index] on mapper [f] of type [long] must not have a [null] value"),
        ({"f": {"type": "long", "index": "no"}}, "Failed to parse value [no] as only [true] or [false] are allowed."),
        (
            {"f": {"type": "date", "format": "foo"}},
            "Error parsing [format] on field [f]: Invalid format: [foo]: Unknown pattern letter: f",
        ),
        ({"a": {"type": "alias"}}, "The [path] property must be specified for field [a]."),
        ({"": {"type": "long"}}, "field name cannot be an empty string"),
    ],
)
def test_definitions_that_fail(make_mapping: MakeMapping, properties: dict[str, Any], reason: str) -> None:
    with pytest.raises(MapperParsingError) as caught:
        make_mapping({"properties": properties})
    assert caught.value.reason == f"Failed to parse mapping: {reason}"
    assert isinstance(caught.value.__cause__, FindlingError)


def test_unknown_root_parameter(make_mapping: MakeMapping) -> None:
    with pytest.raises(MapperParsingError) as caught:
        make_mapping({"foo": "bar", "properties": {}})
    assert caught.value.reason == (
        "Failed to parse mapping: Root mapping definition has unsupported parameters:  [foo : bar]"
    )


def test_aliases(make_mapping: MakeMapping) -> None:
    mapping = make_mapping({"properties": {"a": {"type": "alias", "path": "o.k"}, "o.k": {"type": "keyword"}}})
    field = mapping.field("a")
    assert field is not None
    assert field.name == "o.k"
    assert mapping.matching("*") == ["a", "o.k"]
    error = mapping.parse_batch(["1"], [{"a": 1}]).errors[0]
    assert error.reason == "[1:6] failed to parse: Cannot write to a field alias [a]."
    with pytest.raises(MapperParsingError, match="an alias must refer to an existing field in the mappings"):
        make_mapping({"properties": {"a": {"type": "alias", "path": "nope"}}})


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ({"type": "long"}, {"type": "text"}, "mapper [f] cannot be changed from type [long] to [text]"),
        (
            {"type": "text", "analyzer": "simple"},
            {"type": "text", "analyzer": "standard"},
            "Mapper for [f] conflicts with existing mapper:\n\t"
            "Cannot update parameter [analyzer] from [simple] to [standard]",
        ),
        (
            {"type": "keyword", "index": False, "doc_values": False},
            {"type": "keyword"},
            "Mapper for [f] conflicts with existing mapper:\n\tCannot update parameter [index] from [false] to [true]"
            "\n\tCannot update parameter [doc_values] from [false] to [true]",
        ),
        (
            {"type": "text", "norms": False},
            {"type": "text"},
            "Mapper for [f] conflicts with existing mapper:\n\tCannot update parameter [norms] from [false] to [true]",
        ),
        ({"type": "long"}, {"properties": {}}, "can't merge a non object mapping [f] with an object mapping"),
        ({"properties": {}}, {"type": "long"}, "can't merge a non object mapping [f] with an object mapping"),
        ({"properties": {}}, {"type": "nested"}, "can't merge a non-nested mapping [f] with a nested mapping"),
        (
            {"type": "object", "enabled": False},
            {"type": "object", "enabled": True},
            "the [enabled] parameter can't be updated for the object mapping [f]",
        ),
    ],
)
def test_merge_conflicts(make_mapping: MakeMapping, old: dict[str, Any], new: dict[str, Any], reason: str) -> None:
    with pytest.raises(IllegalArgumentError) as caught:
        make_mapping({"properties": {"f": old}}).merge({"properties": {"f": new}})
    assert caught.value.reason == reason


def test_merge_adds_and_updates(make_mapping: MakeMapping) -> None:
    mapping = make_mapping(
        {"properties": {"k": {"type": "keyword", "ignore_above": 5}, "o": {"properties": {"a": {"type": "long"}}}}}
    )
    merged = mapping.merge(
        {
            "dynamic": False,
            "properties": {
                "k": {"type": "keyword", "ignore_above": 9, "fields": {"t": {"type": "text"}}},
                "o": {"properties": {"b": {"type": "long"}}},
            },
        }
    )
    assert merged.to_json() == {
        "dynamic": "false",
        "properties": {
            "k": {"type": "keyword", "ignore_above": 9, "fields": {"t": {"type": "text"}}},
            "o": {"properties": {"a": {"type": "long"}, "b": {"type": "long"}}},
        },
    }
    assert mapping.field("o.b") is None


def test_source_is_not_taken_up_again(make_mapping: MakeMapping) -> None:
    with pytest.raises(IllegalArgumentError) as caught:
        make_mapping({"_source": {"enabled": False}}).merge({"_source": {"enabled": True}})
    assert caught.value.reason == (
        "Mapper for [_source] conflicts with existing mapper:\n\t"
        "Cannot update parameter [enabled] from [false] to [true]"
    )


@pytest.mark.parametrize(
    ("settings", "properties", "reason"),
    [
        (
            {"index.mapping.total_fields.limit": 1},
            {"a": {"type": "text", "fields": {"k": {"type": "keyword"}}}},
            "Limit of total fields [1] has been exceeded",
        ),
        (
            {"index": {"mapping": {"depth": {"limit": "2"}}}},
            {"a.b.c": {"type": "long"}},
            "Limit of mapping depth [2] has been exceeded due to object field [a.b]",
        ),
        (
            {"mapping.nested_fields.limit": 1},
            {"a": {"type": "nested"}, "b": {"type": "nested"}},
            "Limit of nested fields [1] has been exceeded",
        ),
        (
            {"index.mapping.field_name_length.limit": 3},
            {"abcd": {"type": "long"}},
            "Field name [abcd] is longer than the limit of [3] characters",
        ),
    ],
)
def test_limits(make_mapping: MakeMapping, settings: dict[str, Any], properties: dict[str, Any], reason: str) -> None:
    with pytest.raises(IllegalArgumentError) as caught:
        make_mapping({"properties": properties}, settings)
    assert caught.value.reason == reason


def test_look_up(make_mapping: MakeMapping) -> None:
    mapping = make_mapping(
        {
            "properties": {
                "t": {"type": "text", "fields": {"raw": {"type": "keyword"}}},
                "n": {"type": "nested", "properties": {"o": {"properties": {"x": {"type": "long"}}}}},
            }
        }
    )
    raw = mapping.field("t.raw")
    assert raw is not None
    assert (raw.source_path, raw.nested_path, raw.is_aggregatable) == ("t", None, True)
    inner = mapping.field("n.o.x")
    assert inner is not None
    assert inner.nested_path == "n"
    assert mapping.is_nested("n")
    assert not mapping.is_nested("n.o")
    assert mapping.nested_scope("n") is None
    assert mapping.matching("t*") == ["t", "t.raw"]
    assert mapping.matching("?") == []
    assert [field.name for field in mapping.fields()] == ["n.o.x", "t", "t.raw"]
    identity = mapping.field("_id")
    assert identity is not None
    assert identity.type.index_term("7") == b"7"
    assert mapping.field("n") is None


def test_field_capabilities(make_mapping: MakeMapping) -> None:
    mapping = make_mapping({"properties": {"o": {"properties": {"l": {"type": "long", "meta": {"unit": "ms"}}}}}})
    field = mapping.field("o.l")
    assert field is not None
    assert field.capabilities() == {
        "type": "long",
        "metadata_field": False,
        "searchable": True,
        "aggregatable": True,
        "meta": {"unit": "ms"},
    }
