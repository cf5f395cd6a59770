"""Documents of objects, nested objects and new fields."""

from typing import Any

import pytest

from findling.base.errors import (
    DocumentParsingError,
    IllegalArgumentError,
    RoutingMissingError,
    StrictDynamicMappingError,
)
from findling.mapping.parsed_batch import ParsedBatch
from tests.unit.mapping.conftest import MakeMapping, Parse


def values(batch: ParsedBatch, field: str) -> list[tuple[int, Any]]:
    column = batch.columns[field]
    listed = column.values if isinstance(column.values, list) else column.values.tolist()
    return list(zip(column.docs.tolist(), listed, strict=True))


def test_objects_arrays_and_dots(parse: Parse) -> None:
    properties = {"o": {"properties": {"a": {"type": "long"}, "p": {"properties": {"b": {"type": "long"}}}}}}
    batch = parse(
        properties,
        {"o": {"a": 1, "p": {"b": 2}}},
        {"o": [{"a": 3}, {"a": [4, [5]]}]},
        {"o.a": 6, "o": {"p.b": 7}, "o.p": {"b": 8}},
        {"o": None},
        {"o": []},
    )
    assert values(batch, "o.a") == [(0, 1), (1, 3), (1, 4), (1, 5), (2, 6)]
    assert sorted(values(batch, "o.p.b")) == [(0, 2), (2, 7), (2, 8)]
    assert batch.n_docs == 5
    assert batch.root_mask is None


def test_concrete_value_for_an_object(parse: Parse) -> None:
    batch = parse({"a": {"properties": {"b": {"type": "long"}}}}, {"a": 1}, {"a": {"b": 2}}, {"a": [{"b": 3}, "x"]})
    reason = "object mapping for [a] tried to parse field [{}] as object, but found a concrete value"
    assert batch.errors[0].reason == f"[1:6] {reason.format('a')}"
    assert batch.errors[2].reason == f"[1:15] {reason.format('null')}"
    assert batch.roots.tolist() == [-1, 0, -1]
    assert values(batch, "a.b") == [(0, 2)]


def test_enabled_false_is_not_looked_at(parse: Parse) -> None:
    batch = parse({"o": {"type": "object", "enabled": False}}, {"o": {"a": 1}}, {"o": "x"})
    assert batch.errors == {}
    assert batch.columns == {}
    assert batch.mapping_update is None


def test_nested_documents_stand_before_their_parent(parse: Parse) -> None:
    properties = {
        "c": {
            "type": "nested",
            "properties": {"t": {"type": "keyword"}, "r": {"type": "nested", "properties": {"v": {"type": "long"}}}},
        },
        "k": {"type": "long"},
    }
    batch = parse(
        properties,
        {"k": 1, "c": [{"t": "a", "r": [{"v": 1}, {"v": 2}]}, {"t": "b", "r": {"v": 3}}]},
        {"k": 2},
        {"k": 3, "c": {"t": "z"}},
    )
    # 0: r1, 1: r2, 2: c1, 3: r3, 4: c2, 5: root; 6: root; 7: c, 8: root
    assert values(batch, "c.r.v") == [(0, 1), (1, 2), (3, 3)]
    assert values(batch, "c.t") == [(2, b"a"), (4, b"b"), (7, b"z")]
    assert values(batch, "k") == [(5, 1), (6, 2), (8, 3)]
    assert values(batch, "_nested_path") == [(0, b"c.r"), (1, b"c.r"), (2, b"c"), (3, b"c.r"), (4, b"c"), (7, b"c")]
    assert batch.root_mask is not None
    assert batch.root_mask.tolist() == [False] * 5 + [True, True, False, True]
    assert batch.roots.tolist() == [5, 6, 8]


