"""Types other than numbers and dates."""

import socket
from typing import Any

import numpy as np
import pytest

from findling.base.errors import DocumentParsingError, FindlingError, IllegalArgumentError, MapperParsingError
from findling.mapping.mapped_field import MappedField
from findling.mapping.types.geo.geo_point import decode_points
from findling.mapping.types.ip import V4_PREFIX
from findling.mapping.value_range import ValueRange
from tests.unit.mapping.conftest import MakeMapping, Parse


def field_of(make_mapping: MakeMapping, definition: dict[str, Any]) -> MappedField:
    field = make_mapping({"properties": {"f": definition}}).field("f")
    assert field is not None
    return field


def test_text_and_its_keyword_share_values(parse: Parse) -> None:
    properties = {"t": {"type": "text", "fields": {"keyword": {"type": "keyword", "ignore_above": 5}}}}
    batch = parse(properties, {"t": "short"}, {"t": ["a", "much longer"]}, {"t": 12.5}, {"t": True})
    assert batch.columns["t"].values == ["short", "a", "much longer", "12.5", "true"]
    assert batch.columns["t"].docs.tolist() == [0, 1, 1, 2, 3]
    assert batch.columns["t.keyword"].values == [b"short", b"a", b"12.5", b"true"]
    assert batch.columns["_ignored"].values == [b"t.keyword"]


def test_text_structures(make_mapping: MakeMapping) -> None:
    field = field_of(make_mapping, {"type": "text", "analyzer": "simple", "norms": False, "index_options": "freqs"})
    structures = field.structures
    assert (structures.kind, structures.index, structures.analyzer) == ("text", "freqs", "simple")
    assert (structures.norms, structures.doc_values, structures.position_gap) == (False, "none", 100)
    assert field.search_analyzer == "simple"
    assert not field.is_aggregatable
    unindexed = field_of(make_mapping, {"type": "text", "index": False})
    assert not unindexed.is_searchable


def test_objects_are_no_text(parse: Parse) -> None:
    batch = parse({"t": {"type": "keyword"}}, {"t": {}})
    assert batch.errors[0].reason == (
        "[1:7] failed to parse field [t] of type [keyword] in document with id '1'. Preview of field's value: '{}'"
    )
    assert str(batch.errors[0].__cause__) == "Expected text at 1:6 but found START_OBJECT"


def test_keyword_normalizer_null_value_and_ignore_above(parse: Parse) -> None:
    definition = {"type": "keyword", "normalizer": "lowercase", "null_value": "NONE", "ignore_above": 4}
    batch = parse({"k": definition}, {"k": "ABC"}, {"k": None}, {"k": ["ABCDE", "x"]}, {})
    assert batch.columns["k"].values == [b"abc", b"none", b"x"]
    assert batch.columns["k"].docs.tolist() == [0, 1, 2]


def test_ignore_above_counts_utf16_units(parse: Parse) -> None:
    batch = parse({"k": {"type": "keyword", "ignore_above": 3}}, {"k": "😀😀"}, {"k": "😀a"})
    assert batch.columns["k"].values == ["😀a".encode()]


def test_immense_terms(parse: Parse) -> None:
    batch = parse({"k": {"type": "keyword"}}, {"k": "a" * 32_767}, {"k": "b" * 32_766})
    assert 'immense term in field="k" (whose UTF8 encoding is longer than the max length 32766)' in str(
        batch.errors[0].__cause__
    )
    assert len(batch.columns["k"].values[0]) == 32_766


def test_keyword_terms(make_mapping: MakeMapping) -> None:
    field = field_of(make_mapping, {"type": "keyword", "normalizer": "lowercase"})
    assert field.type.index_term("AbC") == b"abc"
    assert field.type.index_term(12) == b"12"
    assert field.type.index_term(True) == b"true"
    assert field.type.from_term(b"abc") == "abc"
    with pytest.raises(MapperParsingError, match=r"normalizer \[nope\] not found for field \[f\]"):
        field_of(make_mapping, {"type": "keyword", "normalizer": "nope"})


