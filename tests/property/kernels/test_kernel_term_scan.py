"""Where each term leaves the one before it."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from findling.kernels.terms.term_scan import find_branches
from tests.reference import term_kernels


@given(st.sets(st.binary(max_size=4) | st.binary(max_size=2).map(lambda end: b"x" * 127 + end), max_size=30))
@settings(max_examples=300, deadline=None)
def test_find_branches(terms: set[bytes]) -> None:
    ordered = sorted(terms)
    blob = np.frombuffer(b"".join(ordered), np.uint8)
    offsets = np.cumsum([0, *map(len, ordered)]).astype(np.uint32)
    shared, branch = np.empty(len(terms), np.uint8), np.empty(len(terms), np.uint8)
    find_branches(blob, offsets, shared, branch)
    assert (shared.tolist(), branch.tolist()) == term_kernels.find_branches(ordered)
