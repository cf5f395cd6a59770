"""The functions of rank_feature: how the value of a feature becomes a score (Lucene's FeatureField)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError
from findling.base.java_numbers import java_float
from findling.search.explanation import Explanation

Singles = NDArray[np.float32]

# Lucene keeps a feature as a frequency: the upper bits of the number, nine of them significant
_DROPPED_BITS: Final = 15
_PIVOT: Final = "k, pivot feature value that would give a score contribution equal to w/2"
_EXPONENT: Final = "a, exponent, higher values make the function grow slower before k and faster after k"


def frequencies_of(values: Singles) -> NDArray[np.int64]:
    """Returns the numbers by which Lucene keeps features, (n,)."""
    return values.view(np.uint32).astype(np.int64) >> _DROPPED_BITS


def features_of(frequencies: NDArray[np.int64]) -> Singles:
    """Returns the features, as exact as Lucene keeps them, of the numbers that stand for them."""
    return (frequencies << _DROPPED_BITS).astype(np.uint32).view(np.float32)


class FeatureFunction(ABC):
    """A function of a feature. Subclasses are frozen dataclasses; parameters are in single precision."""

    title: str
    formula: str

    @abstractmethod
    def scores(self, weight: np.float32, features: Singles) -> Singles:
        """Returns the scores of features, (n,)."""

    def check(self) -> None:  # noqa: B027  most functions have nothing to check
        """Raises IllegalArgumentError for parameters that make no sense."""

    @property
    def parameters(self) -> list[Explanation]:
        """What explanations say of the parameters."""
        return []

    @abstractmethod
    def describe(self) -> str:
        """Returns the function in Lucene's notation."""

    def explain(self, field: str, feature: str, weight: float, value: float) -> Explanation:
        """Returns how a score was computed."""
        score = float(self.scores(np.float32(weight), np.array([value], np.float32))[0])
        text = f"{self.title} function on the {field} field for the {feature} feature, computed as {self.formula} from:"
        details = [Explanation.match(weight, "w, weight of this function"), *self.parameters]
        return Explanation.match(score, text, [*details, Explanation.match(value, "S, feature value")])


@dataclass(frozen=True)
class Saturation(FeatureFunction):
    """pivot: None until it is made from the features of the index"""

    title = "Saturation"
    formula = "w * S / (S + k)"

    pivot: float | None = None

    def check(self) -> None:
        if self.pivot is not None:
            _check_positive("pivot", self.pivot)

    def scores(self, weight: np.float32, features: Singles) -> Singles:
        pivot = np.float32(1 if self.pivot is None else self.pivot)
        return weight * (np.float32(1) - pivot / (features + pivot))

    @property
    def parameters(self) -> list[Explanation]:
        return [Explanation.match(self.pivot or 0.0, _PIVOT)]

    def describe(self) -> str:
        return f"SaturationFunction(pivot={'null' if self.pivot is None else java_float(self.pivot)})"


@dataclass(frozen=True)
class Log(FeatureFunction):
    """scaling_factor: what is added to a feature, at least 1"""

    title = "Log"
    formula = "w * log(a + S)"

    scaling_factor: float

    def check(self) -> None:
        if not (self.scaling_factor >= 1 and np.isfinite(self.scaling_factor)):
            raise IllegalArgumentError(f"scalingFactor must be >= 1, got: {java_float(self.scaling_factor)}")

    def scores(self, weight: np.float32, features: Singles) -> Singles:
        shifted = (np.float32(self.scaling_factor) + features).astype(np.float64)
        return (float(weight) * np.log(shifted)).astype(np.float32)

    @property
    def parameters(self) -> list[Explanation]:
        return [Explanation.match(self.scaling_factor, "a, scaling factor")]

    def describe(self) -> str:
        return f"LogFunction(scalingFactor={java_float(self.scaling_factor)})"


@dataclass(frozen=True)
class Sigmoid(FeatureFunction):
    """pivot, exponent: positive"""

    title = "Sigmoid"
    formula = "w * S^a / (S^a + k^a)"

    pivot: float
    exponent: float

    def check(self) -> None:
        _check_positive("pivot", self.pivot)
        _check_positive("exp", self.exponent)

    def scores(self, weight: np.float32, features: Singles) -> Singles:
        with np.errstate(all="ignore"):
            power = np.power(np.float64(self.pivot), self.exponent)
            raised = np.power(features.astype(np.float64), self.exponent)
            scores: Singles = (float(weight) * (1 - power / (raised + power))).astype(np.float32)
        return scores

    @property
    def parameters(self) -> list[Explanation]:
        return [Explanation.match(self.pivot, _PIVOT), Explanation.match(self.exponent, _EXPONENT)]

    def describe(self) -> str:
        return f"SigmoidFunction(pivot={java_float(self.pivot)}, a={java_float(self.exponent)})"


@dataclass(frozen=True)
class Linear(FeatureFunction):
    """The feature itself."""

    title = "Linear"
    formula = "w * S"

    def scores(self, weight: np.float32, features: Singles) -> Singles:
        return weight * features

    def describe(self) -> str:
        return "LinearFunction"


def _check_positive(name: str, value: float) -> None:
    if not (value > 0 and np.isfinite(value)):
        raise IllegalArgumentError(f"{name} must be > 0, got: {java_float(value)}")
