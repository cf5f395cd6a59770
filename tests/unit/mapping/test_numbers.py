"""Number types: what documents may hold, what queries may ask, the errors in Elasticsearch's words."""

import math
from typing import Any

import numpy as np
import pytest

from findling.base.errors import (
    DocumentParsingError,
    IllegalArgumentError,
    MapperParsingError,
    NumberFormatError,
    XContentParseError,
)
from findling.mapping.value_range import ValueRange
from tests.unit.mapping.conftest import MakeMapping, Parse


@pytest.mark.parametrize(
    ("type_name", "given", "kept"),
    [
        ("long", [1, "2", 3.9, "4.7", -(2**63)], [1, 2, 3, 4, -(2**63)]),
        ("short", ["3", " 4 ", 5], [3, 4, 5]),
        ("byte", [127, -128, "12"], [127, -128, 12]),
        ("integer", [2**31 - 1, "-7"], [2**31 - 1, -7]),
        ("double", [1, 2.5, "3e2"], [1.0, 2.5, 300.0]),
        ("float", [0.1], [float(np.float32(0.1))]),
        ("half_float", [0.1, 65504], [float(np.float16(0.1)), 65504.0]),
        ("unsigned_long", [0, 2**64 - 1, "5"], [-(2**63), 2**63 - 1, 5 - 2**63]),
    ],
)
def test_documents_hold_numbers(parse: Parse, type_name: str, given: list[Any], kept: list[float]) -> None:
    """One document per value, and all values in one document, give the same column."""
    single = parse({"f": {"type": type_name}}, *({"f": value} for value in given))
    assert single.errors == {}
    assert single.columns["f"].values.tolist() == kept
    assert single.columns["f"].docs.tolist() == list(range(len(given)))
    together = parse({"f": {"type": type_name}}, {"f": given})
    assert together.columns["f"].values.tolist() == kept
    assert together.columns["f"].docs.tolist() == [0] * len(given)


@pytest.mark.parametrize(
    ("type_name", "value", "cause", "reason"),
    [
        ("long", "abc", IllegalArgumentError, 'For input string: "abc"'),
        ("integer", "abc", NumberFormatError, 'For input string: "abc"'),
        ("double", "abc", NumberFormatError, 'For input string: "abc"'),
        ("byte", 300, IllegalArgumentError, "Value [300] is out of range for a byte"),
        ("short", 70000, IllegalArgumentError, "Value [70000] is out of range for a short"),
        (
            "integer",
            3_000_000_000,
            XContentParseError,
            "[1:20] Numeric value (3000000000) out of range of int (-2147483648 - 2147483647)",
        ),
        ("long", "9223372036854775808", IllegalArgumentError, "Value [9223372036854775808] is out of range for a long"),
        ("half_float", 70000, IllegalArgumentError, "[half_float] supports only finite values, but got [70000.0]"),
        ("float", "Infinity", IllegalArgumentError, "[float] supports only finite values, but got [Infinity]"),
        ("long", {"a": 1}, IllegalArgumentError, "Cannot parse object as number"),
    ],
)
def test_documents_that_fail(parse: Parse, type_name: str, value: Any, cause: type[Exception], reason: str) -> None:
    batch = parse({"price": {"type": type_name}}, {"price": value})
    error = batch.errors[0]
    assert isinstance(error, DocumentParsingError)
    preview, column = ("{a=1}", 16) if isinstance(value, dict) else (value, 10)
    assert error.reason == (
        f"[1:{column}] failed to parse field [price] of type [{type_name}] in document with id '1'. "
        f"Preview of field's value: '{preview}'"
    )
    assert type(error.__cause__) is cause
    assert str(error.__cause__) == reason
    assert batch.columns == {}
    assert batch.roots.tolist() == [-1]


def test_coerce_off(parse: Parse) -> None:
    batch = parse({"f": {"type": "integer", "coerce": False}}, {"f": "1"}, {"f": 1.5}, {"f": 2.0})
    assert str(batch.errors[0].__cause__) == "Integer value passed as String"
    assert str(batch.errors[1].__cause__) == "1.5 cannot be converted to Integer without data loss"
    assert batch.columns["f"].values.tolist() == [2]
    assert batch.roots.tolist() == [-1, -1, 0]