def test_failed_documents_take_their_nested_ones_along(parse: Parse) -> None:
    properties = {"c": {"type": "nested", "properties": {"v": {"type": "long"}}}}
    batch = parse(properties, {"c": [{"v": 1}, {"v": "x"}]}, {"c": [{"v": 2}]})
    assert list(batch.errors) == [0]
    assert batch.errors[0].reason.startswith(
        "[1:20] failed to parse field [c.v] of type [long] in document with id '1'"
    )
    assert batch.n_docs == 2
    assert batch.roots.tolist() == [-1, 1]
    assert values(batch, "c.v") == [(0, 2)]


def test_include_in_parent_and_root(parse: Parse) -> None:
    inner = {"type": "nested", "include_in_parent": True, "properties": {"v": {"type": "long"}}}
    outer = {"type": "nested", "include_in_root": True, "properties": {"i": inner, "w": {"type": "long"}}}
    batch = parse({"o": outer}, {"o": {"w": 5, "i": [{"v": 1}, {"v": 2}]}})
    assert values(batch, "o.i.v") == [(0, 1), (1, 2), (2, 1), (2, 2), (3, 1), (3, 2)]
    assert values(batch, "o.w") == [(2, 5), (3, 5)]


def test_copy_to(parse: Parse) -> None:
    properties = {
        "a": {"type": "keyword", "copy_to": ["all"]},
        "all": {"type": "text"},
        "n": {"type": "nested", "properties": {"b": {"type": "long", "copy_to": "all"}, "c": {"type": "keyword"}}},
    }
    batch = parse(properties, {"a": "x", "n": [{"b": 1}, {"b": 2}]}, {"all": "own"})
    assert values(batch, "all") == [(2, "x"), (2, "1"), (2, "2"), (3, "own")]


def test_copy_to_a_new_field(make_mapping: MakeMapping) -> None:
    mapping = make_mapping({"properties": {"a": {"type": "keyword", "copy_to": "b"}}})
    update = mapping.parse_batch(["1"], [{"a": "x"}]).mapping_update
    assert update is not None
    assert mapping.merge(update).parse_batch(["1"], [{"a": "x"}]).columns["b"].values == ["x"]


def test_routing_required(make_mapping: MakeMapping) -> None:
    mapping = make_mapping({"_routing": {"required": True}, "properties": {"a": {"type": "long"}}})
    batch = mapping.parse_batch(["1", "2"], [{"a": 1}, {"a": 2}], [None, "r"])
    assert isinstance(batch.errors[0], RoutingMissingError)
    assert batch.roots.tolist() == [-1, 0]


def test_nested_objects_limit(make_mapping: MakeMapping) -> None:
    mapping = make_mapping({"properties": {"n": {"type": "nested"}}}, {"index.mapping.nested_objects.limit": 2})
    batch = mapping.parse_batch(["1", "2"], [{"n": [{}, {}, {}]}, {"n": [{}, {}]}])
    assert batch.errors[0].reason == (
        "The number of nested documents has exceeded the allowed limit of [2]. This limit can be set by changing the "
        "[index.mapping.nested_objects.limit] index level setting."
    )
    assert batch.n_docs == 3


# new fields


@pytest.mark.parametrize(
    ("value", "definition"),
    [
        ("text", {"type": "text", "fields": {"keyword": {"type": "keyword", "ignore_above": 256}}}),
        (1, {"type": "long"}),
        (1.5, {"type": "float"}),
        (True, {"type": "boolean"}),
        ("2020-01-02", {"type": "date"}),
        ("2020-01-02T10:00:00Z", {"type": "date"}),
        ("2020/01/02", {"type": "date", "format": "yyyy/MM/dd HH:mm:ss||yyyy/MM/dd||epoch_millis"}),
        ("2020", {"type": "text", "fields": {"keyword": {"type": "keyword", "ignore_above": 256}}}),
        ([None, 3], {"type": "long"}),
        ({"a": 1}, {"type": "object", "properties": {"a": {"type": "long"}}}),
        ({}, {"type": "object"}),
    ],
)
def test_guessed_types(make_mapping: MakeMapping, value: Any, definition: dict[str, Any]) -> None:
    batch = make_mapping().parse_batch(["1"], [{"f": value}])
    assert batch.mapping_update == {"properties": {"f": definition}}


