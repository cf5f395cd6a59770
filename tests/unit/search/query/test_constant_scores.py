"""Queries whose matches all score the same take a way of their own; shown scores."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from findling.codec.bitmap import Bitmap
from findling.search.doc_set import DocSet
from findling.search.explanation import shortest_float, shortest_floats


@given(st.lists(st.floats(width=32, allow_nan=False, allow_infinity=False)))
def test_shortest_floats_are_javas(values: list[float]) -> None:
    scores = np.array(values, np.float32)
    assert shortest_floats(scores) == [shortest_float(score) for score in scores]


@pytest.mark.parametrize("n", [0, 1, 10, 63, 64, 65, 1_000, 5_000])
@pytest.mark.parametrize("share", [0.0, 0.001, 0.02, 1.0])
def test_the_first_docs_of_a_set(n: int, share: float) -> None:
    mask = np.random.default_rng(3).random(4_100) < share
    docs = np.flatnonzero(mask)[:n].tolist()
    assert Bitmap.from_mask(mask).first(n).tolist() == docs
    assert DocSet.from_mask(mask).first(n).tolist() == docs
    assert DocSet.from_docs(np.flatnonzero(mask).astype(np.int32), 4_100).first(n).tolist() == docs
