"""JSON indented as it stands."""

import json

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from findling.rest.json_indent import _by_tokens, indented

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(JSON)
def test_both_ways_agree(value: object) -> None:
    assert _by_tokens(orjson.dumps(value)) == indented(orjson.dumps(value))


@pytest.mark.parametrize("number", ["1.10", "18446744073709551616000", "1e5", "-0"])
def test_numbers_stay_as_they_were_written(number: str) -> None:
    text = f'{{"a": [{number}],\n\n "b":  {{}}, "c": "x: [1, 2]"}}'.encode()
    assert indented(text).decode() == f'{{\n  "a": [\n    {number}\n  ],\n  "b": {{}},\n  "c": "x: [1, 2]"\n}}\n'
    assert json.loads(indented(text)) == json.loads(text)
