"""The test of Kolmogorov and Smirnov, against all orders of a few numbers."""

from itertools import combinations

import numpy as np
import pytest

from findling.base.statistics.kolmogorov_smirnov import exact_p_value, largest_difference


def brute_force(difference: float, n: int, m: int) -> float:
    """Returns the share of the orders of n and m numbers that differ by that much."""
    orders = [set(order) for order in combinations(range(n + m), n)]
    return sum(_difference(order, n, m) >= difference - 1e-12 for order in orders) / len(orders)


def _difference(order: set[int], n: int, m: int) -> float:
    first = second = 0
    largest = 0.0
    for place in range(n + m):
        first, second = (first + 1, second) if place in order else (first, second + 1)
        largest = max(largest, abs(first / n - second / m))
    return largest


@pytest.mark.parametrize(("n", "m"), [(4, 5), (6, 6), (3, 8), (1, 4)])
def test_probabilities_are_those_of_counting(n: int, m: int) -> None:
    for difference in (0.05, 0.2, 1 / 3, 0.5, 0.75, 1.0):
        assert exact_p_value(difference, n, m) == pytest.approx(brute_force(difference, n, m), rel=1e-9)


def test_long_samples_do_not_overflow() -> None:
    assert exact_p_value(0.05, 500, 400) == pytest.approx(0.617154831625, rel=1e-9)
    assert exact_p_value(1.0, 600, 600) == pytest.approx(0.0, abs=1e-12)


def test_the_difference_of_two_samples_looks_at_both_sides_of_equal_numbers() -> None:
    x, y = np.array([1.0, 2.0, 2.0, 3.0]), np.array([2.0, 2.0, 4.0])
    assert largest_difference(x, y) == pytest.approx(1 / 3)
    assert largest_difference(x, x) == 0.0
