"""Weights of suggestions, and the heaviest of a range."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from findling.codec.byte_strings import ByteStrings
from findling.kernels.terms.suggestions import heaviest, read_weights
from tests.reference import suggestion_kernels


@given(st.lists(st.binary(max_size=8) | st.tuples(st.just(b"ab\0"), st.binary(max_size=6)).map(b"".join), max_size=20))
@settings(max_examples=200, deadline=None)
def test_read_weights(terms: list[bytes]) -> None:
    strings, out = ByteStrings.from_list(terms), np.empty(len(terms), np.float32)
    read_weights(strings.blob, strings.starts, out)
    assert out.tolist() == suggestion_kernels.read_weights(terms)


@given(st.lists(st.integers(0, 5), max_size=40), st.data())
@settings(max_examples=300, deadline=None)
def test_heaviest(weights: list[int], data: st.DataObject) -> None:
    low = data.draw(st.integers(0, len(weights)))
    high = data.draw(st.integers(low, len(weights)))
    out = np.empty(data.draw(st.integers(0, 12)), np.int64)
    n = heaviest(np.array(weights, np.float32), low, high, out)
    assert out[:n].tolist() == suggestion_kernels.heaviest(weights, low, high, len(out))
