"""How near vectors are to a query, as the NumPy twin has it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from findling.kernels.vectors.distances import BITS, BYTE_DOT, BYTE_SQUARE, FLOAT_DOT, FLOAT_SQUARE, VectorRows
from tests.reference.vector_kernels import nearness


@pytest.mark.parametrize("kind", [FLOAT_DOT, FLOAT_SQUARE, BYTE_DOT, BYTE_SQUARE, BITS])
@given(n=st.integers(0, 9), width=st.integers(1, 70), seed=st.integers(0, 2**16), factors=st.booleans())
def test_nearness(kind: int, n: int, width: int, seed: int, factors: bool) -> None:
    source = np.random.default_rng(seed)
    if kind in (FLOAT_DOT, FLOAT_SQUARE):
        matrix = source.normal(size=(n, width)).astype(np.float32)
        query = source.normal(size=width).astype(np.float32)
    else:
        matrix = source.integers(-128, 128, (n, width)).astype(np.int8)
        query = source.integers(-128, 128, width).astype(np.int8)
    scale = source.random(n, np.float32) if factors else None
    add = source.random(n, np.float32) if factors else None
    rows = VectorRows(kind, matrix, 0.5, scale, add)
    expected = nearness(kind, matrix, query, 0.5, scale, add)
    out = np.empty(n, np.float32)
    rows.compare(query, None, out)
    np.testing.assert_allclose(out, expected, rtol=1e-5, atol=1e-4)
    chosen = source.permutation(n).astype(np.int32)
    rows.compare(query, chosen, out)
    np.testing.assert_allclose(out, expected[chosen], rtol=1e-5, atol=1e-4)