def test_boolean(make_mapping: MakeMapping, parse: Parse) -> None:
    batch = parse({"b": {"type": "boolean"}}, {"b": True}, {"b": "false"}, {"b": ""}, {"b": "yes"}, {"b": 1})
    assert batch.columns["b"].values.tolist() == [1, 0, 0]
    assert str(batch.errors[3].__cause__) == "Failed to parse value [yes] as only [true] or [false] are allowed."
    assert str(batch.errors[4].__cause__) == "[1:7] Current token (VALUE_NUMBER_INT) not of boolean type"
    field = field_of(make_mapping, {"type": "boolean"})
    assert field.type.column_value("true") == 1
    assert field.type.column_range(ValueRange(gt=False))[0] == 1
    assert field.type.format_value(1) == "true"
    with pytest.raises(
        IllegalArgumentError, match=r"Can't parse boolean value \[maybe\], expected \[true\] or \[false\]"
    ):
        field.type.column_value("maybe")


def test_ip(make_mapping: MakeMapping, parse: Parse) -> None:
    batch = parse(
        {"ip": {"type": "ip"}}, {"ip": "192.168.1.1"}, {"ip": "2001:db8::1"}, {"ip": "::ffff:1.2.3.4"}, {"ip": "x"}
    )
    assert batch.columns["ip"].values[0] == V4_PREFIX + bytes([192, 168, 1, 1])
    assert batch.columns["ip"].values[1] == socket.inet_pton(socket.AF_INET6, "2001:db8::1")
    assert str(batch.errors[3].__cause__) == "'x' is not an IP string literal."
    field = field_of(make_mapping, {"type": "ip"})
    assert [field.type.from_term(term) for term in batch.columns["ip"].values] == [
        "192.168.1.1",
        "2001:db8::1",
        "1.2.3.4",
    ]
    assert field.type.term_bounds("10.1.2.3/8") == (
        field.type.index_term("10.0.0.0"),
        field.type.index_term("10.255.255.255"),
    )
    assert field.type.term_bounds("10.1.2.3") is None


@pytest.mark.parametrize(
    "point",
    [
        {"lat": 41.12, "lon": -71.34},
        {"lat": "41.12", "lon": "-71.34"},
        "41.12,-71.34",
        "41.12, -71.34",
        [-71.34, 41.12],
        [-71.34, 41.12, 100.0],
        "POINT (-71.34 41.12)",
        {"type": "Point", "coordinates": [-71.34, 41.12]},
        "drm3btev3e86",
    ],
)
def test_geo_point_notations(parse: Parse, point: Any) -> None:
    batch = parse({"p": {"type": "geo_point"}}, {"p": point}, {"p": [point, point]})
    assert batch.errors == {}
    lat, lon = decode_points(batch.columns["p"].values)
    assert batch.columns["p"].docs.tolist() == [0, 1, 1]
    np.testing.assert_allclose(lat, 41.12, atol=1e-6)
    np.testing.assert_allclose(lon, -71.34, atol=1e-6)


@pytest.mark.parametrize(
    ("point", "reason"),
    [
        ({"lat": 91, "lon": 0}, "illegal latitude value [91.0] for p"),
        ([200.5, 1], "illegal longitude value [200.5] for p"),
        ({"lat": 1}, "field [lon] missing"),
        ("a,b", "[latitude] must be a valid double value"),
        ("!!", "unsupported symbol [!] in geohash [!!]"),
    ],
)
def test_geo_points_that_fail(parse: Parse, point: Any, reason: str) -> None:
    error = parse({"p": {"type": "geo_point"}}, {"p": point}).errors[0]
    assert isinstance(error, DocumentParsingError)
    assert str(error.__cause__) == reason


