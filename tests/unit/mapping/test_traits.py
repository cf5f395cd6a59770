"""What field types say about their columns and terms, and what the values of a range are."""

import math
from typing import Any

import numpy as np
import pytest

from findling.base.errors import IllegalArgumentError
from findling.mapping.field_type import FieldType, numbers_of_type
from findling.mapping.traits import NumberTraits
from findling.mapping.value_range import ValueRange
from tests.unit.mapping.conftest import MakeMapping


def type_of(make_mapping: MakeMapping, definition: dict[str, Any]) -> FieldType:
    """Returns the type of a field of a definition."""
    field = make_mapping({"properties": {"f": definition}}).field("f")
    assert field is not None
    return field.type


@pytest.mark.parametrize(
    ("definition", "given", "read"),
    [
        ({"type": "long"}, [1, -5], [1, -5]),
        ({"type": "double"}, [0.5], [0.5]),
        ({"type": "scaled_float", "scaling_factor": 100}, ["0.29", 3], [0.29, 3.0]),
        ({"type": "date"}, ["1970-01-01T00:00:01Z"], [1000]),
        ({"type": "date_nanos"}, ["1970-01-01T00:00:01.0000005Z"], [1000]),
        ({"type": "unsigned_long"}, [0, 2**64 - 1], [-(2**63), 2**63 - 1]),
    ],
)
def test_numbers_of_columns(
    make_mapping: MakeMapping, definition: dict[str, Any], given: list[Any], read: list[float]
) -> None:
    field_type = type_of(make_mapping, definition)
    assert field_type.numbers is not None
    column = np.array(field_type.gather([field_type.parse_value(value) for value in given]))
    assert field_type.numbers.read(column).tolist() == read


def test_unsigned_long_is_exact_and_in_order(make_mapping: MakeMapping) -> None:
    field_type = type_of(make_mapping, {"type": "unsigned_long"})
    assert field_type.numbers is not None
    given = [0, 1, 2**63 - 1, 2**63, 2**63 + 1, 2**64 - 1]
    column = [field_type.parse_value(value) for value in given]
    assert column == sorted(column)
    assert [value + field_type.numbers.offset for value in column] == given


def test_precision() -> None:
    assert NumberTraits(precision=np.float32).rounded(0.1) == np.float32(0.1)
    assert NumberTraits(precision=np.float16).rounded(1e9) == math.inf
    assert NumberTraits().is_exact


def test_numbers_of_types_without_a_field() -> None:
    double, keyword = numbers_of_type("float"), numbers_of_type("keyword")
    assert double is not None
    assert double.is_double
    assert keyword is None
    with pytest.raises(IllegalArgumentError, match=r"No mapper found for type \[nonsense\]"):
        numbers_of_type("nonsense")


@pytest.mark.parametrize(
    ("kind", "values", "lows", "highs"),
    [
        ("integer_range", [{"gte": -3, "lt": 5}, {"gt": 7, "lte": 9}], [-3, 8], [4, 9]),
        ("long_range", [{"gte": -(2**40), "lt": 2**40}], [-(2**40)], [2**40 - 1]),
        ("double_range", [{"gte": -1.5, "lte": 2.25}, {"gte": 0}], [-1.5, 0.0], [2.25, math.inf]),
        ("float_range", [{"gte": -1.5, "lte": 2.25}], [-1.5], [2.25]),
        ("date_range", [{"gte": "1970-01-01", "lte": "1970-01-01"}], [0], [86_399_999]),
    ],
)
def test_ends_of_intervals(
    make_mapping: MakeMapping, kind: str, values: list[Any], lows: list[float], highs: list[float]
) -> None:
    field_type = type_of(make_mapping, {"type": kind})
    assert field_type.intervals is not None
    ends = field_type.intervals.ends([field_type.parse_value(value) for value in values])
    assert ends is not None
    assert [end.tolist() for end in ends] == [lows, highs]
    assert field_type.intervals.ends_are == ("dates" if kind == "date_range" else "numbers")


def test_intervals_of_addresses_have_no_numbers(make_mapping: MakeMapping) -> None:
    field_type = type_of(make_mapping, {"type": "ip_range"})
    assert field_type.intervals is not None
    assert field_type.intervals.ends([field_type.parse_value("10.0.0.0/8")]) is None
    assert field_type.intervals.ends_are == "addresses"


def test_a_range_of_values() -> None:
    wanted = ValueRange(gt=1, gte=0, lte=5)
    assert (wanted.low, wanted.high, wanted.is_open) == (1, 5, False)
    assert wanted.bounds() == {"gt": 1, "gte": 0, "lte": 5}
    assert wanted.converted(str) == ValueRange(gt="1", gte="0", lte="5")
    assert ValueRange().is_open


def test_a_field_that_can_do_nothing(make_mapping: MakeMapping) -> None:
    """The base's answers, as a binary field gives them."""
    field_type = type_of(make_mapping, {"type": "binary"})
    assert field_type.numbers is None
    assert field_type.intervals is None
    assert field_type.constant is None
    assert not field_type.terms.words
    assert not field_type.terms.scored
    assert not field_type.is_point
    assert field_type.keyed("a") is None
    assert field_type.shingle_field(2) is None
    with pytest.raises(IllegalArgumentError):
        field_type.point_of("1,2")