def test_empty_text_counts_as_null(parse: Parse) -> None:
    assert "f" not in parse({"f": {"type": "long"}}, {"f": ""}).columns
    assert parse({"f": {"type": "long", "null_value": 7}}, {"f": ""}, {"f": None}).columns["f"].values.tolist() == [
        7,
        7,
    ]


def test_ignore_malformed_notes_the_field(parse: Parse) -> None:
    batch = parse({"f": {"type": "long", "ignore_malformed": True}}, {"f": ["x", 1]}, {"f": 2})
    assert batch.errors == {}
    assert batch.columns["f"].values.tolist() == [1, 2]
    assert batch.columns["_ignored"].values == [b"f"]
    assert batch.columns["_ignored"].docs.tolist() == [0]


def test_index_settings_are_defaults(make_mapping: MakeMapping) -> None:
    mapping = make_mapping({"properties": {"f": {"type": "long"}}}, {"index.mapping.ignore_malformed": "true"})
    assert mapping.parse_batch(["1"], [{"f": "x"}]).errors == {}


def test_whole_number_ranges(make_mapping: MakeMapping) -> None:
    field = make_mapping({"properties": {"f": {"type": "byte"}}}).field("f")
    assert field is not None
    assert field.type.column_range(ValueRange(gte=1.5, lte="3.5")) == (2, 3)
    assert field.type.column_range(ValueRange(gt=1.5, lt=3.5)) == (2, 3)
    assert field.type.column_range(ValueRange(gt=1, lt=3)) == (2, 2)
    assert field.type.column_range(ValueRange(gte=-(2**31), lte="2147483647")) == (-128, 127)
    for beyond in (-1e300, "1e999999999", 2**31):
        with pytest.raises(IllegalArgumentError, match="is out of range for an integer"):
            field.type.column_range(ValueRange(gte=beyond))
    low, high = field.type.column_range(ValueRange(gt=300))
    assert low > high
    assert field.type.column_value("3.0") == 3
    assert field.type.column_value(3.5) is None
    assert field.type.column_value(1000) is None
    with pytest.raises(IllegalArgumentError, match='For input string: "abc"'):
        field.type.column_range(ValueRange(gte="abc"))


def test_floating_ranges(make_mapping: MakeMapping) -> None:
    field = make_mapping({"properties": {"f": {"type": "float"}}}).field("f")
    assert field is not None
    low, high = field.type.column_range(ValueRange(gt=1, lt=2))
    assert low == np.nextafter(np.float32(1), np.float32(2))
    assert high == np.nextafter(np.float32(2), np.float32(1))
    assert field.type.column_range(ValueRange()) == (-math.inf, math.inf)
    assert field.type.column_value("0.1") == float(np.float32(0.1))


def test_unsigned_long_reads_back(make_mapping: MakeMapping) -> None:
    field = make_mapping({"properties": {"f": {"type": "unsigned_long"}}}).field("f")
    assert field is not None
    assert field.type.from_column(field.type.column_value(2**64 - 1)) == 2**64 - 1
    assert field.type.column_value(-1) is None


def test_scaled_float(make_mapping: MakeMapping, parse: Parse) -> None:
    batch = parse({"p": {"type": "scaled_float", "scaling_factor": 100}}, {"p": 0.29}, {"p": "1.005"}, {"p": 3})
    assert batch.columns["p"].values.tolist() == [29, 100, 300]
    field = make_mapping({"properties": {"p": {"type": "scaled_float", "scaling_factor": 100}}}).field("p")
    assert field is not None
    assert field.type.column_range(ValueRange(gte=0.29, lte=0.58)) == (29, 58)
    assert field.type.column_range(ValueRange(gt=0.29, lt=0.58)) == (30, 57)
    assert field.type.from_column(29) == 0.29
    with pytest.raises(MapperParsingError, match=r"Field \[p\] misses required parameter \[scaling_factor\]"):
        make_mapping({"properties": {"p": {"type": "scaled_float"}}})


def test_unsigned_long_text_is_exact(parse: Parse) -> None:
    texts = ["18446744073709551615.0", "18446744073709551614", "1e3", "0.5", "18446744073709551616", "1e400"]
    batch = parse({"u": {"type": "unsigned_long"}}, *({"u": text} for text in texts))
    assert (batch.columns["u"].values.astype(object) + 2**63).tolist() == [2**64 - 1, 2**64 - 2, 1000]
    assert str(batch.errors[3].__cause__) == 'For input string: "0.5"'
    assert sorted(batch.errors) == [3, 4, 5]
