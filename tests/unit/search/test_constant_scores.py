"""Queries whose matches all score the same take a way of their own; shown scores."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from findling.codec.bitmap import Bitmap
from findling.kernels.terms import SortedTerms
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


@given(st.sets(st.binary(max_size=3)), st.binary(max_size=3))
def test_a_term_is_found_or_where_it_would_be(strings: set[bytes], wanted: bytes) -> None:
    ordered = sorted(strings)
    starts = np.cumsum([0, *map(len, ordered)]).astype(np.uint32)
    terms = SortedTerms(np.frombuffer(b"".join(ordered), np.uint8), starts)
    assert terms.find(wanted) == (ordered.index(wanted) if wanted in strings else -1)
    assert terms.seek_ceil(wanted) == sum(term < wanted for term in ordered)
