"""Weighted constants and parabolas fitted to a series of values and to both sides of places in it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]

_DEGREE = 2


class WeightedFits:
    """Sums up to every place, from which fits follow.

    weight: of all; mean, variance: weighted; r_squared: the share of the variance that a parabola explains
    """

    def __init__(self, values: Doubles, weights: Doubles) -> None:
        # between -1 and 1, so that powers stay small
        x = np.linspace(-1.0, 1.0, len(values))
        powers = np.stack([x**power for power in range(2 * _DEGREE + 1)])
        # of x, of x times y and of y: (2 degree + 1, n + 1), (degree + 1, n + 1), (3, n + 1)
        self._of_x = _sums(weights * powers)
        self._of_xy = _sums(weights * values * powers[: _DEGREE + 1])
        self._of_y = _sums(np.stack([weights, weights * values, weights * values * values]))
        self.weight = float(self._of_y[0, -1])
        self.mean = float(self._of_y[1, -1]) / self.weight
        self.variance = float(_variance(self._of_y[:, -1:])[0])
        self.r_squared = float(self._explained(self._of_x[:, -1:], self._of_xy[:, -1:], self._of_y[:, -1:])[0])

    def split_variances(self, places: NDArray[np.int64]) -> Doubles:
        """Returns the variance that is left of two constants, before and from each place on."""
        lower, upper = self._sides(self._of_y, places)
        spread: Doubles = (lower[0] * _variance(lower) + upper[0] * _variance(upper)) / (lower[0] + upper[0])
        return spread

    def split_trend_variances(self, places: NDArray[np.int64]) -> Doubles:
        """Returns the variance that is left of two parabolas."""
        total = np.zeros(len(places))
        sides = zip(*(self._sides(sums, places) for sums in (self._of_x, self._of_xy, self._of_y)), strict=True)
        for of_x, of_xy, of_y in sides:
            total += of_y[0] * _variance(of_y) * (1 - self._explained(of_x, of_xy, of_y))
        return total / self.weight

    def split_differences(self, places: NDArray[np.int64]) -> Doubles:
        """Returns how much means and deviations of both sides differ, by the number of values on the shorter side."""
        lower, upper = self._sides(self._of_y, places)
        means = np.abs(lower[1] / lower[0] - upper[1] / upper[0])
        deviations = np.abs(np.sqrt(_variance(lower)) - np.sqrt(_variance(upper)))
        n = self._of_y.shape[1] - 1
        differences: Doubles = np.minimum(places, n - places) * (means + deviations)
        return differences

    @staticmethod
    def _sides(sums: Doubles, places: NDArray[np.int64]) -> tuple[Doubles, Doubles]:
        lower = sums[:, places]
        return lower, sums[:, -1:] - lower

    @staticmethod
    def _explained(of_x: Doubles, of_xy: Doubles, of_y: Doubles) -> Doubles:
        """Returns the share of the variance that the best parabola explains, 0 for what does not vary."""
        size = _DEGREE + 1
        matrices = np.stack([[of_x[i + j] for j in range(size)] for i in range(size)])
        matrices = np.moveaxis(matrices, -1, 0)
        parameters = np.einsum("nij,jn->ni", np.linalg.pinv(matrices, hermitian=True), of_xy)
        fitted = np.einsum("ni,in->n", parameters, of_xy) - of_y[1] ** 2 / of_y[0]
        spread = of_y[2] - of_y[1] ** 2 / of_y[0]
        with np.errstate(divide="ignore", invalid="ignore"):
            explained: Doubles = np.where(spread > 0, fitted / spread, 0.0)
        return np.clip(explained, 0.0, 1.0)


def _sums(terms: Doubles) -> Doubles:
    """Returns the sums of the terms before each place: (k, n) -> (k, n + 1)."""
    return np.concatenate((np.zeros((len(terms), 1)), np.cumsum(terms, axis=1)), axis=1)


def _variance(of_y: Doubles) -> Doubles:
    variance: Doubles = np.maximum((of_y[2] - of_y[1] ** 2 / of_y[0]) / of_y[0], 0.0)
    return variance
