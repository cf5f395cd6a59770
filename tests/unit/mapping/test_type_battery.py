"""What holds for every field type: a new one is enrolled by being registered and described in TYPES."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from findling.base.errors import DocumentParsingError, FindlingError, IllegalArgumentError, MapperParsingError
from findling.mapping.field_type import registered_types, type_class
from findling.mapping.mapping import Mapping
from tests.unit.mapping.conftest import MakeMapping


@dataclass(frozen=True)
class Described:
    """What is known of a type.

    parameters: those that it needs
    good, bad: values that it takes and does not take
    null_value: one that it takes; None if the type has no such parameter
    searchable, aggregatable: what `_field_caps` says
    """

    good: tuple[Any, ...]
    bad: tuple[Any, ...] = ({"a": 1},)
    parameters: dict[str, Any] = field(default_factory=dict)
    null_value: Any = None
    searchable: bool = True
    aggregatable: bool = True


TEXT = Described(("a b", 5, 1.5, True, ""), aggregatable=False)
WHOLE = Described((1, "2", 3.7, "4.0", -5), ("x", True, {"a": 1}, 1e30), null_value=7)
REAL = Described((1, "2.5", -3.25, 0), ("x", False, {"a": 1}, "NaN"), null_value=1.5)
RANGE = Described(({"gte": 1, "lt": 3}, {}), (5, "x", {"from": 1}, {"gte": 3, "lte": 1}))

TYPES: dict[str, Described] = {
    "aggregate_metric_double": Described(
        ({"min": 1, "max": 2.5}, {"min": "-1", "max": 0}),
        (5, "x", {"a": 1}, {"min": 1}, {"min": 1, "max": 2, "sum": 3}),
        {"metrics": ["min", "max"], "default_metric": "max"},
    ),
    "binary": Described(("U29tZQ==", ""), ("%", 5, {"a": 1}), searchable=False, aggregatable=False),
    "boolean": Described((True, "false", ""), ("yes", 1, {"a": 1}), null_value=True),
    "byte": WHOLE,
    "completion": Described(("a", {"input": ["b"], "weight": 2}), (5, {"inputs": 1}), aggregatable=False),
    "constant_keyword": Described(("same",), ("other", {"a": 1}), {"value": "same"}),
    "counted_keyword": Described(("a", 5, True)),
    "date": Described(("2020-01-02", 1_577_836_800_000, "1577836800000"), ("x", True, {"a": 1}), null_value="2020"),
    "date_nanos": Described(("2020-01-02T00:00:00.123456789Z", 5), ("x", "1960", {"a": 1}), null_value="2020"),
    "date_range": Described(({"gte": "2020", "lt": "2021"},), ("2020", {"gte": "x"})),
    "dense_vector": Described(([1, 2], [0.5, -1]), ([1], "x", {"a": 1}), {"dims": 2}, aggregatable=False),
    "double": REAL,
    "double_range": RANGE,
    "flat_object": Described(({"a": "b"}, {"c": {"d": [1, 2]}}), ("x", 5), aggregatable=False),
    "flattened": Described(({"a": "b"}, {"c": {"d": [1, 2]}}), ("x", 5)),
    "float": REAL,
    "float_range": RANGE,
    "geo_point": Described(("1,2", {"lat": 1, "lon": 2}, [2, 1], "u33d"), ("91,0", {"lat": 1}, True), null_value="0,0"),
    "geo_shape": Described(("POINT (1 2)",), ("x", {"type": "blob"}, 5), aggregatable=False),
    "half_float": REAL,
    "histogram": Described(
        ({"values": [1, 2.5], "counts": [3, 0]}, {"values": [], "counts": []}),
        (5, "x", {"a": 1}, {"values": [1]}, {"values": [2, 1], "counts": [1, 1]}, {"values": [1], "counts": [-1]}),
        searchable=False,
    ),
    "integer": WHOLE,
    "integer_range": RANGE,
    "ip": Described(("10.0.0.1", "::1"), ("10.0.0", 5, {"a": 1}), null_value="127.0.0.1"),
    "ip_range": Described(("10.0.0.0/8", {"gte": "::1"}), ("10.0.0.1", 5, {"from": 1})),
    "join": Described(("p",), ("q", 5, {"a": 1}), {"relations": {"p": "c"}}),
    "keyword": Described(("a", 5, False, 1.5), null_value="none"),
    "knn_vector": Described(
        ([1, 2], [0.5, -1.5]), ("x", [1], [1, "a"], {"a": 1}), {"dimension": 2}, aggregatable=False
    ),
    "long": WHOLE,
    "long_range": RANGE,
    "match_only_text": TEXT,
    "percolator": Described(({"match_all": {}},), ("x", 5), searchable=False, aggregatable=False),
    "point": Described(
        ("1,2", {"x": 1, "y": 2}, [2, 1], "POINT (1 2)"), ("1", {"x": 1}, True), null_value="0,0", aggregatable=False
    ),
    "rank_vectors": Described(
        ([[1, 2], [3, 4]], [[0.5, 1]]), ("x", [], [[1]], [1, 2]), {"dims": 2}, searchable=False, aggregatable=False
    ),
    "rank_feature": Described((1, "2.5"), (0, -1, "x", {"a": 1}), null_value=3, aggregatable=False),
    "rank_features": Described(({"a": 1, "b": "2"},), ("x", {"a": 0}, {"a.b": 1}), aggregatable=False),
    "scaled_float": Described((1, "2.5", -3.25), ("x", True, {"a": 1}), {"scaling_factor": 10}, null_value=1.5),
    "search_as_you_type": TEXT,
    "semantic_text": Described(("a b", 5, True), ({"a": 1},), {"inference_id": "x"}, aggregatable=False),
    "shape": Described(("POINT (1 2)",), ("x", {"type": "blob"}, 5), aggregatable=False),
    "short": WHOLE,
    "sparse_vector": Described(({"a": 1},), ("x", {"a": -1}), aggregatable=False),
    "text": TEXT,
    "token_count": Described(("a b c", 5), parameters={"analyzer": "standard"}, null_value=0),
    "unsigned_long": Described((1, "18446744073709551615", 2.0), ("x", -1, 1.5, {"a": 1}), null_value=3),
    "version": Described(("1.2.3", "1.0.0-beta+x", "no version")),
    "wildcard": Described(("a*", 5, True), null_value="none"),
}
NAMES = sorted(TYPES)
WITH_PARAMETERS = [name for name in NAMES if not type_class(name, "f").takes_only_type]


def test_all_types_are_described() -> None:
    assert set(registered_types()) == set(TYPES)


# a document's values make no column by themselves
UNPARSED = ("binary", "semantic_text")


def made(make_mapping: MakeMapping, name: str, **parameters: Any) -> Mapping:
    return make_mapping({"properties": {"f": {"type": name, **TYPES[name].parameters, **parameters}}})


@pytest.mark.parametrize("name", NAMES)
def test_good_values(make_mapping: MakeMapping, name: str) -> None:
    mapping = made(make_mapping, name)
    good = list(TYPES[name].good)
    batch = mapping.parse_batch([str(number) for number in range(len(good))], [{"f": value} for value in good])
    assert batch.errors == {}
    assert batch.mapping_update is None
    assert batch.n_docs == len(good)
    if name not in UNPARSED:
        assert set(batch.columns["f"].docs.tolist()) == set(range(len(good)))
    for column in batch.columns.values():
        assert len(column.docs) == len(column.values)
        assert (column.docs[1:] >= column.docs[:-1]).all()


@pytest.mark.parametrize("name", NAMES)
def test_values_one_by_one_as_in_a_batch(make_mapping: MakeMapping, name: str) -> None:
    """The column of many documents is that of each of them."""
    mapping = made(make_mapping, name)
    good = list(TYPES[name].good)
    batch = mapping.parse_batch([str(number) for number in range(len(good))], [{"f": value} for value in good])
    for key, column in batch.columns.items():
        together = [value.tolist() if hasattr(value, "tolist") else value for value in column.values]
        apart: list[Any] = []
        for number, value in enumerate(good):
            found = mapping.parse_batch([str(number)], [{"f": value}]).columns.get(key)
            apart += [] if found is None else [v.tolist() if hasattr(v, "tolist") else v for v in found.values]
        assert together == apart


@pytest.mark.parametrize("name", NAMES)
def test_bad_values(make_mapping: MakeMapping, name: str) -> None:
    """Each fails on its own, with place, preview and id, and the others are taken."""
    mapping = made(make_mapping, name)
    good, bad = TYPES[name].good[0], TYPES[name].bad
    for value in bad:
        batch = mapping.parse_batch(["good", "bad"], [{"f": good}, {"f": value}])
        assert list(batch.errors) == [1], value
        error = batch.errors[1]
        assert isinstance(error, DocumentParsingError)
        assert error.reason.startswith("[1:")
        if type_class(name, "f").names_field_in_errors:
            assert f"failed to parse field [f] of type [{name}] in document with id 'bad'" in error.reason
            assert "Preview of field's value: '" in error.reason
        else:
            assert "] failed to parse" in error.reason
        assert isinstance(error.__cause__, FindlingError)
        assert batch.roots.tolist() == [0, -1]


@pytest.mark.parametrize("name", WITH_PARAMETERS)
def test_ignore_malformed(make_mapping: MakeMapping, name: str) -> None:
    if "ignore_malformed" not in type_class(name, "f").PARAMETERS:
        with pytest.raises(MapperParsingError, match=r"unknown parameter \[ignore_malformed\]"):
            made(make_mapping, name, ignore_malformed=True)
        return
    mapping = made(make_mapping, name, ignore_malformed=True)
    bad = [value for value in TYPES[name].bad if not (name == "geo_point" and value == "91,0")]
    if not name.startswith("geo_"):
        assert mapping.parse_batch(["1"], [{"f": {"a": 1}}]).errors.keys() == {0}
        bad = [value for value in bad if not isinstance(value, dict)]
    batch = mapping.parse_batch([str(number) for number in range(len(bad))], [{"f": value} for value in bad])
    assert batch.errors == {}
    assert batch.columns["_ignored"].values == [b"f"] * len(bad)
    assert "f" not in batch.columns


@pytest.mark.parametrize("name", WITH_PARAMETERS)
def test_null_value(make_mapping: MakeMapping, name: str) -> None:
    value = TYPES[name].null_value
    if value is None:
        if "null_value" not in type_class(name, "f").PARAMETERS:
            with pytest.raises(MapperParsingError, match=r"unknown parameter \[null_value\]"):
                made(make_mapping, name, null_value=1)
        return
    mapping = made(make_mapping, name, null_value=value)
    batch = mapping.parse_batch(["1", "2", "3", "4"], [{"f": None}, {"f": value}, {}, {"f": []}])
    assert batch.errors == {}
    assert batch.columns["f"].docs.tolist() == [0, 1]
    assert batch.columns["f"].values[0] == batch.columns["f"].values[1]
    assert mapping.to_json()["properties"]["f"]["null_value"] == value


SINGLE = [name for name in NAMES if type_class(name, "f").single_valued]


@pytest.mark.parametrize("name", NAMES)
def test_arrays(make_mapping: MakeMapping, name: str) -> None:
    """Arrays at any depth are several values, except for types that have one value or whose values are arrays."""
    mapping = made(make_mapping, name)
    good = list(TYPES[name].good)
    batch = mapping.parse_batch(["1"], [{"f": [*good, None, good]}])
    if name in SINGLE:
        assert 0 in batch.errors
        return
    assert batch.errors == {}
    if name not in (*UNPARSED, "constant_keyword", "geo_point"):
        one = mapping.parse_batch(["1"], [{"f": good}])
        assert len(batch.columns["f"].values) == 2 * len(one.columns["f"].values)


@pytest.mark.parametrize("name", NAMES)
def test_multi_fields(make_mapping: MakeMapping, name: str) -> None:
    definition = {"type": name, **TYPES[name].parameters}
    outer = {"properties": {"k": {"type": "keyword", "fields": {"f": definition}}}}
    if not type_class(name, "f").in_multi_fields:
        with pytest.raises(MapperParsingError, match=rf"Field \[f\] of type \[{name}\] can't be used in multifields"):
            make_mapping(outer)
        return
    field_type = make_mapping(outer).field("k.f")
    assert field_type is not None
    assert (field_type.type_name, field_type.source_path) == (name, "k")


@pytest.mark.parametrize("name", NAMES)
def test_copies(make_mapping: MakeMapping, name: str) -> None:
    definition = {"type": name, **TYPES[name].parameters}
    mapping = make_mapping({"properties": {"a": {"type": "text", "copy_to": "f"}, "f": definition}})
    texts = [value for value in TYPES[name].good if isinstance(value, str)]
    for text in texts[:1]:
        batch = mapping.parse_batch(["1"], [{"a": text}])
        assert batch.errors == {}
        assert name in UNPARSED or "f" in batch.columns


@pytest.mark.parametrize("name", WITH_PARAMETERS)
def test_definitions_round_trip(make_mapping: MakeMapping, name: str) -> None:
    mapping = made(make_mapping, name, meta={"unit": "m"})
    printed = mapping.to_json()
    assert make_mapping(printed).to_json() == printed
    assert mapping.merge(printed).to_json() == printed
    assert made(make_mapping, name).merge(printed).to_json() == printed


def parameters_of(name: str) -> Iterator[tuple[str, Any, bool]]:
    """Yields parameters whose values are booleans, a value unlike the default, and whether it may change later."""
    for parameter in type_class(name, "f").PARAMETERS.values():
        if isinstance(parameter.default, bool) and not parameter.ignored:
            yield parameter.name, not parameter.default, parameter.updateable


EXCEPTIONS = {
    ("search_as_you_type", "doc_values"),
    ("text", "index_phrases"),
    ("text", "index"),
    ("dense_vector", "index"),
}


@pytest.mark.parametrize("name", NAMES)
def test_updates_of_parameters(make_mapping: MakeMapping, name: str) -> None:
    """A parameter that may not change says so, from what to what."""
    for parameter, value, updateable in parameters_of(name):
        if (name, parameter) in EXCEPTIONS or (parameter == "norms" and name != "keyword" and value):
            continue
        before = made(make_mapping, name)
        update = made(make_mapping, name, **{parameter: value}).to_json()
        if updateable and not (parameter == "norms" and value):
            assert before.merge(update).to_json() == update
            continue
        with pytest.raises(IllegalArgumentError) as caught:
            before.merge(update)
        words = {True: "true", False: "false"}
        assert caught.value.reason == (
            "Mapper for [f] conflicts with existing mapper:\n\t"
            f"Cannot update parameter [{parameter}] from [{words[not value]}] to [{words[value]}]"
        )


@pytest.mark.parametrize("name", WITH_PARAMETERS)
def test_field_caps(make_mapping: MakeMapping, name: str) -> None:
    mapping = made(make_mapping, name, meta={"unit": "m"})
    field = mapping.field("f")
    assert field is not None
    assert field.capabilities() == {
        "type": name,
        "metadata_field": False,
        "searchable": TYPES[name].searchable,
        "aggregatable": TYPES[name].aggregatable,
        "meta": {"unit": "m"},
    }


@pytest.mark.parametrize("name", NAMES)
def test_within_nested_objects(make_mapping: MakeMapping, name: str) -> None:
    if name == "join" or not type_class(name, "f").may_be_nested:
        return
    inner = {"type": name, **TYPES[name].parameters}
    mapping = make_mapping(
        {"properties": {"n": {"type": "nested", "include_in_root": True, "properties": {"f": inner}}}}
    )
    good = TYPES[name].good[0]
    batch = mapping.parse_batch(["1"], [{"n": [{"f": good}]}])
    assert batch.errors == {}
    if name not in ("binary", "constant_keyword"):
        assert set(batch.columns["n.f"].docs.tolist()) == {0, 1}


@pytest.mark.parametrize("name", WITH_PARAMETERS)
def test_unknown_parameters_and_nulls(make_mapping: MakeMapping, name: str) -> None:
    with pytest.raises(MapperParsingError) as caught:
        made(make_mapping, name, nope=1)
    assert caught.value.reason == (f"Failed to parse mapping: unknown parameter [nope] on mapper [f] of type [{name}]")
    with pytest.raises(MapperParsingError) as caught:
        made(make_mapping, name, meta=None)
    assert caught.value.reason == (
        f"Failed to parse mapping: [meta] on mapper [f] of type [{name}] must not have a [null] value"
    )
