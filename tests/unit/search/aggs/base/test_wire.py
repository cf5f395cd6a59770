"""Partial results as bytes; those of every aggregation are examined by the batteries."""

import math
from typing import Any

import numpy as np
import pytest

from findling.script.types import Long
from findling.search.aggs.base.wire import decode, encode


@pytest.mark.parametrize(
    "value",
    [
        None, True, 0, -(2**63), 2**64 - 1, 2**64, 1.5, -0.0, 1e300, "text", "\U0001f98a", [], {}, [1, [2.0, None]],
        {"a": {"b": [{"c": 1}]}}, (1, ("x", None)), b"bytes\x00", {"$array": 1, "b": 2}, {"$": {"$tuple": [1]}},
        math.inf, -math.inf, {"a": (b"", [b"1"])},
    ],
)  # fmt: skip
def test_values_come_back_as_they_were(value: Any) -> None:
    found = decode(encode(value))
    assert found == value
    assert type(found) is type(value)
    assert math.copysign(1, found) == math.copysign(1, value) if isinstance(value, float) else True


@pytest.mark.parametrize("dtype", [np.int64, np.uint64, np.float64, np.int32, np.uint8])
@pytest.mark.parametrize("length", [0, 1, 7])
def test_arrays_come_back_as_they_were(dtype: Any, length: int) -> None:
    array = np.arange(length).astype(dtype)
    found = decode(encode({"a": b"odd", "values": array, "again": array[::-1]}))
    for name, expected in (("values", array), ("again", array[::-1])):
        assert found[name].dtype == array.dtype
        np.testing.assert_array_equal(found[name], expected)


def test_numbers_of_scripts_are_numbers() -> None:
    assert decode(encode({"a": [Long(14), Long(2**63 - 1)]})) == {"a": [14, 2**63 - 1]}


def test_nan_comes_back() -> None:
    assert math.isnan(decode(encode({"a": math.nan}))["a"])


def test_the_form_is_as_documented() -> None:
    data = encode({"n": 1, "values": np.array([1, 2], np.int64), "low": math.inf})
    assert data[:4] == b"FPA1"
    length = int.from_bytes(data[4:8], "little")
    assert data[8 : 8 + length] == b'{"n":1,"values":{"$array":["i8",0,2]},"low":{"$float":"inf"}}'
    assert data[8 + length :] == np.array([1, 2], "<i8").tobytes()


def test_what_is_no_plain_value_is_refused() -> None:
    with pytest.raises(TypeError, match="cannot hold object"):
        encode({"a": object()})
    with pytest.raises(ValueError, match="no partial results"):
        decode(b"something else")
