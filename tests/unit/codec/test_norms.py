"""Norm bytes are those of Lucene's SmallFloat."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from findling.codec.columns.norms import LENGTHS, encode_lengths


def int_to_byte4(number: int) -> int:
    """Returns the byte as SmallFloat.intToByte4 computes it, bit by bit."""
    if number < 24:
        return number
    number -= 24
    bits = number.bit_length()
    if bits < 4:
        return 24 + number
    shift = bits - 4
    return 24 + ((number >> shift) & 7 | (shift + 1) << 3)


@given(st.lists(st.integers(0, 2**31 - 1) | st.integers(0, 5000), min_size=1))
def test_encodes_as_lucene(lengths: list[int]) -> None:
    assert encode_lengths(np.array(lengths)).tolist() == [int_to_byte4(length) for length in lengths]


def test_known_values() -> None:
    assert encode_lengths(np.array([0, 1, 39, 40, 41, 42, 1000, 2**31 - 1])).tolist() == [
        0, 1, 39, 40, 40, 41, 87, 255
    ]  # fmt: skip
    assert LENGTHS[[0, 39, 40, 41, 255]].tolist() == [0, 39, 40, 42, 2013265944]


def test_every_byte_decodes_to_a_length_that_encodes_to_it() -> None:
    assert encode_lengths(LENGTHS).tolist() == list(range(256))
