"""Range fields: bounds of documents, encodings, relations."""

from typing import Any

import numpy as np
import pytest

from findling.base.errors import FindlingError
from findling.mapping.field_type import INT64_MAX, INT64_MIN
from findling.mapping.types.ranges import (
    RangeFieldType,
    decode_double,
    encode_double,
    encode_long,
    related,
)
from findling.mapping.value_range import ValueRange
from tests.unit.mapping.conftest import MakeMapping, Parse

INTEGER_MAX, INTEGER_MIN = 2**31 - 1, -(2**31)


def range_type(make_mapping: MakeMapping, type_name: str, **parameters: Any) -> RangeFieldType:
    field = make_mapping({"properties": {"r": {"type": type_name, **parameters}}}).field("r")
    assert field is not None
    assert isinstance(field.type, RangeFieldType)
    return field.type


def blob_of(*terms: bytes) -> Any:
    return np.frombuffer(b"".join(terms), np.uint8)


@pytest.mark.parametrize(
    ("type_name", "value", "shown"),
    [
        ("integer_range", {"gte": 1, "lte": 5}, {"gte": 1, "lte": 5}),
        ("integer_range", {"gt": 1, "lt": 5}, {"gte": 2, "lte": 4}),
        ("integer_range", {"gte": "3"}, {"gte": 3, "lte": INTEGER_MAX}),
        ("integer_range", {"lte": 3.9}, {"gte": INTEGER_MIN, "lte": 3}),
        ("integer_range", {"gte": None, "lt": 0}, {"gte": INTEGER_MIN, "lte": -1}),
        ("integer_range", {"gt": None, "lt": None}, {"gte": INTEGER_MIN + 1, "lte": INTEGER_MAX - 1}),
        ("integer_range", {}, {"gte": INTEGER_MIN, "lte": INTEGER_MAX}),
        ("long_range", {"gte": -(2**62), "lte": 2**62}, {"gte": -(2**62), "lte": 2**62}),
        ("long_range", {"gt": None, "lte": None}, {"gte": INT64_MIN + 1, "lte": INT64_MAX}),
        ("double_range", {"gt": None, "lt": 1}, {"gte": float("-inf"), "lte": float(np.nextafter(1, 0))}),
        ("long_range", {}, {"gte": INT64_MIN, "lte": INT64_MAX}),
        ("double_range", {"gte": -0.5, "lte": 1e300}, {"gte": -0.5, "lte": 1e300}),
        ("double_range", {"gt": 0.0}, {"gte": 5e-324, "lte": float("inf")}),
        ("float_range", {"gte": 0.1, "lte": 2}, {"gte": float(np.float32(0.1)), "lte": 2.0}),
        ("ip_range", {"gte": "10.0.0.1", "lt": "10.0.0.9"}, {"gte": "10.0.0.1", "lte": "10.0.0.8"}),
        ("ip_range", "192.168.0.0/30", {"gte": "192.168.0.0", "lte": "192.168.0.3"}),
        ("ip_range", "2001:db8::/127", {"gte": "2001:db8::", "lte": "2001:db8::1"}),
        ("date_range", {"gte": "2020-01-01", "lte": "2020-01-01"}, None),
    ],
)
def test_bounds_of_documents(make_mapping: MakeMapping, type_name: str, value: Any, shown: Any) -> None:
    field_type = range_type(make_mapping, type_name)
    term = field_type.parse_value(value)
    assert len(term) == (32 if type_name == "ip_range" else 16)
    if shown is not None:
        assert field_type.from_term(term) == shown


def test_later_bounds_take_the_place_of_earlier_ones(make_mapping: MakeMapping) -> None:
    field_type = range_type(make_mapping, "integer_range")
    assert field_type.from_term(field_type.parse_value({"gt": 5, "gte": 2, "lte": 9, "lt": 8})) == {"gte": 2, "lte": 7}


def test_dates_are_filled_up_and_down(make_mapping: MakeMapping) -> None:
    field_type = range_type(make_mapping, "date_range")
    assert field_type.from_term(field_type.parse_value({"gte": "2020-01", "lte": "2020-01"})) == {
        "gte": "2020-01-01T00:00:00.000Z",
        "lte": "2020-01-01T23:59:59.999Z",
    }
    assert field_type.from_term(field_type.parse_value({"gt": "2020-01-01", "lt": "2020-01-03"})) == {
        "gte": "2020-01-02T00:00:00.000Z",
        "lte": "2020-01-02T23:59:59.999Z",
    }
    german = range_type(make_mapping, "date_range", format="dd.MM.yyyy")
    assert german.from_term(german.parse_value({"gte": "24.12.2020", "lte": "24.12.2020"})) == {
        "gte": "24.12.2020",
        "lte": "24.12.2020",
    }


