"""Finds where a series of values changes: its level, its trend or its distribution.

Models are compared by F tests: a constant, a parabola, two constants, two parabolas. Outliers weigh a hundredth.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from findling.base.statistics.distributions import beta_ratio
from findling.base.statistics.kolmogorov_smirnov import exact_p_value, largest_difference
from findling.search.aggs.pipeline.statistics.weighted_fits import WeightedFits

Doubles = NDArray[np.float64]

_MARGIN: Final = 10
FEWEST_VALUES: Final = 2 * _MARGIN + 2
_MOST_CANDIDATES: Final = 1000
_MOST_SAMPLED: Final = 500
_UNSURE: Final = 1e-5
_SEED: Final = 126_832_678
_SMALL: Final = 1e-10
_ROUNDING: Final = 1e-13  # of probabilities that are counted as what is left of 1
_AT_A_PLACE: Final = frozenset({"step_change", "trend_change", "distribution_change", "spike", "dip"})


@dataclass(frozen=True, slots=True)
class Change:
    """What is found. place: among the values, None for none; r_value: the share of the variance that is explained"""

    kind: str
    p_value: float = 1.0
    place: int | None = None
    r_value: float | None = None
    trend: str | None = None
    reason: str | None = None

    def members(self, place: int | None) -> dict[str, object]:
        """Returns what the answer shows of it. place: among the buckets"""
        if self.reason is not None:
            return {"reason": self.reason}
        shown: dict[str, object] = {}
        if self.kind != "stationary":
            shown["p_value"] = self.p_value
        if self.r_value is not None:
            shown["r_value"] = self.r_value
        if self.trend is not None:
            shown["trend"] = self.trend
        if self.kind in _AT_A_PLACE:
            shown["change_point"] = place
        return shown


@dataclass(frozen=True, slots=True)
class _Model:
    """A fitted model. variance: that is left; parameters: their number; p_value: of its being no better than another"""

    kind: str
    p_value: float
    variance: float
    parameters: int
    place: int | None = None


class _Series:
    """Values with their weights and what has been found out about them."""

    def __init__(self, values: Doubles) -> None:
        self.values = values
        self.fits = WeightedFits(values, _weights(values))
        self.candidates = _candidates(len(values))

    def accepted(self, model: _Model, threshold: float) -> bool:
        return model.p_value < threshold and 1 - model.variance / self.fits.variance >= 0.5

    def p_value(self, null: _Model, variance: float, parameters: int, places: bool) -> float:
        """Returns the p value of a model of more parameters. places: whether the best of all places was taken"""
        found = _nested(self.fits.weight, null, variance, parameters)
        return _of_many(found, len(self.candidates)) if places else found

    def against_constant(self, model: _Model) -> float:
        constant = _Model("stationary", 1.0, self.fits.variance, 1)
        return self.p_value(constant, model.variance, model.parameters, True)

    def trend(self, null: _Model) -> _Model:
        variance = self.fits.variance * (1 - self.fits.r_squared)
        return _Model("non_stationary", self.p_value(null, variance, 3, False), variance, 3)

    def step(self, null: _Model) -> _Model:
        return self._split("step_change", null, self.fits.split_variances(self.candidates), 2)

    def trend_change(self, null: _Model) -> _Model:
        return self._split("trend_change", null, self.fits.split_trend_variances(self.candidates), 6)

    def _split(self, kind: str, null: _Model, variances: Doubles, parameters: int) -> _Model:
        best = int(np.argmin(variances))
        variance = float(variances[best])
        p_value = self.p_value(null, variance, parameters, True)
        return _Model(kind, p_value, variance, parameters, int(self.candidates[best]))


def detect_change(values: Doubles, least_p_value: float) -> Change:
    """Returns the change of a series of at least FEWEST_VALUES values; least_p_value: what counts for so many."""
    threshold = least_p_value * math.exp(-0.04 * (len(values) - FEWEST_VALUES))
    series = _Series(values)
    constant = _Model("stationary", 1.0, series.fits.variance, 1)
    mean = abs(series.fits.mean)
    if series.fits.variance < math.sqrt(math.ulp(2.0 * series.fits.weight * mean)):
        return Change("stationary")
    best, places = _best(series, constant, threshold)
    unsure = series.against_constant(best) if best.kind != "stationary" else 1.0
    if unsure > _UNSURE:
        changed = _distribution_change(series, places)
        if changed.p_value < min(threshold, 0.1 * unsure):
            return changed
    return _shown(series, best)


def _best(series: _Series, constant: _Model, threshold: float) -> tuple[_Model, set[int]]:
    """Returns the model that explains the values, and the places that came up on the way."""
    trend = series.trend(constant)
    if series.accepted(trend, threshold):
        bent = series.trend_change(trend)
        places = _places(bent)
        if not series.accepted(bent, threshold):
            return trend, places
        step = series.step(constant)
        # whether two parabolas say much more than two constants
        better = _nested(series.fits.weight, step, bent.variance, bent.parameters) < threshold
        return (bent if better else step), places
    step = series.step(constant)
    places = _places(step)
    if series.accepted(step, threshold):
        bent = series.trend_change(step)
        return (bent if series.accepted(bent, threshold) else step), places
    bent = series.trend_change(constant)
    return (bent if series.accepted(bent, threshold) else constant), places


def _places(model: _Model) -> set[int]:
    return set() if model.place is None else {model.place}


def _shown(series: _Series, model: _Model) -> Change:
    if model.kind == "stationary":
        return Change("stationary")
    p_value = series.against_constant(model)
    r_value = None if model.kind == "step_change" else 1 - model.variance / series.fits.variance
    trend = None
    if model.kind == "non_stationary":
        slope = float(np.polyfit(np.arange(len(series.values)), series.values, 1)[0])
        trend = "decreasing" if slope < 0 else "increasing"
    return Change(model.kind, p_value, model.place, r_value, trend)


def _distribution_change(series: _Series, places: set[int]) -> Change:
    """Returns the place of the likeliest change of the distribution, by tests of Kolmogorov and Smirnov."""
    values, n = series.values, len(series.values)
    differences = series.fits.split_differences(series.candidates)
    last_best = len(differences) - 1 - int(np.argmax(differences[::-1]))
    tried = places | {int(series.candidates[last_best])}
    sample = np.arange(n)
    if n > _MOST_SAMPLED:
        # long series differ by less than anybody can see
        sample = np.sort(np.random.default_rng(_SEED).permutation(n)[:_MOST_SAMPLED])
    found = [(*_split_test(values[sample], int(np.searchsorted(sample, place))), place) for place in sorted(tried)]
    p_value, _, best = min(found)
    return Change("distribution_change", _of_many(p_value, (len(sample) + 49) // 50), best)


def _split_test(values: Doubles, cut: int) -> tuple[float, float]:
    """Returns how likely both sides are of one distribution; what is too little to be told apart, by the statistic."""
    x, y = values[:cut], values[cut:]
    if not len(x) or not len(y):
        return 1.0, 0.0
    difference = largest_difference(x, y)
    p_value = exact_p_value(difference, len(x), len(y))
    scaled = difference * math.sqrt(len(x) * len(y) / len(values))
    return (p_value if p_value > _ROUNDING else 0.0), -scaled


def _candidates(n: int) -> NDArray[np.int64]:
    margin = max(int(0.1 * n + 0.5), _MARGIN)
    inner = np.arange(margin, n - margin)
    if len(inner) > _MOST_CANDIDATES:
        inner = inner[inner % math.ceil(len(inner) / _MOST_CANDIDATES) == 0]
    return inner


def _weights(values: Doubles) -> Doubles:
    ordered, place = np.sort(values), math.ceil(0.025 * len(values))
    inside = (values >= ordered[place]) & (values <= ordered[len(values) - place - 1])
    return np.where(inside, 1.0, 0.01)


def _nested(n: float, null: _Model, variance: float, parameters: int) -> float:
    """Returns the p value of an F test of a model against one that is part of it."""
    if variance == null.variance:
        return 1.0
    if variance == 0.0:
        return 0.0
    more, left = parameters - null.parameters, n - parameters
    ratio = (null.variance - variance) / more * left / variance
    if ratio <= 0:
        return 1.0
    return min(2 * beta_ratio(left / (left + more * ratio), 0.5 * left, 0.5 * more), 1.0)


def _of_many(p_value: float, trials: int) -> float:
    """Returns the p value of the best of several independent trials."""
    return 1.0 - math.pow(1.0 - p_value, trials) if p_value > _SMALL else trials * p_value
