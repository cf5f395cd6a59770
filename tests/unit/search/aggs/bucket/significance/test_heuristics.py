"""Scores of significant terms; the expected ones are Elasticsearch 9.1's."""

import numpy as np
import pytest

from findling.base.errors import IllegalArgumentError
from findling.search.aggs.bucket.significance.heuristics import (
    ChiSquare,
    Frequencies,
    Heuristic,
    Jlh,
    MutualInformation,
    NormalizedDistance,
    Percentage,
)

COUNTS = Frequencies(np.array([34, 15]), 77, np.array([64, 49]), 200)


@pytest.mark.parametrize(
    ("heuristic", "expected"),
    [
        (Jlh(), [0.1677348625400573, 0.0]),
        (ChiSquare(True, True), [8.502114814883825, 1.705375893054518]),
        (ChiSquare(False, True), [8.502114814883825, -np.inf]),
        (MutualInformation(True, True), [0.030280260553345442, 0.006285171508069543]),
        (NormalizedDistance(True, True), [0.4880131443154888, 0.3125473249114458]),
        (Percentage(), [0.53125, 0.30612244897959184]),
    ],
)
def test_scores(heuristic: Heuristic, expected: list[float]) -> None:
    assert heuristic.scores(COUNTS).tolist() == pytest.approx(expected)


def test_a_background_without_the_documents_found_is_refused() -> None:
    with pytest.raises(IllegalArgumentError, match="subsetFreq > supersetFreq"):
        ChiSquare(False, True).scores(Frequencies(np.array([3]), 5, np.array([2]), 9))
