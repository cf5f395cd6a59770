"""Values of every type converted in bulk are those converted one by one, whatever stands beside them."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from findling.analysis.registry import AnalysisRegistry
from findling.mapping.field_type import FieldType
from findling.mapping.mapping import Mapping
from findling.mapping.value_range import ValueRange

WORDS = st.text(st.sampled_from("ab Zé😀-"), max_size=6)
DATES = st.datetimes().map(lambda when: when.strftime("%Y").rjust(4, "0") + when.strftime("-%m-%dT%H:%M:%S.%fZ"))
RECENT = st.integers(100_000_000_000, 4_102_444_800_000)
LATITUDES, LONGITUDES = st.floats(-90, 90), st.floats(-180, 180)


def whole(bits: int) -> st.SearchStrategy[Any]:
    numbers = st.integers(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
    return numbers | numbers.map(str) | st.floats(-100, 100)


def span(points: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.tuples(points, points).map(lambda two: {"gte": min(two), "lte": max(two)})


VALUES: dict[str, st.SearchStrategy[Any]] = {
    "byte": whole(8),
    "short": whole(16),
    "integer": whole(32),
    "long": whole(64),
    "unsigned_long": st.integers(0, 2**64 - 1) | st.integers(0, 2**64 - 1).map(str),
    "double": st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**60), 2**60) | st.just("1.5e3"),
    "float": st.floats(allow_nan=False, allow_infinity=False, width=32) | st.integers(-(2**40), 2**40),
    "half_float": st.floats(-65000, 65000) | st.integers(-65000, 65000),
    "scaled_float": st.floats(-(2.0**40), 2.0**40) | st.integers(-(2**40), 2**40) | st.just("0.295"),
    "boolean": st.sampled_from([True, False, "true", "false", ""]),
    "date": DATES | RECENT | RECENT.map(str) | st.dates().map(str),
    "date_nanos": RECENT | st.dates(min_value=np.datetime64("1970-01-02").item()).map(str).filter(lambda t: t < "2262"),
    "keyword": WORDS | st.integers() | st.booleans(),
    "wildcard": WORDS,
    "text": WORDS | st.integers(),
    "token_count": WORDS,
    "version": WORDS | st.tuples(*[st.integers(0, 300)] * 3).map(lambda parts: ".".join(map(str, parts))),
    "ip": st.ip_addresses().map(str),
    "geo_point": st.tuples(LATITUDES, LONGITUDES).flatmap(
        lambda at: st.sampled_from([{"lat": at[0], "lon": at[1]}, [at[1], at[0]], f"{at[0]:.6f},{at[1]:.6f}"])
    ),
    "integer_range": span(st.integers(-(2**31), 2**31 - 1)),
    "double_range": span(st.floats(allow_nan=False, allow_infinity=False)),
    "ip_range": st.integers(0, 32).map(lambda bits: f"10.20.30.40/{bits}"),
    "rank_feature": st.floats(0.001, 1e30),
    "completion": WORDS.filter(str.strip),
    "flattened": st.dictionaries(st.sampled_from("abc"), WORDS | st.integers(), min_size=1),
    "rank_features": st.dictionaries(st.sampled_from("abc"), st.floats(0.001, 1e30), min_size=1),
    "dense_vector": st.lists(st.floats(0.5, 9, width=32), min_size=3, max_size=3),
}
PARAMETERS: dict[str, dict[str, Any]] = {
    "scaled_float": {"scaling_factor": 100},
    "token_count": {"analyzer": "standard"},
    "dense_vector": {"dims": 3},
}
ALL = Mapping.from_json(
    {"properties": {name: {"type": name, **PARAMETERS.get(name, {})} for name in VALUES}},
    AnalysisRegistry.from_settings({}),
)


def columns(name: str, values: list[Any]) -> dict[str, list[tuple[int, Any]]]:
    """Returns (doc, value) pairs of every column that one value per document makes."""
    batch = ALL.parse_batch([str(at) for at in range(len(values))], [{name: value} for value in values])
    assert batch.errors == {}
    return {
        key: [
            (doc, value.tolist() if isinstance(value, np.ndarray | np.generic) else value)
            for doc, value in zip(column.docs.tolist(), column.values, strict=True)
        ]
        for key, column in batch.columns.items()
    }


@pytest.mark.parametrize("name", sorted(VALUES))
def test_bulk_is_one_by_one(name: str) -> None:
    @settings(max_examples=40, deadline=None)
    @given(st.lists(VALUES[name], min_size=1, max_size=5))
    def check(values: list[Any]) -> None:
        together = columns(name, values)
        for key, pairs in together.items():
            apart = [
                (doc, value) for doc, single in enumerate(values) for _, value in columns(name, [single]).get(key, [])
            ]
            assert pairs == apart

    check()


ORDERED = ("byte", "long", "unsigned_long", "double", "half_float", "scaled_float", "date", "ip", "version")


def held(field_type: FieldType, value: Any) -> Any:
    return field_type.parse_value(value)


def _place(number: float) -> tuple[float, float]:
    """Returns what orders numbers as columns do: -0.0 comes before 0.0."""
    return number, math.copysign(1, number)


@pytest.mark.parametrize("name", ORDERED)
def test_a_value_lies_in_the_range_that_begins_and_ends_with_it(name: str) -> None:
    field = ALL.field(name)
    assert field is not None

    @settings(max_examples=60, deadline=None)
    @given(VALUES[name])
    def check(value: Any) -> None:
        column = held(field.type, value)
        if isinstance(column, bytes):
            assert field.type.index_term(value) == column
            return
        if isinstance(value, float) and name in ("byte", "long"):
            return  # documents drop decimals, queries do not
        low, high = field.type.column_range(ValueRange(gte=value, lte=value))
        if name == "scaled_float":
            low, high = low - 1, high + 1  # documents round to the next multiple
        assert _place(low) <= _place(column) <= _place(high)
        above, below = field.type.column_range(ValueRange(gt=value)), field.type.column_range(ValueRange(lt=value))
        if name != "scaled_float":
            assert not _place(above[0]) <= _place(column) <= _place(above[1])
            assert not _place(below[0]) <= _place(column) <= _place(below[1])

    check()


@pytest.mark.parametrize("name", ["byte", "long", "unsigned_long", "boolean", "ip", "version", "keyword", "ip_range"])
def test_values_shown_are_values(name: str) -> None:
    """What a column shows of a value is taken for the same value again."""
    field = ALL.field(name)
    assert field is not None

    @settings(max_examples=60, deadline=None)
    @given(VALUES[name])
    def check(value: Any) -> None:
        column = held(field.type, value)
        shown = field.type.from_term(column) if isinstance(column, bytes) else field.type.from_column(column)
        assert held(field.type, shown) == column

    check()
