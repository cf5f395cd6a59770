"""bucket_count_ks_test: whether the counts of a sibling's buckets are distributed as they are expected to be."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from findling.base.errors import IllegalArgumentError
from findling.base.statistics.kolmogorov_smirnov import exact_p_value
from findling.search.aggs.base.aggregation import Aggregations, Partial, register
from findling.search.aggs.base.parameters import NamedParameters
from findling.search.aggs.pipeline.statistics.bucket_test import CountTestPipeline, only_zeros, read_path, unbuilt
from findling.search.aggs.values.value_format import json_number

Doubles = NDArray[np.float64]

_ARGUMENTS: Final = ("buckets_path", "fractions", "alternative", "gap_policy", "sampling_method")
_ALTERNATIVES: Final = ("greater", "less", "two_sided")
_ROUNDS: Final = 20
_FEWEST: Final = 23
_SEED: Final = 126_832_678
_STEPS: Final = 10
_TAIL: Final = np.array(
    [0.1 * (i - 1) + 0.05 / i + 0.1 * j / i for i in range(1, _STEPS + 1) for j in range(i)], np.float64
)
_POINTS: Final = {
    "upper_tail": _TAIL,
    "lower_tail": 1 - _TAIL,
    "uniform": np.arange(1, len(_TAIL) + 1) / (len(_TAIL) + 1),
}


@register("bucket_count_ks_test")
@dataclass(frozen=True, kw_only=True)
class BucketCountKsTestPipeline(CountTestPipeline):
    """fractions: what is expected of each bucket, None: the same of all; points: where distributions are compared."""

    type_name = "bucket_count_ks_test"
    not_counts = "[bucket_count_ks_test] requires that buckets_path points to bucket [_count]"

    fractions: tuple[float, ...] | None
    alternatives: tuple[str, ...]
    sampling_method: str

    @classmethod
    def parse(cls, name: str, params: NamedParameters) -> Self:
        """Reads the parameters; raises XContentParseError and IllegalArgumentError."""
        fractions = params.array("fractions")
        numbers = None if fractions is None else tuple(params.number_of("fractions", value) for value in fractions)
        alternatives = _alternatives(params, name)
        method = params.one_of("sampling_method", tuple(_POINTS), "upper_tail", _no_such_method)
        only_zeros(params, _ARGUMENTS)
        path = read_path(params)
        params.finish()
        return cls(name=name, path=path, fractions=numbers, alternatives=alternatives, sampling_method=method)

    def typed_name(self, partial: Partial) -> str:
        """Returns the type's name."""
        return self.type_name

    def apply_beside(self, siblings: Aggregations, partial: Partial) -> Partial:
        """Returns the probabilities by alternative."""
        values, counts = self.counts(siblings, partial)
        found = self._probabilities(values, sum(counts))
        return {"value": {name: json_number(value) for name, value in found.items()}}

    def figure(self, partial: Partial, names: Sequence[str], key: str | None) -> float:
        """Returns the probability of an alternative."""
        value = partial["value"].get(key)
        return float(value) if isinstance(value, (int, float)) else math.nan

    def _probabilities(self, values: list[float], n_docs: int) -> dict[str, float]:
        unknown = dict.fromkeys(self.alternatives, math.nan)
        points = _POINTS[self.sampling_method]
        n_samples = min(n_docs, len(points))
        expected = [1.0 / len(values)] * len(values) if self.fractions is None and values else self.fractions or ()
        x, y = np.cumsum([0.0, *values]), np.cumsum([0.0, *expected])
        # too few documents say nothing reliable
        if x[-1] <= 0 or y[-1] <= 0 or n_samples < _FEWEST or len(x) != len(y):
            return unknown
        x, y = x / x[-1], y / y[-1]
        if n_samples == len(points):
            return {name: _probability(x, y, points, name) for name in self.alternatives}
        chosen = np.random.default_rng(_SEED)
        rounds = [chosen.permutation(points)[:n_samples] for _ in range(_ROUNDS)]
        return {name: _mean([_probability(x, y, some, name) for some in rounds]) for name in self.alternatives}


def _alternatives(params: NamedParameters, name: str) -> tuple[str, ...]:
    given = params.array("alternative")
    if "alternative" not in params:
        return _ALTERNATIVES
    for value in [None] if given is None else given:
        if not isinstance(value, str):
            raise params.wrong_token("alternative", value)
    if not given:
        raise unbuilt(params, f"[alternative] must not be empty for aggregation [{name}]", _ARGUMENTS)
    for value in given:
        if value.lower() not in _ALTERNATIVES:
            raise unbuilt(params, f"No enum constant {_ENUM}.{value.upper()}", _ARGUMENTS)
    chosen = {value.lower() for value in given}
    return tuple(value for value in _ALTERNATIVES if value in chosen)


_ENUM: Final = "org.elasticsearch.xpack.ml.aggs.kstest.Alternative"


def _no_such_method(method: str) -> IllegalArgumentError:
    return IllegalArgumentError(f"Unrecognized sampling_method [{method.lower()}]")


def _mean(probabilities: list[float]) -> float:
    """Returns the geometric mean; of the first one, as in Elasticsearch, not the logarithm is added."""
    total = probabilities[0] + sum(math.log(value) if value else 0.0 for value in probabilities[1:])
    return min(max(math.exp(total / _ROUNDS), 0.0), 1.0)


def _probability(x: Doubles, y: Doubles, points: Doubles, alternative: str) -> float:
    """Returns how likely distributions differ as two cumulative ones do, at the places of some of their values."""
    numbers = np.arange(1, len(x) + 1, dtype=np.float64)
    first, second = (np.sort(_interpolated(distribution, numbers, points)) for distribution in (x, y))
    n = len(points)
    statistic = _statistic(first, second, alternative)
    if alternative == "two_sided":
        return exact_p_value(statistic, n, n)
    z = math.sqrt(n * n / (n + n)) * statistic
    continuity = (n + 2 * n) / math.sqrt(n * n * (n + n))
    return min(max(math.exp(-2 * z * z - 2 * z * continuity / 3), 0.0), 1.0)


def _interpolated(xs: Doubles, fx: Doubles, points: Doubles) -> Doubles:
    places = np.clip(np.searchsorted(xs, points, side="right"), 1, len(xs) - 1)
    width = xs[places] - xs[places - 1]
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Doubles = ((points - xs[places - 1]) * fx[places] + (xs[places] - points) * fx[places - 1]) / width
    return found


def _statistic(first: Doubles, second: Doubles, alternative: str) -> float:
    """Returns the largest difference of the samples' distributions, of the side asked for.

    Walks through both samples, the first step being taken before anything is compared.
    """
    n = len(first)
    ahead = first[0] < second[0]
    a, b = (1, 0) if ahead else (0, 1)
    largest = 0.0
    while a < n and b < n:
        largest = max(largest, _side(a / n, b / n, alternative))
        if first[a] < second[b]:
            a += 1
        elif second[b] < first[a]:
            b += 1
        else:
            a, b = a + 1, b + 1
    return max(largest, _side(a / n, b / n, alternative))


def _side(a: float, b: float, alternative: str) -> float:
    if alternative == "two_sided":
        return abs(b - a)
    return max(b - a if alternative == "less" else a - b, 0.0)
