"""Registers of sketches of distinct values, and what they estimate."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from findling.kernels.columns import registers
from findling.search.aggs.values import distinct_hashes


@given(st.lists(st.integers(0, 2**64 - 1) | st.sampled_from([0, 1, 0x8000, 2**48, 2**64 - 1]), max_size=20))
def test_hashes(hashes: list[int]) -> None:
    """Each register has the most leading zeros behind the bits that number it."""
    found = np.zeros(1 << 16, np.uint8)
    registers.add_hashes(np.array(hashes, np.uint64), found)
    expected: dict[int, int] = {}
    for hashed in hashes:
        rest = hashed & (2**48 - 1)
        expected[hashed >> 48] = max(expected.get(hashed >> 48, 0), 49 - rest.bit_length())
    assert {place: int(found[place]) for place in np.flatnonzero(found).tolist()} == expected


@pytest.mark.parametrize("n", [0, 1, 10, 1000, 100_000, 1_000_000])
def test_estimates(n: int) -> None:
    """They are off by two per cent at most, of values that are seen twice too."""
    sketch = distinct_hashes.new_sketch()
    hashes = distinct_hashes.mixed(np.arange(n))
    distinct_hashes.add_hashes(sketch, hashes)
    distinct_hashes.add_hashes(sketch, hashes[::2])
    assert distinct_hashes.estimate({"sketch": sketch.tobytes()}) == pytest.approx(n, rel=0.02)


def test_sets_and_sketches_together() -> None:
    hashes = distinct_hashes.mixed(np.arange(200_000))
    sketch = distinct_hashes.new_sketch()
    distinct_hashes.add_hashes(sketch, hashes[:150_000])
    halves = [{"sketch": sketch.tobytes()}, distinct_hashes.of_hashes(hashes[100_000:])]
    assert distinct_hashes.estimate(distinct_hashes.merge(halves)) == pytest.approx(200_000, rel=0.02)
