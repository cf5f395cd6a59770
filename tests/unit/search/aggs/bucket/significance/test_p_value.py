"""Scores of p_value; the expected p-values are those of Elasticsearch's own tests."""

import math

import numpy as np
import pytest

from findling.base.errors import IllegalArgumentError
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.bucket.significance.heuristics import Frequencies
from findling.search.aggs.bucket.significance.p_value import PValue

# the sums behind them cancel out to a few digits
TOLERANCE = 1e-6


def score(found: int, n_found: int, others: int, n_others: int, most: int = 0) -> float:
    counts = Frequencies(np.array([found]), n_found, np.array([others]), n_others)
    return float(PValue(True, False, most).scores(counts)[0])


@pytest.mark.parametrize(
    ("counts", "p_value"),
    [
        ((10, 100, 100, 1000), 1.0),
        ((10, 100, 10, 1000), 0.003972388976814195),
        ((10, 100, 200, 1000), 1.0),
        ((20, 10000, 5, 10000), 1.0),
        ((1, 4205, 0, 821496), 0.9999037287868853),
        ((10, 4205, 195, 82149), 0.9995943820612134),
        ((168, 4205, 0, 821496), 1.2680918648731284e-26),
        ((168, 4205, 16429, 821496), 8.542608559219833e-5),
        ((168, 4205, 28752, 821496), 0.8833950526957098),
        ((103000, 1000000, 500000, 5000000), 1.0),
    ],
)
def test_p_values(counts: tuple[int, int, int, int], p_value: float) -> None:
    assert math.exp(-score(*counts)) == pytest.approx(p_value, abs=TOLERANCE)


def test_a_term_of_all_documents_says_nothing() -> None:
    assert score(7, 7, 90, 90) == 0.0


def test_the_background_may_hold_those_found() -> None:
    counts = Frequencies(np.array([10]), 100, np.array([20]), 1100)
    assert PValue(True, True).scores(counts).tolist() == [score(10, 100, 10, 1000)]


def test_large_sides_are_scaled_down() -> None:
    assert score(1000, 10_000, 1000, 100_000, most=1000) == score(100, 1000, 10, 1000)


def test_nothing_cannot_be_most() -> None:
    with pytest.raises(IllegalArgumentError, match=r"\[normalize_above\] must be a positive value, provided \[0\]"):
        PValue.parse(NamedParameters("p_value", {"normalize_above": 0}, "a"))
