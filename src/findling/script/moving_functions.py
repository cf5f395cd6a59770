"""The class MovingFunctions: what scripts of `moving_fn` make of a window of figures.

Source: Elasticsearch's MovingFunctions.
"""

import math
from collections.abc import Sequence
from typing import Final

from findling.script.api.class_info import ClassInfo, Method
from findling.script.faults import illegal_argument
from findling.script.types import BOOLEAN, DOUBLE, INT, Type, array_of, class_type

Values = Sequence[float]


def _known(values: Values) -> list[float]:
    return [value for value in values if value == value]


def greatest(values: Values) -> float:
    """Returns the largest figure, NaN for none."""
    return max(_known(values), default=math.nan)


def least(values: Values) -> float:
    """Returns the smallest figure, NaN for none."""
    return min(_known(values), default=math.nan)


def total(values: Values) -> float:
    """Returns the sum, 0 for none."""
    return float(sum(_known(values)))


def standard_deviation(values: Values, mean: float) -> float:
    """Returns the standard deviation from a mean, NaN for none."""
    if mean != mean:
        return math.nan
    known = _known(values)
    return math.sqrt(sum((value - mean) ** 2 for value in known) / len(known)) if known else math.nan


def unweighted(values: Values) -> float:
    """Returns the mean, NaN for none."""
    known = _known(values)
    return sum(known) / len(known) if known else math.nan


def linear_weighted(values: Values) -> float:
    """Returns the mean in which later figures weigh more, each one more than the one before; NaN for none."""
    known = _known(values)
    weighted = sum(value * weight for weight, value in enumerate(known, 1))
    weights = 1 + sum(range(1, len(known) + 1))
    return weighted / weights if known else math.nan


def ewma(values: Values, alpha: float) -> float:
    """Returns the exponentially weighted mean, NaN for none."""
    known = _known(values)
    if not known:
        return math.nan
    mean = known[0]
    for value in known[1:]:
        mean = value * alpha + mean * (1 - alpha)
    return mean


def holt(values: Values, alpha: float, beta: float) -> float:
    """Returns what follows figures with a trend, NaN for none."""
    known = _known(values)
    if not known:
        return math.nan
    level, trend = known[0], 0.0
    for value in known[1:]:
        before, level = level, alpha * value + (1.0 - alpha) * (level + trend)
        trend = beta * (level - before) + (1 - beta) * trend
    return level


def holt_winters(values: Values, alpha: float, beta: float, gamma: float, period: int, multiplicative: bool) -> float:
    """Returns what follows figures with a trend and a season, NaN for none."""
    padding = 1e-10 if multiplicative else 0.0
    known = [value + padding for value in _known(values)]
    if not known:
        return math.nan
    if len(known) < period * 2:
        raise illegal_argument(
            "Holt-Winters aggregation requires at least (2 * period == 2 * "
            f"{period} == {2 * period}) data-points to function.  Only [{len(known)}] were provided."
        )
    return _seasons(known, (alpha, beta, gamma), period, multiplicative)


def _seasons(known: list[float], smoothing: tuple[float, float, float], period: int, multiplicative: bool) -> float:
    alpha, beta, gamma = smoothing
    first = sum(known[:period]) / period
    seasonal = [value / first if first else 0.0 for value in known[:period]]
    level, trend = first, sum((known[place + period] - known[place]) / period for place in range(period)) / period
    # as in Elasticsearch, smoothing begins without the trend of the first two seasons
    before, slope = level, 0.0
    for place in range(period, len(known)):
        season, value = seasonal[place - period], known[place]
        level = alpha * (value / season if multiplicative else value - season) + (1.0 - alpha) * (before + slope)
        trend = beta * (level - before) + (1 - beta) * slope
        current = value / (before + slope) if multiplicative else value - (before - slope)
        seasonal.append(gamma * current + (1 - gamma) * season)
        before, slope = level, trend
    following = seasonal[len(known) - period]
    return (level + trend) * following if multiplicative else level + trend + following


_VALUES: Final = array_of(DOUBLE)


def _static(*parameters: Type, does: object) -> Method:
    return Method(parameters, DOUBLE, does)  # type: ignore[arg-type]


MOVING_FUNCTIONS: Final = ClassInfo(
    class_type("org.elasticsearch.search.aggregations.pipeline.MovingFunctions"),
    "MovingFunctions",
    static_methods={
        ("max", 1): _static(_VALUES, does=greatest),
        ("min", 1): _static(_VALUES, does=least),
        ("sum", 1): _static(_VALUES, does=total),
        ("stdDev", 2): _static(_VALUES, DOUBLE, does=standard_deviation),
        ("unweightedAvg", 1): _static(_VALUES, does=unweighted),
        ("linearWeightedAvg", 1): _static(_VALUES, does=linear_weighted),
        ("ewma", 2): _static(_VALUES, DOUBLE, does=ewma),
        ("holt", 3): _static(_VALUES, DOUBLE, DOUBLE, does=holt),
        ("holtWinters", 6): _static(_VALUES, DOUBLE, DOUBLE, DOUBLE, INT, BOOLEAN, does=holt_winters),
    },
)
