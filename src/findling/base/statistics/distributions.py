"""Probability distributions of statistics' tests.

Source: the continued fraction of the incomplete beta function after Abramowitz and Stegun 26.5.8, evaluated by Lentz's
method; the complementary error function is the standard library's.
"""

from __future__ import annotations

import math
from typing import Final

_SMALLEST: Final = 1e-300
_PRECISION: Final = 1e-15
_MOST_STEPS: Final = 10_000


def beta_ratio(x: float, a: float, b: float) -> float:
    """Returns the regularized incomplete beta function I_x(a, b), NaN outside of where it is defined."""
    if math.isnan(x) or math.isnan(a) or math.isnan(b) or not 0 <= x <= 1 or a <= 0 or b <= 0:
        return math.nan
    if x in (0.0, 1.0):
        return x
    if x > (a + 1) / (a + b + 2):
        return 1.0 - beta_ratio(1.0 - x, b, a)
    log_beta = math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)
    return math.exp(a * math.log(x) + b * math.log1p(-x) - log_beta) * _fraction(x, a, b) / a


def _fraction(x: float, a: float, b: float) -> float:
    """Returns the continued fraction 1 / (1 + d1 / (1 + d2 / ...))."""
    c, d = 1.0, 1.0 / _off_zero(1.0 - (a + b) * x / (a + 1))
    result = d
    for m in range(1, _MOST_STEPS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for step in (even, odd):
            d = 1.0 / _off_zero(1.0 + step * d)
            c = _off_zero(1.0 + step / c)
            result *= c * d
        if abs(c * d - 1.0) < _PRECISION:
            break
    return result


def _off_zero(value: float) -> float:
    return value if abs(value) > _SMALLEST else _SMALLEST


def student_t_below(value: float, degrees: float) -> float:
    """Returns the probability that a number of Student's t distribution is at most `value`."""
    if value == 0:
        return 0.5
    tail = 0.5 * beta_ratio(degrees / (degrees + value * value), 0.5 * degrees, 0.5)
    return tail if value < 0 else 1.0 - tail


def fisher_f_below(value: float, numerator: float, denominator: float) -> float:
    """Returns the probability that a number of the F distribution is at most `value`."""
    if value <= 0:
        return 0.0
    scaled = numerator * value
    return beta_ratio(scaled / (denominator + scaled), 0.5 * numerator, 0.5 * denominator)


def normal_below(value: float) -> float:
    """Returns the probability that a number of the standard normal distribution is at most `value`."""
    return 0.5 * math.erfc(-value / math.sqrt(2.0))
