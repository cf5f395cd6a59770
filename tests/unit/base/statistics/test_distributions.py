"""Distributions against values of tables, and against what must hold for all."""

import math

import pytest

from findling.base.statistics.distributions import beta_ratio, fisher_f_below, normal_below, student_t_below


# critical values of Student's t: two sides, 5 %
@pytest.mark.parametrize(
    ("degrees", "value"), [(1, 12.7062047364), (2, 4.3026527297), (10, 2.2281388520), (30, 2.0422724563)]
)
def test_student_t_has_the_table_s_tails(degrees: float, value: float) -> None:
    assert student_t_below(-value, degrees) == pytest.approx(0.025, rel=1e-9)
    assert student_t_below(value, degrees) == pytest.approx(0.975, rel=1e-9)
    assert student_t_below(0.0, degrees) == 0.5


@pytest.mark.parametrize(
    ("numerator", "denominator", "value"), [(1, 10, 4.9646027438), (5, 2, 19.2964096520), (3, 40, 2.8387453993)]
)
def test_fisher_f_has_the_table_s_tails(numerator: float, denominator: float, value: float) -> None:
    assert fisher_f_below(value, numerator, denominator) == pytest.approx(0.95, rel=1e-9)


def test_the_beta_ratio_of_whole_numbers_is_a_binomial_sum() -> None:
    for a, b, x in ((2, 5, 0.1), (7, 3, 0.6), (40, 12, 0.77), (1, 1, 0.3)):
        n = a + b - 1
        expected = sum(math.comb(n, k) * x**k * (1 - x) ** (n - k) for k in range(a, n + 1))
        assert beta_ratio(x, a, b) == pytest.approx(expected, rel=1e-12)


def test_what_is_not_defined_is_no_number() -> None:
    for x, a, b in ((-0.1, 1, 1), (1.1, 1, 1), (0.5, 0, 1), (math.nan, 1, 1)):
        assert math.isnan(beta_ratio(x, a, b))
    assert (beta_ratio(0.0, 2, 3), beta_ratio(1.0, 2, 3)) == (0.0, 1.0)


def test_the_normal_distribution() -> None:
    assert normal_below(0.0) == 0.5
    assert normal_below(-1.959963984540054) == pytest.approx(0.025, rel=1e-12)