@pytest.mark.parametrize(
    ("array", "kind"),
    [
        ([0.5] * 128, "dense_vector"),
        ([0.5] * 2048, "dense_vector"),
        ([0.5] * 127, "float"),
        ([0.5] * 2049, "float"),
        ([1] * 128, "long"),
        ([0.5] * 127 + [1], "float"),
    ],
)
def test_long_arrays_of_decimals_are_vectors(make_mapping: MakeMapping, array: list[float], kind: str) -> None:
    mapping = make_mapping()
    update = mapping.parse_batch(["1", "2"], [{"f": None}, {"f": array}]).mapping_update
    assert update is not None
    assert update["properties"]["f"] == {"type": kind} | ({"dims": len(array)} if kind == "dense_vector" else {})
    template = {"t": {"match_mapping_type": "double", "mapping": {"type": "double"}}}
    update = make_mapping({"dynamic_templates": [template]}).parse_batch(["1"], [{"f": array}]).mapping_update
    assert update is not None
    assert update["properties"]["f"]["type"] == ("long" if kind == "long" else "double")


@pytest.mark.parametrize("value", [None, [], [None, []]])
def test_nothing_makes_no_field(make_mapping: MakeMapping, value: Any) -> None:
    batch = make_mapping().parse_batch(["1"], [{"f": value}])
    assert batch.mapping_update is None
    assert batch.n_docs == 1


def test_the_first_document_decides(make_mapping: MakeMapping) -> None:
    mapping = make_mapping()
    documents = [{"f": None}, {"f": 1}, {"f": "abc"}, {"g": {"x": 1}}, {"g": 5}]
    ids = list("12345")
    update = mapping.parse_batch(ids, documents).mapping_update
    assert update is not None
    batch = mapping.merge(update, adding=True).parse_batch(ids, documents)
    assert batch.mapping_update is None
    assert sorted(batch.errors) == [2, 4]
    assert isinstance(batch.errors[2], DocumentParsingError)


def test_detection_can_be_switched(make_mapping: MakeMapping) -> None:
    mapping = make_mapping({"date_detection": False, "numeric_detection": True})
    update = mapping.parse_batch(["1"], [{"d": "2020-01-02", "i": "12", "f": "1.5"}]).mapping_update
    assert update is not None
    assert {name: field["type"] for name, field in update["properties"].items()} == {
        "d": "text",
        "i": "long",
        "f": "float",
    }


def test_strict(parse: Parse) -> None:
    batch = parse(
        {"a": {"properties": {"b": {"type": "long"}}}}, {"foo": 1}, {"a": {"b": 1}}, {"a": {"c": 1}}, dynamic="strict"
    )
    assert isinstance(batch.errors[0], StrictDynamicMappingError)
    assert (
        batch.errors[0].reason
        == "[1:8] mapping set to strict, dynamic introduction of [foo] within [_doc] is not allowed"
    )
    assert (
        batch.errors[2].reason == "[1:11] mapping set to strict, dynamic introduction of [c] within [a] is not allowed"
    )
    assert values(batch, "a.b") == [(0, 1)]


def test_of_several_faults_the_first_in_the_document_is_reported(parse: Parse) -> None:
    properties = {"n": {"type": "long"}, "o": {"properties": {"a": {"type": "long"}}}}
    batch = parse(
        properties,
        {"zebra": 1, "apple": 2, "mango": 3},
        {"o": {"y": 1, "a": "?", "b": 1}, "apple": 2},
        {"o": {"a": "?", "b": 1}, "n": "?", "apple": 1},
        {"n": ["?", "!"], "apple": 1},
        {"o": 1, "n": "?"},
        {"apple": 1, "zebra": 2},
        dynamic="strict",
    )
    starts = [
        "[1:10] mapping set to strict, dynamic introduction of [zebra] within [_doc]",
        "[1:11] mapping set to strict, dynamic introduction of [y] within [o]",
        "[1:11] failed to parse field [o.a] of type [long]",
        "[1:7] failed to parse field [n] of type [long] in document with id '4'. Preview of field's value: '?'",
        "[1:6] object mapping for [o] tried to parse",
        "[1:10] mapping set to strict, dynamic introduction of [apple] within [_doc]",
    ]
    for number, start in enumerate(starts):
        assert batch.errors[number].reason.startswith(start), batch.errors[number].reason