@pytest.mark.parametrize(
    ("type_name", "value", "reason"),
    [
        ("integer_range", {"gte": 5, "lte": 1}, "min value (5) is greater than max value (1)"),
        ("integer_range", {"gt": 5, "lt": 6}, "min value (6) is greater than max value (5)"),
        # Elasticsearch names the place of the member, [1:14]
        ("integer_range", {"from": 5}, "[1:15] error parsing field [r], with unknown parameter [from]"),
        ("integer_range", 5, "[1:6] error parsing field [r], expected an object but got r"),
        ("integer_range", {"gte": 2**31}, "Numeric value (2147483648) out of range of int"),
        ("integer_range", {"gte": "x"}, 'For input string: "x"'),
        ("double_range", {"gte": "x"}, 'For input string: "x"'),
        ("long_range", {"gte": [1]}, "Cannot parse [[1]] as number"),
        ("ip_range", "10.0.0.1", "Expected [ip/prefix] but was [10.0.0.1]"),
        (
            "ip_range",
            "10.0.0.1/33",
            "Illegal prefix length [33] in [10.0.0.1/33]. Must be 0-32 for IPv4 ranges, 0-128 for IPv6 ranges",
        ),
        (
            "ip_range",
            {"gte": "10.0.0.9", "lte": "10.0.0.1"},
            "min value cannot be greater than max value for range field",
        ),
        ("ip_range", {"gte": "nope"}, "'nope' is not an IP string literal."),
        ("date_range", {"gte": "2021", "lte": "2020"}, "min value (1609459200000) is greater than max value"),
        ("date_range", {"gte": "now"}, "now is not used at indexing time"),
        ("date_range", {"gte": "yesterday"}, "failed to parse date field [yesterday]"),
    ],
)
def test_bounds_that_fail(parse: Parse, type_name: str, value: Any, reason: str) -> None:
    error = parse({"r": {"type": type_name}}, {"r": value}).errors[0]
    assert error.reason.partition("] ")[2].startswith(
        f"failed to parse field [r] of type [{type_name}] in document with id '1'. Preview of field's value: '"
    )
    assert str(error.__cause__).startswith(reason)


def test_coerce_false(parse: Parse) -> None:
    properties = {"r": {"type": "integer_range", "coerce": False}}
    batch = parse(properties, {"r": {"gte": "1"}}, {"r": {"gte": 1.5}}, {"r": {"gte": 1}})
    assert sorted(batch.errors) == [0, 1]
    assert str(batch.errors[0].__cause__) == "Integer value passed as String"
    assert str(batch.errors[1].__cause__) == "1.5 cannot be converted to Integer without data loss"


def test_several_ranges_of_one_document_stay_apart(parse: Parse) -> None:
    batch = parse({"r": {"type": "integer_range"}}, {"r": [{"lte": 1}, {"gte": 9}]})
    terms = batch.columns["r"].values
    assert batch.columns["r"].docs.tolist() == [0, 0]
    between = (encode_long(3), encode_long(5))
    assert related(blob_of(*terms), between, "intersects").tolist() == []


RANGES = [(1, 3), (2, 8), (5, 5), (-4, 10), (9, 12)]


@pytest.mark.parametrize(("low", "high"), [(2, 5), (5, 5), (-10, 20), (13, 99), (-4, 10)])
def test_relations_of_integers(low: int, high: int) -> None:
    blob = blob_of(*(encode_long(a) + encode_long(b) for a, b in RANGES))
    bounds = (encode_long(low), encode_long(high))
    expected = {
        "intersects": [i for i, (a, b) in enumerate(RANGES) if a <= high and b >= low],
        "within": [i for i, (a, b) in enumerate(RANGES) if a >= low and b <= high],
        "contains": [i for i, (a, b) in enumerate(RANGES) if a <= low and b >= high],
    }
    for relation, ords in expected.items():
        assert related(blob, bounds, relation).tolist() == ords


def test_relations_of_addresses(make_mapping: MakeMapping) -> None:
    field_type = range_type(make_mapping, "ip_range")
    networks = ["10.0.0.0/8", "10.1.0.0/16", "::/0", "2001:db8::/32"]
    blob = blob_of(*map(field_type.parse_value, networks))

    def found(relation: str, **bounds: Any) -> list[str]:
        encoded = field_type.query_bounds(ValueRange(**bounds))
        assert encoded is not None
        return [networks[ord_] for ord_ in related(blob, encoded, relation)]

    assert found("intersects", gte="10.1.2.3", lte="10.1.2.3") == ["10.0.0.0/8", "10.1.0.0/16", "::/0"]
    assert found("within", gte="10.0.0.0", lt="11.0.0.0") == ["10.0.0.0/8", "10.1.0.0/16"]
    assert found("contains", gte="10.0.0.0", lte="10.255.255.255") == ["10.0.0.0/8", "::/0"]
    assert found("intersects", gte="2001:db8::1", lte="2001:db8::1") == ["::/0", "2001:db8::/32"]
    assert field_type.query_bounds(ValueRange(gt="10.0.0.2", lt="10.0.0.3")) is None


def test_query_bounds(make_mapping: MakeMapping) -> None:
    integers = range_type(make_mapping, "integer_range")
    assert integers.query_bounds(ValueRange(gte=1.5, lte=2.5)) == (encode_long(2), encode_long(2))
    assert integers.query_bounds(ValueRange(gt=1, lt=2)) is None
    assert integers.index_term(7) == encode_long(7) * 2
    dates = range_type(make_mapping, "date_range")
    assert dates.query_bounds(ValueRange(gte="now-1d", now_ms=86_400_000))[0] == encode_long(0)  # type: ignore[index]
    with pytest.raises(FindlingError):
        integers.query_bounds(ValueRange(gte="abc"))


def test_structures(make_mapping: MakeMapping) -> None:
    both = range_type(make_mapping, "long_range")
    assert (both.structures.index, both.structures.doc_values) == ("docs", "ordinals")
    assert both.is_searchable
    assert both.has_doc_values
    neither = range_type(make_mapping, "long_range", index=False, doc_values=False)
    assert (neither.structures.index, neither.structures.doc_values) == ("none", "none")
    assert not neither.has_doc_values


@pytest.mark.parametrize("encode", [encode_long, encode_double])
def test_encodings_sort_as_numbers_do(encode: Any) -> None:
    numbers = [INT64_MIN, -5, -1, 0, 1, 2, 300, INT64_MAX]
    assert sorted(numbers, key=encode) == numbers


def test_doubles_come_back() -> None:
    for number in (-float("inf"), -1.5, -5e-324, 0.0, 5e-324, 1.5, float("inf")):
        assert decode_double(encode_double(number)) == number
    assert encode_double(-0.0) == encode_double(0.0)
