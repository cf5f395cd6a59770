"""Scalar quantization: what the numbers stand for, and which interval is chosen."""

import numpy as np
import pytest

from findling.codec.vectors.quantization import Quantization
from findling.codec.vectors.span import default_interval, quantization_of
from findling.codec.vectors.vector_comparison import comparison_of
from findling.mapping.vector_structures import VectorSimilarity, VectorStructures


def test_values_are_spread_over_the_numbers() -> None:
    numbers, corrections = Quantization(-1.0, 1.0, 7).quantize(np.array([[-2, -1, 0, 1, 2]], np.float32), "l2_norm")
    assert numbers.tolist() == [[0, 0, 64, 127, 127]]
    assert corrections.tolist() == [0.0]


@pytest.mark.parametrize("bits", [4, 7])
@pytest.mark.parametrize("similarity", ["cosine", "dot_product", "l2_norm", "max_inner_product"])
def test_quantized_scores_are_near_the_scores(bits: int, similarity: VectorSimilarity) -> None:
    source = np.random.default_rng(5)
    rows = source.normal(size=(500, 64)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    structures = VectorStructures("float", similarity, bits, 1.0)
    exact, quantized = comparison_of(rows, structures, False), comparison_of(rows, structures, True)
    query, other = exact.prepare(rows[7]), quantized.prepare(rows[7])
    expected = exact.scores(query, exact.compare(query))
    found = quantized.scores(other, quantized.compare(other))
    assert np.abs(found - expected).mean() < (0.005 if bits == 7 else 0.08)


def test_equal_values_and_single_vectors() -> None:
    for rows in (np.zeros((3, 4), np.float32), np.ones((1, 4), np.float32)):
        for interval in (None, 0.0, 1.0, 0.95):
            quantization = quantization_of(rows, 7, interval, "dot_product")
            numbers, corrections = quantization.quantize(rows, "dot_product")
            assert numbers.shape == rows.shape
            assert np.isfinite(corrections).all()


def test_the_default_interval_grows_with_the_dimensions() -> None:
    assert default_interval(4) == 0.9
    assert default_interval(999) == pytest.approx(0.999)