def test_geo_point_column_is_lucenes_quantisation(make_mapping: MakeMapping) -> None:
    field = field_of(make_mapping, {"type": "geo_point"})
    corner = field.type.from_column(field.type.parse_value({"lat": 90, "lon": 180}))
    assert corner == {"lat": 90 - 180 / 2**32, "lon": 180 - 360 / 2**32}
    assert field.type.from_column(field.type.parse_value([0, 0])) == {"lat": 0.0, "lon": 0.0}


def test_flattened(make_mapping: MakeMapping, parse: Parse) -> None:
    batch = parse({"f": {"type": "flattened"}}, {"f": {"a": {"b": "x"}, "c": [1, None]}}, {"f": "no"})
    assert batch.columns["f"].values == [b"x", b"1"]
    assert batch.columns["f._keyed"].values == [b"a.b\0x", b"c\x001"]
    assert 1 in batch.errors
    mapping = make_mapping({"properties": {"f": {"type": "flattened"}}})
    keyed = mapping.field("f.a.b")
    assert keyed is not None
    assert keyed.name == "f._keyed"
    assert keyed.type.index_term("x") == b"a.b\0x"
    assert keyed.type.from_term(b"a.b\0x") == "x"


def test_constant_keyword(make_mapping: MakeMapping) -> None:
    mapping = make_mapping({"properties": {"env": {"type": "constant_keyword"}}})
    batch = mapping.parse_batch(["1", "2"], [{"env": "prod"}, {}])
    assert batch.mapping_update == {"properties": {"env": {"type": "constant_keyword", "value": "prod"}}}
    mapping = mapping.merge(batch.mapping_update, adding=True)
    batch = mapping.parse_batch(["1", "2", "3"], [{"env": "prod"}, {}, {"env": "dev"}])
    assert batch.columns["env"].values == [b"prod", b"prod"]
    assert "only accepts values that are equal to the value defined in the mappings [prod], but got [dev]" in str(
        batch.errors[2].__cause__
    )


def test_binary_is_only_checked(parse: Parse) -> None:
    batch = parse({"b": {"type": "binary"}}, {"b": "U29tZQ=="}, {"b": "%"})
    assert batch.columns == {}
    assert list(batch.errors) == [1]


def test_wildcard_and_match_only_text(parse: Parse) -> None:
    batch = parse({"w": {"type": "wildcard"}, "m": {"type": "match_only_text"}}, {"w": "a b", "m": "c d"})
    assert batch.columns["w"].values == [b"a b"]
    assert batch.columns["m"].structures.norms is False


def test_token_count(make_mapping: MakeMapping, parse: Parse) -> None:
    batch = parse({"c": {"type": "token_count", "analyzer": "standard"}}, {"c": "one two three"}, {"c": ["", 12]})
    assert batch.columns["c"].values.tolist() == [3, 0, 1]
    field = field_of(make_mapping, {"type": "token_count", "analyzer": "standard"})
    assert field.type.column_range(ValueRange(gte=2))[0] == 2


def test_search_analyzers(make_mapping: MakeMapping) -> None:
    assert field_of(make_mapping, {"type": "text"}).search_analyzer == "default"
    assert field_of(make_mapping, {"type": "text", "analyzer": "simple"}).search_analyzer == "simple"
    both = {"type": "text", "analyzer": "simple", "search_analyzer": "stop"}
    assert field_of(make_mapping, both).search_analyzer == "stop"
    assert field_of(make_mapping, {"type": "keyword"}).search_analyzer is None
    split = {"type": "keyword", "split_queries_on_whitespace": True}
    assert field_of(make_mapping, split).search_analyzer == "whitespace"


def test_types_without_term_or_range(make_mapping: MakeMapping) -> None:
    with pytest.raises(FindlingError, match="Geometry fields do not support exact searching"):
        field_of(make_mapping, {"type": "geo_point"}).type.column_value("1,2")
    with pytest.raises(IllegalArgumentError, match=r"Field \[f\] of type \[text\] does not support range queries"):
        field_of(make_mapping, {"type": "text"}).type.column_range(ValueRange(gte="a"))