def test_dynamic_false_and_inheritance(parse: Parse) -> None:
    properties = {"o": {"properties": {}}, "p": {"dynamic": True, "properties": {}}}
    batch = parse(properties, {"x": 1, "o": {"y": 1}}, dynamic=False)
    assert batch.mapping_update is None
    assert batch.columns == {}
    batch = parse(properties, {"p": {"y": 1}}, dynamic=False)
    assert batch.mapping_update == {"properties": {"p": {"properties": {"y": {"type": "long"}}}}}


def test_dynamic_templates(make_mapping: MakeMapping) -> None:
    templates = [
        {"longs": {"match_mapping_type": "long", "unmatch": "*_raw", "mapping": {"type": "integer"}}},
        {"ips": {"match": ["ip_*", "*_ip"], "mapping": {"type": "ip"}}},
        {"full": {"path_match": "name.*", "path_unmatch": "*.middle", "mapping": {"type": "text", "copy_to": "full"}}},
        {"regex": {"match_pattern": "regex", "match": "^x\\d+$", "mapping": {"type": "keyword"}}},
        {"named": {"match": "n_*", "mapping": {"type": "{dynamic_type}", "meta": {"was": "{name}"}}}},
        {"inner": {"match": "list", "match_mapping_type": "object", "mapping": {"type": "nested"}}},
    ]
    mapping = make_mapping({"dynamic_templates": templates})
    document = {
        "a": 1,
        "b_raw": 1,
        "ip_1": "1.2.3.4",
        "name": {"first": "x", "middle": "y"},
        "x12": "k",
        "n_f": 1.5,
        "list": [{"v": True}],
    }
    update = mapping.parse_batch(["1"], [document]).mapping_update
    assert update is not None
    found = update["properties"]
    assert found["a"] == {"type": "integer"}
    assert found["b_raw"] == {"type": "long"}
    assert found["ip_1"] == {"type": "ip"}
    assert found["name"]["properties"]["first"] == {"type": "text", "copy_to": "full"}
    assert "copy_to" not in found["name"]["properties"]["middle"]
    assert found["x12"] == {"type": "keyword"}
    assert found["n_f"] == {"type": "float", "meta": {"was": "n_f"}}
    assert found["list"] == {"type": "nested", "properties": {"v": {"type": "boolean"}}}
    mapping.merge(update)


def test_total_fields_limit_fails_single_documents(make_mapping: MakeMapping) -> None:
    mapping = make_mapping({"properties": {"a": {"type": "long"}}}, {"index.mapping.total_fields.limit": 2})
    ids, documents = ["1", "2", "3"], [{"b": 1}, {"c": 1}, {"a": 5}]
    update = mapping.parse_batch(ids, documents).mapping_update
    assert update is not None
    mapping = mapping.merge(update, adding=True)
    batch = mapping.parse_batch(ids, documents)
    assert batch.mapping_update is None
    reason = "Limit of total fields [2] has been exceeded while adding new fields [1]"
    assert batch.errors[1].reason == f"[1:7] failed to parse: {reason}"
    assert isinstance(batch.errors[1].__cause__, IllegalArgumentError)
    assert str(batch.errors[1].__cause__) == reason
    assert batch.roots.tolist() == [0, -1, 1]


def test_fields_beyond_the_limit_may_be_ignored(make_mapping: MakeMapping) -> None:
    limits = {"index.mapping.total_fields": {"limit": 2, "ignore_dynamic_beyond_limit": True}}
    mapping = make_mapping({"properties": {"a": {"type": "long"}}}, limits)
    ids, documents = ["1", "2"], [{"b": 1}, {"c": 1, "a": 5}]
    update = mapping.parse_batch(ids, documents).mapping_update
    assert update is not None
    batch = mapping.merge(update, adding=True).parse_batch(ids, documents)
    assert batch.errors == {}
    assert batch.mapping_update is None
    assert values(batch, "_ignored") == [(1, b"c")]
    assert values(batch, "a") == [(1, 5)]


@pytest.mark.parametrize("deep", ["objects", "dots", "arrays", "flattened"])
def test_documents_deeper_than_any_stack(make_mapping: MakeMapping, deep: str) -> None:
    value: Any = "x"
    for _ in range(1000):
        value = [value] if deep in ("arrays", "flattened") else {"a": value}
    source = (
        {".".join("a" * 1000): 1} if deep == "dots" else {"f": {"k": value}} if deep == "flattened" else {"f": value}
    )
    properties = (
        {"f": {"type": "flattened"}} if deep == "flattened" else {"f": {"type": "long"}} if deep == "arrays" else {}
    )
    batch = make_mapping({"properties": properties}).parse_batch(["1"], [source])
    assert list(batch.errors) == [0]
    assert batch.mapping_update is None
    if deep in ("objects", "dots"):
        assert "Limit of mapping depth [20] has been exceeded due to object field [" in batch.errors[0].reason


def test_names_that_cannot_be(make_mapping: MakeMapping) -> None:
    batch = make_mapping().parse_batch(["1", "2"], [{"": 1}, {"a..b": 1}])
    assert sorted(batch.errors) == [0, 1]


def test_metadata_fields_inside_documents(make_mapping: MakeMapping) -> None:
    batch = make_mapping().parse_batch(["1"], [{"_id": "x"}])
    assert batch.errors[0].reason == (
        "[1:8] failed to parse field [_id] of type [_id] in document with id '1'. Preview of field's value: 'x'"
    )
    cause = batch.errors[0].__cause__
    assert isinstance(cause, DocumentParsingError)
    assert cause.reason == (
        "[1:8] Field [_id] is a metadata field and cannot be added inside a document. "
        "Use the index API request parameters."
    )


def test_documents_that_are_no_objects(make_mapping: MakeMapping) -> None:
    wrong: Any = [1]
    batch = make_mapping({"properties": {"a": {"type": "long"}}}).parse_batch(["1", "2"], [wrong, {"a": 1}])
    assert list(batch.errors) == [0]
    assert batch.roots.tolist() == [-1, 0]


def test_place_in_the_sent_text(make_mapping: MakeMapping) -> None:
    mapping = make_mapping({"properties": {"a": {"type": "long"}}})
    text = b'{\n  "b": "x",\n  "a" : [1, "x"]\n}'
    batch = mapping.parse_batch(["1"], [{"b": "x", "a": [1, "x"]}], raw=lambda number: text)
    assert batch.mapping_update is None, "a document that fails brings no new fields"
    assert batch.errors[0].reason.startswith("[3:13] failed to parse field [a]")


def test_sparse_documents(parse: Parse) -> None:
    """Documents that share no keys are gathered another way, with the same result."""
    names = [f"f{number}" for number in range(20)]
    documents = [{name: number} for number, name in enumerate(names)]
    batch = parse({name: {"type": "long"} for name in names}, *documents, {"f3": None, "o.p": 1}, dynamic=False)
    assert {name: values(batch, name) for name in names} == {name: [(at, at)] for at, name in enumerate(names)}


def test_empty_batch(make_mapping: MakeMapping) -> None:
    batch = make_mapping().parse_batch([], [])
    assert (batch.n_docs, batch.columns, batch.errors) == (0, {}, {})
